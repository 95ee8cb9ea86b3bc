"""Days full of calls in the centre of the browsers, of which `jobs` has made figures."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest_asyncio

from core.db.engine import make_engine
from core.fact_log.event_log import write_facts
from core.facts.kinds.consultants import AgentStateChanged
from core.secrets import read_secrets
from core.zone import WARSAW
from reports.calls.store import CallRecords
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre
from tests.support.reports.made_up_calls import all_facts
from tests.support.reports.working_days import CALLS_A_DAY, working_day
from tests.support.timing.eventually import LONG, eventually

HELPER = "20610"
SUPERVISOR = f"kierownik-{ANNAS_OFFICE}"
CLOCKS_BACK = date(2026, 10, 25)
_written: set[str] = set()


def _yesterday() -> date:
    return datetime.now(UTC).astimezone(WARSAW).date() - timedelta(days=1)


@pytest_asyncio.fixture(loop_scope="session")
async def yesterday(centre: RunningCentre) -> AsyncIterator[date]:
    """Yesterday and the same day of the week before are full of calls; `jobs` has made figures of them."""
    day = _yesterday()
    settings = centre.installation.settings
    if settings.dsn not in _written:
        engine = make_engine(settings.dsn, pool_size=1, fact_key=read_secrets(settings.state).fact_key)
        try:
            for each in (day, day - timedelta(days=7), CLOCKS_BACK):
                # The consultants themselves are as they are: nobody is at work in this centre.
                made_up = all_facts(working_day(each, (HELPER, ANNAS_OFFICE)))
                facts = [fact for fact in made_up if not isinstance(fact, AgentStateChanged)]
                async with engine.begin() as connection:
                    await CallRecords(engine).apply(connection, await write_facts(connection, facts))
        finally:
            await engine.dispose()
        _written.add(settings.dsn)

    async def are_counted() -> object:
        # With the week before, which the sentence speaks of, too.
        found = await run_report(centre, SUPERVISOR, day, compare="earlier")
        calls = found["total"][place_of(found, "calls")]
        return found["is_complete"] and min(calls["value"] or 0, calls["earlier"]["value"] or 0) >= CALLS_A_DAY

    await eventually(are_counted, timeout=LONG)
    yield day


def question(day: date, **more: object) -> dict[str, object]:
    return {"report": "day", "from": day.isoformat(), "to": day.isoformat(), "interval": "60min", **more}


async def run_report(centre: RunningCentre, account: str, day: date, **more: object) -> dict[str, Any]:
    async def answered() -> dict[str, Any]:
        answer = await centre.request(account, "POST", "/api/reports/run", json=question(day, **more))
        assert answer.status_code == 200, answer.text  # 429 after many looks for what is counted late
        found: dict[str, Any] = answer.json()
        return found

    return await eventually(answered)


def place_of(found: dict[str, Any], metric: str) -> int:
    return [column["metric"] for column in found["columns"]].index(metric)

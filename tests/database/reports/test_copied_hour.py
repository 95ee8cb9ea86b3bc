"""What `make bench` puts in as an hour of calls counts as calls do."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.report_lag import RATE, ReportLag, put_in, read_sample
from core.clock import MachineClock
from core.db.tables.centre.call_tables import CallRow, EventRow
from tests.support.reports.made_up_calls import MadeUpCall, Stand, all_facts
from tests.support.reports.report_projection import catch_up, kept_by_quarter, whole, write

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

HOUR = 30.0  # seconds


async def test_copies_of_calls_count_as_often_as_they_are_there(dsn: str, engine: AsyncEngine) -> None:
    now = MachineClock().now()
    since = now - timedelta(minutes=10)
    one = MadeUpCall(
        id="call-1",
        at=since + timedelta(seconds=1),
        office="20610",
        stands=(Stand("20610", wait=12.0, agent="k1", talk=60.0, hold=5.0, wrap_up=20.0),),
    )
    other = replace(one, id="call-2", stands=(replace(one.stands[0], agent="k2", talk=30.0),))
    await write(engine, all_facts([one, other]))
    await catch_up(engine, now)
    async with engine.connect() as connection:
        before = whole(await kept_by_quarter(connection))
        facts = await connection.scalar(select(func.count()).select_from(EventRow))
    sample = await read_sample(engine, since)
    assert sum(len(call.facts) for call in sample) == facts, "also those that end the wrap-ups"
    found = ReportLag()
    await put_in(dsn, sample, HOUR, found)
    copies = round(RATE * HOUR)
    assert (found.calls, found.facts) == (copies, copies * facts // 2)
    await catch_up(engine, now + timedelta(hours=1))
    async with engine.connect() as connection:
        after = whole(await kept_by_quarter(connection))
        callers = await connection.scalar(select(func.count(func.distinct(CallRow.caller_number))))
    # Not wrap-up: the copies of two calls alone are so close to each other that a consultant has many at once.
    for name in ("calls", "answered", "talks", "talk_ms", "hold_ms"):
        assert after[name] == before[name] * (1 + copies // 2), name
    assert callers == copies + 1, "each caller calls once, but for the made-up ones, who have no number"

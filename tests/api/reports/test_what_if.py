"""Rules tried on the callers of a real day, as the reports keep it."""

import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.simulation.records_store import days_of, read_records
from acd.simulation.what_if import FIGURES, SEEDS
from core.db.tables.staff_tables import AgentQueue, AuditRow
from core.metrics.intervals import midnight
from tests.api.conftest import LogIn
from tests.api.people import CONSULTANTS, hire
from tests.support.database.postgres import fresh_database
from tests.support.reports.made_up_calls import all_facts
from tests.support.reports.report_projection import catch_up, write
from tests.support.reports.working_days import CALLS_A_DAY, working_day

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

YESTERDAY = date(2026, 11, 23)
KOLNO, BIALYSTOK = "20060", "20610"
ALONE = {"neighbours_after": None, "everyone_after": None, "activate_ratio": None, "overflows_when_empty": False}


async def put_yesterday(engine: AsyncEngine) -> None:
    """It is the next morning."""
    await hire(engine)
    await write(engine, all_facts(working_day(YESTERDAY, (KOLNO, BIALYSTOK))))
    await catch_up(engine, midnight(YESTERDAY + timedelta(days=1)) + timedelta(hours=2))


@pytest.fixture
async def dsn(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    async with fresh_database(put_yesterday if "yesterday" in request.fixturenames else hire) as url:
        yield url


@pytest.fixture
def yesterday(engine: AsyncEngine) -> AsyncEngine:
    return engine


ENDS = {"connected": "answered", "abandoned": "abandoned", "callback": "called_back"}


async def tried(client: AsyncClient, office: str, policy: dict[str, Any], period: str = "day") -> Response:
    return await client.post(f"/api/queues/{office}/what-if", json={"policy": policy, "period": period})


async def test_the_records_are_the_callers_and_the_crew_of_that_day(yesterday: AsyncEngine) -> None:
    async with yesterday.connect() as connection:
        assert await days_of(connection, KOLNO, "day", YESTERDAY + timedelta(days=1)) == (YESTERDAY, YESTERDAY)
        assert await days_of(connection, KOLNO, "day", YESTERDAY + timedelta(days=4)) == (YESTERDAY, YESTERDAY)
        first, last = await days_of(connection, KOLNO, "week", YESTERDAY + timedelta(days=1))
        found = await read_records(connection, YESTERDAY, YESTERDAY)
    assert (first, last) == (YESTERDAY - timedelta(days=6), YESTERDAY)
    calls = [call for call in working_day(YESTERDAY, (KOLNO, BIALYSTOK)) if call.stands]
    for end in ("answered", "abandoned", "called_back"):
        told = [passage for passage in found.passages if passage.end == end]
        stands = [call.stands[0] for call in calls if ENDS[call.stands[0].end] == end]
        assert sorted((p.office, round(p.wait)) for p in told) == sorted((s.queue, round(s.wait)) for s in stands)
    answered = [passage for passage in found.passages if passage.end == "answered"]
    assert all(passage.talk_time and passage.agent and passage.served_by for passage in answered)
    assert {one.agent for one in found.attendance} == {one.agent for one in answered} & CONSULTANTS.keys()
    assert all(one.spells for one in found.attendance)
    assert found.answer_time is not None


async def test_old_and_new_rules_stand_side_by_side_for_the_same_callers(
    log_in: LogIn, yesterday: AsyncEngine
) -> None:
    client = await log_in("kierownik-20610")
    answer = await tried(client, BIALYSTOK, {**ALONE, "neighbours": [KOLNO]})
    assert answer.status_code == 200, answer.text
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["done"] for line in lines] == list(range(0, 2 * len(SEEDS) + 1, 2))
    found = lines[-1]["answer"]
    assert all(line["answer"] is None for line in lines[:-1])
    assert (found["first"], found["last"], found["runs"]) == ("2026-11-23", "2026-11-23", len(SEEDS))
    assert CALLS_A_DAY * 0.6 < found["calls"] < CALLS_A_DAY
    figures = {figure["key"]: figure for figure in found["offices"][0]["figures"]}
    assert found["offices"][0]["office"] == BIALYSTOK
    assert set(figures) == set(FIGURES)
    assert figures["elsewhere_percent"]["recorded"] > 10, "Kolno helped in truth"
    assert figures["elsewhere_percent"]["new"] == 0, "nobody else may"
    assert [one["office"] for one in found["consultants"]] == [BIALYSTOK] * len(found["consultants"])
    async with yesterday.connect() as connection:
        log = select(AuditRow.account, AuditRow.office).where(AuditRow.subject == "report_of_agents")
        assert [tuple(row) for row in await connection.execute(log)] == [("kierownik-20610", BIALYSTOK)]


async def test_consultants_are_named_to_whom_their_own_office_is_open(
    log_in: LogIn, yesterday: AsyncEngine
) -> None:
    async with yesterday.begin() as connection:
        await connection.execute(insert(AgentQueue).values(agent="k20060-1", office=BIALYSTOK))
    named = {}
    for who in ("kierownik-20610", "zespol"):
        answer = await tried(await log_in(who), BIALYSTOK, {"neighbours": [KOLNO]}, "week")
        found = json.loads(answer.text.splitlines()[-1])["answer"]
        named[who] = {one["office"] for one in found["consultants"]}
    assert named == {"kierownik-20610": {BIALYSTOK}, "zespol": {BIALYSTOK, KOLNO}}


async def test_of_too_few_calls_nothing_is_told_and_a_sentence_says_how_many_are_needed(
    log_in: LogIn, yesterday: AsyncEngine
) -> None:
    client = await log_in("kierownik-wup")
    answer = await tried(client, "20000", {})
    assert (answer.status_code, answer.json()["code"]) == (422, "too_few_calls")
    assert "trafiło ich 0, a potrzeba co najmniej 30" in answer.json()["message"]


async def test_days_that_the_figures_have_not_got_yet_are_not_told(log_in: LogIn) -> None:
    answer = await tried(await log_in("kierownik-20060"), KOLNO, {})
    assert (answer.status_code, answer.json()["code"]) == (409, "records_not_ready")


async def test_rules_of_another_office_are_not_tried(log_in: LogIn) -> None:
    assert (await tried(await log_in("kierownik-20610"), KOLNO, {})).status_code == 404
    assert (await tried(await log_in("k20060-1"), KOLNO, {})).status_code == 403


async def test_how_evenly_work_was_shared_is_told_beside_each_consultant(
    log_in: LogIn, yesterday: AsyncEngine
) -> None:
    columns = ["talks", "logged_in_hours", "calls_per_hour", "occupancy", "jain_number", "jain_time"]
    days = {"from": str(YESTERDAY), "to": str(YESTERDAY)}
    question = {"report": "consultants", "by": "agent", "offices": [KOLNO], "columns": columns, **days}
    answer = await (await log_in("kierownik-20060")).post("/api/reports/run", json=question)
    found = answer.json()
    assert [column["metric"] for column in found["columns"]] == columns
    assert {line["key"] for line in found["lines"]} == {"k20060-1", "k20060-2"}
    talks = [line["cells"][0]["value"] for line in found["lines"]]
    number, time = (found["total"][columns.index(key)] for key in ("jain_number", "jain_time"))
    assert sum(talks) == found["total"][0]["value"] > 40
    assert (number["n"], time["n"]) == (2, 2), "of two consultants"
    assert 0.5 <= number["value"] <= 1

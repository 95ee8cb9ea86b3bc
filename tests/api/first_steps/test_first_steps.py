"""What a fresh installation still lacks, as the database says."""

from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.centre.office_tables import DialledNumber, Office
from core.db.tables.centre.scenario_tables import Scenario
from core.db.tables.staff_tables import Account
from core.facts.kinds.consultants import AgentStateChanged
from tests.api.conftest import LogIn
from tests.api.people import LONG_AGO, OFFICES
from tests.support.calls.call_facts import NINE

pytestmark = pytest.mark.anyio


async def found(log_in: LogIn) -> dict[str, dict[str, Any]]:
    answer = await (await log_in("administrator")).get("/api/first-steps")
    assert answer.status_code == 200, answer.text
    return {step["name"]: step for step in answer.json()["steps"]}


async def test_what_is_missing_is_told_by_office_and_number(log_in: LogIn, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Office).values(address="ul. Długa 1", telephone="85 111 22 33"))
        await connection.execute(update(Office).where(Office.code == "20060").values(telephone=None))
        number = {"is_free": True, "description": "", "scenario": "nieznany"}
        await connection.execute(insert(DialledNumber).values(number="9599", **number))
    steps = await found(log_in)
    assert (steps["offices"]["missing"], steps["offices"]["count"]) == (["20060"], len(OFFICES) - 1)
    assert steps["hours"]["missing"] == sorted(OFFICES)
    assert "9599" in steps["numbers"]["missing"]
    assert not steps["second_person"]["is_done"]  # one administrator
    assert steps["supervisors"]["is_done"]
    assert steps["consultants"]["is_done"]
    assert not steps["telephones"]["is_done"]
    assert not steps["first_call"]["is_done"]


@pytest.mark.usefixtures("hours")
async def test_what_is_done_is_seen(log_in: LogIn, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        person = {"display_name": "Nowak", "role": "administrator", "office": "20000"}
        await connection.execute(insert(Account).values(username="a.nowak", password_hash="x", **person))
        await connection.execute(insert(Account).values(username="bez.hasla", password_hash="", **person))
        graph = {"graph": {}, "cases": [], "published_at": LONG_AGO}
        await connection.execute(insert(Scenario).values(name="moj", version=1, **graph))
        number = {"is_free": True, "description": "", "scenario": "moj"}
        await connection.execute(insert(DialledNumber).values(number="9599", **number))
        fact = {"id": "event-1", "type": AgentStateChanged.__name__, "at": LONG_AGO, "data": {}}
        await connection.execute(insert(EventRow).values(agent="k20060-1", **fact))
        call = {"dialled_number": "9599", "caller_number": "", "started_at": NINE, "talk_time": 12.5}
        await connection.execute(insert(CallRow).values(id="call-1", **call))
    steps = await found(log_in)
    assert (steps["second_person"]["count"], steps["second_person"]["is_done"]) == (2, True)
    assert (steps["hours"]["is_done"], steps["hours"]["as_shipped"]) == (True, len(OFFICES))
    assert steps["numbers"]["is_done"]
    assert steps["telephones"]["count"] == 1
    assert steps["first_call"]["is_done"]


async def test_only_who_manages_offices_is_told(log_in: LogIn) -> None:
    for who in ("kierownik-wup", "audytor", "k20060-1"):
        assert (await (await log_in(who)).get("/api/first-steps")).status_code == 403

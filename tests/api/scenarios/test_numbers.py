"""Numbers that callers dial, by the web service."""

from typing import Any

import anyio
import pytest
from httpx import AsyncClient
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import Office
from core.db.tables.centre.scenario_tables import Scenario
from core.relay.relay import RelayServer
from ivr.publishing.timetable_store import load_routes
from tests.api.conftest import LogIn
from tests.api.people import A_FEW, LONG_AGO
from tests.support.calls.call_facts import NINE
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.scenarios.graphs import graph_of
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

AT = "/api/numbers/9525"
PAID: dict[str, Any] = {
    "scenario": "trzecia",
    "price": "paid",
    "description": "Linia dla pracodawców",
    "office": None,
}


@pytest.fixture(autouse=True)
async def scenario(engine: AsyncEngine) -> None:
    graph = graph_of({"k": {"kind": "goodbye", "settings": {"prompts": ["G02"]}}}, name="trzecia")
    row = {"name": "trzecia", "version": 1, "graph": graph, "published_at": LONG_AGO}
    async with engine.begin() as connection:
        await connection.execute(insert(Scenario).values(row))


@pytest.fixture
async def boss(log_in: LogIn) -> AsyncClient:
    return await log_in("administrator")


async def saved(boss: AsyncClient, **details: Any) -> dict[str, Any]:
    answer = await boss.put(AT, json={**PAID, **details})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("username", A_FEW)
async def test_everybody_may_read_and_only_an_administrator_may_change(log_in: LogIn, username: str) -> None:
    client = await log_in(username)
    assert (await client.get("/api/numbers")).json() == []
    may = username == "administrator"
    assert (await client.put(AT, json=PAID)).status_code == (200 if may else 403)
    for what in ("deactivate", "restore"):
        assert (await client.post(f"{AT}/{what}")).status_code == (200 if may else 403)
    assert (await client.get(AT)).status_code == (200 if may else 404)


async def test_a_new_number_is_answered_and_gets_another_price(boss: AsyncClient, engine: AsyncEngine) -> None:
    assert await saved(boss) == {"number": "9525", **PAID, "deactivated_at": None}
    route = (await load_routes(engine, NINE))["9525"]
    assert (route.scenario.name, route.is_free) == ("trzecia", False)
    assert (await saved(boss, price="free", office="20060"))["price"] == "free"
    route = (await load_routes(engine, NINE))["9525"]
    assert (route.is_free, route.office) == (True, "20060")
    assert [number["number"] for number in (await boss.get("/api/numbers")).json()] == ["9525"]


async def test_a_number_is_deactivated_and_restored(
    boss: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    await saved(boss)
    assert (await boss.post(f"{AT}/deactivate")).json()["deactivated_at"] == "2026-11-24T09:00:00Z"
    assert await load_routes(engine, NINE) == {}
    assert (await boss.get("/api/numbers")).json() == []
    assert len((await boss.get("/api/numbers", params={"deactivated": True})).json()) == 1
    assert (await boss.post(f"{AT}/restore")).json()["deactivated_at"] is None
    assert "9525" in await load_routes(engine, NINE)


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"scenario": "nieznana"}, "Scenariusz „nieznana” nie ma wersji, która wtedy obowiązuje."),
        ({"office": "99999"}, "Nie ma urzędu 99999 albo jest wyłączony."),
        ({"office": "20070"}, "Nie ma urzędu 20070 albo jest wyłączony."),
    ],
)
async def test_what_does_not_exist_is_refused_in_polish(
    boss: AsyncClient, engine: AsyncEngine, details: dict[str, Any], sentence: str
) -> None:
    async with engine.begin() as connection:
        gone = {"code": "20070", "name": "-", "seat": "-", "locative": "-", "genitive": "-", "area_code": "86"}
        rest = {"postal_code": "18-520", "is_province": False, "deactivated_at": LONG_AGO}
        await connection.execute(insert(Office).values(**gone, **rest))
    answer = await boss.put(AT, json={**PAID, **details})
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    assert answer.json()["fields"] == [{"field": "body", "message": sentence}]
    assert (await boss.get("/api/numbers")).json() == []


@pytest.mark.parametrize(
    "number",
    first_of(
        3,
        ["95", "1234567890", "95a5", "+4885", "9525%0A"],
        ANOTHER,
        "tests/api/scenarios/test_numbers.py::test_a_number_has_three_to_nine_digits",
    ),
)
async def test_a_number_has_three_to_nine_digits(boss: AsyncClient, number: str) -> None:
    answer = await boss.put(f"/api/numbers/{number}", json=PAID)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    ("details", "field"),
    first_of(
        3,
        [
            ({"price": "cheap"}, "price"),
            ({"scenario": ""}, "scenario"),
            ({"description": "a\nb"}, "description"),
            ({"office": "Kolno"}, "office"),
            ({"is_free": True}, "is_free"),
        ],
        ANOTHER,
        "tests/api/scenarios/test_numbers.py::test_what_cannot_be_read_is_refused_where_it_stands",
    ),
)
async def test_what_cannot_be_read_is_refused_where_it_stands(
    boss: AsyncClient, details: dict[str, Any], field: str
) -> None:
    answer = await boss.put(AT, json={**PAID, **details})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [problem["field"] for problem in answer.json()["fields"]] == [field]


async def test_every_change_is_told_to_the_centre_and_a_refused_one_is_not(boss: AsyncClient, dsn: str) -> None:
    heard: list[str] = []
    relay = RelayServer(dsn, None, heard.append)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(relay.run)
        await eventually(lambda: relay.is_connected)
        await boss.put(AT, json={**PAID, "scenario": "nieznana"})
        await saved(boss)
        await boss.post(f"{AT}/deactivate")
        await boss.post(f"{AT}/restore")
        await eventually(lambda: heard == ["scenarios"] * 3)
        tasks.cancel_scope.cancel()


async def test_a_number_that_is_not_there_is_not_found(boss: AsyncClient) -> None:
    assert (await boss.get(AT)).status_code == 404
    for what in ("deactivate", "restore"):
        assert (await boss.post(f"{AT}/{what}")).status_code == 404

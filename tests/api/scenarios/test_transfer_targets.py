"""The list of numbers to which scenarios may transfer callers."""

from typing import Any

import anyio
import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import EventRow
from core.db.tables.centre.office_tables import DialledNumber
from core.relay.relay import RelayServer
from ivr.outside.transfer_store import load_targets
from ivr.outside.transfer_targets import TransferTarget
from tests.api.conftest import LogIn
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio

ZUS = {"name": "ZUS", "number": "22 560 16 00", "lines": ["9524"]}
AT = "/api/transfer-targets"


@pytest.fixture(autouse=True)
async def lines(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        row = {"number": "9524", "scenario": "linia-9524", "is_free": False, "description": ""}
        await connection.execute(insert(DialledNumber), [row])


async def listed(client: AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get(AT)
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def test_an_administrator_puts_a_number_on_the_list_changes_it_and_takes_it_off(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    client = await log_in("administrator")
    answer = await client.put(f"{AT}/zus-bialystok", json=ZUS)
    assert answer.status_code == 200, answer.text
    assert answer.json() | {"changed_at": ""} == {
        "id": "zus-bialystok",
        "name": "ZUS",
        "purpose": "",
        "hours": "",
        "office": None,
        "number": "225601600",
        "lines": ["9524"],
        "changed_by": "administrator",
        "changed_at": "",
        "deactivated_at": None,
    }
    assert await load_targets(engine) == [TransferTarget("zus-bialystok", "ZUS", "225601600", frozenset({"9524"}))]
    await client.put(f"{AT}/zus-bialystok", json={**ZUS, "lines": []})
    assert [one["lines"] for one in await listed(client)] == [[]]
    assert (await client.post(f"{AT}/zus-bialystok/deactivate")).json()["deactivated_at"] is not None
    assert await listed(client) == []
    assert await load_targets(engine) == []
    off = (await client.get(AT, params={"deactivated": True})).json()
    assert [one["id"] for one in off] == ["zus-bialystok"]
    async with engine.connect() as connection:
        facts = (await connection.execute(select(EventRow.type, EventRow.data))).all()
    assert [(f.type, f.data["is_allowed"], f.data["account"]) for f in facts] == [
        ("TransferTargetChanged", True, "administrator"),
        ("TransferTargetChanged", True, "administrator"),
        ("TransferTargetChanged", False, "administrator"),
    ]
    assert (await client.post(f"{AT}/zus-bialystok/restore")).json()["deactivated_at"] is None
    assert [one["id"] for one in await listed(client)] == ["zus-bialystok"]
    assert (await client.post(f"{AT}/zus-lomza/restore")).status_code == 404


async def test_an_institution_is_told_with_what_it_is_for_and_when_it_answers(log_in: LogIn) -> None:
    client = await log_in("administrator")
    told = {"purpose": "Emerytury i renty", "hours": "pn.–pt. 7:00–15:00", "office": "20060"}
    saved = (await client.put(f"{AT}/zus", json={**ZUS, **told})).json()
    assert {name: saved[name] for name in told} == told
    refused = await client.put(f"{AT}/zus", json={**ZUS, "office": "99999"})
    assert (refused.status_code, refused.json()["message"]) == (422, "Nie ma urzędu 99999.")


@pytest.mark.parametrize(
    "number",
    first_of(
        3,
        ["700 100 200", "0044 7700 900123", "112", "80 1234567", "jedynka dziewiątka"],
        ANOTHER,
        "tests/api/scenarios/test_transfer_targets.py::test_numbers_that_cost_more_than_a_subscriber_s_line_are_refused",
    ),
)
async def test_numbers_that_cost_more_than_a_subscriber_s_line_are_refused(log_in: LogIn, number: str) -> None:
    client = await log_in("administrator")
    answer = await client.put(f"{AT}/drogi", json={**ZUS, "number": number})
    assert answer.status_code == 422
    if answer.json()["code"] == "target_refused":
        assert "zwykłe polskie numery" in answer.json()["message"]
    assert await listed(client) == []


async def test_a_line_that_does_not_exist_is_refused(log_in: LogIn) -> None:
    client = await log_in("administrator")
    answer = await client.put(f"{AT}/zus", json={**ZUS, "lines": ["9524", "9999"]})
    assert (answer.status_code, answer.json()["message"]) == (422, "Nie ma linii o numerze 9999.")
    assert await listed(client) == []


@pytest.mark.parametrize("username", ["kierownik-wup", "kierownik-20060", "k20060-1"])
async def test_only_administrators_change_transfer_targets(log_in: LogIn, username: str) -> None:
    client = await log_in(username)
    assert (await client.put(f"{AT}/zus", json=ZUS)).status_code == 403
    for what in ("deactivate", "restore"):
        assert (await client.post(f"{AT}/zus/{what}")).status_code == 403
    assert await listed(client) == []


async def test_a_change_is_told_with_its_transaction_and_a_refused_one_is_not(log_in: LogIn, dsn: str) -> None:
    client = await log_in("administrator")
    heard: list[str] = []
    relay = RelayServer(dsn, None, heard.append)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(relay.run)
        await eventually(lambda: relay.is_connected)
        await client.put(f"{AT}/zus", json={**ZUS, "lines": ["9999"]})
        await client.put(f"{AT}/zus", json=ZUS)
        await eventually(lambda: heard == ["transfer_targets"])
        await client.post(f"{AT}/zus/deactivate")
        await eventually(lambda: heard == ["transfer_targets"] * 2)
        tasks.cancel_scope.cancel()

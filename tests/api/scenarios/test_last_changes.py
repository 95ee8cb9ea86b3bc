"""Who changed a thing last, who was faster, and what uses a thing that is about to be closed."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import DialledNumber
from core.db.tables.centre.scenario_tables import Scenario
from ops.demonstration.seed_lists import seed_lists
from tests.api.conftest import LogIn
from tests.api.people import LONG_AGO
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.scenarios.graphs import graph_of

pytestmark = pytest.mark.anyio

TOPIC = "/api/topics/foreigner"
WORDS = {"title": "cudzoziemiec", "whispered": "cudzoziemiec"}
SET_TOPIC = {"kind": "set_topic", "settings": {"topic": "foreigner"}, "next": {"done": "zus"}}
TRANSFER = {
    "kind": "transfer",
    "settings": {"target": "zus"},
    "next": dict.fromkeys(("connected", "no_answer", "busy", "not_allowed"), "k"),
}


@pytest.fixture
async def boss(log_in: LogIn, engine: AsyncEngine) -> AsyncClient:
    async with engine.begin() as connection:
        await seed_lists(connection)
    return await log_in("administrator")


async def last(client: AsyncClient, subject: str) -> dict[str, dict[str, Any]]:
    answer = await client.get("/api/last-changes", params={"subject": subject})
    assert answer.status_code == 200, answer.text
    return {each["thing"]: each for each in answer.json()}


async def uses(client: AsyncClient, kind: str, thing: str) -> dict[str, tuple[int, list[str]]]:
    answer = await client.get("/api/uses", params={"kind": kind, "thing": thing})
    assert answer.status_code == 200, answer.text
    return {each["kind"]: (each["count"], each["names"]) for each in answer.json()}


async def test_who_saves_on_a_version_that_is_over_changes_nothing_and_learns_what_stands(
    boss: AsyncClient,
) -> None:
    assert await last(boss, "topic") == {}, "nobody of the staff has made what ships"
    made = await boss.put(TOPIC, json=WORDS, headers={"If-Match": '"0"'})
    assert made.status_code == 200, made.text
    [read] = (await last(boss, "topic")).values()
    assert (read["thing"], read["account"], read["at"]) == ("foreigner", "administrator", "2026-11-24T09:00:00Z")
    other = {**WORDS, "title": "cudzoziemcy"}
    assert (await boss.put(TOPIC, json=other, headers={"If-Match": f'"{read["version"]}"'})).status_code == 200
    late = await boss.put(TOPIC, json=WORDS, headers={"If-Match": f'"{read["version"]}"'})
    assert (late.status_code, late.json()["code"]) == (412, "stale_version")
    now = (await last(boss, "topic"))["foreigner"]
    assert late.headers["ETag"] == f'"{now["version"]}"'
    assert [each["title"] for each in (await boss.get("/api/topics")).json()][-1] == "cudzoziemcy"
    assert (await boss.put(TOPIC, json=WORDS, headers={"If-Match": '"0"'})).status_code == 412, "made twice"


@pytest.mark.parametrize(
    ("at", "body"),
    first_of(
        3,
        [
            ("/api/pause-reasons/talk", {"name": "narada", "dial_code": "*70"}),
            ("/api/offices/20060/branches/filia", None),
            ("/api/offices/20060", None),
            ("/api/numbers/9525", {"scenario": "trzecia", "price": "paid"}),
            ("/api/transfer-targets/zus", {"name": "ZUS", "number": "22 560 16 00", "lines": []}),
        ],
        ANOTHER,
        "tests/api/scenarios/test_last_changes.py::test_everything_of_offices_and_lines_is_saved_on_the_version_that_was_read",
    ),
)
async def test_everything_of_offices_and_lines_is_saved_on_the_version_that_was_read(
    boss: AsyncClient, engine: AsyncEngine, at: str, body: dict[str, Any] | None
) -> None:
    graph = graph_of({"k": {"kind": "goodbye", "settings": {"prompts": ["G02"]}}}, name="trzecia")
    async with engine.begin() as connection:
        row = {"name": "trzecia", "version": 1, "graph": graph, "published_at": LONG_AGO}
        await connection.execute(insert(Scenario).values(row))
    if body is None:
        office = (await boss.get("/api/offices/20060")).json()
        body = {key: office[key] for key in ("name", "seat", "locative", "genitive", "area_code", "postal_code")}
    if "branches" in at:
        body = {"name": "Filia", "town": "Stawiski", "postal_code": "18-520", "address": "a", "telephone": ""}
    changed = {**body, "description" if "numbers" in at else "name": "inna"}
    assert (await boss.put(at, json=changed, headers={"If-Match": '"0"'})).status_code == 200
    assert (await boss.put(at, json=body, headers={"If-Match": '"0"'})).status_code == 412
    assert (await boss.put(at, json=body)).status_code == 200, "a program that does not ask"


async def test_the_postal_codes_of_an_office_are_a_part_of_it(boss: AsyncClient) -> None:
    office = (await boss.get("/api/offices/20060")).json()
    body = {key: office[key] for key in ("name", "seat", "locative", "genitive", "area_code", "postal_code")}
    body |= {key: office[key] for key in ("address", "telephone", "is_province")}
    before = (await last(boss, "office")).get("20060", {"version": 0})["version"]
    assert (await boss.put("/api/offices/20060", json={**body, "postal_prefixes": ["1857"]})).status_code == 200
    late = await boss.put("/api/offices/20060", json=body, headers={"If-Match": f'"{before}"'})
    assert late.status_code == 412


async def test_who_has_the_log_of_an_office_sees_its_last_changes_and_a_consultant_none(
    boss: AsyncClient, log_in: LogIn
) -> None:
    branch = {"name": "Filia", "town": "Stawiski", "postal_code": "18-520", "address": "a", "telephone": ""}
    for office in ("20060", "20610"):
        assert (await boss.put(f"/api/offices/{office}/branches/filia-{office}", json=branch)).status_code == 200
    assert set(await last(boss, "branch")) == {"filia-20060", "filia-20610"}
    assert set(await last(await log_in("kierownik-20060"), "branch")) == {"filia-20060"}
    consultant = await log_in("k20060-1")
    assert (await consultant.get("/api/last-changes", params={"subject": "branch"})).status_code == 403


async def test_what_uses_a_topic_a_number_or_an_institution_is_told_before_it_is_closed(
    boss: AsyncClient, engine: AsyncEngine
) -> None:
    await boss.put(TOPIC, json=WORDS)
    assert await uses(boss, "topic", "foreigner") == {}
    skills = {"queues": [], "skills": {"foreigner": 3}}
    assert (await boss.put("/api/agents/k20060-1/queues", json=skills)).status_code == 200
    rules = {"policy": {"neighbours": ["20610"], "topics": {"foreigner": [{"after": 0, "level": 2}]}}}
    assert (await boss.put("/api/queues/20060/policy", json=rules)).status_code == 200
    end = {"k": {"kind": "goodbye", "settings": {"prompts": ["G02"]}}}
    graph = graph_of({"a": SET_TOPIC, "zus": TRANSFER, **end}, name="trzecia") | {"title": "Trzecia linia"}
    old = graph_of(end, name="dawna")
    async with engine.begin() as connection:
        for name, version, of in (("trzecia", 1, graph), ("dawna", 1, graph), ("dawna", 2, old)):
            row = {"name": name, "version": version, "graph": of, "published_at": LONG_AGO}
            await connection.execute(insert(Scenario).values(row))
        number = {"number": "9524", "scenario": "trzecia", "is_free": False, "description": ""}
        await connection.execute(insert(DialledNumber).values(number))
    zus = {"name": "ZUS", "number": "22 560 16 00", "lines": ["9524"]}
    assert (await boss.put("/api/transfer-targets/zus", json=zus)).status_code == 200
    found = await uses(boss, "topic", "foreigner")
    assert found["consultants"] == (1, [])
    assert found["queue_rules"] == (1, ["Kolno"])
    assert found["scenarios"] == (1, ["Trzecia linia"]), "what was replaced uses nothing"
    variant = {"number": "9524", "scenario": "trzecia", "reason": "próba", "valid_from": "2026-11-24T10:00:00Z"}
    answer = await boss.post("/api/scenario-variants", json=variant)
    assert answer.status_code in (200, 201), answer.text
    assert await uses(boss, "dialled_number", "9524") == {
        "transfer_targets": (1, ["ZUS"]),
        "variants": (1, ["Trzecia linia"]),
    }
    assert await uses(boss, "transfer_target", "zus") == {"scenarios": (1, ["Trzecia linia"])}
    assert await uses(boss, "pause_reason", "meal") == {}


async def test_of_two_who_change_a_consultant_the_second_learns_of_the_first(
    log_in: LogIn, boss: AsyncClient
) -> None:
    """Also of what is served and known, which the log of the office does not name."""
    supervisor = await log_in("kierownik-20060")

    async def version(client: AsyncClient) -> str:
        found = (await last(client, "agent")).get("k20060-1")
        return f'"{found["version"] if found else 0}"'

    path = "/api/agents/k20060-1/queues"
    read = await version(supervisor)
    served = {"queues": ["20610"], "skills": {"employer": 3}}
    assert (await supervisor.put(path, json=served, headers={"If-Match": read})).status_code == 200
    late = await boss.put(path, json={"queues": [], "skills": {}}, headers={"If-Match": read})
    assert (late.status_code, late.json()["code"]) == (412, "stale_version")
    assert await version(boss) == await version(supervisor) == late.headers["ETag"]
    name = {"display_name": "Anna Nowak"}
    assert (await boss.patch("/api/agents/k20060-1", json=name, headers={"If-Match": read})).status_code == 412
    now = await version(boss)
    assert (await boss.patch("/api/agents/k20060-1", json=name, headers={"If-Match": now})).status_code == 200
    other = await supervisor.get("/api/last-changes", params={"subject": "agent"})
    assert {each["thing"] for each in other.json()} == {"k20060-1"}


async def test_of_two_who_change_an_account_the_second_learns_of_the_first(boss: AsyncClient) -> None:
    path, name = "/api/accounts/redaktor", {"display_name": "Redakcja"}
    assert (await boss.patch(path, json=name, headers={"If-Match": '"0"'})).status_code == 200
    late = await boss.patch(path, json={"display_name": "Redaktor"}, headers={"If-Match": '"0"'})
    assert (late.status_code, late.json()["code"]) == (412, "stale_version")

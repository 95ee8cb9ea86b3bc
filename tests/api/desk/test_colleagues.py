"""Colleagues by the web service: who can be called, and what is refused."""

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.live.agent_state import AgentEvent
from core.clock import SystemClock
from core.db.tables.centre.office_tables import DialledNumber
from ivr.outside.transfer_store import Contact, save_target
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.desk.test_desk import SomeTalk
from tests.support.plugins.more import ANOTHER, first_of

pytestmark = pytest.mark.anyio

CALL = {"call": "call-1"}
AT = "/api/desk/targets"
REASONS = {
    "",
    "jest teraz nieczynny",
    "ma pełną kolejkę",
    "nie ma teraz nikogo, kto odbiera",
    "nie przyjmuje już rozmów",
}
REFUSED = "Konsultant nie prowadzi teraz tej rozmowy."


async def _at_work(centre: Centre, *agents: str) -> None:
    for agent in agents:
        centre.matchmaker.phone_changed(agent, is_registered=True)
        centre.matchmaker.wish(agent, AgentEvent.LOG_IN)
    centre.matchmaker.wish(agents[0], AgentEvent.READY)
    await centre.log.flushed()


async def test_who_is_at_work_is_listed_and_who_can_be_called_stands_first(log_in: LogIn, centre: Centre) -> None:
    await _at_work(centre, "k20610-1", "k20060-2", "k20060-1")
    client = await log_in("k20060-1")
    answer = await client.get(AT)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [(one["id"], one["state_name"], one["why_not"]) for one in found["people"]] == [
        ("k20610-1", "gotowy", ""),
        ("k20060-2", "przerwa", "ma przerwę"),
    ]
    assert (found["offices"], found["numbers"]) == ([], [])
    for search, expected in (("białystok", "k20610-1"), ("KOLNO", "k20060-2"), ("nikt taki", None)):
        people = (await client.get(AT, params={"search": search})).json()["people"]
        assert [one["id"] for one in people if one["state"] != "offline"] == (
            [] if expected is None else [expected]
        )


async def test_who_is_not_at_work_is_found_by_name_with_the_reason(log_in: LogIn, centre: Centre) -> None:
    people = (await (await log_in("k20060-1")).get(AT, params={"search": "k20610-1"})).json()["people"]
    assert [(one["id"], one["why_not"]) for one in people] == [("k20610-1", "nie jest w pracy")]


async def test_offices_and_numbers_are_found_with_what_is_so_there_and_why_not(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    await _at_work(centre, "k20610-1", "k20060-1")
    talk = SomeTalk()
    line = talk.call.caller.dialled_number
    async with engine.begin() as connection:
        lines = [
            {"number": number, "scenario": "linia-9524", "is_free": False, "description": ""}
            for number in (line, "9999")
        ]
        await connection.execute(insert(DialledNumber), lines)
    for target, name, number, of in (("zus", "ZUS", "225601600", line), ("nfz", "NFZ", "225601601", "9999")):
        contact = Contact(name, "Renty", "pn.–pt. 7:00–15:00")
        await save_target(engine, target, contact, number, [of], "administrator", SystemClock().now())
    client = await log_in("k20060-1")
    with centre.talks.open("k20060-1", talk.as_talk):
        found = (await client.get(AT, params=CALL)).json()
        offices = {one["code"]: one for one in found["offices"]}
        assert offices["20610"]["ready"] == 1
        assert set(offices) == {"20000", "20060", "20610"}
        assert {one["why_not"] for one in offices.values()} <= REASONS
        near = {code for code, one in offices.items() if one["is_near"]}
        assert near == {"20060", "20610"}, "the own office, and its neighbours by the rules"
        assert [(one["id"], bool(one["why_not"])) for one in found["numbers"]] == [("nfz", True), ("zus", False)]
        assert (found["numbers"][1]["purpose"], found["numbers"][1]["hours"]) == ("Renty", "pn.–pt. 7:00–15:00")
        assert "number" not in found["numbers"][0], "whom the centre rings, the list says"
        found = (await client.get(AT, params={**CALL, "search": "kolno"})).json()
        assert ([one["code"] for one in found["offices"]], found["numbers"]) == (["20060"], [])
        found = (await client.get(AT, params={**CALL, "search": "zus"})).json()
        assert ([one["id"] for one in found["numbers"]], found["offices"]) == (["zus"], [])
    assert (await client.get(AT, params=CALL)).status_code == 409


async def test_without_a_conversation_nobody_is_called(log_in: LogIn, centre: Centre) -> None:
    client = await log_in("k20060-1")
    for how, path, body in (
        ("POST", "colleague", {"colleague": "k20610-1", "mode": "apart"}),
        ("PUT", "colleague", {"mode": "together"}),
        ("POST", "colleague/dismiss", {}),
        ("POST", "colleague/hand-over", {}),
    ):
        answer = await client.request(how, f"/api/desk/{path}", json={**CALL, **body})
        assert (answer.status_code, answer.json()["message"]) == (409, REFUSED)
    answer = await client.post("/api/desk/colleague/leave", json=CALL)
    assert (answer.status_code, answer.json()["message"]) == (409, "To konto nie jest w tej rozmowie.")


@pytest.mark.parametrize(
    "body",
    first_of(
        3,
        [
            {**CALL, "colleague": "k20610-1", "mode": "secretly"},
            {**CALL, "colleague": "../..", "mode": "apart"},
            {**CALL, "mode": "apart"},
            {**CALL, "colleague": "k20610-1", "target": "zus", "mode": "apart"},
            {**CALL, "target": "225 601 600", "mode": "apart"},
        ],
        ANOTHER,
        "tests/api/desk/test_colleagues.py::test_what_makes_no_sense_is_refused",
    ),
)
async def test_what_makes_no_sense_is_refused(log_in: LogIn, body: dict[str, str]) -> None:
    answer = await (await log_in("k20060-1")).post("/api/desk/colleague", json=body)
    assert answer.status_code == 422

"""Colleagues by the web service: who can be called, and what is refused."""

import pytest

from acd.live.agent_state import AgentEvent
from tests.api.centre import Centre
from tests.api.conftest import LogIn

pytestmark = pytest.mark.anyio

CALL = {"call": "call-1"}
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
    answer = await client.get("/api/desk/colleagues")
    assert answer.status_code == 200, answer.text
    found = answer.json()["colleagues"]
    assert [(one["id"], one["state_name"], one["can_be_called"]) for one in found] == [
        ("k20610-1", "gotowy", True),
        ("k20060-2", "przerwa", False),
    ]
    for search, expected in (("białystok", ["k20610-1"]), ("KOLNO", ["k20060-2"]), ("nikt", [])):
        answer = await client.get("/api/desk/colleagues", params={"search": search})
        assert [one["id"] for one in answer.json()["colleagues"]] == expected
    answer = await client.get("/api/desk/colleagues", params={"office": "20610"})
    assert [one["id"] for one in answer.json()["colleagues"]] == ["k20610-1"]


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
    [
        {**CALL, "colleague": "k20610-1", "mode": "secretly"},
        {**CALL, "colleague": "../..", "mode": "apart"},
        {**CALL, "mode": "apart"},
    ],
)
async def test_what_makes_no_sense_is_refused(log_in: LogIn, body: dict[str, str]) -> None:
    answer = await (await log_in("k20060-1")).post("/api/desk/colleague", json=body)
    assert answer.status_code == 422

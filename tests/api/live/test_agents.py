"""Consultants: whom one sees, and changing their states through the real distribution."""

import pytest

from acd.live.agent_state import AgentEvent, AgentState
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import A_FEW, CONSULTANTS
from tests.support.plugins.more import ANOTHER, first_of

pytestmark = pytest.mark.anyio

ALL = set(CONSULTANTS)
KOLNO = {"k20060-1", "k20060-2"}
SEES = {
    "administrator": ALL,
    "kierownik-wup": ALL,
    "kierownik-20060": KOLNO,
    "kierownik-20610": {"k20610-1"},
    "redaktor": set(),
    **{agent: {agent} for agent in CONSULTANTS},
}


@pytest.mark.parametrize("username", A_FEW)
async def test_everybody_sees_the_consultants_of_the_own_office(log_in: LogIn, username: str) -> None:
    client = await log_in(username)
    answer = await client.get("/api/agents")
    if username in {*CONSULTANTS, "redaktor"}:
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    else:
        assert {agent["id"] for agent in answer.json()} == SEES[username]
    for agent in CONSULTANTS:
        status = (await client.get(f"/api/agents/{agent}")).status_code
        assert status == (200 if agent in SEES[username] else 404)


@pytest.mark.parametrize("username", A_FEW)
async def test_whoever_sees_a_consultant_may_change_the_state(
    log_in: LogIn, centre: Centre, username: str
) -> None:
    client = await log_in(username)
    for agent in CONSULTANTS:
        answer = await client.post(f"/api/agents/{agent}/state", json={"wish": "log_in"})
        is_allowed = agent in SEES[username]
        assert answer.status_code == (200 if is_allowed else 404)
        assert (centre.matchmaker.team.agent(agent).state is AgentState.PAUSED) == is_allowed


async def test_a_shift_from_logging_in_to_logging_out(log_in: LogIn, centre: Centre) -> None:
    client = await log_in("k20060-1")
    centre.matchmaker.phone_changed("k20060-1", is_registered=True)

    async def wish(**body: str) -> tuple[str, str]:
        answer = await client.post("/api/agents/k20060-1/state", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()["state"], answer.json()["state_name"]

    async def seen() -> dict[str, object]:
        await centre.log.flushed()
        return dict((await client.get("/api/agents/k20060-1")).json())

    assert (await seen())["since"] is None
    assert await wish(wish="log_in") == ("paused", "przerwa")
    assert await wish(wish="ready") == ("available", "gotowy")
    assert (await seen())["state_name"] == "gotowy"
    assert await wish(wish="pause", pause_reason="meal") == ("paused", "przerwa")
    now = await seen()
    assert (now["pause_reason"], now["pause_reason_name"]) == ("meal", "posiłek")
    assert now["since"]
    assert await wish(wish="log_out") == ("offline", "wylogowany")
    assert (await seen())["pause_reason_name"] is None


async def test_what_the_distribution_refuses_is_a_conflict_in_polish(log_in: LogIn, centre: Centre) -> None:
    client = await log_in("k20060-1")
    answer = await client.post("/api/agents/k20060-1/state", json={"wish": "wrap_up_done"})
    assert answer.status_code == 409
    assert answer.json() == {
        "code": "transition_refused",
        "message": "Nie trwają czynności po rozmowie. Obecny stan: wylogowany.",
    }
    await client.post("/api/agents/k20060-1/state", json={"wish": "log_in"})
    unknown = await client.post("/api/agents/k20060-1/state", json={"wish": "pause", "pause_reason": "nap"})
    assert (unknown.status_code, unknown.json()["message"]) == (409, "Nieznany powód przerwy.")


async def test_a_wrap_up_is_extended_as_often_as_the_rules_allow(log_in: LogIn, centre: Centre) -> None:
    mm, client = centre.matchmaker, await log_in("k20060-1")
    mm.phone_changed("k20060-1", is_registered=True)
    for wish in (AgentEvent.LOG_IN, AgentEvent.READY):
        mm.wish("k20060-1", wish)
    place = mm.enter("call-1", "20060")
    assert place.reservation is not None
    mm.ringing(place.reservation)
    mm.accepted(place, place.reservation)
    mm.conversation_over(mm.team.agent("k20060-1"))

    async def extends() -> tuple[int, str]:
        answer = await client.post("/api/agents/k20060-1/state", json={"wish": "extend_wrap_up"})
        said = answer.json()
        return answer.status_code, said["state"] if answer.status_code == 200 else said["message"]

    assert [await extends() for _ in range(3)] == [
        (200, "wrap_up"),
        (200, "wrap_up"),
        (409, "Czynności po rozmowie można przedłużyć najwyżej 2 razy."),
    ]


@pytest.mark.parametrize(
    "body",
    first_of(
        3,
        [
            {"wish": "pause"},
            {"wish": "ready", "pause_reason": "meal"},
            {"wish": "fly"},
            {"wish": "reserve"},  # a transition of the distribution itself is nobody's wish
            {},
        ],
        ANOTHER,
        "tests/api/live/test_agents.py::test_a_wish_that_makes_no_sense_is_refused_before_it_is_sent",
    ),
)
async def test_a_wish_that_makes_no_sense_is_refused_before_it_is_sent(
    log_in: LogIn, body: dict[str, str]
) -> None:
    client = await log_in("k20060-1")
    answer = await client.post("/api/agents/k20060-1/state", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_without_the_centre_nothing_is_assumed(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    answer = await client.post("/api/agents/k20060-1/state", json={"wish": "log_in"})
    assert (answer.status_code, answer.json()["code"]) == (503, "centre_unavailable")
    assert (await client.get("/api/agents/k20060-1")).json()["state"] == "offline"


async def test_a_consultant_that_the_centre_does_not_know_is_not_found(log_in: LogIn, centre: Centre) -> None:
    """Added since it started."""
    del centre.matchmaker.team._agents["k20060-2"]
    client = await log_in("k20060-2")
    answer = await client.post("/api/agents/k20060-2/state", json={"wish": "log_in"})
    assert (answer.status_code, answer.json()["message"]) == (404, "Nie ma takiego konsultanta.")

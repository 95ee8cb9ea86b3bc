"""Why this consultant, and why no calls: answered for any call and any consultant."""

import pytest

from core.facts.events import AnyEvent
from core.facts.kinds.offers import Candidate, OfferEnded, OfferMade, OfferOutcome
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import A_FEW, CONSULTANTS
from tests.support.calls.call_facts import Story, a_served_call

pytestmark = pytest.mark.anyio

SEES = {
    "administrator": set(CONSULTANTS),
    "kierownik-wup": set(CONSULTANTS),
    "kierownik-20060": {"k20060-1", "k20060-2"},
    "kierownik-20610": {"k20610-1"},
    "redaktor": set(),
    **{agent: {agent} for agent in CONSULTANTS},
}


def offer(number: int, agent: str, reason: str) -> OfferMade:
    return OfferMade(
        reservation=f"offer-{number}",
        agent=agent,
        queue="20060",
        reason=reason,
        candidates=[
            Candidate(agent, "20060", 12.0, 1, load=0.21, calls=4, handled_time=900, ready_time=4200),
            Candidate("k20610-1", "20610", 3.0, 2, load=0.4, calls=7, handled_time=2100, ready_time=5000),
        ],
        candidate_count=7,
        overtaken="własny klient urzędu ma 20 s pierwszeństwa",
    )


def ends(number: int, agent: str, outcome: OfferOutcome) -> AnyEvent:
    return OfferEnded(reservation=f"offer-{number}", agent=agent, outcome=outcome, ring_time=20.0)


@pytest.mark.parametrize("username", A_FEW)
async def test_everybody_may_ask_about_the_consultants_one_sees(
    log_in: LogIn, centre: Centre, username: str
) -> None:
    client = await log_in(username)
    for agent in CONSULTANTS:
        answer = await client.get(f"/api/agents/{agent}/why")
        assert answer.status_code == (200 if agent in SEES[username] else 404)


async def test_a_consultant_learns_why_no_calls_come(log_in: LogIn, centre: Centre) -> None:
    client = await log_in("k20060-1")
    assert (await client.get("/api/agents/k20060-1/why")).json() == {
        "agent": "k20060-1",
        "sentences": [
            "Konsultant jest wylogowany. Rozmowy dostaje po zalogowaniu i zgłoszeniu gotowości.",
            "Nikt teraz nie czeka w żadnej kolejce.",
        ],
    }


async def test_a_consultant_whom_the_centre_does_not_know_yet_is_not_found(log_in: LogIn, centre: Centre) -> None:
    del centre.matchmaker.team._agents["k20060-2"]
    client = await log_in("k20060-2")
    answer = await client.get("/api/agents/k20060-2/why")
    assert (answer.status_code, answer.json()["message"]) == (404, "Nie ma takiego konsultanta.")


async def test_without_the_centre_nobody_can_say_why(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    answer = await client.get("/api/agents/k20060-1/why")
    assert (answer.status_code, answer.json()["code"]) == (503, "centre_unavailable")


async def test_every_offer_of_a_call_comes_with_its_reason_and_all_who_could_have_been_chosen(
    log_in: LogIn, centre: Centre
) -> None:
    story = Story().rings().is_verified().waits()
    story.then(offer(1, "k20060-1", "własny urząd, najmniej rozmów"), after=2)
    story.then(ends(1, "k20060-1", "no_answer"), after=20)
    story.then(offer(2, "k20060-2", "własny urząd, najdłużej bez rozmowy"))
    await centre.write(story.facts)
    client = await log_in("kierownik-20060")
    why = (await client.get(f"/api/calls/{story.call_id}/why")).json()
    assert why["call_id"] == story.call_id
    first, second = why["offers"]
    assert (first["agent"], first["reason"]) == ("k20060-1", "własny urząd, najmniej rozmów")
    assert (first["outcome"], first["ring_time"]) == ("no_answer", 20.0)
    assert first["overtaken"] == "własny klient urzędu ma 20 s pierwszeństwa"
    assert first["candidate_count"] == 7
    assert first["candidates"][0] == {
        "agent": "k20060-1",
        "office": "20060",
        "rank": 1,
        "load": 0.21,
        "idle_time": 12.0,
        "calls": 4,
        "handled_time": 900,
        "ready_time": 4200,
    }
    assert (second["agent"], second["outcome"]) == ("k20060-2", None)


async def test_a_call_that_was_offered_to_nobody_has_nothing_to_explain(log_in: LogIn, centre: Centre) -> None:
    story = Story().rings().waits().leaves("abandoned").ends()
    await centre.write(story.facts)
    client = await log_in("administrator")
    assert (await client.get(f"/api/calls/{story.call_id}/why")).json()["offers"] == []


async def test_who_may_not_see_a_call_may_not_ask_why(log_in: LogIn, centre: Centre) -> None:
    story = a_served_call("k20610-1", "20610")
    await centre.write(story.facts)
    client = await log_in("kierownik-20060")
    assert (await client.get(f"/api/calls/{story.call_id}/why")).status_code == 404


async def test_the_record_tells_where_a_call_was_answered_and_why_there(log_in: LogIn, centre: Centre) -> None:
    reason = "przekazano do Białegostoku: 3 czekających na 2 konsultantów"
    made = OfferMade(
        reservation="offer-1",
        agent="k20610-1",
        queue="20060",
        reason=reason,
        candidates=[Candidate("k20610-1", "20610", 12.0, 1)],
        is_shared=True,
    )
    story = Story().rings().is_verified().waits().then(made).is_answered("k20610-1").talks(30).ends()
    await centre.write(story.facts)
    client = await log_in("kierownik-20060")
    call = (await client.get(f"/api/calls/{story.call_id}")).json()
    assert (call["answered_by_office"], call["is_own_office"], call["overflow_reason"]) == ("20610", False, reason)
    assert (call["direction"], call["hold_time"], call["resumed_time"]) == ("inbound", 0.0, 0.0)

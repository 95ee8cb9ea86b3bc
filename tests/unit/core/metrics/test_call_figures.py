"""What one call adds, where that is not plain to see. Whole days: `test_a_day_of_50_calls`."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from core.facts.events import AnyEvent, read_event
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.recordings import (
    RecordingConsentAnswered,
    RecordingFailed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.facts.kinds.ringing_out import ClientDialEnded, ClientDialled, DialOutcome
from core.facts.kinds.scenarios import AnnouncementPlayed, NodeEntered, OfficeChosen
from core.facts.kinds.verification import CallerVerified, VerificationTried
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from core.metrics.call_figures import fold, is_end_of_wrap_up
from core.metrics.call_parts import Beside, CallFigures
from core.metrics.contributions import agent_contributions, contributions, of_agent
from core.metrics.intervals import SLOT, slot_of
from core.metrics.sums import total
from tests.support.calls.call_facts import NINE, Story, a_served_call

AGENT = "k20060-1"


def wrap_up(story: Story, seconds: float, agent: str = AGENT, event: str = "wrap_up_done") -> list[AnyEvent]:
    """The story with its consultant's wrap-up, which begins now, and whose end is of no call."""
    story.changes(agent, "talking", "hang_up", "wrap_up")
    done = AgentStateChanged(
        id=f"event-done-{seconds}",
        at=story.now + timedelta(seconds=seconds),
        agent=agent,
        old="wrap_up",
        event=event,
        new="available",
    )
    return [*story.facts, done]


def a_conversation() -> Story:
    return Story().rings().is_verified().waits().is_offered().is_answered().talks(30)


# -- beginning and end


def test_a_call_whose_beginning_is_not_known_adds_nothing() -> None:
    facts = a_served_call().facts[1:]
    call = fold(facts)
    assert call == CallFigures(id=facts[0].call_id or "")
    assert contributions(call) == {}
    assert agent_contributions(call) == {}


def test_no_facts_at_all_are_no_call() -> None:
    assert fold([]) == CallFigures(id="")


def test_a_fact_that_was_never_stated_is_not_counted() -> None:
    assert fold([*a_served_call().facts, QueueEntered(queue="20060", position=1)]).passages[1:] == ()


def test_facts_of_other_calls_among_them_do_no_harm() -> None:
    call, other = a_served_call(), a_served_call()
    mixed = [call.facts[0], *other.facts[1:], *call.facts[1:]]
    assert fold(mixed) == fold(call.facts)


def test_a_call_that_goes_on_has_what_is_known_so_far() -> None:
    story = Story().rings().is_verified().waits()
    call = fold(story.facts)
    assert (call.path, [one.reason for one in call.passages]) == ("queue", ["waiting"])
    assert fold(Story().rings().facts).path == "open"


def test_a_second_statement_of_a_beginning_changes_nothing() -> None:
    story = a_served_call()
    again = msgspec.structs.replace(story.facts[0], at=NINE + timedelta(seconds=40))
    assert fold([*story.facts, again]) == fold([again, *story.facts]) == fold(story.facts)


@pytest.mark.parametrize(("moved", "slot"), [(timedelta(hours=-3), 0), (timedelta(days=40), 95)])
def test_what_a_wrong_clock_puts_outside_of_a_day_is_counted_at_its_edge(moved: timedelta, slot: int) -> None:
    """So that the calls of a day are all found, whatever happened to the clock in one of them."""
    facts = wrap_up(a_conversation(), 20)
    first = facts[0].at
    assert first is not None
    later = [msgspec.structs.replace(fact, at=fact.at + moved) for fact in facts[1:] if fact.at is not None]
    call = fold([facts[0], *later])
    added = contributions(call), agent_contributions(call)
    edge = slot_of(first) + slot * SLOT
    assert {key.quarter_utc for keys in added for key in keys} == {slot_of(first), edge}
    assert total(added[0].values()) == total(contributions(fold([facts[0], *later])).values())
    assert total(added[0].values())["talks"] == 1


# -- facts of before the newest fields


def test_facts_of_before_the_newest_fields_are_read() -> None:
    """As they stood in the log of the first version: only what has no default."""
    lines: list[dict[str, Any]] = [
        {"type": "CallStarted", "channel_id": "c", "dialled_number": "9510", "caller_number": ""},
        {"type": "OfficeChosen", "office": "20060", "by": "menu"},
        {"type": "QueueEntered", "queue": "20060", "position": 1},
        {
            "type": "OfferMade",
            "reservation": "o",
            "agent": AGENT,
            "queue": "20060",
            "reason": "",
            "candidates": [],
        },
        {"type": "OfferEnded", "reservation": "o", "agent": AGENT, "outcome": "accepted", "ring_time": 3},
        {"type": "QueueLeft", "queue": "20060", "reason": "connected", "wait_time": 4.5},
        {"type": "ConversationStarted", "agent": AGENT, "bridge_id": "b"},
        {"type": "RecordingStarted", "recording": "r", "file": "r.wav"},
        {"type": "RecordingEnded", "recording": "r", "file": "r.wav", "duration_time": 60},
        {"type": "ConversationEnded", "agent": AGENT, "ended_by": "caller", "talk_time": 60},
        {"type": "CallEnded", "reason": "caller_hung_up", "duration_time": 70},
    ]
    facts = [
        read_event(
            msgspec.json.encode({"id": f"e{n}", "at": (NINE + timedelta(seconds=n)), "call_id": "call-1", **line})
        )
        for n, line in enumerate(lines)
    ]
    call = fold(facts)
    assert [(one.office, one.reason, one.wait_time) for one in call.passages] == [("20060", "connected", 4.5)]
    assert [(talk.office, talk.talk_time, talk.is_recorded) for talk in call.conversations] == [
        ("20060", 60, True)
    ]
    assert total(contributions(call).values())["answered"] == 1


# -- wrap-up, which ends in a fact of no call


@pytest.mark.parametrize("event", ["wrap_up_done", "wrap_up_over", "pause", "log_out", "ready"])
def test_wrap_up_lasts_until_the_consultant_has_done_with_it_however(event: str) -> None:
    call = fold(wrap_up(a_conversation(), 17.5, event=event))
    assert call.conversations[0].wrap_up_time == 17.5


def test_a_wrap_up_that_goes_on_adds_nothing_yet() -> None:
    facts = wrap_up(a_conversation(), 17.5)
    assert fold(facts[:-1]).conversations[0].wrap_up_time is None
    assert total(contributions(fold(facts[:-1])).values())["wrap_up_ms"] == 0
    assert [fact for fact in facts if is_end_of_wrap_up(fact)] == facts[-1:]


def test_time_that_is_added_to_a_wrap_up_is_part_of_it() -> None:
    story = a_conversation()
    facts = wrap_up(story, 40)
    more = AgentStateChanged(
        id="event-more",
        at=story.now + timedelta(seconds=20),
        agent=AGENT,
        old="wrap_up",
        event="extend_wrap_up",
        new="wrap_up",
    )
    assert fold([*facts, more]).conversations[0].wrap_up_time == 40


def test_the_wrap_up_of_another_consultant_or_call_is_not_taken() -> None:
    facts = wrap_up(a_conversation(), 10)
    done = facts[-1]
    assert done.at is not None
    others = [
        AgentStateChanged(id=agent, at=done.at + after, agent=agent, old="wrap_up", event="ready", new="available")
        for agent, after in (("k20060-2", timedelta(seconds=-5)), (AGENT, timedelta(seconds=5)))
    ]
    assert fold([*facts, *others]).conversations[0].wrap_up_time == 10


# -- queues


def test_one_who_was_put_back_stands_in_the_queue_once() -> None:
    story = Story().rings().waits().is_offered().is_answered().is_dropped()
    story.then(QueueEntered(queue="20060", position=1, waited_time=6.0, priority="dropped"))
    call = fold(story.leaves("abandoned", wait_time=9.0).ends().facts)
    assert [(one.reason, one.wait_time) for one in call.passages] == [("abandoned", 9.0)]
    assert (call.conversations, len(call.drops)) == ((), 1)


def test_one_whose_consultant_was_gone_before_both_were_connected_stands_there_once_too() -> None:
    story = Story().rings().waits().is_offered().leaves("connected", wait_time=2.0)
    story.changes(AGENT, "talking", "miss", "no_answer")
    story.then(QueueEntered(queue="20060", position=1, waited_time=2.1, priority="dropped"))
    call = fold(story.leaves("abandoned", wait_time=7.0).ends().facts)
    assert [(one.reason, one.wait_time) for one in call.passages] == [("abandoned", 7.0)]
    assert call.drops == ()


def test_a_consultant_gone_the_second_time_takes_no_earlier_conversation_away() -> None:
    story = Story().rings().waits().is_offered().is_answered().talks(30)
    story.changes(AGENT, "talking", "hang_up", "wrap_up").waits().is_offered().leaves("connected")
    call = fold(story.changes(AGENT, "talking", "miss", "no_answer").ends().facts)
    assert [talk.talk_time for talk in call.conversations] == [30]
    assert call.drops == ()


def test_a_wait_that_went_on_in_the_fallback_path_is_one_wait() -> None:
    story = Story().rings().waits().leaves("emergency", wait_time=12.0)
    story.then(QueueEntered(queue="20060", position=0)).leaves("abandoned", wait_time=30.0)
    call = fold(story.ends().facts)
    assert [(one.reason, one.wait_time) for one in call.passages] == [("abandoned", 42.0)]


def test_who_is_lost_in_an_emergency_has_that_end() -> None:
    call = fold(Story().rings().waits().leaves("emergency", wait_time=12.0).ends().facts)
    sums = total(contributions(call).values())
    assert (sums["offered"], sums["emergency"]) == (1, 1)


def test_the_fallback_paths_consultant_is_of_the_office_that_is_told_beside() -> None:
    story = Story().rings().waits().leaves("connected", wait_time=8.0)
    story.then(ConversationStarted(agent="k20620-1", bridge_id="")).talks(60, agent="k20620-1").ends()
    assert fold(story.facts).conversations[0].office == "20060"  # the queue's, for want of anything better
    beside = Beside(agent_offices={"k20620-1": "20620"})
    call = fold(story.facts, beside)
    assert (call.conversations[0].office, call.passages[0].served_office) == ("20620", "20620")


def test_an_open_passage_without_its_end_does_not_hide_the_next_one() -> None:
    story = Story().rings().waits().waits("20620").leaves("abandoned", "20620", 4.0).ends()
    assert [(one.office, one.reason) for one in fold(story.facts).passages] == [("20060", "abandoned")]


def test_the_end_of_a_queue_without_its_beginning_waits_for_it() -> None:
    story = Story().rings().then(QueueLeft(queue="20060", reason="abandoned", wait_time=1.0)).ends()
    assert fold(story.facts).passages == ()


def test_a_place_of_an_order_is_no_caller_who_waits() -> None:
    story = Story().rings()
    story.facts[0] = msgspec.structs.replace(story.facts[0], direction="callback")
    call = fold(story.waits().is_offered().is_answered().talks(30).ends().facts)
    sums = total(contributions(call).values())
    assert (sums["calls"], sums["callback_calls"]) == (0, 1)
    assert (sums["offered"], sums["answered"], sums["talks"]) == (0, 0, 1)


def rung_out(story: Story, outcome: DialOutcome) -> Story:
    """A consultant rings a client."""
    story.rings()
    story.facts[0] = msgspec.structs.replace(story.facts[0], direction="outbound")
    story.then(ClientDialled(agent=AGENT, office="20060", reason="visit", client_id="client-anna"))
    return story.then(ClientDialEnded(agent=AGENT, outcome=outcome, ring_time=5.0), after=5)


def test_a_client_who_was_rung_is_no_arrival_and_has_not_waited() -> None:
    story = rung_out(Story(), "reached")
    story.then(ConversationStarted(agent=AGENT, bridge_id="bridge-1")).talks(30).ends()
    call = fold(story.facts, Beside(agent_offices={AGENT: "20060"}))
    sums = total(contributions(call).values())
    assert (call.direction, call.office, call.visits_avoided) == ("outbound", "20060", 0)
    assert {name: sums[name] for name in ("calls", "callback_calls", "offered", "answered", "offers")} == {
        "calls": 0,
        "callback_calls": 0,
        "offered": 0,
        "answered": 0,
        "offers": 0,
    }
    assert (sums["talks"], sums["talk_ms"]) == (1, 30_000)  # the consultant has talked
    assert (sums["rung_out"], sums["rung_out_reached"]) == (1, 1)


def test_who_rang_whom_is_of_the_consultant_and_of_the_own_office() -> None:
    story = rung_out(Story(), "no_answer")
    call = fold(story.facts, Beside(agent_offices={AGENT: "20000"}))
    [(key, sums)] = contributions(call).items()
    assert (key.office, dict(sums.counts)) == ("20000", {"rung_out": 1})
    [(agent, own)] = agent_contributions(call).items()
    assert (agent.agent, agent.office, of_agent(own, AGENT)["rung_out"]) == (AGENT, "20000", 1)
    assert fold(story.facts[:-1]).dials[0].outcome is None
    assert contributions(fold(story.facts[:-1])) == {}, "the telephone rings still"


def test_a_client_who_was_not_reached_was_rung_and_nothing_else() -> None:
    call = fold(rung_out(Story(), "busy").then(CallEnded(reason="not_reached", duration_time=5.0)).facts)
    assert total(contributions(call).values()).counts == {"rung_out": 1}
    assert total(agent_contributions(call).values()).counts == {f"agent_rung_out|{AGENT}": 1}


def test_a_client_who_is_handed_on_waits_again_like_whoever_is_handed_on() -> None:
    story = rung_out(Story(), "reached")
    story.then(ConversationStarted(agent=AGENT, bridge_id="bridge-1")).talks(30)
    story.waits("20620").leaves("abandoned", "20620", 40.0).ends()
    call = fold(story.facts)
    sums = total(contributions(call).values())
    assert [one.kind for one in call.passages] == ["again"]
    assert (sums["calls"], sums["offered"], sums["offered_again"]) == (0, 1, 1)


# -- what the caller proved, heard and agreed to


def verified_by(*facts: AnyEvent) -> str:
    story = Story().rings()
    for fact in facts:
        story.then(fact, after=1)
    return fold(story.facts).verification


def test_how_a_caller_is_known_is_told_by_the_node_that_asked() -> None:
    card, code = (NodeEntered(node="kto", kind=kind) for kind in ("verification", "one_time_code"))
    known = CallerVerified(client_id="c", office="20060", level=2)
    tried = {
        outcome: VerificationTried(outcome=outcome, attempt=1)
        for outcome in ("verified", "wrong", "locked", "unavailable")
    }
    assert verified_by(card, tried["wrong"], tried["verified"], known) == "card"
    assert verified_by(card, tried["locked"], code, tried["verified"], known) == "code"
    assert verified_by(card, tried["wrong"], tried["locked"]) == "locked"
    assert verified_by(card, tried["wrong"], tried["unavailable"]) == "failed"
    assert verified_by(card, tried["unavailable"]) == "unavailable"
    assert verified_by(card) == "none"


@pytest.mark.parametrize(
    ("kind", "heard_time", "expected"),
    [("knowledge", 1.0, "finished"), ("knowledge", 0.9, "none"), ("announcement", 9.0, "none")],
)
def test_an_answer_of_the_knowledge_base_counts_from_a_second_on(
    kind: str, heard_time: float, expected: str
) -> None:
    story = Story().rings().then(NodeEntered(node="n", kind=kind))
    story.then(AnnouncementPlayed(prompts=["B01"], heard_time=heard_time), after=heard_time).ends()
    assert fold(story.facts).self_service == expected


def test_a_recording_that_failed_or_was_taken_back_is_none() -> None:
    story = Story().rings()
    story.then(RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256=""))
    story.waits().is_offered().is_answered().then(RecordingStarted(recording="r", file="r.wav", agent=AGENT))
    facts = story.talks(30).ends().facts
    assert fold(facts).conversations[0].is_recorded
    failed = msgspec.structs.replace(RecordingFailed(recording="r"), id="f", at=NINE, call_id=story.call_id)
    assert total(contributions(fold([*facts, failed])).values())["talks_consented_unrecorded"] == 1
    withdrawn = RecordingWithdrawn(
        id="w", at=NINE + timedelta(days=3), call_id=story.call_id, recording="r", by="caller", way="office"
    )
    sums = total(contributions(fold([*facts, withdrawn])).values())
    assert (sums["talks_recorded"], sums["talks_withdrawn"], sums["talks_consented_unrecorded"]) == (0, 1, 0)


def test_an_order_that_ends_days_later_belongs_to_the_day_of_ordering() -> None:
    story = Story().rings().then(OfficeChosen(office="20060", by="menu"))
    story.then(CallbackOrdered(callback="c", queue="20060", callback_number="", due_at=NINE)).ends()
    ended = CallbackEnded(
        id="e", at=NINE + timedelta(days=2), call_id=story.call_id, callback="c", outcome="talked"
    )
    before, after = contributions(fold(story.facts)), contributions(fold([*story.facts, ended]))
    assert before.keys() == after.keys()
    (key,) = after
    assert (before[key]["callbacks_open"], after[key]["callbacks_kept"]) == (1, 1)
    assert after[key]["callbacks_open"] == 0


def test_nothing_personal_is_in_what_a_call_adds() -> None:
    story = a_served_call()
    text = msgspec.json.encode(fold(story.facts)).decode()
    assert "600100200" not in text
    assert "client-anna" not in text
    assert not {"caller_number", "client_id"} & set(CallFigures.__struct_fields__)


def test_the_last_consultant_who_was_offered_is_known_by_the_reservation() -> None:
    story = Story().rings().waits()
    story.then(OfferMade(reservation="a", agent="k1", queue="20060", reason="", candidates=[]))
    assert [(one.agent, one.outcome) for one in fold(story.facts).offers] == [("k1", None)]

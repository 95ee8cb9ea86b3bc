"""Offers and conversations of a call, found in its facts. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from core.facts.events import AnyEvent
from core.facts.kinds.colleagues import ColleagueCame, ColleagueEnded, ListeningInEnded
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import CallTransferred, ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import (
    RecordingConsentAnswered,
    RecordingFailed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.facts.kinds.scenarios import TopicChosen
from core.facts.kinds.waiting import QueueEntered
from core.metrics.call_parts import Offer, Talk

E = TypeVar("E", bound=AnyEvent)

TALKING = frozenset({"talking", "hold"})


@dataclass(frozen=True, slots=True)
class TalkParts:
    """`drops`: conversations that the consultant ended at once, as the offers from which they came."""

    offers: tuple[Offer, ...]
    talks: tuple[Talk, ...]
    drops: tuple[Offer, ...]


def is_drop(event: AnyEvent) -> bool:
    """Did the consultant drop the caller at once? Then the conversation was none, and the caller waits again.

    The distribution decides what counts as dropping; its verdict is `miss` out of a conversation.
    """
    return isinstance(event, AgentStateChanged) and event.old in TALKING and event.event == "miss"


def moment(fact: AnyEvent) -> datetime:
    """When it happened; `in_order` lets no fact without a moment through."""
    assert fact.at is not None
    return fact.at


def of_kind(facts: Sequence[AnyEvent], kind: type[E]) -> list[E]:
    return [fact for fact in facts if isinstance(fact, kind)]


def talks_of(
    call_id: str, own: Sequence[AnyEvent], every: Sequence[AnyEvent], offices: Mapping[str, str]
) -> TalkParts:
    """`own`: the call's facts, in order; `every`: with those of its consultants. `offices`: see `Beside`."""
    offers = _offers(own)
    starts = of_kind(own, ConversationStarted)
    ends = of_kind(own, ConversationEnded)
    dropped = _dropped(call_id, own, starts)
    talks: list[Talk] = []
    drops: list[Offer] = []
    for n, start in enumerate(starts):
        begin = moment(start)
        if n == 0 or not _is_handed_over(own, starts[n - 1], start):
            recorded_since = begin  # else one recording goes on over all who have the call one after the other
        end = next((one for one in ends if one.agent == start.agent and moment(one) >= begin), None)
        if end is not None:
            ends.remove(end)
        offer = next((o for o in reversed(offers) if o.agent == start.agent and o.made_at <= begin), None)
        office = offer.office if offer is not None else None
        office = office or _came_from(own, start.agent) or offices.get(start.agent) or _queue_before(own, begin)
        if n in dropped:
            drops.append(
                Offer(agent=start.agent, office=office, made_at=begin, outcome="accepted")
                if offer is None
                else offer
            )
            continue
        until = None if end is None else moment(end)
        handed = next(
            (
                one
                for one in of_kind(own, CallTransferred)
                if one.agent == start.agent and begin <= moment(one) and (until is None or moment(one) <= until)
            ),
            None,
        )
        is_recorded, is_withdrawn = _recording(own, recorded_since, until)
        talks.append(
            Talk(
                agent=start.agent,
                office=office,
                begin=begin,
                end=until,
                topic=topic_at(own, begin),
                talk_time=0.0 if end is None else end.talk_time,
                hold_time=0.0 if end is None else min(end.hold_time, end.talk_time),
                wrap_up_time=wrap_up_time(call_id, start.agent, begin, _next_of(starts, n), every),
                is_recorded=is_recorded,
                is_recording_withdrawn=is_withdrawn,
                consent=_consent(own, until),
                is_transfer=handed is not None,
                handed_to=None if handed is None else handed.to_office,
            )
        )
    return TalkParts(tuple(offers), tuple(talks), tuple(drops))


def _is_handed_over(facts: Sequence[AnyEvent], before: ConversationStarted, start: ConversationStarted) -> bool:
    """Has this consultant the call of whoever talked before, as a colleague or a supervisor who was there?"""
    colleagues = (one for one in of_kind(facts, ColleagueEnded) if one.why == "has_call")
    listeners = (one for one in of_kind(facts, ListeningInEnded) if one.why == "took_over")
    taken = [(one.colleague, moment(one)) for one in colleagues] + [
        (one.listener, moment(one)) for one in listeners
    ]
    return any(who == start.agent and moment(before) <= at <= moment(start) for who, at in taken)


def _came_from(facts: Sequence[AnyEvent], agent: str) -> str | None:
    """The office of a colleague to whom the call was handed over."""
    return next((came.office for came in of_kind(facts, ColleagueCame) if came.colleague == agent), None)


def _offers(facts: Sequence[AnyEvent]) -> list[Offer]:
    ends = {fact.reservation: fact for fact in reversed(of_kind(facts, OfferEnded))}
    found: dict[str, Offer] = {}
    for made in of_kind(facts, OfferMade):
        office = next((one.office for one in made.candidates if one.agent == made.agent), None)
        if office is None and not made.is_shared:
            office = made.queue
        end = ends.get(made.reservation)
        offer = Offer(
            agent=made.agent,
            office=office,
            made_at=moment(made),
            ended_at=None if end is None else end.at,
            outcome=None if end is None else end.outcome,
            ring_time=0.0 if end is None else end.ring_time,
        )
        found.setdefault(made.reservation, offer)
    return list(found.values())


def _dropped(call_id: str, facts: Sequence[AnyEvent], starts: Sequence[ConversationStarted]) -> set[int]:
    """Which of the conversations were: those whose consultant left them by a `miss`.

    A `miss` may also be of a consultant who was gone before both were connected; a conversation that the same one
    had before is none of its business.
    """
    return {
        n
        for n, start in enumerate(starts)
        if (left := _leaving(call_id, start.agent, moment(start), facts)) is not None and is_drop(left)
    }


def _leaving(call_id: str, agent: str, begin: datetime, facts: Sequence[AnyEvent]) -> AgentStateChanged | None:
    """How the consultant came out of the conversation that began then; None if that is not known."""
    return next(
        (
            fact
            for fact in of_kind(facts, AgentStateChanged)
            if fact.agent == agent
            and fact.call_id == call_id
            and moment(fact) >= begin
            and fact.old in TALKING
            and fact.new not in TALKING
        ),
        None,
    )


def _next_of(starts: Sequence[ConversationStarted], n: int) -> datetime | None:
    """When the same consultant's next conversation in this call began."""
    return next((moment(one) for one in starts[n + 1 :] if one.agent == starts[n].agent), None)


def wrap_up_time(
    call_id: str, agent: str, begin: datetime, until: datetime | None, facts: Sequence[AnyEvent]
) -> float | None:
    """Seconds of wrap-up after the part of a consultant that began then; `until` the next one began, if it did.

    From the change to wrap-up, which has the call's id, to the one out of it, which has none."""
    left = _leaving(call_id, agent, begin, facts)
    if left is None or left.new != "wrap_up" or (until is not None and moment(left) > until):
        return None
    over = (
        moment(fact)
        for fact in of_kind(facts, AgentStateChanged)
        if fact.agent == agent and moment(fact) >= moment(left) and ends_wrap_up(fact)
    )
    end = next(over, None)
    return None if end is None else (end - moment(left)).total_seconds()


def ends_wrap_up(fact: AgentStateChanged) -> bool:
    return fact.old == "wrap_up" and fact.new != "wrap_up"


def _queue_before(facts: Sequence[AnyEvent], at: datetime) -> str | None:
    return next((f.queue for f in reversed(of_kind(facts, QueueEntered)) if moment(f) <= at), None)


def topic_at(facts: Sequence[AnyEvent], at: datetime) -> str | None:
    """With which topic the caller waited last, at that moment."""
    known = None
    for fact in facts:
        if moment(fact) <= at and isinstance(fact, QueueEntered | TopicChosen | CallTransferred):
            known = fact.topic or known
    return known


def _consent(facts: Sequence[AnyEvent], until: datetime | None) -> bool | None:
    answers = [one for one in of_kind(facts, RecordingConsentAnswered) if until is None or moment(one) <= until]
    return answers[-1].is_given if answers else None


def _recording(facts: Sequence[AnyEvent], begin: datetime, until: datetime | None) -> tuple[bool, bool]:
    """Was any of the conversation recorded, and was the consent taken back?"""
    begun = {
        fact.recording
        for fact in of_kind(facts, RecordingStarted)
        if begin <= moment(fact) and (until is None or moment(fact) <= until)
    }
    failed = {fact.recording for fact in of_kind(facts, RecordingFailed)}
    withdrawn = {fact.recording for fact in of_kind(facts, RecordingWithdrawn)} & begun
    return bool(begun - failed - withdrawn), bool(withdrawn)

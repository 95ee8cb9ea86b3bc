"""The fold of a call's facts into what it adds to the figures. Pure.

Facts may come doubled, late and in any order: they are put into the order of their moments first, and each part is
found by what belongs together (an offer by its reservation, a conversation by its consultant), never by what came
in just before. So the same facts give the same result; one that is still missing leaves its part open until it is
there and the call is folded anew.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackTried
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.messages import VoiceMessageLeft
from core.facts.kinds.ringing_out import ClientDialEnded, ClientDialled
from core.facts.kinds.scenarios import (
    AnnouncementPlayed,
    ClientDataTold,
    ContactConfirmed,
    HoursChecked,
    LanguageChosen,
    NodeEntered,
    OfficeChosen,
    SurveyAnswered,
    TopicChosen,
)
from core.facts.kinds.transfers import TransferAnswered, TransferEnded, TransferStarted
from core.facts.kinds.verification import CallerVerified, VerificationTried
from core.metrics.call_parts import (
    Beside as Beside,
)
from core.metrics.call_parts import (
    Callback,
    CallPath,
    Dial,
    Rating,
    SelfService,
    Verification,
)
from core.metrics.call_parts import (
    CallFigures as CallFigures,
)
from core.metrics.consultations import consultations_of, supervisions_of, with_consultations
from core.metrics.node_stays import stays_of
from core.metrics.passages import passages_of
from core.metrics.talks import ends_wrap_up, talks_of

E = TypeVar("E", bound=AnyEvent)

HEARD_TIME = 1.0  # seconds of a read answer after which it counts as heard; as on the desk

SERVED_BY_MACHINE = frozenset({"told", "none", "confirmed", "declined", "not_due", "already"})
"""Outcomes of `ClientDataTold` with which the caller knows more than before."""

REFUSED = frozenset({"unknown_number", "too_many_calls"})
BROKEN = frozenset({"failed", "interrupted"})
CLOSED = frozenset({"closed", "holiday"})


def fold(facts: Iterable[AnyEvent], beside: Beside | None = None) -> CallFigures:
    """What a call adds. `facts`: all that have its id, and the `AgentStateChanged` of its consultants, since
    wrap-up ends in a fact of no call; others do no harm.

    Without a `CallStarted` the result adds nothing.
    """
    beside = beside or Beside()
    ordered = in_order(facts)
    started = _last(ordered, CallStarted)
    call_id = next((fact.call_id for fact in ordered if fact.call_id is not None), "")
    if started is None or started.at is None:
        return CallFigures(id=call_id)
    call_id = started.call_id or call_id
    own = [fact for fact in ordered if fact.call_id == call_id]
    parts = talks_of(call_id, own, ordered, beside.agent_offices)
    consultations = consultations_of(call_id, own, ordered, parts.talks)
    passages = passages_of(own, parts, direction=started.direction)
    passages = with_consultations(passages, consultations)
    topic = _last(own, TopicChosen)
    ended, language = _last(own, CallEnded), _last(own, LanguageChosen)
    known_topic = topic.topic if topic else next((one.topic for one in passages if one.topic), None)
    used = _has_used_self_service(own)
    path = _path(own, has_queued=bool(passages), has_used=used)
    self_service: SelfService = ("finished" if path == "self_service" else "used") if used else "none"
    outside = [fact for fact in own if isinstance(fact, TransferEnded) and fact.outcome != "not_allowed"]
    return CallFigures(
        id=call_id,
        started_at=started.at,
        ended_at=None if ended is None else ended.at,
        direction=started.direction,
        number=started.dialled_number,
        is_free=started.is_free,
        scenario=started.scenario,
        scenario_version=started.scenario_version,
        language="pl" if language is None else language.language,
        topic=known_topic,
        office=_office(own),
        path=path,
        verification=_verification(own),
        self_service=self_service,
        closed_hours=_was_closed(own) and not passages,
        passages=passages,
        offers=parts.offers,
        conversations=parts.talks,
        stays=() if started.scenario is None else stays_of(own),
        drops=parts.drops,
        consultations=consultations,
        supervisions=supervisions_of(own, parts.talks),
        dials=_dials(own, beside),
        callbacks=_callbacks(own),
        ratings=tuple(_rating(fact) for fact in own if isinstance(fact, SurveyAnswered)),
        survey_asked_at=tuple(
            fact.at for fact in own if isinstance(fact, NodeEntered) and fact.kind == "survey" and fact.at
        ),
        outside_calls=len(outside),
        outside_talk_time=sum(fact.talk_time for fact in outside),
        contact90_self=sum(isinstance(fact, ContactConfirmed) for fact in own),
        contact90_agent=sum(entry.is_ninety_day for entry in beside.entries),
        is_repeat=beside.is_repeat,
        entries=tuple(sorted(beside.entries, key=repr)),
        distance_metres=beside.distance_metres,
    )


def in_order(facts: Iterable[AnyEvent]) -> list[AnyEvent]:
    """Each fact once, by its moment; whatever order they came in. Facts without a moment were never stated.

    Of two that have the same id, one stands: the earlier one, else the one that is smaller as text.
    """
    once: dict[str | bytes, tuple[tuple[datetime, float, str, bytes], AnyEvent]] = {}
    for fact in facts:
        if fact.at is None:
            continue
        text = msgspec.json.encode(fact)
        place = (fact.at, fact.ticks or 0.0, fact.id, text)
        known = once.get(fact.id or text)
        if known is None or place < known[0]:
            once[fact.id or text] = (place, fact)
    return [fact for _, fact in sorted(once.values(), key=lambda one: one[0])]


def _last(facts: Sequence[AnyEvent], kind: type[E]) -> E | None:
    return next((fact for fact in reversed(facts) if isinstance(fact, kind)), None)


def _office(facts: Sequence[AnyEvent]) -> str | None:
    """The caller's own, as it was known last."""
    chosen = [fact.office for fact in facts if isinstance(fact, OfficeChosen | CallerVerified | ClientDialled)]
    return chosen[-1] if chosen else None


def _was_closed(facts: Sequence[AnyEvent]) -> bool:
    asked = _last(facts, HoursChecked)
    return asked is not None and asked.outcome in CLOSED


def _has_used_self_service(facts: Sequence[AnyEvent]) -> bool:
    kind = ""
    for fact in facts:
        match fact:
            case NodeEntered():
                kind = fact.kind
            case ClientDataTold() if fact.outcome in SERVED_BY_MACHINE:
                return True
            case AnnouncementPlayed() if kind == "knowledge" and fact.heard_time >= HEARD_TIME:
                return True
    return False


def _verification(facts: Sequence[AnyEvent]) -> Verification:
    kind, outcomes, verified = "", set[str](), None
    for fact in facts:
        match fact:
            case NodeEntered():
                kind = fact.kind
            case VerificationTried():
                outcomes.add(fact.outcome)
            case CallerVerified():
                verified = kind
    if verified is not None or "verified" in outcomes:
        return "code" if verified == "one_time_code" else "card"
    if "locked" in outcomes:
        return "locked"
    if "wrong" in outcomes:
        return "failed"
    return "unavailable" if "unavailable" in outcomes else "none"


def _path(facts: Sequence[AnyEvent], *, has_queued: bool, has_used: bool) -> CallPath:
    ended = _last(facts, CallEnded)
    reason = "" if ended is None else ended.reason
    if reason in REFUSED:
        return "refused"
    if reason == "shed":
        return "shed"
    if has_queued:
        return "queue"
    if reason in BROKEN:
        return "failed"
    if ended is None:
        return "open"
    if _was_closed(facts):
        return "closed"
    if any(isinstance(fact, TransferStarted | TransferAnswered) for fact in facts):
        return "outside"
    if _last(facts, CallbackOrdered) is not None:
        return "callback"
    if _last(facts, VoiceMessageLeft) is not None:
        return "message"
    return "self_service" if has_used else "menu"


def _dials(facts: Sequence[AnyEvent], beside: Beside) -> tuple[Dial, ...]:
    """The office is the consultant's own, else the client's, whom he or she could see."""
    begun = [fact for fact in facts if isinstance(fact, ClientDialled)]
    ended = [fact for fact in facts if isinstance(fact, ClientDialEnded)]
    found = []
    for one in begun:
        end = next((fact for fact in ended if fact.agent == one.agent), None)
        if end is not None:
            ended.remove(end)
        found.append(
            Dial(
                agent=one.agent,
                office=beside.agent_offices.get(one.agent, one.office),
                end=None if end is None else end.at,
                outcome=None if end is None else end.outcome,
            )
        )
    return tuple(found)


def _callbacks(facts: Sequence[AnyEvent]) -> tuple[Callback, ...]:
    """Orders that this call made, and, from facts with its id, what came of them."""
    ended = {fact.callback: fact for fact in facts if isinstance(fact, CallbackEnded)}
    trials: dict[str, int] = {}
    for fact in facts:
        if isinstance(fact, CallbackTried):
            trials[fact.callback] = max(trials.get(fact.callback, 0), fact.attempt)
    found: dict[str, Callback] = {}
    for fact in facts:
        if isinstance(fact, CallbackOrdered) and fact.at is not None:
            end = ended.get(fact.callback)
            found.setdefault(
                fact.callback,
                Callback(
                    id=fact.callback,
                    office=fact.queue,
                    ordered_at=fact.at,
                    topic=fact.topic,
                    outcome=None if end is None else end.outcome,
                    ended_at=None if end is None else end.at,
                    trials=trials.get(fact.callback, 0),
                ),
            )
    return tuple(found.values())


def _rating(fact: SurveyAnswered) -> Rating:
    assert fact.at is not None  # `in_order` lets no other through
    return Rating(
        at=fact.at,
        about=fact.about,
        rating=fact.rating,
        is_solved=fact.is_solved,
        agent=fact.agent,
        office=fact.office,
    )


def is_end_of_wrap_up(fact: AnyEvent) -> bool:
    """Does a fact of no call end a wrap-up, so that its consultant's last call has to be folded anew?"""
    return isinstance(fact, AgentStateChanged) and ends_wrap_up(fact)

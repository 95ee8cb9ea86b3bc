"""Who was called into the conversations of a call beside the consultant, found in its facts. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from core.facts.events import AnyEvent
from core.facts.kinds.colleagues import (
    ColleagueCalled,
    ColleagueCame,
    ColleagueEnd,
    ColleagueEnded,
    HelpEnded,
    ListeningInEnded,
)
from core.facts.kinds.conversations import ConversationStarted
from core.metrics.call_parts import Consultation, QueuePassage, Supervision, Talk
from core.metrics.sums import milliseconds
from core.metrics.talks import moment, of_kind, topic_at, wrap_up_time

MISSED: Final[frozenset[ColleagueEnd]] = frozenset({"no_answer", "declined", "busy", "unreachable"})
NOT_RETURNED: Final[frozenset[ColleagueEnd]] = frozenset({"has_call", "over"})
"""With these the caller was not left to the consultant who had called a colleague; with all others, yes."""


def consultations_of(
    call_id: str, own: Sequence[AnyEvent], every: Sequence[AnyEvent], talks: Sequence[Talk]
) -> tuple[Consultation, ...]:
    """`own`: the call's facts, in order; `every`: with those of its consultants."""
    comings, ends = of_kind(own, ColleagueCame), of_kind(own, ColleagueEnded)
    found: list[Consultation] = []
    for called in of_kind(own, ColleagueCalled):
        begin = moment(called)
        end = next((one for one in ends if _is_of(called, one)), None)
        if end is not None:
            ends.remove(end)
        until = None if end is None else moment(end)
        came = next(
            (one for one in comings if _is_of(called, one) and (until is None or moment(one) <= until)), None
        )
        if came is not None:
            comings.remove(came)
        found.append(
            Consultation(
                agent=called.agent,
                office=_office_of(talks, called.agent, begin),
                colleague=called.colleague,
                colleague_office=None if came is None else came.office,
                called_at=begin,
                came_at=None if came is None else moment(came),
                end=until,
                why=None if end is None else end.why,
                topic=topic_at(own, begin),
                ring_time=0.0 if end is None else end.ring_time,
                apart_time=0.0 if end is None else end.apart_time,
                together_time=0.0 if end is None else end.together_time,
                aside_time=0.0 if end is None else end.aside_time,
                wrap_up_time=None
                if came is None or (end is not None and end.why == "has_call")
                else wrap_up_time(call_id, came.colleague, moment(came), _next_part(own, came), every),
            )
        )
    return tuple(found)


def _is_of(called: ColleagueCalled, fact: ColleagueCame | ColleagueEnded) -> bool:
    pair = (called.agent, called.colleague)
    return (fact.agent, fact.colleague) == pair and moment(fact) >= moment(called)


def _next_part(facts: Sequence[AnyEvent], came: ColleagueCame) -> datetime | None:
    """When the same colleague took part in this call anew."""
    for fact in facts:
        is_own = (isinstance(fact, ColleagueCame) and fact.colleague == came.colleague) or (
            isinstance(fact, ConversationStarted) and fact.agent == came.colleague
        )
        if is_own and moment(fact) > moment(came):
            return moment(fact)
    return None


def _office_of(talks: Sequence[Talk], agent: str, at: datetime) -> str | None:
    """Of the consultant who talked then."""
    return next((talk.office for talk in reversed(talks) if talk.agent == agent and talk.begin <= at), None)


def supervisions_of(facts: Sequence[AnyEvent], talks: Sequence[Talk]) -> tuple[Supervision, ...]:
    """What supervisors did in the conversations, and whether they were asked for help; each counts at its end."""
    return tuple(
        Supervision(
            what=what,
            office=_office_of(talks, one.agent, moment(one)),
            end=moment(one),
            topic=topic_at(facts, moment(one)),
        )
        for one in facts
        if isinstance(one, ListeningInEnded | HelpEnded)
        for what, is_so in _done(one).items()
        if is_so
    )


def _done(fact: ListeningInEnded | HelpEnded) -> Mapping[str, bool]:
    """What stands behind the family's name. A new thing that supervisors do is a line here."""
    if isinstance(fact, HelpEnded):
        return {"help_asked": True, "help_came": fact.why == "came"}
    return {
        "listened": True,
        "whispered": fact.whispered_time > 0,
        "barged_in": fact.barged_in_time > 0,
        "took_over": fact.why == "took_over",
    }


def with_consultations(
    passages: Sequence[QueuePassage], consultations: Sequence[Consultation]
) -> tuple[QueuePassage, ...]:
    """The passages, each with what came of the conversations that followed it."""
    found = []
    for n, passage in enumerate(passages):
        until = passages[n + 1].entered_at if n + 1 < len(passages) else None
        following = [
            one
            for one in consultations
            if one.came_at is not None
            and one.called_at >= passage.entered_at
            and (until is None or one.called_at < until)
        ]
        found.append(
            msgspec.structs.replace(
                passage,
                is_consulted=bool(following),
                is_handed_over=any(one.why == "has_call" for one in following),
            )
        )
    return tuple(found)


def called_counters(one: Consultation) -> Mapping[str, int]:
    """What it adds with the office of who called, once it is over."""
    return {
        "colleagues_called": 1,
        "colleagues_missed": one.why in MISSED,
        "consults": one.came_at is not None,
        "consults_apart_ms": milliseconds(one.apart_time),
        "consults_together_ms": milliseconds(one.together_time),
        "consults_aside_ms": milliseconds(one.aside_time),
        "conferences": one.together_time > 0,
        "handed_over": one.why == "has_call",
        "consults_returned": one.why not in NOT_RETURNED,
    }


def came_counters(one: Consultation) -> Mapping[str, int]:
    """What it adds with the office of the colleague; nothing of one who did not come."""
    if one.came_at is None:
        return {}
    return {
        "helps": 1,
        "help_ms": sum(milliseconds(time) for time in (one.apart_time, one.together_time, one.aside_time)),
        "help_wrap_up_ms": milliseconds(one.wrap_up_time or 0.0),
        "taken_over": one.why == "has_call",
    }

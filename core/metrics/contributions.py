"""What a call, or a consultant's time, adds to which quarter of an hour. Pure.

| What | Which slot | Whose office |
|---|---|---|
| the call as a whole | in which it began | the caller's own |
| standing in a queue | of joining | of the queue |
| an order to ring back | of ordering | of the queue |
| a conversation | in which it ended | the consultant's |
| a client who is rung | in which that ended | the consultant's |
| a colleague in a conversation | in which that ended | of who called, and of the colleague |
| an offer | in which it was made | the consultant's |
| a question or answer of the survey | in which it was put or given | about which it is |
| time in a state | split over the slots that it covers | the consultant's |
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from core.facts.kinds.callbacks import CallbackOutcome
from core.metrics.call_parts import (
    UNMET,
    CallFigures,
    Consultation,
    Dial,
    Offer,
    PassageReason,
    QueuePassage,
    Talk,
)
from core.metrics.consultations import called_counters, came_counters
from core.metrics.counters import COLLEAGUE, DIAL, STATE, UNKNOWN, named
from core.metrics.intervals import SLOT, slot_of, split
from core.metrics.sums import Adding, AgentKey, BucketKey, Sums, milliseconds, step

_Key = TypeVar("_Key", AgentKey, BucketKey)

CALL_REACH: Final = timedelta(days=1)
"""How long after its beginning a call may add to the figures. What lies beyond, or before the beginning since a
clock was put right meanwhile, is counted in the last or first slot: the calls of a day are found by this."""

SHORT_ABANDON_TIME: Final = 5.0
"""Seconds of wait below which an abandoned call is a short one: nobody could have answered it."""

READY_STATES: Final = frozenset({"available", "reserved", "ringing", "talking", "hold", "wrap_up"})
HANDLING_STATES: Final = frozenset({"talking", "hold", "wrap_up"})
LOGGED_OUT: Final = "offline"
"""States of consultants, as `acd.live.agent_state` has them: `READY`, `BUSY_WITH_A_CALL`, and not logged in."""

MISSED: Final = frozenset({"no_answer", "declined"})

COUNTER_OF: Final[dict[PassageReason, str]] = {
    "connected": "answered",
    "abandoned": "abandoned",
    "callback": "called_back",
    "nobody_there": "nobody_there",
    "too_long": "too_long",
    "full": "full",
    "emergency": "emergency",
    "interrupted": "failed",  # a fault of the centre's, like any other
    "failed": "failed",
    "dropped": "dropped",
    "waiting": "waiting",
}
"""Every passage is counted by exactly one of these, which add up to `offered`."""

COUNTER_OF_ORDER: Final[dict[CallbackOutcome | None, str]] = {
    None: "callbacks_open",
    "talked": "callbacks_kept",
    "given_up": "callbacks_failed",
    "withdrawn": "callbacks_withdrawn",
    "replaced": "callbacks_replaced",
}


@dataclass(frozen=True, slots=True)
class AgentSpell:
    """A consultant of `office` was in one state of `acd.live.agent_state` from `begin` to `end`."""

    agent: str
    office: str
    state: str
    begin: datetime
    end: datetime


def contributions(call: CallFigures) -> dict[BucketKey, Sums]:
    """What a call adds to quarters of an hour. Nothing of a call whose beginning is not known."""
    return _Contributions(call).found


def agent_contributions(call: CallFigures) -> dict[AgentKey, Sums]:
    """What a call adds to its consultants' own sums, with the slots of offers and conversations."""
    found: dict[AgentKey, Adding] = {}
    if (started_at := call.started_at) is None:
        return {}

    def at(moment: datetime, agent: str, office: str | None) -> Adding:
        return found.setdefault(AgentKey(slot_within_reach(moment, started_at), agent, office or ""), Adding())

    for offer in call.offers:
        adding = at(offer.made_at, offer.agent, offer.office)
        adding.add(named("agent_offers", offer.agent))
        adding.add(named("agent_missed", offer.agent), offer.outcome in MISSED)
    for talk in call.conversations:
        if talk.end is None:
            continue
        adding = at(talk.end, talk.agent, talk.office)
        adding.add(named("agent_calls", talk.agent))
        adding.add(named("agent_talk_ms", talk.agent), milliseconds(talk.talk_time) - milliseconds(talk.hold_time))
        adding.add(named("agent_hold_ms", talk.agent), milliseconds(talk.hold_time))
        adding.add(named("agent_wrap_up_ms", talk.agent), milliseconds(talk.wrap_up_time or 0.0))
        adding.add(named("agent_transfers", talk.agent), talk.is_transfer)
    for dial in call.dials:
        if dial.end is not None:
            adding = at(dial.end, dial.agent, dial.office)
            for name, is_so in _of_dial(dial).items():
                adding.add(named(f"agent_{name}", dial.agent), is_so)
    for one in call.consultations:
        if one.end is None:
            continue
        for agent, office, counts in (
            (one.agent, one.office, called_counters(one)),
            (one.colleague, one.colleague_office, came_counters(one)),
        ):
            for name, count in counts.items():
                at(one.end, agent, office).add(named(f"agent_{name}", agent), count)
    return _sums(found)


def spell_contributions(spells: Iterable[AgentSpell]) -> dict[AgentKey, Sums]:
    """What time in states adds to consultants' own sums, split over the quarters of an hour that it covers."""
    found: dict[AgentKey, Adding] = {}
    for spell in spells:
        for slot, part in split(spell.begin, spell.end):
            adding = found.setdefault(AgentKey(slot, spell.agent, spell.office), Adding())
            adding.add(named(STATE, spell.state), part)
            if spell.state in READY_STATES:
                adding.add(named("agent_ready_ms", spell.agent), part)
            if spell.state in HANDLING_STATES:
                adding.add(named("agent_handled_ms", spell.agent), part)
    return _sums(found)


def of_agent(sums: Sums, agent: str) -> Sums:
    """The own sums of one consultant under the names that figures ask for: `agent_calls|k1` as `talks`.

    Only for a row that is one consultant's; added to sums of calls it would count conversations twice.
    """
    adding = Adding()
    for name, own in _OWN_NAMES.items():
        adding.add(name, sums[named(own, agent)])
    adding.add_all(sums)
    return adding.sums


_OWN_NAMES = {
    "talks": "agent_calls",
    "talk_ms": "agent_talk_ms",
    "hold_ms": "agent_hold_ms",
    "wrap_up_ms": "agent_wrap_up_ms",
    "transfers": "agent_transfers",
    "offers": "agent_offers",
    "offers_missed": "agent_missed",
    **{name: f"agent_{name}" for name in (*COLLEAGUE, *DIAL)},
}


def _of_dial(dial: Dial) -> Mapping[str, bool]:
    return {"rung_out": True, "rung_out_reached": dial.outcome == "reached"}


class _Contributions:
    """Of one call."""

    def __init__(self, call: CallFigures) -> None:
        self._call = call
        self._found: dict[BucketKey, Adding] = {}
        if call.started_at is None:
            return
        self._started_at = call.started_at
        self._of_call(call.started_at)
        for passage in call.passages:
            if passage.kind != "callback":  # nobody stood on the line: the order is counted
                self._of_passage(passage)
        for talk in call.conversations:
            if talk.end is not None:
                self._of_talk(talk, talk.end)
        for offer in call.offers:
            self._of_offer(offer)
        for drop in call.drops:
            self._at(drop.made_at, drop.office, None).add("drops")
        for one in call.consultations:
            if one.end is not None:
                self._of_consultation(one, one.end)
        for dial in call.dials:
            if dial.end is not None:
                adding = self._at(dial.end, dial.office, None)
                for name, is_so in _of_dial(dial).items():
                    adding.add(name, is_so)
        for supervision in call.supervisions:
            adding = self._at(supervision.end, supervision.office, supervision.topic)
            adding.add(named("supervised", supervision.what))
        self._of_callbacks()
        self._of_survey()

    @property
    def found(self) -> dict[BucketKey, Sums]:
        return _sums(self._found)

    def _at(self, moment: datetime, office: str | None, topic: str | None) -> Adding:
        call = self._call
        key = BucketKey(
            quarter_utc=slot_within_reach(moment, self._started_at),
            office=office or "",
            topic=topic or call.topic or "",
            number=call.number,
            language=call.language,
            scenario=call.scenario or "",
            version=call.scenario_version or 0,
        )
        return self._found.setdefault(key, Adding())

    def _of_call(self, started_at: datetime) -> None:
        call = self._call
        adding = self._at(started_at, call.office, None)
        for entry in call.entries:
            adding.add("entries")
            adding.add(named("disposition", entry.outcome))
        adding.add("contact90_self", call.contact90_self)
        adding.add("contact90_agent", call.contact90_agent)
        adding.add("outside_calls", call.outside_calls)
        adding.add("outside_talk_ms", milliseconds(call.outside_talk_time))
        if call.direction == "callback":
            adding.add("callback_calls")
        if call.direction != "inbound":  # nobody has called the centre
            return
        adding.add("calls")
        adding.add(f"path_{call.path}")
        adding.add(named("topic", call.topic))
        if call.is_repeat is not None:
            adding.add("repeat_known")
            adding.add("repeat_calls", call.is_repeat)
        adding.add("self_service_calls", call.self_service != "none")
        if call.verification in ("card", "code"):
            adding.add(f"verified_{call.verification}")
        elif call.verification != "none":
            adding.add(f"verification_{call.verification}")
        adding.add("verification_calls", call.verification != "none")
        if call.visits_avoided:
            adding.add("visits_avoided")
            if call.distance_metres is not None:
                adding.add("visits_avoided_placed")
                adding.add("visits_avoided_metres", call.distance_metres)

    def _of_passage(self, passage: QueuePassage) -> None:
        adding = self._at(passage.entered_at, passage.office, passage.topic)
        wait = milliseconds(passage.wait_time)
        adding.add("offered")
        adding.add("offered_again", passage.kind == "again")
        adding.add(COUNTER_OF[passage.reason])
        if passage.reason == "connected":
            self._of_answer(passage, adding)
        elif passage.reason == "abandoned":
            adding.add("abandoned_short", passage.wait_time < SHORT_ABANDON_TIME)
            adding.add("abandoned_wait_ms", wait)
            adding.add(named("abandon", step(passage.wait_time)))
        elif passage.reason in UNMET:
            adding.add(named("unmet", passage.topic or self._call.topic))
        if self._call.is_free is False and passage.reason != "waiting":
            adding.add("paid_waits")
            adding.add("paid_wait_ms", wait)
        adding.add("estimates_told", passage.estimated_high_time is not None)
        if (error := passage.estimate_error_time) is not None:
            adding.add("estimates_checked")
            adding.add("estimates_held", error == 0.0)
            adding.add("estimates_error_ms", milliseconds(abs(error)))

    def _of_answer(self, passage: QueuePassage, adding: Adding) -> None:
        served = passage.served_office or passage.office
        flow = f"{passage.office}>{served}"
        adding.add("answered_wait_ms", milliseconds(passage.wait_time))
        adding.add(named("wait", step(passage.wait_time)))
        adding.add(named("flow", flow))
        adding.add("answered_consulted", passage.is_consulted)
        adding.add("answered_handed_over", passage.is_handed_over)
        if served != passage.office:
            adding.add("answered_elsewhere")
            self._at(passage.entered_at, served, passage.topic).add(named("inflow", flow))

    def _of_talk(self, talk: Talk, end: datetime) -> None:
        adding = self._at(end, talk.office, talk.topic)
        hold = milliseconds(talk.hold_time)
        adding.add("talks")
        adding.add("talk_ms", milliseconds(talk.talk_time) - hold)
        adding.add("hold_ms", hold)
        adding.add("wrap_up_ms", milliseconds(talk.wrap_up_time or 0.0))
        adding.add("transfers", talk.is_transfer)
        answer = {True: "talks_consented", False: "talks_refused", None: "talks_not_asked"}[talk.consent]
        adding.add(answer)
        adding.add("talks_recorded", talk.is_recorded)
        adding.add("talks_withdrawn", talk.is_recording_withdrawn)
        is_missing = talk.consent is True and not talk.is_recorded and not talk.is_recording_withdrawn
        adding.add("talks_consented_unrecorded", is_missing)

    def _of_consultation(self, one: Consultation, end: datetime) -> None:
        adding = self._at(end, one.office, one.topic)
        for name, count in called_counters(one).items():
            adding.add(name, count)
        if one.came_at is None:
            return
        between = f"{one.office or UNKNOWN}>{one.colleague_office or UNKNOWN}"
        adding.add(named("consulted", between))
        if one.why == "has_call":
            adding.add(named("handed", between))
        helping = self._at(end, one.colleague_office, one.topic)
        for name, count in came_counters(one).items():
            helping.add(name, count)

    def _of_offer(self, offer: Offer) -> None:
        adding = self._at(offer.made_at, offer.office, None)
        adding.add("offers")
        adding.add("offers_accepted", offer.outcome == "accepted")
        adding.add("offers_missed", offer.outcome in MISSED)

    def _of_callbacks(self) -> None:
        for order in self._call.callbacks:
            adding = self._at(order.ordered_at, order.office, order.topic)
            adding.add("callbacks_ordered")
            adding.add(COUNTER_OF_ORDER[order.outcome])
            adding.add("callback_trials", order.trials)

    def _of_survey(self) -> None:
        call = self._call
        for asked_at in call.survey_asked_at:
            self._at(asked_at, call.office, None).add("survey_asked")
        for rating in call.ratings:
            adding = self._at(rating.at, rating.office or call.office, None)
            adding.add("survey_answers")
            adding.add("survey_points", rating.rating)
            adding.add(named("rating", rating.rating))
            adding.add("survey_solved_asked", rating.is_solved is not None)
            adding.add("survey_solved", rating.is_solved is True)


def slot_within_reach(moment: datetime, started_at: datetime) -> datetime:
    """The quarter of an hour to which a moment of a call that began then is counted (`CALL_REACH`)."""
    first = slot_of(started_at)
    return min(max(slot_of(moment), first), first + CALL_REACH - SLOT)


def _sums(found: dict[_Key, Adding]) -> dict[_Key, Sums]:
    return {key: sums for key, adding in found.items() if (sums := adding.sums)}

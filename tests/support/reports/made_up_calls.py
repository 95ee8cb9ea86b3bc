"""Calls for tests of figures: a few words about a call, and the facts that the centre would have stated of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackOutcome, CallbackTried
from core.facts.kinds.calls import CallEnded, CallStarted, EndReason
from core.facts.kinds.colleagues import (
    ColleagueCalled,
    ColleagueCame,
    ColleagueEnd,
    ColleagueEnded,
    ColleagueMode,
    ColleagueMoved,
    HelpAsked,
    HelpEnded,
    ListeningInBegan,
    ListeningInEnded,
    ListeningInMoved,
)
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import CallerRequeued, CallTransferred, ConversationEnded, ConversationStarted
from core.facts.kinds.messages import VoiceMessageLeft
from core.facts.kinds.offers import Candidate, OfferEnded, OfferMade
from core.facts.kinds.recordings import RecordingConsentAnswered, RecordingEnded, RecordingStarted
from core.facts.kinds.scenarios import (
    ClientDataTold,
    ContactConfirmed,
    HoursChecked,
    LanguageChosen,
    NodeEntered,
    OfficeChosen,
    SurveyAnswered,
    TopicChosen,
)
from core.facts.kinds.transfers import TransferEnded, TransferStarted
from core.facts.kinds.verification import CallerVerified, VerificationTried
from core.facts.kinds.waiting import (
    QueueEntered,
    QueueLeft,
    QueueLeftReason,
    QueueOverflowed,
    WaitEstimateChecked,
    WaitEstimated,
)
from core.metrics.call_parts import Beside

CLOSED = "czynne od 7:30"
BEFORE_QUEUE = 10.0  # seconds from the beginning of a call to its queue

Then = Literal["", "drop", "transfer", "requeue"]
"""How a conversation goes over into the next standing in a queue."""


COLLEAGUE_RING = 2.0  # seconds


@dataclass(frozen=True)
class Asked:
    """A colleague of `office` who is called into a conversation. Times in seconds: `apart`, then `together`, and
    `talk` after the call was handed over (`has_call`)."""

    colleague: str
    office: str
    apart: float = 0.0
    together: float = 0.0
    why: ColleagueEnd = "back"
    wrap_up: float | None = 0.0
    talk: float = 0.0

    @property
    def has_come(self) -> bool:
        return self.why in ("has_call", "back", "left", "over", "interrupted")

    @property
    def time(self) -> float:
        """Of the consultant's conversation."""
        return COLLEAGUE_RING + self.apart + self.together


@dataclass(frozen=True)
class Stand:
    """Standing in a queue once, and the conversation that followed. Times in seconds.

    `agent` is of `agent_office`; `missed`: who was rung before and did not answer, for 5 s of the wait.
    `estimate`: minutes announced when the wait began, from and to. `then`: how it goes on to the next one.
    `asked`: colleagues who are called in one after the other at the end of the conversation; the last one may have
    the call then. `listened`: a supervisor came who was asked for help, listened in and whispered.
    """

    queue: str
    wait: float
    end: QueueLeftReason | Literal["waiting"] = "connected"
    agent: str = ""
    agent_office: str = ""
    talk: float = 0.0
    hold: float = 0.0
    wrap_up: float | None = 0.0
    recorded: bool = False
    missed: str = ""
    estimate: tuple[int, int] | None = None
    then: Then = ""
    asked: Sequence[Asked] = ()
    listened: bool = False


@dataclass(frozen=True)
class MadeUpCall:
    """A call in a few words. `told`: what the machine told; `outside`: seconds talked with a number outside."""

    id: str
    at: datetime
    number: str = "9510"
    office: str | None = "20610"
    topic: str | None = None
    language: str = "pl"
    verified: Literal["", "card", "code", "wrong", "locked", "unavailable"] = ""
    told: bool = False
    contact90: bool = False
    hours: Literal["", "open", "closed", "holiday"] = ""
    consent: bool | None = None
    stands: Sequence[Stand] = ()
    callback: CallbackOutcome | Literal["", "open"] = ""
    trials: int = 0
    message: bool = False
    outside: float | None = None
    survey: int | None = None  # 0: asked, and not answered
    solved: bool | None = None
    reason: EndReason | None = "completed"
    direction: Literal["inbound", "callback"] = "inbound"
    beside: Beside = field(default_factory=Beside)


class _Writer:
    """States facts of a call, one after the other."""

    def __init__(self, call: MadeUpCall) -> None:
        self.now = call.at
        self.facts: list[AnyEvent] = []
        self._id = call.id

    def say(self, fact: AnyEvent, *, of_call: bool = True) -> None:
        ticks = (self.now - datetime.min.replace(tzinfo=self.now.tzinfo)).total_seconds() + len(self.facts) / 1e6
        self.facts.append(
            msgspec.structs.replace(
                fact,
                id=f"{self._id}-{len(self.facts):03}",
                at=self.now,
                ticks=ticks,
                call_id=self._id if of_call else None,
            )
        )

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def facts_of(call: MadeUpCall) -> list[AnyEvent]:
    """In the order in which they would have been stated; the end of a wrap-up is of no call."""
    out = _Writer(call)
    out.say(
        CallStarted(
            channel_id=f"chan-{call.id}",
            dialled_number=call.number,
            caller_number="",
            is_free=None if call.direction == "callback" else call.number == "9510",
            scenario=None if call.direction == "callback" else call.number,
            scenario_version=None if call.direction == "callback" else 3,
            direction=call.direction,
        )
    )
    if call.language != "pl":
        out.say(LanguageChosen(language=call.language))
    _proves(out, call)
    if call.office is not None and call.verified not in ("card", "code"):
        out.say(OfficeChosen(office=call.office, by="menu"))
    if call.topic is not None:
        out.say(TopicChosen(topic=call.topic))
    if call.told:
        out.say(NodeEntered(node="wizyta", kind="next_visit"))
        out.say(ClientDataTold(topic="visit", outcome="told"))
    if call.contact90:
        out.say(ContactConfirmed(client_id="client", confirmation=f"contact-{call.id}"))
        out.say(ClientDataTold(topic="contact_confirmation", outcome="confirmed"))
    if call.hours:
        out.say(HoursChecked(office=call.office or "20000", outcome=call.hours, reason=CLOSED))
    out.wait(BEFORE_QUEUE)
    if call.consent is not None:
        key = "1" if call.consent else None
        out.say(RecordingConsentAnswered(is_given=call.consent, key=key, prompt="N02", text_sha256="0" * 64))
    wrap_ups = _queues(out, call)
    _after(out, call)
    if call.reason is not None:
        out.say(CallEnded(reason=call.reason, duration_time=(out.now - call.at).total_seconds()))
    for agent, began, wrap_up in wrap_ups:
        out.now = began + timedelta(seconds=wrap_up)
        done = AgentStateChanged(agent=agent, old="wrap_up", event="wrap_up_done", new="available")
        out.say(done, of_call=False)
    return out.facts


def _proves(out: _Writer, call: MadeUpCall) -> None:
    if not call.verified:
        return
    out.say(NodeEntered(node="kto", kind="one_time_code" if call.verified == "code" else "verification"))
    match call.verified:
        case "card" | "code":
            out.say(VerificationTried(outcome="verified", attempt=1))
            office = call.office or "20000"
            out.say(CallerVerified(client_id="client", office=office, level=2))
            out.say(OfficeChosen(office=office, by="client_record"))
        case "wrong" | "locked" | "unavailable":
            out.say(VerificationTried(outcome=call.verified, attempt=1))


def _queues(out: _Writer, call: MadeUpCall) -> list[tuple[str, datetime, float]]:
    """Returns who began to wrap up when, and for how long."""
    wrap_ups: list[tuple[str, datetime, float]] = []
    before: Stand | None = None
    waited = 0.0
    for n, stand in enumerate(call.stands):
        goes_on = before is not None and before.then == "drop"
        waited_time = waited + (before.talk if before is not None else 0.0) if goes_on else 0.0
        if before is not None and not goes_on:
            out.wait(1)
        out.say(QueueEntered(queue=stand.queue, position=1, topic=call.topic, waited_time=waited_time))
        waited = waited_time + stand.wait
        began = out.now
        if stand.estimate is not None:
            low, high = (60.0 * minutes for minutes in stand.estimate)
            out.say(WaitEstimated(queue=stand.queue, low_time=low, high_time=high, waited_time=0.0))
        if stand.missed:
            _offer(out, call, n, stand.queue, stand.missed, stand.queue)
            out.wait(min(5.0, stand.wait))
            missed = OfferEnded(
                reservation=f"offer-{call.id}-{n}-{stand.missed}",
                agent=stand.missed,
                outcome="no_answer",
                ring_time=min(5.0, stand.wait),
            )
            out.say(missed)
        if stand.agent:
            _offer(out, call, n, stand.queue, stand.agent, stand.agent_office or stand.queue)
        if stand.end == "waiting":
            return wrap_ups
        out.wait(stand.wait - (out.now - began).total_seconds())
        if stand.agent:
            out.say(
                OfferEnded(
                    reservation=f"offer-{call.id}-{n}-{stand.agent}",
                    agent=stand.agent,
                    outcome="accepted" if stand.end == "connected" else "caller_gone",
                    ring_time=0.0,
                )
            )
        out.say(QueueLeft(queue=stand.queue, reason=stand.end, wait_time=round(waited, 3)))
        if stand.end == "connected":
            if stand.estimate is not None:
                error = min(0.0, stand.wait - low) + max(0.0, stand.wait - high)
                out.say(WaitEstimateChecked(queue=stand.queue, error_time=error))
            wrap_ups += _talk(out, call, n, stand)
        before = stand
    return wrap_ups


def _offer(out: _Writer, call: MadeUpCall, n: int, queue: str, agent: str, office: str) -> None:
    out.say(
        OfferMade(
            reservation=f"offer-{call.id}-{n}-{agent}",
            agent=agent,
            queue=queue,
            reason="najdłużej bez rozmowy",
            candidates=[Candidate(agent, office, 0.0, 1)],
            is_shared=office != queue,
        )
    )
    if office != queue:
        out.say(QueueOverflowed(queue=queue, to_queue=office, reason="najdłużej bez rozmowy"))


def _talk(out: _Writer, call: MadeUpCall, n: int, stand: Stand) -> list[tuple[str, datetime, float]]:
    agent = stand.agent
    out.say(ConversationStarted(agent=agent, bridge_id=f"bridge-{call.id}-{n}"))
    if stand.recorded:
        recording = f"rec-{call.id}-{n}"
        out.say(RecordingStarted(recording=recording, file=f"{recording}.wav", agent=agent))
    if stand.listened:
        out.say(HelpAsked(agent=agent))
        out.say(ListeningInBegan(agent=agent, listener="szef", is_told=False))
        out.say(ListeningInMoved(agent=agent, listener="szef", mode="whisper"))
        out.say(HelpEnded(agent=agent, why="came", waited_time=0.0))
    out.wait(stand.talk - sum(asked.time for asked in stand.asked))
    if stand.listened:
        listened = ListeningInEnded(
            agent=agent, listener="szef", listened_time=1.0, whispered_time=1.0, why="listener"
        )
        out.say(listened)
    wrap_ups: list[tuple[str, datetime, float]] = []
    for asked in stand.asked:
        wrap_ups += _asks(out, agent, asked)
    last = stand.asked[-1] if stand.asked else None
    if last is not None and last.why == "has_call":
        out.say(ConversationEnded(agent=agent, ended_by="agent", talk_time=stand.talk, hold_time=stand.hold))
        _says_end(out, agent, last)
        out.say(ConversationStarted(agent=last.colleague, bridge_id=f"bridge-{call.id}-{n}"))
        wrap_ups += _wraps_up(out, agent, stand.wrap_up)
        out.wait(last.talk)
        agent, stand = last.colleague, replace(stand, talk=last.talk, hold=0.0, wrap_up=last.wrap_up)
    if stand.recorded:
        out.say(RecordingEnded(recording=recording, file=f"{recording}.wav", duration_time=stand.talk))
    if stand.then == "transfer":
        out.say(CallTransferred(agent=agent, to_office=call.stands[n + 1].queue))
    elif stand.then == "requeue":
        out.say(CallerRequeued(agent=agent))
    out.say(ConversationEnded(agent=agent, ended_by="agent", talk_time=stand.talk, hold_time=stand.hold))
    if stand.then == "drop":
        out.say(AgentStateChanged(agent=agent, old="talking", event="miss", new="no_answer"))
        return []
    return wrap_ups + _wraps_up(out, agent, stand.wrap_up)


def _wraps_up(out: _Writer, agent: str, wrap_up: float | None) -> list[tuple[str, datetime, float]]:
    if wrap_up is None:
        return []
    out.say(AgentStateChanged(agent=agent, old="talking", event="hang_up", new="wrap_up"))
    return [(agent, out.now, wrap_up)]


def _asks(out: _Writer, agent: str, asked: Asked) -> list[tuple[str, datetime, float]]:
    """A colleague is called in; who has the call then, stays."""
    mode: ColleagueMode = "apart" if asked.apart else "together"
    out.say(ColleagueCalled(agent=agent, colleague=asked.colleague, mode=mode))
    out.wait(COLLEAGUE_RING)
    if asked.has_come:
        out.say(ColleagueCame(agent=agent, colleague=asked.colleague, office=asked.office, mode=mode))
        out.say(AgentStateChanged(agent=asked.colleague, old="ringing", event="accept", new="talking"))
    out.wait(asked.apart)
    if asked.apart and asked.together:
        out.say(ColleagueMoved(agent=agent, colleague=asked.colleague, mode="together"))
    out.wait(asked.together)
    if asked.why == "has_call":
        return []
    _says_end(out, agent, asked)
    return _wraps_up(out, asked.colleague, asked.wrap_up) if asked.has_come else []


def _says_end(out: _Writer, agent: str, asked: Asked) -> None:
    out.say(
        ColleagueEnded(
            agent=agent,
            colleague=asked.colleague,
            why=asked.why,
            ring_time=COLLEAGUE_RING,
            apart_time=asked.apart,
            together_time=asked.together,
        )
    )


def _after(out: _Writer, call: MadeUpCall) -> None:
    if call.callback:
        order, queue = f"callback-{call.id}", call.stands[0].queue if call.stands else call.office or "20000"
        out.say(CallbackOrdered(callback=order, queue=queue, callback_number="", due_at=out.now, topic=call.topic))
        for attempt in range(1, call.trials + 1):
            outcome: Literal["talked", "no_answer"] = "no_answer"
            if call.callback == "talked" and attempt == call.trials:
                outcome = "talked"
            out.say(CallbackTried(callback=order, attempt=attempt, outcome=outcome, origin=call.id))
        if call.callback != "open":
            out.say(CallbackEnded(callback=order, outcome=call.callback))
    if call.message:
        out.say(
            VoiceMessageLeft(
                message=f"message-{call.id}",
                file="",
                office=call.office or "20000",
                duration_time=10.0,
                caller_number="",
            )
        )
    if call.outside is not None:
        out.say(TransferStarted(target="zus"))
        out.wait(call.outside)
        out.say(TransferEnded(target="zus", outcome="connected", talk_time=call.outside))
    if call.survey is not None:
        out.say(NodeEntered(node="ocena", kind="survey"))
        if call.survey:
            out.say(
                SurveyAnswered(
                    node="ocena",
                    about="conversation" if call.stands else "self_service",
                    rating=call.survey,
                    is_solved=call.solved,
                    office=call.office,
                )
            )


def all_facts(calls: Iterable[MadeUpCall]) -> list[AnyEvent]:
    """Of many calls, by their moments, as they would have been written."""
    return sorted((fact for call in calls for fact in facts_of(call)), key=lambda fact: (fact.at, fact.id))

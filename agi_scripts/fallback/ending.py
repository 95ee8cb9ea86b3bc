"""The facts of a call that went without the application, as they are known at its end. Pure.

The dialplan hands over what it knows (`dialplan.extensions.FACTS`). Every fact has an id that follows from the
call, so they stand once, whichever process states them and however often.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar, get_args

import msgspec

from core.caller_number import caller_number, dialled_number
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallStarted, EmergencyEntered, EndReason
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted, Party
from core.facts.kinds.waiting import QueueEntered, QueueLeft, QueueLeftReason
from core.ids import call_id_of, channel_began_at, fact_id_of

E = TypeVar("E", bound=AnyEvent)

_LEFT: dict[str, QueueLeftReason] = {
    "TIMEOUT": "too_long",
    "FULL": "full",
    "JOINEMPTY": "nobody_there",
    "LEAVEEMPTY": "nobody_there",
    "JOINUNAVAIL": "nobody_there",
    "LEAVEUNAVAIL": "nobody_there",
}


@dataclass(frozen=True, slots=True)
class DialledLine:
    """The number that was dialled, as far as a record needs it; a line that nobody owns has no scenario."""

    is_free: bool | None = None
    scenario: str | None = None
    version: int | None = None
    subscenario_versions: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known when the caller is gone. Moments are seconds since 1970; None if there was none."""

    channel_id: str
    by: str  # what spoke with the caller last, if that left no fact of its own
    office: str
    joined: float | None
    queued: float | None  # when Asterisk's own queue began, which is later on a slow machine or after another wait
    status: str  # QUEUESTATUS; empty while the caller was in the queue or in a conversation
    hold_time: float | None  # from then to the consultant
    agent: str
    left: float | None  # when the queue or the conversation was over, if before the caller went
    end: str  # completed, unknown_number; empty when the caller hung up
    topic: str
    number: str
    caller_number: str

    @classmethod
    def of(cls, channel_id: str, facts: list[str]) -> "Ending":
        """Raises ValueError when the list is not one that the dialplan makes. Asterisk drops what is empty at its
        end: the number of a caller who shows none."""
        if len(facts) > 12:
            raise ValueError(f"at most 12 facts were expected, not {len(facts)}")
        whole = [*facts, *[""] * (12 - len(facts))]
        by, office, joined, queued, status, hold, agent, left, end, topic, number, caller = whole
        moments = _number(joined), _number(left)
        return cls(
            channel_id,
            by,
            office,
            moments[0],
            _number(queued),
            status,
            _number(hold),
            agent,
            moments[1],
            end,
            topic,
            dialled_number(number),
            caller_number(caller),
        )


def started(ending: Ending, line: DialledLine, now: datetime) -> CallStarted:
    """The beginning of the call. The process that took the call may have stated it already."""
    fact = CallStarted(
        channel_id=ending.channel_id,
        dialled_number=ending.number,
        caller_number=ending.caller_number,
        is_free=line.is_free,
        scenario=line.scenario,
        scenario_version=line.version,
        subscenario_versions=line.subscenario_versions,
    )
    return stamped(fact, ending.channel_id, channel_began_at(ending.channel_id) or now)


def facts(ending: Ending, line: DialledLine, now: datetime) -> list[AnyEvent]:
    """Everything from the queue to the end, in order; `now` is the moment at which the caller went."""
    channel = ending.channel_id
    found: list[AnyEvent] = [started(ending, line, now)]
    start = found[0].at or now
    if ending.by == "dialplan":
        found.append(stamped(EmergencyEntered(by="dialplan"), channel, start))
    if ending.joined is not None and ending.office:
        found += _waiting(ending, now)
    duration = max(0.0, (now - start).total_seconds())
    ended = CallEnded(reason=_reason(ending.end), duration_time=round(duration, 3))
    return [*found, stamped(ended, channel, now)]


def stamped(fact: E, channel_id: str, at: datetime) -> E:
    """The fact with its moment, its call, and an id that another statement of it has, too."""
    call_id = call_id_of(channel_id)
    kind = type(fact).__name__
    name = kind if isinstance(fact, CallStarted | CallEnded) else f"{kind}-at-end"
    return msgspec.structs.replace(fact, id=fact_id_of(name, call_id), at=at, call_id=call_id)


def _waiting(ending: Ending, now: datetime) -> list[AnyEvent]:
    assert ending.joined is not None
    channel = ending.channel_id
    joined = datetime.fromtimestamp(ending.joined, UTC)
    over = now if ending.left is None else datetime.fromtimestamp(ending.left, UTC)
    entered = QueueEntered(queue=ending.office, position=0, topic=ending.topic or None)
    found: list[AnyEvent] = [stamped(entered, channel, joined)]
    if not ending.agent:
        wait = max(0.0, (over - joined).total_seconds())
        reason = _LEFT.get(ending.status, "abandoned")
        left = QueueLeft(queue=ending.office, reason=reason, wait_time=round(wait, 3))
        return [*found, stamped(left, channel, over)]
    queued = joined if ending.queued is None else max(joined, datetime.fromtimestamp(ending.queued, UTC))
    connected = min(over, queued + timedelta(seconds=ending.hold_time or 0.0))
    wait = (connected - joined).total_seconds()
    talk = (over - connected).total_seconds()
    ended_by: Party = "agent" if ending.status == "CONTINUE" else "caller"
    return [
        *found,
        stamped(
            QueueLeft(queue=ending.office, reason="connected", wait_time=round(max(0.0, wait), 3)),
            channel,
            connected,
        ),
        stamped(ConversationStarted(agent=ending.agent, bridge_id=""), channel, connected),
        stamped(
            ConversationEnded(agent=ending.agent, ended_by=ended_by, talk_time=round(max(0.0, talk), 3)),
            channel,
            over,
        ),
    ]


def _reason(end: str) -> EndReason:
    for known in get_args(EndReason):
        if end == known:
            return known  # type: ignore[no-any-return]
    return "caller_hung_up"


def _number(text: str) -> float | None:
    """None for what is no moment or duration: the dialplan leaves out what did not happen."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < 32_503_680_000 else None  # the year 3000; also no NaN and no infinity

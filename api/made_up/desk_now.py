"""What happens at the desk while somebody calls the demonstration, from the call's own facts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.conversations import CallerRequeued, CallHeld, ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import (
    RecordingEnded,
    RecordingFailed,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.facts.kinds.transfers import TransferAnswered, TransferEnded
from core.facts.kinds.waiting import QueueEntered, QueueLeft

Stage = Literal[
    "menu",  # the line speaks with the caller
    "waiting",
    "ringing",  # at a consultant
    "talking",
    "held",  # the caller hears music
    "outside",  # with somebody outside of the centre
    "after",  # the conversation is over, and the line speaks again
    "ended",
]
RecordingNow = Literal["off", "on", "paused"]


@dataclass(frozen=True, slots=True)
class DeskNow:
    """`agent`: whose telephone rings, or who talks. `queue`: where the caller waits. `recording`: of a talk."""

    stage: Stage
    agent: str | None = None
    queue: str | None = None
    recording: RecordingNow = "off"


def desk_now(facts: Sequence[AnyEvent]) -> DeskNow:
    """Of a call's facts, in their order."""
    now = DeskNow("menu")
    for fact in facts:
        now = _after(now, fact)
    return now


def _after(now: DeskNow, fact: AnyEvent) -> DeskNow:
    match fact:
        case CallEnded():
            return DeskNow("ended")
        case QueueEntered():
            return DeskNow("waiting", queue=fact.queue)
        case OfferMade():
            return DeskNow("ringing", fact.agent, fact.queue)
        case OfferEnded(outcome=outcome) if now.stage == "ringing" and outcome != "accepted":
            return DeskNow("waiting", queue=now.queue)
        case QueueLeft(reason=reason) if reason != "connected":
            return DeskNow("menu")
        case ConversationStarted():
            # The recording may begin a moment before.
            recording = now.recording if now.agent == fact.agent else "off"
            return DeskNow("talking", fact.agent, recording=recording)
        case CallHeld() if now.stage in ("talking", "held"):
            return replace(now, stage="held" if fact.is_held else "talking")
        case ConversationEnded() | CallerRequeued():
            return DeskNow("after")
        case RecordingStarted() | RecordingResumed():
            return replace(now, recording="on")
        case RecordingPaused():
            return replace(now, recording="paused")
        case RecordingEnded() | RecordingFailed() | RecordingWithdrawn():
            return replace(now, recording="off")
        case TransferAnswered():
            return DeskNow("outside")
        case TransferEnded():
            return DeskNow("after")
    return now

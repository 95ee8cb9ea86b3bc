"""What this process tells of itself: its health, and numbers that `api.http.metrics` puts on the page /metrics.

A figure's key is a name of `api.http.metrics.OF_APPLICATION`, with a dot and a label if that has one.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from acd.explanation import queue_figures
from acd.live.agent_state import AgentState
from acd.live.matchmaker import Matchmaker
from ari_app.recovery.vital_signs import LoopGuard
from core.clock import Clock
from core.fact_log.event_log import EventLog
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallAdopted, CallEnded, CallFailed, CallStarted
from core.facts.kinds.recordings import RecordingEnded, RecordingFailed
from core.facts.kinds.verification import VerificationTried
from core.live.live import AsteriskLive
from core.relay.commands import Done
from recordings.space import RecordingSpace


@dataclass(slots=True)
class Counters:
    """Counted since the process began. `take` is a listener on the bus; the rest is added to where it happens."""

    adopted_calls: int = 0
    state_mismatches: int = 0  # repaired by comparing with Asterisk
    failed_calls: int = 0
    verifications_unavailable: int = 0
    answers_not_spoken: int = 0  # short answers that could not be spoken before somebody needs them
    recordings_failed: Counter[str] = field(default_factory=Counter)  # by fault
    open_calls: set[str] = field(default_factory=set)  # their ids

    def mended(self) -> None:
        """What was believed differed from what is there, and was put right."""
        self.state_mismatches += 1

    def answers_failed(self, texts: int) -> None:
        """So many short answers could not be spoken at one try."""
        self.answers_not_spoken += texts

    def take(self, event: AnyEvent) -> None:
        match event:
            case CallStarted(call_id=str(call_id)):
                self.open_calls.add(call_id)
            case CallAdopted(call_id=str(call_id)):
                self.open_calls.add(call_id)
                self.adopted_calls += 1
            case CallEnded(call_id=str(call_id)):
                self.open_calls.discard(call_id)
            case CallFailed():
                self.failed_calls += 1
            case RecordingFailed(fault=fault) | RecordingEnded(fault=str(fault)):
                self.recordings_failed[fault or "unknown"] += 1
            case VerificationTried(outcome="unavailable"):
                self.verifications_unavailable += 1
            case _:
                pass


@dataclass(frozen=True, slots=True)
class Health:
    """Which parts of the process can be reached."""

    is_connected: Callable[[], bool]  # to Asterisk
    event_log: EventLog

    def answer(self) -> dict[str, str]:
        """Each part with "ok" or "away"."""
        return {
            "asterisk": "ok" if self.is_connected() else "away",
            "event_log": "away" if self.event_log.is_database_away else "ok",
        }


@dataclass(slots=True)
class Metrics:
    """Reads everything where it lives; costs nothing until somebody asks."""

    counters: Counters
    guard: LoopGuard
    matchmaker: Matchmaker
    event_log: EventLog
    space: RecordingSpace
    clock: Clock
    is_connected: Callable[[], bool]  # to Asterisk
    overload: Callable[[], Mapping[str, float]]  # of `ari_app.overload.intake.Intake`
    asterisks: Callable[[], Sequence[AsteriskLive]] = tuple  # where there are several
    started_at: float = field(init=False)  # seconds since 1970

    def __post_init__(self) -> None:
        self.started_at = self.clock.now().timestamp()

    def answer(self) -> Done:
        """Everything of this moment. Arrays and short names: an answer has at most 8000 bytes."""
        queues = queue_figures(self.matchmaker, self.clock.monotonic())
        briefly = [msgspec.structs.replace(queue, helped_by=[]) for queue in queues]  # without the reasons
        return Done(figures=self._figures(), queues=briefly)

    def _figures(self) -> dict[str, float]:
        counters, space = self.counters, self.space
        found: dict[str, float] = {
            "started_at": self.started_at,
            "asterisk_connected": float(self.is_connected()),
            "database_away": float(self.event_log.is_database_away),
            "facts_waiting": self.event_log.waiting,
            "loop_blocked": self.guard.blocked,
            "longest_block": self.guard.longest_time,
            "adopted_calls": counters.adopted_calls,
            "state_mismatches": counters.state_mismatches,
            "failed_calls": counters.failed_calls,
            "verifications_unavailable": counters.verifications_unavailable,
            "answers_not_spoken": counters.answers_not_spoken,
            "recording_stopped": float(space.is_full),
        }
        found |= self.overload()
        found |= {f"asterisk_up.{one.name}": float(one.state == "up") for one in self.asterisks()}
        if space.free is not None:
            found["recording_free"] = space.free
        found |= {f"recordings_failed.{fault}": count for fault, count in counters.recordings_failed.items()}
        states = Counter(agent.state for agent in self.matchmaker.team.agents)
        found |= {f"consultants.{state}": states[state] for state in AgentState}
        found |= {f"calls.{stage}": count for stage, count in self._stages(states).items()}
        return found

    def _stages(self, states: Counter[AgentState]) -> dict[str, int]:
        places = [place for place in self.matchmaker.places if not place.entry.is_callback]
        ringing = sum(place.reservation is not None for place in places)
        waiting = len(places) - ringing
        talking = states[AgentState.TALKING] + states[AgentState.HOLD]
        others = max(0, len(self.counters.open_calls) - ringing - waiting - talking)
        return {"scenario": others, "waiting": waiting, "ringing": ringing, "talking": talking}

"""What the consultants did before a new process took over: changes of state in their order. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from acd.live.agent_state import AgentEvent, AgentState


@dataclass(frozen=True, slots=True)
class PastChange:
    """One change of a consultant's state at `at`, monotonic seconds, or, with no `event`, the state before all.

    `queue` is that of the call which the consultant took up, empty for every other change.
    """

    agent: str
    at: float
    event: AgentEvent | None
    new: AgentState
    pause_reason: str | None = None
    call_id: str | None = None
    queue: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """What the log says of a consultant: an offer, with its `queue` and no `event`, or a change of state."""

    agent: str
    at: float
    event: str | None
    old: str = ""
    new: str = ""
    pause_reason: str | None = None
    call_id: str | None = None
    queue: str = ""


def past_changes(notes: Iterable[Noted]) -> tuple[list[PastChange], dict[str, AgentState]]:
    """The changes in their order, and in which state each consultant was before the first of them."""
    changes: list[PastChange] = []
    before: dict[str, AgentState] = {}
    offered: dict[str, str] = {}
    for note in notes:
        if note.event is None:
            offered[note.agent] = note.queue
            continue
        before.setdefault(note.agent, AgentState(note.old))
        event = AgentEvent(note.event)
        queue = offered.get(note.agent, "") if event is AgentEvent.ACCEPT else ""
        changes.append(
            PastChange(note.agent, note.at, event, AgentState(note.new), note.pause_reason, note.call_id, queue)
        )
    return changes, before

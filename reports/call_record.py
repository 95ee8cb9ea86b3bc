"""The record of a call, folded from its facts. Pure.

One column has one rule: the first queue is the one the caller wanted, the last wait is the whole wait, the
consultant is the one of the last conversation that was not dropped at once.
"""

from collections.abc import Iterable
from typing import TypeAlias

from core.events import (
    AgentStateChanged,
    AnyEvent,
    CallEnded,
    CallerVerified,
    CallStarted,
    ConversationEnded,
    ConversationStarted,
    OfficeChosen,
    QueueEntered,
    QueueLeft,
    RecordingConsentAnswered,
)

Columns: TypeAlias = dict[str, object]
"""Columns of the table `call` and their new values."""

KEEP_FIRST = frozenset({"queue", "queued_at"})
"""Columns in which the first value stays, whatever comes later."""

_CONVERSATION = ("agent", "connected_at", "talk_time")
_NO_CONVERSATION: Columns = dict.fromkeys(_CONVERSATION)


def is_drop(event: AnyEvent) -> bool:
    """Did the consultant drop the caller at once? Then the conversation was none, and the caller waits again.

    The distribution decides what counts as dropping; its verdict is the transition `talking -> miss`.
    """
    return isinstance(event, AgentStateChanged) and (event.old, event.event) == ("talking", "miss")


def changes(event: AnyEvent) -> Columns:
    """What one fact says about the record, seen alone; `fold` adds what came before."""
    match event:
        case CallStarted():
            return {
                "dialled_number": event.dialled_number,
                "caller_number": event.caller_number,
                "is_free": event.is_free,
                "scenario": event.scenario,
                "scenario_version": event.scenario_version,
                "started_at": event.at,
            }
        case CallerVerified():
            return {"client_id": event.client_id, "verification_level": event.level}
        case OfficeChosen():
            return {"office": event.office}
        case RecordingConsentAnswered():
            return {"is_recording_allowed": event.is_given}
        case QueueEntered():
            return {"queue": event.queue, "queued_at": event.at, "queue_left_reason": None, "wait_time": None}
        case QueueLeft():
            return {"queue_left_reason": event.reason, "wait_time": event.wait_time}
        case ConversationStarted():
            return {"agent": event.agent, "connected_at": event.at, "talk_time": None}
        case ConversationEnded():
            return {"talk_time": event.talk_time}
        case CallEnded():
            return {"ended_at": event.at, "end_reason": event.reason, "duration_time": event.duration_time}
        case AgentStateChanged() if is_drop(event):
            return dict(_NO_CONVERSATION)
    return {}


def fold(events: Iterable[AnyEvent]) -> Columns:
    """What facts of one call, in their order, say together.

    A piece of a call is enough, unless it holds a drop: that gives the columns of an earlier conversation back,
    so it needs the call from its beginning.
    """
    record: Columns = {}
    kept = _NO_CONVERSATION
    for event in events:
        if isinstance(event, ConversationStarted):
            kept = {column: record.get(column) for column in _CONVERSATION}
        new = dict(kept) if is_drop(event) else changes(event)
        for column, value in new.items():
            if column not in KEEP_FIRST or record.get(column) is None:
                record[column] = value
    return record

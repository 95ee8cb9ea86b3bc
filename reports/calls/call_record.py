"""The record of a call, folded from its facts. Pure.

One column has one rule: the first queue is the one the caller wanted, the last wait is the whole wait, the
consultant is the one of the last conversation that was not dropped at once, and the last announced wait is the one
that the caller went by.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackOrdered, CallbackTried
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.colleagues import ColleagueCame
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.recordings import RecordingConsentAnswered, RecordingWithdrawn
from core.facts.kinds.ringing_out import ClientDialEnded, ClientDialled
from core.facts.kinds.scenarios import OfficeChosen
from core.facts.kinds.verification import CallerVerified
from core.facts.kinds.waiting import QueueEntered, QueueLeft, WaitBegan, WaitEstimateChecked, WaitEstimated
from core.metrics.talks import TALKING
from core.metrics.talks import is_drop as is_drop

Columns: TypeAlias = dict[str, object]
"""Columns of the table `call` and their new values."""

KEEP_FIRST = frozenset({"queue", "queued_at", "topic", "resumed_time"})
"""Columns in which the first value stays, whatever comes later."""

_CONVERSATION = (
    "agent",
    "connected_at",
    "talk_time",
    "hold_time",
    "answered_by_office",
    "is_own_office",
    "overflow_reason",
)
_NO_CONVERSATION: Columns = dict.fromkeys(_CONVERSATION)


EARLIER = (OfferMade, ColleagueCame, ConversationStarted, ConversationEnded, AgentStateChanged)
"""Of the facts before a piece of a call, the kinds on which what the piece says may depend."""


def are_earlier_needed(events: Sequence[AnyEvent]) -> bool:
    """Does what these facts of one call say depend on facts before them?

    A drop gives the columns of an earlier conversation back; a conversation is of the office that the consultant
    was chosen from, which only the offer tells, or the answer of a colleague to whom the call is handed over.
    """
    offered: set[str] = set()
    for event in events:
        if isinstance(event, OfferMade):
            offered.add(event.agent)
        elif is_drop(event) or (isinstance(event, ConversationStarted) and event.agent not in offered):
            return True
    return False


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
                "direction": event.direction,
                **({} if event.callback is None else {"callback_id": event.callback}),
            }
        case CallerVerified():
            return {"client_id": event.client_id, "verification_level": event.level}
        case OfficeChosen():
            return {"office": event.office}
        case ClientDialled():
            # Whom the office wanted to reach: nobody has proved to be that client.
            return {"office": event.office, "client_id": event.client_id, "agent": event.agent}
        case ClientDialEnded():
            return {"dial_outcome": event.outcome}
        case RecordingConsentAnswered():
            return {"is_recording_allowed": event.is_given}
        case RecordingWithdrawn():
            return {"is_recording_allowed": False}
        case QueueEntered():
            return {
                "queue": event.queue,
                # Who is asked something first does not wait yet.
                **({} if event.is_held else {"queued_at": event.at}),
                "queue_left_reason": None,
                "wait_time": None,
                "topic": event.topic,
                "resumed_time": event.resumed_time,
            }
        case WaitBegan():
            return {"queued_at": event.at}
        case WaitEstimated():
            return {
                "estimated_low_time": event.low_time,
                "estimated_high_time": event.high_time,
                "estimate_error_time": None,
            }
        case WaitEstimateChecked():
            return {"estimate_error_time": event.error_time}
        case CallbackOrdered():
            return {"callback_id": event.callback}
        case CallbackTried() if event.origin != event.call_id:
            return {"callback_id": event.callback, "origin_call_id": event.origin}
        case QueueLeft():
            return {"queue_left_reason": event.reason, "wait_time": event.wait_time}
        case ConversationStarted():
            return {**_NO_CONVERSATION, "agent": event.agent, "connected_at": event.at}
        case ConversationEnded():
            return {"talk_time": event.talk_time, "hold_time": event.hold_time}
        case CallEnded():
            return {"ended_at": event.at, "end_reason": event.reason, "duration_time": event.duration_time}
        case AgentStateChanged() if is_drop(event):
            return dict(_NO_CONVERSATION)
    return {}


def fold(events: Iterable[AnyEvent]) -> Columns:
    """What facts of one call, in their order, say together.

    A piece of a call is enough, with the `EARLIER` facts in front of it where `are_earlier_needed` says so.
    """
    record: Columns = {}
    kept = _NO_CONVERSATION
    talking = ""  # the consultant of the conversation that was not left yet
    offers: dict[str, OfferMade] = {}
    came: dict[str, str] = {}  # colleagues and their offices
    for event in events:
        new = changes(event)
        match event:
            case OfferMade():
                offers[event.agent] = event
            case ColleagueCame():
                came[event.colleague] = event.office
            case ConversationStarted():
                kept = {column: record.get(column) for column in _CONVERSATION}
                talking = event.agent
                if event.agent in offers:
                    new |= _office(offers[event.agent])
                elif event.agent in came:
                    new |= {
                        "answered_by_office": came[event.agent],
                        "is_own_office": _is_own(came[event.agent], kept),
                    }
            case AgentStateChanged() if is_drop(event):
                # Whoever was gone before both were connected takes no earlier conversation away.
                new = dict(kept) if event.agent == talking else {}
                talking = ""
            case AgentStateChanged() if event.agent == talking and event.new not in TALKING:
                talking = ""
        for column, value in new.items():
            if column not in KEEP_FIRST or record.get(column) is None:
                record[column] = value
    return record


def _is_own(office: str, before: Columns) -> object:
    """Is it the caller's own, by what was said of the conversation before?"""
    if office == before["answered_by_office"]:
        return before["is_own_office"]
    return False if before["is_own_office"] else None


def _office(offer: OfferMade) -> Columns:
    """Where a conversation was answered that followed this offer, and why there, if it was elsewhere."""
    office = next((c.office for c in offer.candidates if c.agent == offer.agent), None)
    if office is None:
        return {}
    return {
        "answered_by_office": office,
        "is_own_office": not offer.is_shared,
        "overflow_reason": offer.reason if offer.is_shared else None,
    }

"""What the records know of a call that the application began and could not go on with."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from agi_scripts.fallback.fallback_path import KnownCall
from core.facts.events import AnyEvent
from core.facts.kinds.waiting import QueueEntered, WaitBegan
from reports.calls.call_visibility import CallVisibility
from reports.calls.store import CallRecords


async def known_call(records: CallRecords, call_id: str) -> KnownCall | None:
    """None for a call that nobody has written down. Raises what the database raises.

    The place is that of joining for the wait that goes on, which the facts tell: the table `call` tells since when
    the caller waits, and has nothing while a question is asked first.
    """
    call = await records.get_call(call_id, CallVisibility(everything=True))
    if call is None:
        return None
    is_waiting = call.queue is not None and call.queue_left_reason in {None, "emergency"}
    joined_at, asked_time = place_of(await records.facts(call_id)) if is_waiting else (None, 0.0)
    return KnownCall(
        office=call.queue or (call.office if call.verification_level else None),
        topic=call.topic,
        client_id=call.client_id,
        level=call.verification_level,
        joined_at=joined_at,
        asked_time=asked_time,
        may_be_recorded=bool(call.is_recording_allowed),
    )


def place_of(facts: Iterable[AnyEvent]) -> tuple[datetime | None, float]:
    """When the caller joined the queue last, and how many seconds from then on are not part of the wait. Who comes
    back to a place, with a wait that has begun already, joined that much earlier."""
    joined_at, asked_time = None, 0.0
    for fact in facts:
        if isinstance(fact, QueueEntered) and fact.at is not None:
            joined_at = fact.at - timedelta(seconds=fact.waited_time + fact.resumed_time)
            asked_time = fact.resumed_time
        elif isinstance(fact, WaitBegan):
            asked_time += fact.question_time
    return joined_at, asked_time

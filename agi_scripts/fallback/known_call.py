"""What the records know of a call that the application began and could not go on with."""

from agi_scripts.fallback.fallback_path import KnownCall
from core.facts.events import QueueEntered, WaitBegan
from reports.calls.call_visibility import CallVisibility
from reports.calls.store import CallRecords


async def known_call(records: CallRecords, call_id: str) -> KnownCall | None:
    """None for a call that nobody has written down. Raises what the database raises.

    The place in the queue is that of joining, which the facts tell: the table `call` tells since when the caller
    waits, and has nothing while a question is asked first.
    """
    call = await records.get_call(call_id, CallVisibility(everything=True))
    if call is None:
        return None
    is_waiting = call.queue is not None and call.queue_left_reason in {None, "emergency"}
    facts = await records.facts(call_id) if is_waiting else []
    return KnownCall(
        office=call.queue or (call.office if call.verification_level else None),
        topic=call.topic,
        client_id=call.client_id,
        level=call.verification_level,
        joined_at=next((fact.at for fact in facts if isinstance(fact, QueueEntered)), None),
        asked_time=next((fact.question_time for fact in facts if isinstance(fact, WaitBegan)), 0.0),
        may_be_recorded=bool(call.is_recording_allowed),
    )

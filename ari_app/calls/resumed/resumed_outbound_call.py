"""The rest of a call that a consultant made, for which a process before this one had rung the client."""

from acd.waiting.arrival import HoldsPlace
from ari_app.calls.outbound_call import go_onward, wait_and_talk
from ari_app.calls.resumed.resumed_call import AdoptedCall, resume_conversation
from ari_app.calls.services import CallServices


async def resumed_outbound_call(adopted: AdoptedCall, services: CallServices) -> None:
    """Both talk on, or are brought together; a client who was handed on waits on."""
    call, before = adopted.call, adopted.before
    if before.talking is not None:
        leg = await resume_conversation(adopted, before.talking, services)
        await go_onward(call, leg, services)
    elif adopted.place is not None:
        entry = adopted.place.entry
        await wait_and_talk(call, entry.office, entry.topic, HoldsPlace(adopted.place), services)

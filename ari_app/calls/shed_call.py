"""A call that the machine cannot carry now: one sentence, a key to be rung back, and the end.

No scenario runs and no office is known, so an order stands in the provincial office's line, which is competent for
everybody. Whoever calls again from the same number gets the place of this moment, whatever office it will be.
"""

from acd.live.kept_places import ANY_OFFICE, identities_of
from acd.waiting.callbacks import CallbackOrder
from ari_app.calls.services import CallServices
from core.call import Call
from core.ids import new_id
from ivr.dialogue import play_out
from ivr.outside.phone_number import ordinary

ORDER_KEY = "1"
KEY_TIME = 4.0  # seconds for the key, after the sentence
LINES_BUSY_OR_ORDER, LINES_BUSY, ORDERED = "E08", "E09", "E10"


async def shed_call(call: Call, services: CallServices) -> None:
    """Say that all lines are busy, take an order to ring back, and return for the hang-up."""
    await call.caller.answer()
    number = ordinary(call.caller.caller_number)
    known_by = identities_of(None, call.caller.caller_number)
    services.matchmaker.keep_place(ANY_OFFICE, known_by, call.started, call.clock.monotonic())
    office, callbacks = services.matchmaker.queue_for(ANY_OFFICE), services.acd.callbacks
    if number is None or not callbacks.may_order(office, None):
        await play_out(call, services.voice, [LINES_BUSY], until_key=False)
        return
    call.caller.keys.clear()
    await play_out(call, services.voice, [LINES_BUSY_OR_ORDER], until_key=True)
    if await call.caller.keys.next(KEY_TIME) != ORDER_KEY:
        return
    order = CallbackOrder(
        id=new_id("callback"),
        call_id=call.id,
        office=office,
        topic=None,
        number=number,
        dialled_number=call.caller.dialled_number,
        due_at=call.clock.now(),
        language=call.context.language,
    )
    callbacks.take_in(call, order)
    await play_out(call, services.voice, [ORDERED], until_key=False)

"""A whole call, top to bottom. Read this first.

A hang-up cancels whatever runs, wherever it is; each `async with` below then cleans up what it began: the queue
entry goes, a telephone that rings stops, the bridge and the recording are closed.
"""

from acd.agent_leg import AgentLeg
from acd.offers import Place
from acd.waiting import Acd
from ari_app.calls.conversation import conversation
from ari_app.calls.transfer import transferred
from core.call import Call
from core.telephony import Telephony
from ivr.destinations import Destination, EnterQueue, HangUp, OrderCallback, TransferTo
from ivr.interpreter import Ivr, Walk
from ivr.number_route import NumberRoute
from recordings.recorder import Recorder


async def inbound_call(
    call: Call, route: NumberRoute, ivr: Ivr, acd: Acd, telephony: Telephony, recorder: Recorder
) -> None:
    """One inbound call: from the moment it rings until the caller is gone or the scenario is over."""
    await call.caller.answer()
    walk = ivr.walk(call, route.scenario)
    step = await walk.next_destination()  # announcements, keys, verification: where does the call go?
    await follow(call, walk, step, acd, telephony, recorder)


async def follow(
    call: Call,
    walk: Walk,
    step: Destination,
    acd: Acd,
    telephony: Telephony,
    recorder: Recorder,
    *,
    joined: float | None = None,
    due: float | None = None,
    place: Place | None = None,
) -> None:
    """Queue, conversation, and on through the scenario to its end; `joined`, `due` and `place`: see
    `Acd.agent_for`."""
    while not isinstance(step, HangUp):
        way: str
        match step:
            case TransferTo():
                way = await transferred(call, step, telephony)
            case OrderCallback(office, topic, not_before):
                way = await acd.callbacks.order(call, office, topic, not_before)
            case EnterQueue(office, topic, stays_home, question):
                async with acd.agent_for(
                    call, office, topic, joined, place, due=due, stays_home=stays_home, question=question
                ) as got:
                    if isinstance(got, AgentLeg):  # somebody has answered
                        await conversation(call, got, telephony, recorder, acd.matchmaker)
                joined = due = place = None
                if isinstance(got, AgentLeg) and got.has_dropped_caller:
                    joined = got.joined  # back to the queue, at the old place, and asked nothing again
                    step = EnterQueue(office, topic, stays_home)
                    continue
                way = "served" if isinstance(got, AgentLeg) else got
        step = await walk.next_destination(after=way)

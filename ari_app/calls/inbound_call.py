"""A whole call, top to bottom. Read this first.

A hang-up cancels whatever runs, wherever it is; each `async with` below then cleans up what it began: the queue
entry goes, a telephone that rings stops, the bridge and the recording are closed.
"""

from acd.waiting.agent_leg import AgentLeg
from acd.waiting.arrival import JOINS_NOW, Arrival, ComesBack
from ari_app.calls.conversations.conversation import conversation
from ari_app.calls.services import CallServices
from ari_app.calls.transfer import transfer
from core.call import Call
from ivr.destinations import Destination, EnterQueue, HangUp, OrderCallback, TransferTo
from ivr.interpreter import Walk
from ivr.number_route import NumberRoute


async def inbound_call(call: Call, route: NumberRoute, services: CallServices) -> None:
    """One inbound call: from the moment it rings until the caller is gone or the scenario is over."""
    await call.caller.answer()
    walk = services.ivr.walk(call, route.scenario)
    step = await walk.next_destination()  # announcements, keys, verification: where does the call go?
    await follow(call, walk, step, services)


async def follow(
    call: Call, walk: Walk, step: Destination, services: CallServices, arrival: Arrival = JOINS_NOW
) -> None:
    """Queue, conversation, and on through the scenario to its end. `arrival` holds for the first queue."""
    acd = services.acd
    while not isinstance(step, HangUp):
        outcome: str  # of the step, as the scenario names it
        match step:
            case TransferTo():
                outcome = await transfer(call, step, services.telephony)
            case OrderCallback(office, topic):
                outcome = await acd.callbacks.order(call, office, topic)
            case EnterQueue(office, topic, stays_home, question):
                async with acd.agent_for(
                    call, office, topic, arrival, stays_home=stays_home, question=question
                ) as got:
                    if isinstance(got, AgentLeg):  # somebody has answered
                        await conversation(call, got, services)
                arrival = JOINS_NOW
                if isinstance(got, AgentLeg) and (onward := got.onward) is not None:
                    step = EnterQueue(onward.office, onward.topic)
                    arrival = ComesBack(onward.joined, onward.due)
                    continue
                if isinstance(got, AgentLeg) and got.has_dropped_caller:
                    # Back to the queue, at the old place, and asked nothing again.
                    step, arrival = EnterQueue(office, topic, stays_home), ComesBack(got.joined)
                    continue
                outcome = "served" if isinstance(got, AgentLeg) else got
        step = await walk.next_destination(after=outcome)

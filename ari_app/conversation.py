"""A caller and a consultant talk."""

import anyio

from acd.waiting import AgentLeg
from core.call import Call
from core.errors import ChannelGone
from core.events import ConversationEnded, ConversationStarted, Party
from core.telephony import Bridge, Telephony
from recordings.recorder import Recorder


async def conversation(
    call: Call, leg: AgentLeg, telephony: Telephony, recorder: Recorder, drop_time: float
) -> None:
    """Connect both until the consultant hangs up; the caller's hang-up cancels it.

    A consultant who is gone within `drop_time` seconds has dropped the caller: `leg.has_dropped_caller` says so,
    and the caller has not been served.
    """
    try:
        async with telephony.bridge(call.caller, leg.channel) as bridge:
            await _talk(call, leg, bridge, recorder, drop_time)
    except ChannelGone:
        if not call.caller.is_up:
            raise
        leg.has_dropped_caller = True  # the consultant was gone before both could be connected


async def _talk(call: Call, leg: AgentLeg, bridge: Bridge, recorder: Recorder, drop_time: float) -> None:
    began = call.clock.monotonic()
    ended_by: Party = "system"
    call.record(ConversationStarted(agent=leg.agent.id, bridge_id=bridge.id))
    try:
        async with recorder.conversation(call, bridge):
            await leg.channel.gone()
            ended_by = "agent"
    except anyio.get_cancelled_exc_class():
        ended_by = "system" if call.caller.is_up else "caller"
        raise
    finally:
        talk_time = call.clock.monotonic() - began
        leg.has_dropped_caller = ended_by == "agent" and talk_time < drop_time
        call.record(ConversationEnded(agent=leg.agent.id, ended_by=ended_by, talk_time=round(talk_time, 3)))

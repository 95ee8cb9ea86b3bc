"""A caller and a consultant talk."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import anyio

from acd.waiting.agent_leg import AgentLeg
from ari_app.calls.conversations.talk import Talk, TalkSoFar
from ari_app.calls.services import CallServices
from core.call import Call
from core.errors import ChannelGone
from core.facts.kinds.conversations import ConversationStarted
from core.tasks.racing import first_of
from core.telephony.telephony import Bridge, Telephony

# Seconds in which the consultant's next call is sent on its way: Asterisk carries out one command after the other,
# and taking a bridge apart is a slow one that nobody waits for.
NEXT_CALL_FIRST = 0.005


async def conversation(call: Call, leg: AgentLeg, services: CallServices, so_far: TalkSoFar | None = None) -> None:
    """Connect both until the consultant hangs up; the caller's hang-up cancels it. `so_far` of a conversation that
    a process before this one began.

    A consultant may hand the call over to a colleague: `leg` is that of the first one all the same.

    A consultant who is gone within the drop time has dropped the caller: `leg.has_dropped_caller` says so, and
    the caller has not been served. `leg.onward` says where the caller goes whom the consultant handed on, or whose
    consultant's page was lost for good.
    """
    is_told = False

    def cut_off(last: AgentLeg) -> None:
        """Once: a dead Asterisk closes no bridge for seconds, and the caller may have been rung back by then."""
        nonlocal is_told
        if call.caller.is_cut_off and not is_told:
            is_told = True
            services.acd.cut_off(call, last)

    try:
        async with _bridge(call, leg, services.telephony, so_far) as bridge:
            is_new = so_far is None
            if so_far is None:
                so_far = TalkSoFar(bridge.id, call.clock.monotonic())
                call.context.agent = leg.agent.id
                call.record(
                    ConversationStarted(agent=leg.agent.id, bridge_id=bridge.id, leg=leg.channel.id, page=leg.page)
                )
            await _talk(call, leg, bridge, services, so_far, cut_off, is_new=is_new)
    except ChannelGone:
        if not call.caller.is_up:
            raise
        leg.has_dropped_caller = leg.onward is None  # the consultant was gone before both could be connected
    finally:
        cut_off(leg)


def _bridge(
    call: Call, leg: AgentLeg, telephony: Telephony, so_far: TalkSoFar | None
) -> AbstractAsyncContextManager[Bridge]:
    """Raises ChannelGone at once if one of both is gone already."""
    if so_far is None:
        return telephony.bridge(call.caller, leg.channel)
    return telephony.bridge_again(so_far.bridge_id, call.caller, leg.channel)


async def _talk(
    call: Call,
    leg: AgentLeg,
    bridge: Bridge,
    services: CallServices,
    so_far: TalkSoFar,
    cut_off: Callable[[AgentLeg], None],
    *,
    is_new: bool,
) -> None:
    topic = leg.topic if leg.topic is not None else call.context.topic
    async with services.recorder.conversation(
        call, leg.queue, topic, so_far.recording, so_far.recording_paused, is_new=is_new
    ) as recording:
        talk = Talk(call, leg, bridge, services, so_far, recording)
        if so_far.guest is not None:
            await so_far.guest(talk)
        try:
            with services.talks.open(leg.agent.id, talk):
                await first_of(talk.run, recording.run)
                if not talk.leg.channel.is_up:
                    talk.leg.over()  # free for the next caller already while recording and bridge are being closed
                    await anyio.sleep(NEXT_CALL_FIRST)
        except anyio.get_cancelled_exc_class():
            has_hung_up = not call.caller.is_up and not call.caller.is_cut_off
            talk.ended("caller" if has_hung_up else "system")
            raise
        finally:
            talk.ended("system")
            cut_off(talk.leg)  # of whoever had the call last
            _tell(leg, talk.leg)


def _tell(leg: AgentLeg, last: AgentLeg) -> None:
    """What became of the caller is told by the leg of whoever had the call last."""
    if last is not leg:
        last.over()
        leg.onward, leg.is_lost, leg.has_dropped_caller = last.onward, last.is_lost, last.has_dropped_caller

"""A call that a process before this one had begun: the other half of `inbound_call`.

Whoever talks goes on talking, whoever waits goes on waiting at the same place, and whoever was inside the scenario
is asked the last question again. From there on everything is the same.
"""

from acd.agent_leg import AgentLeg
from acd.offers import Place
from acd.waiting import Acd
from ari_app.calls.conversation import EarlierConversation, conversation
from ari_app.calls.inbound_call import follow
from ari_app.calls.transfer import transferred_on
from ari_app.calls.unfinished_call import RecordedTalk, UnfinishedCall
from core.call import Call
from core.events import QueueLeft, VoiceMessageDiscarded, VoiceMessageStarted
from core.telephony import Channel, Telephony, recording_name
from ivr.destinations import EnterQueue
from ivr.graph.scenario import Scenario
from ivr.interpreter import Ivr
from recordings.recorder import Recorder


async def resumed_call(
    call: Call,
    left: UnfinishedCall,
    scenario: Scenario,
    place: Place | None,
    leg: str | None,
    ended: float | None,
    ivr: Ivr,
    acd: Acd,
    telephony: Telephony,
    recorder: Recorder,
) -> None:
    """Go on where `left` says. `place` is held already where the caller waits; `leg` is the channel of whom the
    caller talks with, where it is still there, `ended` the moment when it ended, where it is not."""
    walk = ivr.walk(call, scenario, left.node)
    if left.put_off is not None and left.put_off != left.node:
        await walk.enter_again(left.put_off)
    joined = None
    if left.talking is not None and left.place is not None:
        queue = EnterQueue(left.place.queue, left.place.topic, left.place.stays_home)
        is_dropped = await talk_on(call, left, left.talking, leg, ended, acd, telephony, recorder)
        step = queue if is_dropped else await walk.next_destination(after="served")
        joined = left.place.joined if is_dropped else None
    elif left.transfer is not None:
        way = await transferred_on(call, left.transfer, leg is not None, ended, telephony)
        step = await walk.next_destination(after=way)
    elif place is not None:
        step = EnterQueue(place.entry.office, place.entry.topic, question=walk.take_question())
    else:
        if left.message is not None:
            await _discard(call, left.message)
        # In this order: Asterisk carries "answer" out between two sounds, and every other command, of whatever
        # call, waits for it meanwhile. Behind an announcement of 20 s the whole line would stand still.
        await call.caller.silence()
        await call.caller.answer()  # nothing where that was done
        step = await walk.next_destination(after=left.way_on)
    await follow(call, walk, step, acd, telephony, recorder, joined=joined, place=place)


async def _discard(call: Call, message: VoiceMessageStarted) -> None:
    """The caller is still there and is asked anew. First of all: whatever else is sent to a channel that records
    waits until it is silent."""
    await call.caller.discard_recording(recording_name(message.file))
    call.record(VoiceMessageDiscarded(message=message.message, why="interrupted"))


async def _hush(caller: Channel, leg: Channel) -> None:
    """End announcement, music and whisper of before: a bridge takes a channel in only when it is silent, and every
    other command of the line waits for that."""
    await caller.silence()
    await caller.stop_music()
    if leg.is_up:
        await leg.silence()


async def talk_on(
    call: Call,
    left: UnfinishedCall,
    talking: RecordedTalk,
    leg_id: str | None,
    ended: float | None,
    acd: Acd,
    telephony: Telephony,
    recorder: Recorder,
) -> bool:
    """The rest of a conversation, or all of it where the two were not connected yet; True when the consultant has
    dropped the caller. The consultant is free afterwards. `ended`: when the leg did, where it is gone already."""
    joined = call.started if left.place is None else left.place.joined
    if left.is_in_queue and left.place is not None:
        wait_time = round(call.clock.monotonic() - max(joined, call.started), 3)
        call.record(QueueLeft(queue=left.place.queue, reason="connected", wait_time=wait_time))
    underway = None
    if talking.bridge_id is not None:
        underway = EarlierConversation(
            talking.bridge_id, talking.began, talking.hold_time, talking.held_since, left.recording, ended
        )
    leg: AgentLeg | None = None
    try:
        async with telephony.leg_again(talking.agent, leg_id) as channel:
            agent = acd.matchmaker.team.agent(talking.agent)
            leg = AgentLeg(agent, channel, joined, matchmaker=acd.matchmaker, call_id=call.id)
            if underway is None:
                await _hush(call.caller, channel)
            await conversation(call, leg, telephony, recorder, acd.matchmaker, underway)
    finally:
        if leg is not None:
            leg.over()
    return leg.has_dropped_caller

"""A call that a process before this one had begun: the other half of `inbound_call`.

Whoever talks goes on talking, whoever waits goes on waiting at the same place, and whoever was inside the scenario
is asked the last question again. From there on everything is the same.
"""

from dataclasses import dataclass

from acd.live.offers import Place
from acd.waiting.agent_leg import AgentLeg
from acd.waiting.arrival import JOINS_NOW, Arrival, ComesBack, HoldsPlace
from ari_app.calls.conversations.conversation import conversation
from ari_app.calls.conversations.talk import GuestAgain, TalkSoFar, endpoint_of
from ari_app.calls.inbound_call import follow
from ari_app.calls.services import CallServices
from ari_app.calls.transfer import resume_transfer
from ari_app.calls.unfinished_call import RecordedTalk, UnfinishedCall
from core.call import Call
from core.facts.kinds.messages import VoiceMessageDiscarded, VoiceMessageStarted
from core.facts.kinds.waiting import QueueLeft
from core.telephony.telephony import Channel, recording_name
from ivr.destinations import Destination, EnterQueue
from ivr.graph.scenario import Scenario


@dataclass(frozen=True, slots=True)
class AdoptedCall:
    """A call whose caller was found in Asterisk, and what is known of it.

    `before`: where its facts say it was. `place`: already held, if the caller waits in a queue. `leg`: the channel
    of the other party, if the caller talks with somebody who is still there; otherwise `leg_ended` is the
    monotonic moment at which that one hung up, as far as it is known. `guest` brings in whoever was called into
    the conversation and is there.
    """

    call: Call
    before: UnfinishedCall
    place: Place | None = None
    leg: str | None = None
    leg_ended: float | None = None
    guest: GuestAgain | None = None


async def resumed_call(adopted: AdoptedCall, scenario: Scenario, services: CallServices) -> None:
    """Go on in `scenario` where the call was, to its end."""
    call, before = adopted.call, adopted.before
    walk = services.ivr.walk(call, scenario, before.node)
    if before.put_off is not None and before.put_off != before.node:
        await walk.enter_again(before.put_off)
    step: Destination
    arrival: Arrival = JOINS_NOW
    if before.talking is not None and before.place is not None:
        leg = await resume_conversation(adopted, before.talking, services)
        if leg.onward is not None:
            step = EnterQueue(leg.onward.office, leg.onward.topic)
            arrival = ComesBack(leg.onward.joined, leg.onward.due)
        elif leg.has_dropped_caller:
            step = EnterQueue(before.place.queue, before.place.topic, before.place.stays_home)
            arrival = ComesBack(before.place.joined)
        else:
            step = await walk.next_destination(after="served")
    elif before.transfer is not None:
        outcome = await resume_transfer(call, before.transfer, adopted.leg, adopted.leg_ended, services.telephony)
        step = await walk.next_destination(after="served" if before.transfer.is_handed_over else outcome)
    elif adopted.place is not None:
        entry = adopted.place.entry
        step = EnterQueue(entry.office, entry.topic, question=walk.take_question())
        arrival = HoldsPlace(adopted.place)
    else:
        if before.message is not None:
            await _discard(call, before.message)
        # In this order: Asterisk carries "answer" out between two sounds, and every other command, of whatever
        # call, waits for it meanwhile. Behind an announcement of 20 s the whole line would stand still.
        await call.caller.stop_sounds()
        await call.caller.answer()  # nothing if that was done
        step = await walk.next_destination(after=before.way_on)
    await follow(call, walk, step, services, arrival)


async def resume_conversation(adopted: AdoptedCall, talk: RecordedTalk, services: CallServices) -> AgentLeg:
    """The rest of a conversation, or all of it if the two were not connected yet; the leg says how it ended. The
    consultant is free afterwards.
    """
    call, before = adopted.call, adopted.before
    joined = call.started if before.place is None else before.place.joined
    if before.is_in_queue and before.place is not None:
        wait_time = round(call.clock.monotonic() - max(joined, call.started), 3)
        call.record(QueueLeft(queue=before.place.queue, reason="connected", wait_time=wait_time))
    so_far = None
    if talk.bridge_id is not None:
        so_far = TalkSoFar(
            talk.bridge_id,
            talk.began,
            talk.hold_time,
            talk.held_since,
            before.recording,
            before.recording_paused,
            adopted.leg_ended if talk.page_lost is None else None,  # else it was but the old page's leg
            talk.is_held_by_desk,
            talk.page_lost,
            talk.has_parted,
            before.help_since,
            adopted.guest,
        )
    leg: AgentLeg | None = None
    try:
        endpoint = endpoint_of(talk.agent, talk.page)
        async with services.telephony.leg_again(endpoint, adopted.leg, beside=call.caller) as channel:
            agent = services.matchmaker.team.agent(talk.agent)
            leg = AgentLeg(
                agent,
                channel,
                joined,
                matchmaker=services.matchmaker,
                call_id=call.id,
                queue=agent.office if before.place is None else before.place.queue,
                topic=None if before.place is None else before.place.topic,
                page=talk.page,
                has_rung_out=before.started.direction == "outbound",
            )
            if so_far is None:
                await _stop_sounds(call.caller, channel)
            await conversation(call, leg, services, so_far)
    finally:
        if leg is not None:
            leg.over()
    return leg


async def _discard(call: Call, message: VoiceMessageStarted) -> None:
    """The caller is still there and is asked anew. First of all: whatever else is sent to a channel that records
    waits until it is silent."""
    await call.caller.discard_recording(recording_name(message.file))
    call.record(VoiceMessageDiscarded(message=message.message, why="interrupted"))


async def _stop_sounds(caller: Channel, leg: Channel) -> None:
    """End announcement, music and whisper of before: a bridge takes a channel in only when it is silent, and every
    other command of the line waits for that."""
    await caller.stop_sounds()
    await caller.stop_music()
    if leg.is_up:
        await leg.stop_sounds()

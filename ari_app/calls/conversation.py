"""A caller and a consultant talk."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import anyio

from acd.agent_leg import AgentLeg
from acd.matchmaker import Matchmaker
from ari_app.calls.services import CallServices
from core.call import Call
from core.errors import ChannelGone
from core.events import ConversationEnded, ConversationStarted, Party, RecordingStarted
from core.telephony import Bridge, Telephony

# Seconds in which the consultant's next call is sent on its way: Asterisk carries out one command after the other,
# and taking a bridge apart is a slow one that nobody waits for.
NEXT_CALL_FIRST = 0.005


@dataclass(frozen=True, slots=True)
class TalkSoFar:
    """A conversation as it begins, or as a process before this one has left it. Moments are monotonic.

    `ended`: when the consultant hung up, if that was while no process listened.
    """

    bridge_id: str
    began: float
    hold_time: float = 0.0  # seconds
    held_since: float | None = None
    recording: RecordingStarted | None = None
    ended: float | None = None


async def conversation(call: Call, leg: AgentLeg, services: CallServices, so_far: TalkSoFar | None = None) -> None:
    """Connect both until the consultant hangs up; the caller's hang-up cancels it. `so_far` of a conversation that
    a process before this one began.

    A consultant who is gone within the drop time has dropped the caller: `leg.has_dropped_caller` says so, and
    the caller has not been served.
    """
    try:
        async with _bridge(call, leg, services.telephony, so_far) as bridge:
            if so_far is None:
                so_far = TalkSoFar(bridge.id, call.clock.monotonic())
                call.context.agent = leg.agent.id
                call.record(ConversationStarted(agent=leg.agent.id, bridge_id=bridge.id, leg=leg.channel.id))
            await _talk(call, leg, bridge, services, so_far)
    except ChannelGone:
        if not call.caller.is_up:
            raise
        leg.has_dropped_caller = True  # the consultant was gone before both could be connected


def _bridge(
    call: Call, leg: AgentLeg, telephony: Telephony, so_far: TalkSoFar | None
) -> AbstractAsyncContextManager[Bridge]:
    """Raises ChannelGone at once if one of both is gone already."""
    if so_far is None:
        return telephony.bridge(call.caller, leg.channel)
    return telephony.bridge_again(so_far.bridge_id, call.caller, leg.channel)


async def _talk(call: Call, leg: AgentLeg, bridge: Bridge, services: CallServices, so_far: TalkSoFar) -> None:
    holds = _Holds(call, leg, services.matchmaker, so_far)
    record = _TalkRecord(call, leg, services.matchmaker, so_far, holds)
    try:
        async with services.recorder.conversation(call, bridge, so_far.recording):
            with leg.channel.while_up():
                await holds.watch()
            record.ended("agent")
            leg.over()  # free for the next caller already while recording and bridge are being closed
            await anyio.sleep(NEXT_CALL_FIRST)
    except anyio.get_cancelled_exc_class():
        record.ended("system" if call.caller.is_up else "caller")
        raise
    finally:
        record.ended("system")


class _TalkRecord:
    """States the one end of a conversation: the first that is told."""

    def __init__(
        self, call: Call, leg: AgentLeg, matchmaker: Matchmaker, so_far: TalkSoFar, holds: "_Holds"
    ) -> None:
        self._call = call
        self._leg = leg
        self._drop_time = matchmaker.times.drop_time
        self._so_far = so_far
        self._holds = holds
        self._is_open = True

    def ended(self, by: Party) -> None:
        if not self._is_open:
            return
        self._is_open = False
        now = self._call.clock.monotonic()
        ended = now if self._so_far.ended is None else min(now, self._so_far.ended)
        talk_time = max(0.0, ended - self._so_far.began)
        self._leg.has_dropped_caller = by == "agent" and talk_time < self._drop_time
        self._call.record(
            ConversationEnded(
                agent=self._leg.agent.id,
                ended_by=by,
                talk_time=round(talk_time, 3),
                hold_time=round(self._holds.total(), 3),
            )
        )


class _Holds:
    """Counts the time for which the consultant kept the caller on hold."""

    def __init__(self, call: Call, leg: AgentLeg, matchmaker: Matchmaker, so_far: TalkSoFar) -> None:
        self._clock = call.clock
        self._leg = leg
        self._matchmaker = matchmaker
        self._time = so_far.hold_time
        self._since = so_far.held_since

    async def watch(self) -> None:
        """Never ends by itself."""
        while True:
            is_held = await self._leg.channel.hold_changed()
            self._time, self._since = self.total(), self._clock.monotonic() if is_held else None
            self._matchmaker.held(self._leg.agent, is_held=is_held)

    def total(self) -> float:
        """Seconds, a hold in progress included."""
        return self._time + (0.0 if self._since is None else self._clock.monotonic() - self._since)

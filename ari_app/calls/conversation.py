"""A caller and a consultant talk."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import anyio

from acd.agent_leg import AgentLeg
from acd.matchmaker import Matchmaker
from core.call import Call
from core.errors import ChannelGone
from core.events import ConversationEnded, ConversationStarted, Party, RecordingStarted
from core.telephony import Bridge, Telephony
from recordings.recorder import Recorder

# Seconds in which the consultant's next call is sent on its way: Asterisk carries out one command after the other,
# and taking a bridge apart is a slow one that nobody waits for.
NEXT_CALL_FIRST = 0.005


@dataclass(frozen=True, slots=True)
class Underway:
    """A conversation that began before this process did. Moments are monotonic, `hold_time` is in seconds.

    `ended`: when the consultant hung up, where that was while no process listened.
    """

    bridge_id: str
    began: float
    hold_time: float = 0.0
    held_since: float | None = None
    recording: RecordingStarted | None = None
    ended: float | None = None


async def conversation(
    call: Call,
    leg: AgentLeg,
    telephony: Telephony,
    recorder: Recorder,
    matchmaker: Matchmaker,
    underway: Underway | None = None,
) -> None:
    """Connect both until the consultant hangs up; the caller's hang-up cancels it.

    A consultant who is gone within the drop time has dropped the caller: `leg.has_dropped_caller` says so, and
    the caller has not been served.
    """
    try:
        async with _bridge(call, leg, telephony, underway) as bridge:
            await _talk(call, leg, bridge, recorder, matchmaker, underway)
    except ChannelGone:
        if not call.caller.is_up:
            raise
        leg.has_dropped_caller = True  # the consultant was gone before both could be connected


def _bridge(
    call: Call, leg: AgentLeg, telephony: Telephony, underway: Underway | None
) -> AbstractAsyncContextManager[Bridge]:
    """Raises ChannelGone at once where one of both is gone already."""
    if underway is None:
        return telephony.bridge(call.caller, leg.channel)
    return telephony.bridge_again(underway.bridge_id, call.caller, leg.channel)


async def _talk(
    call: Call,
    leg: AgentLeg,
    bridge: Bridge,
    recorder: Recorder,
    matchmaker: Matchmaker,
    underway: Underway | None,
) -> None:
    began = call.clock.monotonic() if underway is None else underway.began
    holds = _Holds(call, leg, matchmaker, underway)
    is_open = True

    def end(by: Party) -> None:
        nonlocal is_open
        if not is_open:
            return
        is_open = False
        now = call.clock.monotonic()
        ended = now if underway is None or underway.ended is None else min(now, underway.ended)
        talk_time = max(0.0, ended - began)
        leg.has_dropped_caller = by == "agent" and talk_time < matchmaker.times.drop_time
        call.record(
            ConversationEnded(
                agent=leg.agent.id,
                ended_by=by,
                talk_time=round(talk_time, 3),
                hold_time=round(holds.total(), 3),
            )
        )

    if underway is None:
        call.context.agent = leg.agent.id
        call.record(ConversationStarted(agent=leg.agent.id, bridge_id=bridge.id, leg=leg.channel.id))
    try:
        async with recorder.conversation(call, bridge, None if underway is None else underway.recording):
            with leg.channel.while_up():
                await holds.watch()
            end("agent")
            leg.over()  # free for the next caller already while recording and bridge are being closed
            await anyio.sleep(NEXT_CALL_FIRST)
    except anyio.get_cancelled_exc_class():
        end("system" if call.caller.is_up else "caller")
        raise
    finally:
        end("system")


class _Holds:
    """Counts the time for which the consultant kept the caller on hold."""

    def __init__(self, call: Call, leg: AgentLeg, matchmaker: Matchmaker, underway: Underway | None) -> None:
        self._clock = call.clock
        self._leg = leg
        self._matchmaker = matchmaker
        self._time = 0.0 if underway is None else underway.hold_time
        self._since = None if underway is None else underway.held_since

    async def watch(self) -> None:
        """Never ends by itself."""
        while True:
            is_held = await self._leg.channel.hold_changed()
            self._time, self._since = self.total(), self._clock.monotonic() if is_held else None
            self._matchmaker.held(self._leg.agent, is_held=is_held)

    def total(self) -> float:
        """Seconds, a hold in progress included."""
        return self._time + (0.0 if self._since is None else self._clock.monotonic() - self._since)

"""The exchange on ARI: knows every channel, playback and recording by its id, and takes Asterisk's events.

Handling an event never waits: it only changes the object that the id belongs to. What belongs to one call can
therefore not hold up another's.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import TypeVar

import anyio
import structlog
from anyio.abc import TaskGroup

from acd.telephone import agent_of
from ari_app.ari import AriConnection, AriError, NotFound, Request
from ari_app.ari import messages as m
from ari_app.ari.operations import applications, asterisk, bridges, playbacks, recordings
from ari_app.ari.operations import channels as channel_ops
from ari_app.sounds import Sounds
from ari_app.telephony.asterisk_snapshot import AsteriskSnapshot, ChannelSnapshot, take_snapshot
from ari_app.telephony.bridges import AriBridge, bridged, bridged_again
from ari_app.telephony.channels import AriChannel, hang_up_surely
from ari_app.telephony.line import CLEAN_UP_TIME, AriLine
from ari_app.telephony.overhearing import SNOOPS, AriEar, Snoop, overheard
from ari_app.telephony.playbacks import AriPlayback
from ari_app.telephony.recordings.live_recordings import AriRecording, discard
from ari_app.telephony.ringing import RingingLeg, RingOutcome, outcome_of, presentable, ring, until_answered
from core.caller_number import caller_number as clean_caller_number
from core.caller_number import dialled_number as clean_dialled_number
from core.errors import ChannelGone, NotAnswered, PlaybackFailed
from core.nodes import ONLY
from core.telephony.telephony import Channel, EarFor
from dialplan.extensions import APP

log = structlog.get_logger()

T = TypeVar("T")
OPERATOR = "operator-out"  # the SIP endpoint by which subscribers are rung
LOOK_TIME = 0.01  # seconds between two looks whether a channel is gone, if no event tells
ARRIVAL_MARGIN = 1.0  # seconds after a connect in which the events that came with it are handled

# What `on_event` does something with. Asterisk sends three times as much, and each message costs calls time.
HEARD = (
    "ApplicationReplaced",
    "ChannelDestroyed",
    "ChannelDtmfReceived",
    "ChannelHangupRequest",
    "ChannelHold",
    "ChannelUnhold",
    "PlaybackFinished",
    "RESTResponse",
    "RecordingFailed",
    "RecordingFinished",
    "StasisEnd",
    "StasisStart",
)

Arrived = Callable[[AriChannel, list[str]], None]
"""Called with a new channel and the arguments that the dialplan gave it."""


class Exchange:
    """One Asterisk: all of `ari_app.telephony.exchanges.Exchanges` that one has."""

    def __init__(
        self,
        ari: AriConnection,
        tasks: TaskGroup,
        on_arrival: Arrived,
        on_taken: Callable[[], None] = lambda: None,
        generation: int = 0,
        silence: str = "",
        music: str = "",
        ringing: AriConnection | None = None,
        name: str = ONLY,
        *,
        is_of_several: bool = False,
        sounds: Sounds | None = None,
    ) -> None:
        """`on_taken`: a caller was taken away from us. The watchdog does so if this process seems dead to it.

        `silence` and `music`: files, see AriChannel. `ringing`, `is_of_several`, `sounds`: see AriLine. `name`: of
        the node.
        """
        self.name = name
        self._line = AriLine(ari, tasks, generation, ringing, is_of_several=is_of_several, sounds=sounds)
        self._tasks = tasks
        self._on_arrival = on_arrival
        self._on_taken = on_taken
        self._silence_file, self._music_file = silence, music
        self.on_busy: Callable[[str, float], None] = lambda endpoint, after: None
        self.on_unreachable: Callable[[str], None] = lambda endpoint: None
        self._channels: dict[str, AriChannel] = {}
        self._callers: defaultdict[str, set[AriChannel]] = defaultdict(set)  # by number
        self._playing: dict[str, AriPlayback] = {}
        self._bridges: set[str] = set()
        self._recording: dict[str, AriRecording] = {}
        self._snoops: dict[str, Snoop] = {}
        self._seen: frozenset[str] = frozenset()  # channels at the last look at everything
        self._lost: set[str] = set()  # channels whose calls have ended while the Asterisk counted as gone
        self._began_at: datetime | None = None

    # -- core.telephony.telephony.Telephony

    @asynccontextmanager
    async def ringing(
        self,
        endpoint: str,
        *,
        caller_id: str,
        caller_name: str,
        ring_time: float,
        after_ringing: Callable[[], Awaitable[None]] | None = None,
        meanwhile: Callable[[], Awaitable[None]] | None = None,
        is_resumed: bool = False,
        is_listening: bool = False,
        is_trial: bool = False,
    ) -> AsyncIterator[AriChannel]:
        leg = RingingLeg(
            endpoint,
            self._line,
            self._playing,
            is_listening=is_listening,
            is_trial=is_trial,
            silence=self._silence_file if is_trial else "",
            music=self._music_file if is_trial else "",
        )
        shown = f'"{presentable(caller_name)}" <{presentable(caller_id)}>'
        async with self._open(
            leg, f"PJSIP/{endpoint}", shown, ring_time, after_ringing, meanwhile, is_resumed=is_resumed
        ):
            yield leg

    @asynccontextmanager
    async def dialling(
        self,
        number: str,
        *,
        caller_id: str,
        ring_time: float,
        channel_id: str | None = None,
        meanwhile: Callable[[], Awaitable[None]] | None = None,
    ) -> AsyncIterator[AriChannel]:
        leg = RingingLeg(
            "",
            self._line,
            self._playing,
            caller_number=number,
            dialled_number=caller_id,
            channel_id=channel_id,
        )
        shown, where = f"<{presentable(caller_id)}>", f"PJSIP/{presentable(number)}@{OPERATOR}"
        async with self._open(leg, where, shown, ring_time, meanwhile=meanwhile):
            yield leg

    @asynccontextmanager
    async def _open(
        self,
        leg: RingingLeg,
        dial_string: str,
        caller_id: str,
        ring_time: float,
        after_ringing: Callable[[], Awaitable[None]] | None = None,
        meanwhile: Callable[[], Awaitable[None]] | None = None,
        *,
        is_resumed: bool = False,
    ) -> AsyncIterator[None]:
        self._channels[leg.id] = leg
        try:
            try:
                await ring(self._line, leg, dial_string, caller_id, ring_time, is_resumed=is_resumed)
                if after_ringing is not None:
                    await after_ringing()
                await until_answered(leg, ring_time, meanwhile)
            except NotAnswered as error:
                if error.outcome == "unreachable" and leg.endpoint:
                    self.on_unreachable(leg.endpoint)
                raise
            yield
        finally:
            await self._silence(leg)

    async def _silence(self, leg: RingingLeg) -> None:
        """Hang up, and return when the telephone can take the next call."""
        with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
            if leg.is_up:
                await hang_up_surely(leg)
                # Asterisk confirms this before it has told the telephone, which would refuse whoever comes then.
                # Its BYE is on its way when the channel is gone, and mostly sent: docs/overload.md.
                await leg.silent()
        self._forget(leg.id)

    def bridge(self, *channels: Channel) -> AbstractAsyncContextManager[AriBridge]:
        members = [self._channels.get(channel.id) for channel in channels]
        there = [member for member in members if member is not None]
        if len(there) < len(members):
            raise ChannelGone
        for member in there:
            member.needs_no_greeting()
        return bridged(self._line, there, self._bridges, self._channels.get)

    def overhearing(
        self, party: Channel, listener: Channel, on_lost: Callable[[], None], ear_for: EarFor = "listening"
    ) -> AbstractAsyncContextManager[AriEar]:
        return overheard(self._line, party, listener, self._bridges, self._snoops, on_lost, ear_for)

    # -- what Asterisk reports

    def on_event(self, event: m.Event) -> None:
        """Handle one event of the application; never waits, never raises."""
        match event:
            case m.StasisStart():
                self._arrived(event)
            case m.ChannelDtmfReceived():
                if (channel := self._channels.get(event.channel.id)) is not None:
                    channel.was_pressed(event.digit, event.duration_ms, event.timestamp)
            case m.ChannelHold() | m.ChannelUnhold():
                if (channel := self._channels.get(event.channel.id)) is not None:
                    channel.was_held(is_held=isinstance(event, m.ChannelHold))
            case m.PlaybackFinished():
                if (channel := self._channels.get(event.playback.target_uri.removeprefix("channel:"))) is not None:
                    channel.has_played(event.playback.id, event.timestamp)
                if (playback := self._playing.get(event.playback.id)) is not None:
                    playback.is_over(PlaybackFailed if event.playback.state == "failed" else None)
            case m.ChannelHangupRequest():
                self._hung_up(event.channel.id, None)
            case m.StasisEnd():
                self._left(event.channel.id)
            case m.ChannelDestroyed():
                self._hung_up(event.channel.id, outcome_of(event.cause))
                self._forget(event.channel.id)
            case m.RecordingFinished():
                if (recording := self._recording.pop(event.recording.name, None)) is not None:
                    recording.has_finished(event.recording.duration)
            case m.RecordingFailed():
                if (recording := self._recording.pop(event.recording.name, None)) is not None:
                    recording.has_failed()
            case _:
                pass

    def telephone_lost(self, endpoint: str) -> None:
        """A telephone is not registered any more: what rings there rings in vain."""
        for channel in list(self._channels.values()):
            if isinstance(channel, RingingLeg) and channel.endpoint == endpoint:
                channel.was_not_answered("unreachable")

    def _arrived(self, event: m.StasisStart) -> None:
        if event.channel.id.startswith(SNOOPS):
            if (snoop := self._snoops.get(event.channel.id)) is not None:
                snoop.has_begun()
            return
        known = self._channels.get(event.channel.id)
        if isinstance(known, RingingLeg):
            known.was_answered()
        elif known is None or not known.is_up:  # one that the watchdog took away, and that comes back
            dialled_number = event.args[1] if len(event.args) > 1 else ""
            channel = self._caller(event.channel.id, dialled_number, event.channel.caller.number)
            channel.is_answered_already = event.channel.state == "Up"
            self._on_arrival(channel, event.args)

    def _left(self, channel_id: str) -> None:
        """A channel is in our hands no more. Whoever hangs up has asked for that before."""
        channel = self._channels.get(channel_id)
        if channel is not None and channel.is_up and not channel.is_ending and not isinstance(channel, RingingLeg):
            self._on_taken()
        self._hung_up(channel_id, None)

    def _hung_up(self, channel_id: str, outcome: RingOutcome | None) -> None:
        channel = self._channels.get(channel_id)
        if channel is None:
            if (snoop := self._snoops.get(channel_id)) is not None:
                snoop.has_ended()
            return
        if isinstance(channel, RingingLeg) and outcome is not None:
            if outcome == "busy" and channel.endpoint:
                self.on_busy(channel.endpoint, anyio.current_time() - channel.began)
            channel.was_not_answered(outcome)
        channel.has_hung_up()

    # -- what we believe to be there

    def knows(self, channel_id: str) -> bool:
        """Is the channel ours, and looked after?"""
        return channel_id in self._channels

    def has_seen(self, channel_id: str) -> bool:
        """Was the channel there when everything was looked at, whoever looked after it?"""
        return channel_id in self._seen

    @property
    def is_up(self) -> bool:
        """Can it be commanded?"""
        return self._line.is_up

    @property
    def load(self) -> int:
        """How many channels are ours."""
        return len(self._channels)

    @property
    def callers(self) -> int:
        """How many of them are callers'; of clients who are rung, those of call-backs."""
        return sum(
            not isinstance(channel, RingingLeg) or (channel.is_answered and not channel.endpoint)
            for channel in self._channels.values()
        )

    @property
    def served(self) -> list[str]:
        """Channels that somebody here serves and that are up; a telephone that we ring is none before it
        answers.
        """
        return [
            channel.id
            for channel in self._channels.values()
            if channel.is_up and (not isinstance(channel, RingingLeg) or channel.is_answered)
        ]

    def is_consultants(self, leg: Channel) -> None:
        known = self._channels.get(leg.id)
        if isinstance(known, RingingLeg):
            known.is_listening = False

    def calls_of(self, caller_number: str) -> int:
        return sum(caller.is_up for caller in self._callers.get(caller_number, ()))

    @property
    def legs(self) -> set[str]:
        """Consultants with an open leg of ours, at whichever telephone."""
        legs = (c for c in self._channels.values() if isinstance(c, RingingLeg))
        return {agent_of(leg.endpoint) for leg in legs if leg.endpoint and leg.is_to_talk}

    def channel_is_gone(self, channel_id: str) -> None:
        """The end of a channel was missed."""
        self._hung_up(channel_id, None)
        self._forget(channel_id)

    def _forget(self, channel_id: str) -> None:
        if (channel := self._channels.pop(channel_id, None)) is not None:
            self._no_caller(channel)
            channel.is_destroyed()

    def _no_caller(self, channel: AriChannel) -> None:
        if (callers := self._callers.get(channel.caller_number)) is not None:
            callers.discard(channel)
            if not callers:
                del self._callers[channel.caller_number]

    @property
    def is_in_doubt(self) -> bool:
        """Is the line lost, and nobody knows what has become of the calls?"""
        return self._line.is_in_doubt

    def was_cut(self) -> None:
        """The line is lost. What is there may go on; nobody is told anything until it is known."""
        self._line.was_cut()

    async def has_survived(self) -> bool:
        """After a cut, with the line there again: is it the same Asterisk, with calls that we serve? Raises ari
        errors."""
        there = await self._look()
        return there.began_at == self._began_at and any(channel in there.channels for channel in self._channels)

    def has_died(self) -> int:
        """Asterisk is gone, or cannot be reached: nobody of it is served any more, and nothing of it goes on.
        Returns how many callers were on it."""
        self._seen = frozenset()
        self._lost |= set(self._channels)
        callers = self.callers
        for channel in list(self._channels.values()):
            if isinstance(channel, RingingLeg):
                channel.was_not_answered("interrupted")
            channel.was_cut_off()
            self._forget(channel.id)
        for snoop in list(self._snoops.values()):
            snoop.has_ended()
        for playback in list(self._playing.values()):
            playback.is_over()
        for recording in list(self._recording.values()):
            recording.has_failed()
        self._recording.clear()
        self._line.is_gone()
        return callers

    # -- what a process before this one left

    def caller_again(self, channel: ChannelSnapshot, dialled_number: str, caller_number: str) -> AriChannel:
        """A caller who is in the application already."""
        caller = self._caller(channel.id, dialled_number, caller_number)
        caller.is_answered_already = channel.is_answered
        return caller

    def _caller(self, channel_id: str, dialled_number: str, caller_number: str) -> AriChannel:
        """Every caller comes in here, so nothing behind it meets a number that is none."""
        if (before := self._channels.get(channel_id)) is not None:  # one that the watchdog took away
            self._no_caller(before)
        channel = self._channels[channel_id] = AriChannel(
            channel_id,
            self._line,
            caller_number=clean_caller_number(caller_number),
            dialled_number=clean_dialled_number(dialled_number),
            playing=self._playing,
            recording=self._recording,
            silence=self._silence_file,
            music=self._music_file,
        )
        self._callers[channel.caller_number].add(channel)
        return channel

    @asynccontextmanager
    async def leg_again(self, endpoint: str, channel_id: str | None) -> AsyncIterator[AriChannel]:
        leg = RingingLeg(endpoint, self._line, self._playing, channel_id=channel_id)
        leg.was_answered()
        if channel_id is None:
            leg.has_hung_up()
        self._channels[leg.id] = leg
        try:
            yield leg
        finally:
            await self._silence(leg)

    def bridge_again(self, bridge_id: str, *channels: Channel) -> AbstractAsyncContextManager[AriBridge]:
        members = [self._channels[channel.id] for channel in channels if channel.id in self._channels]
        return bridged_again(self._line, bridge_id, members, self._bridges, self._channels.get)

    async def hang_up_legs(self, legs: Iterable[str]) -> None:
        """Silence telephones that ring for nobody any more, and return when they can take the next call; a failure
        is logged.
        """
        hung_up = []
        for leg in legs:
            try:
                await self._line.send(channel_ops.hangup(leg, reason="normal"))
                hung_up.append(leg)
            except AriError as error:
                log.info("a leg was not hung up", channel=leg, error=type(error).__name__)
        with anyio.move_on_after(CLEAN_UP_TIME):
            for leg in hung_up:
                await self._until_silent(leg)

    async def _until_silent(self, leg: str) -> None:
        try:
            while True:
                if await self._is_over(channel_ops.get(leg)):
                    return
                await anyio.sleep(LOOK_TIME)
        except AriError as error:
            log.info("nobody knows whether a leg is silent", channel=leg, error=type(error).__name__)

    async def discard_recording(self, name: str) -> None:
        await discard(self._line, name)

    # -- after every connect, before its first event

    async def reconcile(self) -> AsteriskSnapshot:
        """Compare what we know with what is there, and say what is there.

        Channels that ended while the line was down have hung up, telephones that answered meanwhile have answered.
        """
        heard = [{"type": name} for name in HEARD]
        await self._line.send(applications.filter(APP, filter={"allowed": heard}))
        known = list(self._channels.values())  # before asking: what begins to ring meanwhile is not on the list
        there = await self._look()
        self._began_at = there.began_at
        self._end_lost(there)
        self._seen = frozenset(there.channels)
        for channel in known:
            if channel.id not in there.channels:
                if isinstance(channel, RingingLeg):
                    channel.was_not_answered("failed")
                channel.has_hung_up()
                self._forget(channel.id)
            elif isinstance(channel, RingingLeg) and there.channels[channel.id].is_in_app:
                channel.was_answered()
        for snoop in list(self._snoops.values()):
            if snoop.id not in there.channels:
                snoop.has_ended()
        for playback in list(self._playing.values()):
            if await self._is_over(playbacks.get(playback.id)):
                playback.is_over()
        for recording in list(self._recording.values()):
            if await self._is_over(recordings.get_live(recording.id)):
                recording.has_finished(None)
                self._recording.pop(recording.id, None)
        return there

    def call_is_over(self, channel_id: str) -> None:
        """A call was closed while this Asterisk could not be asked: should it be there all the same, it is hung up
        with the next connect."""
        self._lost.add(channel_id)

    def _end_lost(self, there: AsteriskSnapshot) -> None:
        """Hang up whose call has its end: the Asterisk was but cut off, for too long."""
        for channel_id in self._lost & there.channels.keys():
            if there.channels.pop(channel_id).is_in_app:
                self._line.insist(channel_ops.hangup(channel_id, reason="normal"))
        self._lost.clear()

    def welcome(self, there: AsteriskSnapshot) -> None:
        """Begin with callers whom nobody serves yet: their arrival was missed. Later end what nobody needs."""
        self._end_lost(there)  # a take-over may have closed calls meanwhile
        for channel in there.channels.values():
            if channel.is_in_app and not channel.is_own_leg and channel.arguments and not self.knows(channel.id):
                number = channel.arguments[1] if len(channel.arguments) > 1 else ""
                arrived = self.caller_again(channel, number, channel.caller_number)
                self._on_arrival(arrived, list(channel.arguments))
        self._tasks.start_soon(self._clear, there)

    async def _look(self) -> AsteriskSnapshot:
        channels = await self._line.look(channel_ops.list_all())
        all_bridges = await self._line.look(bridges.list_all())
        application = await self._line.look(applications.get(APP))
        info = await self._line.look(asterisk.get_info(only=["status"]))
        return take_snapshot(channels, all_bridges, application, info.status.startup_time if info.status else None)

    async def _is_over(self, question: Request[T]) -> bool:
        try:
            await self._line.send(question)
        except NotFound:
            return True
        return False

    async def _clear(self, there: AsteriskSnapshot) -> None:
        """End what nobody serves: later, when the tasks of those who are served have begun."""
        await anyio.sleep(ARRIVAL_MARGIN)
        for found_channel in there.channels.values():
            channel = self._channels.get(found_channel.id)
            is_served = (channel is not None and channel.is_served) or found_channel.id in self._snoops
            if not is_served and (found_channel.is_in_app or found_channel.is_own_leg):
                log.warning("a channel that nobody serves is hung up", channel=found_channel.id)
                self._line.forget(channel_ops.hangup(found_channel.id, reason="normal"))
        for bridge_id in there.bridges:
            if bridge_id not in self._bridges:
                self._line.forget(bridges.destroy(bridge_id))

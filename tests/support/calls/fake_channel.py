"""A caller's line or a telephone's, by hand: what it plays, which keys come, and what is said into it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import anyio

from core.errors import ChannelGone, PlaybackFailed
from core.ids import new_id
from core.tasks.cancel_group import CancelGroup
from core.tasks.racing import first_of
from core.telephony.telephony import Channel, Keys, RecordedFile

if TYPE_CHECKING:
    from tests.support.calls.fake_telephony import FakeExchange


@dataclass
class FakePlayback:
    channel: "FakeChannel"
    ends_at: float
    fails: bool = False
    is_stopped: bool = False
    _stopped: anyio.Event = field(default_factory=anyio.Event)

    async def finished(self) -> None:
        if self.fails:
            raise PlaybackFailed
        with anyio.move_on_after(max(0.0, self.ends_at - anyio.current_time())):
            await self._stopped.wait()
        self.channel.exchange.playing.discard(id(self))

    def stop(self) -> None:
        if self.channel.is_orphaned:
            return
        self.is_stopped = True
        if self.ends_at >= self.channel.sound_until:
            self.channel.sound_until = anyio.current_time()
        self._stopped.set()
        self.channel.exchange.playing.discard(id(self))


class FakeChannel:
    def __init__(
        self,
        exchange: "FakeExchange",
        *,
        caller_number: str = "600100200",
        dialled_number: str = "9510",
        channel_id: str | None = None,
        beside: Channel | None = None,
    ) -> None:
        self.id = channel_id or new_id("chan")
        self.exchange = exchange
        self.node = exchange.node_for(beside)
        self.caller_number = caller_number
        self.dialled_number = dialled_number
        self.keys = Keys()
        self.is_up = True
        self.is_cut_off = False
        self.is_answered = False
        self.has_music = False
        self.sound_until = 0.0  # what was begun is played to its end, whoever began it
        self.rejected = False
        self.heard: list[str] = []
        self._heard_until = 0  # what `hears` has returned already
        self._plays = anyio.Event()
        self._gone = anyio.Event()
        self.on_hung_up: Callable[[], None] | None = None
        self.is_held = False
        self.message: FakeMessage | None = None
        self._hold_changed = anyio.Event()
        self._waits = CancelGroup()
        self.talk_ends = 0.0  # of a consultant's leg: when the consultant hangs up
        self._of = exchange.application
        exchange.open_channels[self.id] = self

    @property
    def is_orphaned(self) -> bool:
        """The application that served the channel was killed, and no other has taken it up."""
        return self._of != self.exchange.application

    def taken_up(self) -> "FakeChannel":
        """Another application serves the channel from now on: what was pressed before is lost."""
        self._of, self._waits, self.keys = self.exchange.application, CancelGroup(), Keys()
        self._gone, self._hold_changed = anyio.Event(), anyio.Event()
        self.on_hung_up = None
        if not self.is_up:
            self._gone.set()
        return self

    def while_up(self) -> AbstractContextManager[anyio.CancelScope]:
        return self._waits.scope(is_over=not self.is_up)

    def far_end_hangs_up(self) -> None:
        """The party puts the receiver down."""
        if self.is_up:
            self.is_up = False
            self.exchange.open_channels.pop(self.id, None)
            self.exchange.ended[self.id] = anyio.current_time()
            if self.message is not None:
                self.message.closes()
            self._gone.set()
            self._waits.cancel()
            self.exchange.hung_up(self)
            if self.on_hung_up is not None:
                self.on_hung_up()

    def was_cut_off(self) -> None:
        """The Asterisk died with the party on it."""
        self.is_cut_off = self.is_up
        self.far_end_hangs_up()

    async def gone(self) -> None:
        await self._gone.wait()

    async def hold_changed(self) -> bool:
        self._hold_changed = anyio.Event()
        await self._hold_changed.wait()
        return self.is_held

    def holds(self, *, is_held: bool) -> None:
        """The party presses the hold key."""
        self.is_held = is_held
        self._hold_changed.set()

    async def _command(self, name: str) -> None:
        await anyio.lowlevel.checkpoint()
        await self.exchange.answer_to(self._of)
        self.exchange.count(name, self)
        if not self.is_up:
            raise ChannelGone

    async def answer(self) -> None:
        await self._command("answer")
        self.is_answered = True

    async def reject(self) -> None:
        await self._command("reject")
        self.rejected = True
        self.far_end_hangs_up()

    async def play(self, sounds: Sequence[str]) -> FakePlayback:
        await self._command("play")
        self.has_music = False  # as in Asterisk: a file silences the music, which does not come back by itself
        self.heard.extend(sounds)
        self._plays.set()
        playback = FakePlayback(
            self, anyio.current_time() + self.exchange.sound_time * len(sounds), self.exchange.playback_fails
        )
        if not playback.fails:
            self.exchange.playing.add(id(playback))
            self.sound_until = playback.ends_at
        return playback

    async def hears(self, prompt: str) -> None:
        """Return when `prompt` begins to be played; each time it is played counts once."""
        while True:
            for number in range(self._heard_until, len(self.heard)):
                if self.heard[number].split()[0] == prompt:
                    self._heard_until = number + 1
                    return
            self._plays = anyio.Event()
            await self._plays.wait()

    def several_keys(self) -> AbstractContextManager[None]:
        return nullcontext()

    def music_behind(self) -> AbstractContextManager[None]:
        return nullcontext()

    async def start_music(self) -> None:
        await self._command("start_music")
        self.has_music = True

    async def stop_music(self) -> None:
        await self._command("stop_music")
        self.has_music = False

    async def stop_sounds(self) -> None:
        await self._command("silence")
        self.sound_until = anyio.current_time()

    async def record(self, name: str, *, longest: float, silence: float) -> "FakeMessage":
        await self._command("record_channel")
        self.message = FakeMessage(self, name, min(longest, self.exchange.speech_time + silence))
        return self.message

    async def discard_recording(self, name: str) -> None:
        await self.exchange.answer_to(self._of)
        await self.exchange.discard_recording(name)

    async def hang_up(self) -> None:
        await anyio.lowlevel.checkpoint()
        await self.exchange.answer_to(self._of)
        self.exchange.count("hang_up", self)
        self.far_end_hangs_up()


class FakeRecordingPort:
    """See recordings.recording_port.RecordingPort: what was begun goes on when the application dies."""

    def __init__(self, exchange: "FakeExchange") -> None:
        self._exchange = exchange

    async def begin(self, caller: Channel, name: str) -> "FakeRecording":
        await anyio.lowlevel.checkpoint()
        self._exchange.count("record")
        self._exchange.talks[name] = anyio.current_time()
        self._exchange.kept.add(name)
        self._exchange.recording.add(name)
        return self.going_on(caller, name)

    def going_on(self, caller: Channel, name: str) -> "FakeRecording":
        return FakeRecording(self._exchange, name, self._exchange.talks.get(name), is_new=False)

    async def remove(self, name: str) -> None:
        await anyio.lowlevel.checkpoint()
        self._exchange.recording.discard(name)
        self._exchange.kept.discard(name)


class FakeRecording:
    def __init__(
        self, exchange: "FakeExchange", name: str, began: float | None = None, *, is_new: bool = True
    ) -> None:
        self.id = new_id("rec")
        self._exchange, self._name, self._of = exchange, name, exchange.application
        self._began = anyio.current_time() if began is None else began
        if is_new:
            exchange.recording.add(name)

    async def mute(self, *, is_muted: bool) -> None:
        await anyio.lowlevel.checkpoint()
        await self._exchange.answer_to(self._of)
        self._exchange.count("mute")
        spans = self._exchange.silent.setdefault(self._name, [])
        if is_muted and (not spans or spans[-1][1] is not None):
            spans.append((anyio.current_time() - self._began, None))
        elif not is_muted and spans and spans[-1][1] is None:
            spans[-1] = (spans[-1][0], anyio.current_time() - self._began)

    async def renew(self) -> None:
        await anyio.lowlevel.checkpoint()
        await self._exchange.answer_to(self._of)
        self._exchange.count("renew")
        self._exchange.renewed += 1
        spans = self._exchange.silent.get(self._name, [])
        if spans and spans[-1][1] is None:
            spans[-1] = (spans[-1][0], anyio.current_time() - self._began)

    async def destroy(self) -> None:
        await anyio.lowlevel.checkpoint()
        await self._exchange.answer_to(self._of)
        self._exchange.count("destroy")
        self._exchange.recording.discard(self._name)
        self._exchange.kept.discard(self._name)

    async def finished(self) -> RecordedFile:
        await anyio.sleep_forever()
        raise AssertionError("unreachable")

    async def stop(self) -> RecordedFile:
        await anyio.lowlevel.checkpoint()
        await self._exchange.answer_to(self._of)
        self._exchange.recording.discard(self._name)
        self._exchange.count("stop_recording")
        return RecordedFile(self._name + ".wav", anyio.current_time() - self._began)


class FakeMessage(FakeRecording):
    """What one channel says: over by itself after `length` seconds, or with the hang-up."""

    def __init__(self, channel: FakeChannel, name: str, length: float) -> None:
        super().__init__(channel.exchange, name)
        self._channel, self._ends_at = channel, self._began + length

    async def finished(self) -> RecordedFile:
        rest = max(0.0, self._ends_at - anyio.current_time())
        await first_of(self._channel.gone, lambda: anyio.sleep(rest))
        return self.closes()

    async def stop(self) -> RecordedFile:
        await anyio.lowlevel.checkpoint()
        await self._exchange.answer_to(self._of)
        self._exchange.count("stop_recording")
        return self.closes()

    def closes(self) -> RecordedFile:
        """The file is whole; said again, nothing changes."""
        if self._name in self._exchange.recording:
            self._exchange.recording.discard(self._name)
            self._exchange.files[self._name] = min(self._ends_at, anyio.current_time()) - self._began
        return RecordedFile(self._name + ".wav", self._exchange.files.get(self._name, 0.0))

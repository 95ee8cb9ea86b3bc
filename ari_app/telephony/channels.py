"""Channels on a real Asterisk: `core.telephony.telephony.Channel` over ARI.

Facts about Asterisk 22 that shape this: commands of one WebSocket are carried out in the order of sending, so
`answer` and `play` go out back to back; what an id refers to exists from our choosing it, so no event can come
before its owner knows it.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import anyio
import structlog

from ari_app.ari import AriError, NotFound, Request
from ari_app.ari.operations import channels
from ari_app.telephony.greeting_prefetch import PrefetchedGreeting, Sounds
from ari_app.telephony.key_reports import KeyReports, asterisks_seconds
from ari_app.telephony.line import AriLine
from ari_app.telephony.playbacks import AriPlayback, ChannelPlaybacks
from ari_app.telephony.played_files import PlayedFiles
from ari_app.telephony.recordings.live_recordings import AriRecording, begin, discard
from ari_app.telephony.silence import FileBehind, KeyingSilence
from core.errors import ChannelGone, S724Error, TelephonyFailed
from core.tasks.flag import Flag
from core.tasks.presence import Presence
from core.telephony.telephony import RECORDING_FORMAT, Channel, Keys

log = structlog.get_logger()

MUSIC_CLASS = "kolejka"
RETRY_TIME = 0.25  # seconds between two tries to hang up


class AriChannel(Presence):
    """See core.telephony.telephony.Channel. `exchange` keeps it known by its id until it is gone."""

    def __init__(
        self,
        channel_id: str,
        line: AriLine,
        *,
        caller_number: str = "",
        dialled_number: str = "",
        playing: dict[str, AriPlayback] | None = None,
        recording: dict[str, AriRecording] | None = None,
        silence: str = "",
        music: str = "",
    ) -> None:
        """`silence`: see `ivr.tts.silence`; empty for a party that is asked for no number. `music`: the file;
        empty for a party that never waits.
        """
        super().__init__()
        self.id = channel_id
        self.caller_number = caller_number
        self.dialled_number = dialled_number
        self.keys = Keys()
        self.is_answered_already = False
        self.is_ending = False  # by our own command
        self._line = line
        self._recording = {} if recording is None else recording
        self._files = PlayedFiles()
        self._key_reports = KeyReports(self._files)
        self._playbacks = ChannelPlaybacks(channel_id, self, line, {} if playing is None else playing, self._files)
        self._greeting = PrefetchedGreeting(self._playbacks)
        self._silence = KeyingSilence(silence, self._playbacks, self)
        self._music = FileBehind(music, self._playbacks, self)
        self._has_music = False
        self._is_held = False
        self._hold_changed = Flag()

    # -- what the exchange reports

    def was_held(self, *, is_held: bool) -> None:
        """The party put the other one on hold, or is back."""
        self._is_held = is_held
        self._hold_changed.set()

    def was_pressed(self, key: str, held_ms: int, timestamp: str) -> None:
        """Called for each report of a key; one that tells of a known press is left out."""
        if self._key_reports.is_press(key, held_ms, timestamp):
            if not self._has_music and self._files.is_any_to_come:
                self._silence.follow_key()
            self.keys.press(key)

    def has_played(self, playback_id: str, timestamp: str) -> None:
        """Asterisk has come to the end of it, some time after `stop`."""
        self._files.is_over(playback_id, asterisks_seconds(timestamp))

    def is_destroyed(self) -> None:
        """Asterisk has no such channel any more, or we have nothing to do with it."""

    # -- before the call's task begins

    def answer_now(self) -> None:
        """Answer in the moment of arrival, ahead of everything else: `answer` then finds it done.

        If the dialplan knows the number it has answered already.
        """
        if not self.is_answered_already:
            self.is_answered_already = self._line.post_now(channels.answer(self.id), self._refused)

    def prefetch_greeting(self, likely: Sounds, on_first: Callable[[Sounds], None]) -> None:
        """Begin to play in the moment of arrival what the call will probably ask for first.

        `on_first` is told what it did ask for first: sounds, or none if that was something else.
        """
        self._greeting.begin(likely, on_first)

    # -- core.telephony.telephony.Channel

    async def hold_changed(self) -> bool:
        self._hold_changed = Flag()
        await self._hold_changed.wait()
        return self._is_held

    async def answer(self) -> None:
        self._check_up()
        if not self.is_answered_already:
            self.is_answered_already = True
            await self._post(channels.answer(self.id))

    async def reject(self) -> None:
        await self._end(channels.hangup(self.id, reason="unallocated"))

    async def play(self, sounds: Sequence[str]) -> AriPlayback:
        self._check_up()
        self._has_music = False  # a file silences it for good
        playback = self._greeting.take(tuple(sounds)) or await self._playbacks.play(sounds)
        self._silence.follow()
        self._music.follow()
        return playback

    def several_keys(self) -> AbstractContextManager[None]:
        return self._silence.keying(self.keys)

    def music_behind(self) -> AbstractContextManager[None]:
        return self._music.block()

    async def start_music(self) -> None:
        if not self._has_music:
            self.needs_no_greeting()
            self._silence.end()
            self._music.end()
            self._has_music = True
            await self._post(channels.start_moh(self.id, moh_class=MUSIC_CLASS))

    async def stop_music(self) -> None:
        self._has_music = False
        await self._post(channels.stop_moh(self.id))

    async def stop_sounds(self) -> None:
        self._playbacks.stop_those_of_earlier_processes()

    async def record(self, name: str, *, longest: float, silence: float) -> AriRecording:
        self._check_up()
        self.needs_no_greeting()
        self._silence.end()
        request = channels.record(
            self.id,
            name=name,
            format=RECORDING_FORMAT,
            max_duration_seconds=max(1, round(longest)),
            max_silence_seconds=max(1, round(silence)),
            if_exists="fail",
            terminate_on="none",
        )
        try:
            return await begin(self._line, self._recording, name, request)
        except TelephonyFailed as error:
            if isinstance(error.__cause__, NotFound):
                self.has_hung_up()
                raise ChannelGone from error
            raise

    async def discard_recording(self, name: str) -> None:
        await discard(self._line, name)

    async def hang_up(self) -> None:
        if self.is_up:
            await self._end(channels.hangup(self.id, reason="normal"))

    # -- bridges

    def needs_no_greeting(self) -> None:
        """The call begins with something else than sounds, a bridge for example: what was prefetched ends."""
        self._greeting.take(())

    async def enters_bridge(self) -> None:
        """Called before Asterisk is told so: it takes in a channel only when no file is played, and every other
        command of the line waits for that.
        """
        await self._silence.end_for_certain()
        await self._music.end_for_certain()

    # -- commands

    async def _end(self, request: Request[None]) -> None:
        self.is_ending = True
        self.needs_no_greeting()
        try:
            await self._send_end(request)
        except NotFound:
            pass  # done already
        except AriError as error:
            raise TelephonyFailed from error
        self.has_hung_up()

    async def _send_end(self, request: Request[None]) -> None:
        await self._line.send(request)

    async def _post(self, request: Request[None]) -> None:
        """A command whose refusal shows soon enough: a missing channel hangs up here, the rest is logged."""
        self._check_up()
        await self._line.post(request, self._refused)

    def _refused(self, error: AriError) -> None:
        if isinstance(error, NotFound):
            self.has_hung_up()
        else:
            log.warning("a command was not carried out", channel=self.id, error=type(error).__name__)

    def _check_up(self) -> None:
        if not self.is_up:
            raise ChannelGone


async def hang_up_surely(channel: Channel) -> None:
    """Harmless if the party went first; tried again and again, since an open line costs somebody money.

    Never raises; to be called with a deadline.
    """
    while channel.is_up:
        try:
            await channel.hang_up()
            return
        except ChannelGone:
            return
        except S724Error as error:
            log.error("a hang-up failed and is tried again", channel=channel.id, error=type(error).__name__)
            await anyio.sleep(RETRY_TIME)

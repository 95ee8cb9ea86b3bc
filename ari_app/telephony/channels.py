"""Channels, playbacks and telephones that ring, on a real Asterisk: `core.telephony` over ARI.

Facts about Asterisk 22 that shape this: commands of one WebSocket are carried out in the order of sending, so
`answer` and `play` go out back to back; a file silences the music, which does not come back by itself; what an
id refers to exists from our choosing it, so no event can come before its owner knows it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

import anyio
import structlog

from ari_app.ari import AriError, NotFound, Request
from ari_app.ari.messages import Playback
from ari_app.ari.operations import channels, playbacks
from ari_app.telephony.generation import GENERATIONS
from ari_app.telephony.key_reports import KeyReports, asterisks_seconds
from ari_app.telephony.line import Line
from ari_app.telephony.live_recordings import FORMAT, AriRecording, begin, discard
from ari_app.telephony.played_files import PlayedFiles
from core.clock import MachineClock
from core.errors import ChannelGone, NotAnswered, PlaybackFailed, S724Error, TelephonyFailed
from core.ids import new_id
from core.presence import Presence
from core.telephony import Channel, Keys

log = structlog.get_logger()

MUSIC_CLASS = "kolejka"
LONGEST_PLAYBACK = 180.0  # seconds; the end of a longer one has been lost, and nobody may wait for it for ever
# Asterisk cannot say what it plays to a channel. Few names, used in turn, let a process that takes over stop what
# the ones before it began; the last but three is never still being played when its name comes again.
PLAYBACKS = 4
_ASTERISKS_CLOCK = MachineClock()  # it plays files of this machine, and tells moments of its wall clock
RETRY_TIME = 0.25  # seconds between two tries to hang up


class AriPlayback:
    """See core.telephony.Playback."""

    def __init__(self, playback_id: str, line: Line, on_over: Callable[[str], None]) -> None:
        self.id = playback_id
        self._line = line
        self._on_over = on_over
        self._over = anyio.Event()
        self._error: type[PlaybackFailed | ChannelGone] | None = None

    async def finished(self) -> None:
        with anyio.move_on_after(LONGEST_PLAYBACK):
            await self._over.wait()
        if not self._over.is_set():
            log.error("a playback never ended", playback=self.id)
            self.stop()
            raise PlaybackFailed
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        if not self._over.is_set():
            # Asterisk says that a sound has begun a moment before it can stop it, and refuses meanwhile with 500
            # (res_stasis_playback.c: `controllable` comes after the event). Left at that, a caller who has pressed
            # a key would hear all of it, and whatever follows would wait behind it.
            self._line.insist(playbacks.stop(self.id))
            self.is_over()

    def is_over(self, error: type[PlaybackFailed | ChannelGone] | None = None) -> None:
        """Called once by the exchange, or by `stop`, which does not wait for Asterisk to agree."""
        if not self._over.is_set():
            self._error = error
            self._over.set()
            self._on_over(self.id)


class AriChannel(Presence):
    """See core.telephony.Channel. `exchange` keeps it known by its id until it is gone."""

    def __init__(
        self,
        channel_id: str,
        line: Line,
        *,
        caller_number: str = "",
        dialled_number: str = "",
        playing: dict[str, AriPlayback] | None = None,
        recording: dict[str, AriRecording] | None = None,
        quiet: str = "",
    ) -> None:
        """`quiet`: see `ivr.tts.quiet`; empty for a party of whom no number is asked."""
        super().__init__()
        self.id = channel_id
        self.caller_number = caller_number
        self.dialled_number = dialled_number
        self.keys = Keys()
        self._files = PlayedFiles()
        self._key_reports = KeyReports(self._files)
        self._ahead: tuple[tuple[str, ...], AriPlayback] | None = None  # begun before the call asked for anything
        self._on_beginning: Callable[[tuple[str, ...]], None] | None = None
        self._quiet_file = quiet
        self._quiet: AriPlayback | None = None
        self._blocks_of_keys = 0
        self._line = line
        self._playing = {} if playing is None else playing
        self._recording = {} if recording is None else recording
        self.is_answered_already = False
        self.is_ending = False  # by our own command
        self._has_music = False
        self._plays = 0
        self._is_held = False
        self._hold_changed = anyio.Event()

    async def hold_changed(self) -> bool:
        self._hold_changed = anyio.Event()
        await self._hold_changed.wait()
        return self._is_held

    def was_held(self, *, is_held: bool) -> None:
        """Called by the exchange: the party put the other one on hold, or is back."""
        self._is_held = is_held
        self._hold_changed.set()

    def was_pressed(self, key: str, held_ms: int, timestamp: str) -> None:
        """Called by the exchange for each report of a key; one that tells of a known press is left out."""
        if self._key_reports.is_press(key, held_ms, timestamp):
            # It may stop what is played, and others may have come with it: silence has to follow at once.
            if self._quiet is None and not self._has_music and self._files.is_any_to_come:
                self._be_quiet()
            self.keys.press(key)

    def is_destroyed(self) -> None:
        """Called by the exchange: Asterisk has no such channel any more, or we have nothing to do with it."""

    def has_played(self, playback_id: str, timestamp: str) -> None:
        """Called by the exchange: Asterisk has come to the end of it, some time after `stop`."""
        self._files.is_over(playback_id, asterisks_seconds(timestamp))

    def answer_now(self) -> None:
        """Answer in the moment of arrival, ahead of everything else: `answer` then finds it done.

        The dialplan has answered already where its plan knows the number.
        """
        if not self.is_answered_already:
            self.is_answered_already = self._line.post_now(channels.answer(self.id), self._refused)

    async def answer(self) -> None:
        self._check_up()
        if not self.is_answered_already:
            self.is_answered_already = True
            await self._post(channels.answer(self.id))

    async def reject(self) -> None:
        await self._end(channels.hangup(self.id, reason="unallocated"))

    def open_with(self, likely: tuple[str, ...], on_beginning: Callable[[tuple[str, ...]], None]) -> None:
        """Begin to play in the moment of arrival what the call will ask for first.

        `on_beginning` is told what it did ask for first: sounds, or none where that was something else.
        """
        self._on_beginning = on_beginning
        if likely:
            playback, request, refused = self._playback(likely)
            if self._line.post_now(request, refused):
                self._ahead = likely, playback
            else:
                playback.is_over()

    def begins(self, sounds: tuple[str, ...] = ()) -> AriPlayback | None:
        """The call asks for its first `sounds`, or for something else; the playback if just that was begun."""
        if self._on_beginning is None:
            return None
        self._on_beginning(sounds)
        self._on_beginning = None
        begun, playback = self._ahead or ((), None)
        self._ahead = None
        if playback is not None and begun != sounds:
            playback.stop()
            return None
        return playback

    async def play(self, sounds: Sequence[str]) -> AriPlayback:
        self._check_up()
        self._has_music = False  # a file silences it for good
        playback = self.begins(tuple(sounds)) or await self._begin(sounds)
        self._be_quiet_after()
        return playback

    async def _begin(self, sounds: Sequence[str]) -> AriPlayback:
        playback, request, refused = self._playback(sounds)
        try:
            await self._line.post(request, refused)
        except BaseException:  # cancelled: nobody will wait for its end
            playback.stop()
            raise
        return playback

    @contextmanager
    def several_keys(self) -> Iterator[None]:
        self._blocks_of_keys += 1
        if len(self.keys) and self._quiet is None:  # the caller is ahead of the question, which will not be heard
            self._be_quiet_after()
        try:
            yield
        finally:
            self._blocks_of_keys -= 1
            if not self._blocks_of_keys:
                self._be_quiet_no_more()

    def _be_quiet_after(self) -> None:
        """Where a number is keyed: silence as soon as what is played is over, and no moment without a file before.

        The silence before is ended last, so that Asterisk goes on with what it was told meanwhile.
        """
        before, self._quiet = self._quiet, None
        if self._blocks_of_keys:
            self._be_quiet()
        if before is not None:
            before.stop()

    def _be_quiet(self) -> None:
        if self._quiet_file and self.is_up:
            self._quiet, request, refused = self._playback([self._quiet_file])
            if not self._line.post_now(request, refused):
                self._quiet.is_over()

    def _be_quiet_no_more(self) -> None:
        if self._quiet is not None:
            self._quiet.stop()
            self._quiet = None

    def _playback(
        self, sounds: Sequence[str]
    ) -> tuple[AriPlayback, Request[Playback], Callable[[AriError], None]]:
        playback = AriPlayback(
            self._playback_id(self._plays, self._line.generation), self._line, self._forget_playback
        )
        self._plays += 1
        self._playing[playback.id] = playback
        self._files.begins(playback.id, _ASTERISKS_CLOCK.now().timestamp())

        def refused(error: AriError) -> None:
            self._files.is_over(playback.id, None)
            if isinstance(error, NotFound):
                self.has_hung_up()
            playback.is_over(PlaybackFailed if self.is_up else ChannelGone)

        media = [f"sound:{sound}" for sound in sounds]
        return playback, channels.play_with_id(self.id, playback.id, media=media), refused

    async def enters_bridge(self) -> None:
        """Called before Asterisk is told so: it takes in a channel only when no file is played, and every other
        command of the line waits for that.
        """
        quiet, self._quiet = self._quiet, None
        if quiet is not None:
            try:
                await self._line.persist(playbacks.stop(quiet.id))
            finally:
                quiet.is_over()

    async def start_music(self) -> None:
        if not self._has_music:
            self.begins()
            self._be_quiet_no_more()
            self._has_music = True
            await self._post(channels.start_moh(self.id, moh_class=MUSIC_CLASS))

    async def stop_music(self) -> None:
        self._has_music = False
        await self._post(channels.stop_moh(self.id))

    async def silence(self) -> None:
        mine = self._line.generation
        for generation in (g for g in range(GENERATIONS) if g != mine):
            for number in range(PLAYBACKS):
                # What waited behind a file that this stops begins just now, which Asterisk cannot stop at once.
                self._line.insist(playbacks.stop(self._playback_id(number, generation)))

    async def record(self, name: str, *, longest: float, silence: float) -> AriRecording:
        self._check_up()
        self.begins()
        self._be_quiet_no_more()
        request = channels.record(
            self.id,
            name=name,
            format=FORMAT,
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

    def _playback_id(self, number: int, generation: int) -> str:
        return f"play-{self.id}-{generation}.{number % PLAYBACKS}"

    async def hang_up(self) -> None:
        if self.is_up:
            await self._end(channels.hangup(self.id, reason="normal"))

    async def _end(self, request: Request[None]) -> None:
        self.is_ending = True
        self.begins()  # with an end, if with nothing before
        try:
            await self._line.send(request)
        except NotFound:
            pass  # done already
        except AriError as error:
            raise TelephonyFailed from error
        self.has_hung_up()

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

    def _forget_playback(self, playback_id: str) -> None:
        self._playing.pop(playback_id, None)
        self._files.is_stopped(playback_id, _ASTERISKS_CLOCK.now().timestamp())


Outcome = Literal["no_answer", "declined", "busy", "unreachable", "withdrawn", "interrupted", "failed"]


class RingingLeg(AriChannel):
    """A telephone that we ring, from the first ring on; a plain channel once it is answered.

    `endpoint` is the consultant whose telephone it is; empty for a subscriber rung through the operator, whose
    number is `caller_number` then, as if the subscriber had called.
    """

    def __init__(
        self,
        endpoint: str,
        line: Line,
        playing: dict[str, AriPlayback],
        *,
        caller_number: str = "",
        dialled_number: str = "",
        channel_id: str | None = None,
    ) -> None:
        """`channel_id` of a leg that a process before this one had rung."""
        super().__init__(
            channel_id or new_id("agent" if endpoint else "callback"),
            line,
            caller_number=caller_number or endpoint,
            dialled_number=dialled_number,
            playing=playing,
        )
        self.endpoint = endpoint
        self.began = anyio.current_time()
        self._decided = anyio.Event()
        self._destroyed = anyio.Event()
        self._outcome: Outcome | None = None

    @property
    def is_served(self) -> bool:
        return True  # the exchange forgets it when its block ends

    @property
    def is_answered(self) -> bool:
        return self._decided.is_set() and self._outcome is None

    def was_answered(self) -> None:
        self._decided.set()

    def was_not_answered(self, outcome: Outcome) -> None:
        if not self._decided.is_set():
            self._outcome = outcome
            self._decided.set()

    def is_destroyed(self) -> None:
        self._destroyed.set()

    async def silent(self) -> None:
        """Return when Asterisk has told the telephone of a hang-up; to be called with a deadline."""
        await self._destroyed.wait()

    async def answered(self) -> None:
        """Return when the telephone was answered; raises NotAnswered when it was not."""
        await self._decided.wait()
        if self._outcome is not None:
            raise NotAnswered(self._outcome)


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

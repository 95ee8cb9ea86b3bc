"""What is played to one channel, on a real Asterisk.

A file silences the music, which does not come back by itself. The id of a playback is of our choosing, so that no
event can come before its owner knows it.
"""

from collections.abc import Callable, Sequence

import structlog

from ari_app.ari import AriError, NotFound, Request
from ari_app.ari.messages import Playback
from ari_app.ari.operations import channels, playbacks
from ari_app.telephony.generation import GENERATIONS
from ari_app.telephony.line import AriLine
from ari_app.telephony.played_files import PlayedFiles
from core.clock import MachineClock
from core.errors import ChannelGone, PlaybackFailed
from core.tasks.flag import Flag
from core.tasks.presence import Presence

log = structlog.get_logger()

LONGEST_PLAYBACK = 180.0  # seconds; the end of a longer one has been lost, and nobody may wait for it for ever
# Asterisk cannot say what it plays to a channel. Few names, used in turn, let a process that takes over stop what
# the ones before it began; the last but three is never still being played when its name comes again.
NAMES = 4
_ASTERISKS_CLOCK = MachineClock()  # it plays files of this machine, and tells moments of its wall clock


class AriPlayback:
    """See core.telephony.telephony.Playback."""

    def __init__(self, playback_id: str, line: AriLine, on_over: Callable[[str], None]) -> None:
        self.id = playback_id
        self._line = line
        self._on_over = on_over
        self._over = Flag()
        self._error: type[PlaybackFailed | ChannelGone] | None = None

    @property
    def has_ended(self) -> bool:
        return self._over.is_set

    async def finished(self) -> None:
        if not await self._over.wait(LONGEST_PLAYBACK):
            log.error("a playback never ended", playback=self.id)
            self.stop()
            raise PlaybackFailed
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        if not self._over.is_set:
            # Asterisk says that a sound has begun a moment before it can stop it, and refuses meanwhile with 500
            # (res_stasis_playback.c: `controllable` comes after the event). Left at that, a caller who has pressed
            # a key would hear all of it, and whatever follows would wait behind it.
            self._line.insist(playbacks.stop(self.id))
            self.is_over()

    async def stop_for_certain(self) -> None:
        """Stop, and return when Asterisk has done it or was asked for long enough."""
        try:
            await self._line.persist(playbacks.stop(self.id))
        finally:
            self.is_over()

    def is_over(self, error: type[PlaybackFailed | ChannelGone] | None = None) -> None:
        """Called once by the exchange, or by `stop`, which does not wait for Asterisk to agree."""
        if not self._over.is_set:
            self._error = error
            self._over.set()
            self._on_over(self.id)


class ChannelPlaybacks:
    """Begins what is played to one channel.

    `playing` is the exchange's: a playback stands there by its id until it is over. `files` knows when each was
    played.
    """

    def __init__(
        self,
        channel_id: str,
        presence: Presence,
        line: AriLine,
        playing: dict[str, AriPlayback],
        files: PlayedFiles,
    ) -> None:
        """`presence` is told of a hang-up that only shows when Asterisk does not find the channel."""
        self._channel_id = channel_id
        self._presence = presence
        self._line = line
        self._playing = playing
        self._files = files
        self._count = 0

    async def play(self, sounds: Sequence[str]) -> AriPlayback:
        """Begin as soon as the line to Asterisk is there."""
        await self._line.sounds.bring(sounds)
        playback, request, refused = self._next(sounds)
        try:
            await self._line.post(request, refused)
        except BaseException:  # cancelled: nobody will wait for its end
            playback.stop()
            raise
        return playback

    def play_now(self, sounds: Sequence[str]) -> AriPlayback:
        """Begin on the spot; if that cannot be, the playback is over already and nothing is heard."""
        playback, request, refused = self._next(sounds)
        if not self._line.sounds.is_there(sounds) or not self._line.post_now(request, refused):
            playback.is_over()
        return playback

    def stop_those_of_earlier_processes(self) -> None:
        """Silence what a process before this one began, and what it told Asterisk to play after that."""
        for generation in range(GENERATIONS):
            if generation != self._line.generation:
                for number in range(NAMES):
                    # What waited behind a file that this stops begins just now: Asterisk cannot stop it at once.
                    self._line.insist(playbacks.stop(self._name(number, generation)))

    def _next(self, sounds: Sequence[str]) -> tuple[AriPlayback, Request[Playback], Callable[[AriError], None]]:
        """The next playback, the request that begins it, and what to do if that is refused."""
        playback = AriPlayback(self._name(self._count, self._line.generation), self._line, self._forget)
        self._count += 1
        self._playing[playback.id] = playback
        self._files.begins(playback.id, _ASTERISKS_CLOCK.now().timestamp())

        def refused(error: AriError) -> None:
            self._files.is_over(playback.id, None)
            if isinstance(error, NotFound):
                self._presence.has_hung_up()
            playback.is_over(PlaybackFailed if self._presence.is_up else ChannelGone)

        media = [f"sound:{self._line.sounds.path(sound)}" for sound in sounds]
        return playback, channels.play_with_id(self._channel_id, playback.id, media=media), refused

    def _name(self, number: int, generation: int) -> str:
        return f"play-{self._channel_id}-{generation}.{number % NAMES}"

    def _forget(self, playback_id: str) -> None:
        self._playing.pop(playback_id, None)
        self._files.is_stopped(playback_id, _ASTERISKS_CLOCK.now().timestamp())

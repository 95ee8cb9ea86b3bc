"""Files that are played behind others: the one before is told to Asterisk together with the one behind it.

Silence while a number is keyed, so that each key counts once (decision 0031): Asterisk puts keys back only between
two files. From the question to the end of the number it therefore plays one file or another all the time. And
music while somebody waits: a caller to whom nobody speaks any more, since the application is away, hears it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from ari_app.telephony.playbacks import AriPlayback, ChannelPlaybacks
from core.tasks.presence import Presence
from core.telephony.telephony import Keys


class FileBehind:
    """A file for one channel. Begins on the spot, or not at all."""

    def __init__(self, file: str, playbacks: ChannelPlaybacks, presence: Presence) -> None:
        """`file`: empty for a party behind whose sounds nothing is to come."""
        self._file = file
        self._playbacks = playbacks
        self._presence = presence
        self._playback: AriPlayback | None = None
        self._blocks = 0

    @contextmanager
    def block(self) -> Iterator[None]:
        """A block in which the file follows whatever is played; may be nested."""
        self._blocks += 1
        try:
            yield
        finally:
            self._blocks -= 1
            if not self._blocks:
                self.end()

    def follow(self) -> None:
        """Another file was begun just now: this one follows it within a block, with no moment between the two.

        The one before is ended last, so that Asterisk goes on with what it was told meanwhile.
        """
        before, self._playback = self._playback, None
        if self._blocks:
            self.begin()
        if before is not None:
            before.stop()

    def begin(self) -> None:
        """If it has not begun: behind what is played, or at once."""
        if self._playback is None and self._file and self._presence.is_up:
            self._playback = self._playbacks.play_now([self._file])

    def end(self) -> None:
        """For what Asterisk would begin only after the file: music, a recording."""
        if self._playback is not None:
            self._playback.stop()
            self._playback = None

    async def end_for_certain(self) -> None:
        """For a bridge: returns when Asterisk has ended the file, or was asked for long enough."""
        playback, self._playback = self._playback, None
        if playback is not None:
            await playback.stop_for_certain()


class KeyingSilence(FileBehind):
    """The silence of one channel, see `ivr.tts.silence`. Without it keys are counted as well, but less surely."""

    @contextmanager
    def keying(self, keys: Keys) -> Iterator[None]:
        """A block in which a number is keyed. With `keys` pressed already the caller is ahead of the question,
        which will not be heard: silence begins at once.
        """
        if len(keys):
            self.begin()
        with self.block():
            yield

    def follow_key(self) -> None:
        """A key was pressed during a file: it may stop that, and others may have come with it."""
        self.begin()

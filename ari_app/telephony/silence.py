"""Silence that is played to a channel while a number is keyed, so that each key counts once (decision 0031).

Asterisk puts keys back only between two files. From the question to the end of the number it therefore plays one
file or another all the time: the question, and behind it silence, told to it together with the question.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from ari_app.telephony.playbacks import AriPlayback, ChannelPlaybacks
from core.tasks.presence import Presence
from core.telephony.telephony import Keys


class KeyingSilence:
    """The silence of one channel. Begins on the spot, or not at all: then keys are counted as without it."""

    def __init__(self, file: str, playbacks: ChannelPlaybacks, presence: Presence) -> None:
        """`file`: see `ivr.tts.silence`; empty for a party that is asked for no number."""
        self._file = file
        self._playbacks = playbacks
        self._presence = presence
        self._playback: AriPlayback | None = None
        self._blocks = 0

    @contextmanager
    def block(self, keys: Keys) -> Iterator[None]:
        """A block in which a number is keyed; may be nested. With `keys` pressed already the caller is ahead of
        the question, which will not be heard: silence begins at once.
        """
        self._blocks += 1
        if len(keys) and self._playback is None:
            self.follow()
        try:
            yield
        finally:
            self._blocks -= 1
            if not self._blocks:
                self.end()

    def follow(self) -> None:
        """Another file was begun just now: silence follows it within a block, with no moment between the two.

        The silence before is ended last, so that Asterisk goes on with what it was told meanwhile.
        """
        before, self._playback = self._playback, None
        if self._blocks:
            self._begin()
        if before is not None:
            before.stop()

    def follow_key(self) -> None:
        """A key was pressed during a file: it may stop that, and others may have come with it."""
        if self._playback is None:
            self._begin()

    def end(self) -> None:
        """For what Asterisk would begin only after the silence: music, a recording."""
        if self._playback is not None:
            self._playback.stop()
            self._playback = None

    async def end_for_certain(self) -> None:
        """For a bridge: returns when Asterisk has ended the silence, or was asked for long enough."""
        playback, self._playback = self._playback, None
        if playback is not None:
            await playback.stop_for_certain()

    def _begin(self) -> None:
        if self._file and self._presence.is_up:
            self._playback = self._playbacks.play_now([self._file])

"""What callers of a number hear first is begun in the moment of arrival (decision 0029).

A call's task needs a third of a millisecond until it asks for its first announcement, and that is the same for
every caller of a number but on the days on which something is changed.
"""

from collections.abc import Callable

from ari_app.telephony.playbacks import AriPlayback, ChannelPlaybacks

STEADY = 8  # calls in a row that began alike, before the next one is taken to do so, too

Sounds = tuple[str, ...]


class LikelyGreetings:
    """The first sounds of each number's last calls."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[Sounds, int]] = {}

    def likely(self, number: str) -> Sounds:
        """The files that a caller of `number` will hear first; none if that is not sure enough."""
        sounds, times = self._last.get(number, ((), 0))
        return sounds if times >= STEADY else ()

    def began(self, number: str, sounds: Sounds) -> None:
        """A call began with `sounds`, or with something else than sounds: ()."""
        last, times = self._last.get(number, ((), 0))
        self._last[number] = (sounds, times + 1 if sounds == last else 1)


class PrefetchedGreeting:
    """The first sounds of one call, begun ahead of its task. They give way to whatever the call asks for."""

    def __init__(self, playbacks: ChannelPlaybacks) -> None:
        self._playbacks = playbacks
        self._on_first: Callable[[Sounds], None] | None = None
        self._sounds: Sounds = ()
        self._playback: AriPlayback | None = None

    def begin(self, likely: Sounds, on_first: Callable[[Sounds], None]) -> None:
        """Begin `likely` on the spot. `on_first` is told what the call asks for first: sounds, or () for something
        else.
        """
        self._on_first = on_first
        if likely:
            playback = self._playbacks.play_now(likely)
            if not playback.has_ended:
                self._sounds, self._playback = likely, playback

    def take(self, sounds: Sounds) -> AriPlayback | None:
        """The call asks for `sounds`, or for something else: (). The playback if just that was begun; only the
        first time, and what was begun in vain is stopped.
        """
        if self._on_first is None:
            return None
        self._on_first(sounds)
        self._on_first = None
        playback, self._playback = self._playback, None
        if playback is not None and sounds != self._sounds:
            playback.stop()
            return None
        return playback

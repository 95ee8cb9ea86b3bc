"""What callers of a number hear first, so that it can be begun in the moment of arrival.

A call's task needs a third of a millisecond until it asks for its first announcement, and that is the same for
every caller of a number but on the days on which something is changed.
"""

STEADY = 8  # calls in a row that began alike, before the next one is taken to do so, too


class LikelyGreetings:
    """The first sounds of each number's last calls."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[tuple[str, ...], int]] = {}

    def likely(self, number: str) -> tuple[str, ...]:
        """The files that a caller of `number` will hear first; none where that is not sure enough."""
        sounds, times = self._last.get(number, ((), 0))
        return sounds if times >= STEADY else ()

    def began(self, number: str, sounds: tuple[str, ...]) -> None:
        """A call began with `sounds`, or with something else than sounds: ()."""
        last, times = self._last.get(number, ((), 0))
        self._last[number] = (sounds, times + 1 if sounds == last else 1)

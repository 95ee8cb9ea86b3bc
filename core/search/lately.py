"""The last few answers, for who asks the same again at once. Pure."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Made = TypeVar("_Made")


class Lately(Generic[_Made]):
    """A page asks at each key what fits and how the question may go on: what both need is made once.

    Threads may use it at once; then something may be made twice."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[Hashable, _Made] = {}

    def made(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        """What was made for the key, or is made now."""
        found = self._made.get(key)
        if found is None:
            found = make()
            if len(self._made) >= self._most:
                self._made.clear()
            self._made[key] = found
        return found

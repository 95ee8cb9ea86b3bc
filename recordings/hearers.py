"""Who else hears a conversation while it goes on, and has to fall silent where its recording does. Pure.

One door for both: what is not in the file is not heard by a supervisor who listens in either, but for a pause that
the consultant asks for, which is about the file alone.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final, Protocol

from core.facts.kinds.recordings import RecordingPause

HEARD_BY_NOBODY: Final[frozenset[RecordingPause]] = frozenset({"secret", "hold"})
"""What nobody hears besides the two who talk."""


class Hearer(Protocol):
    """Somebody who listens in. Nothing here waits or raises, but for `settled`."""

    def mute(self, *, is_muted: bool) -> None:
        """Hear nothing from now on, or hear again."""
        ...

    async def settled(self, seconds: float) -> bool:
        """Return when silence that was asked for is certain: True; False after `seconds`."""
        ...

    def over(self) -> None:
        """The conversation is over."""
        ...


class Hearers:
    """Those of one conversation."""

    def __init__(self) -> None:
        self._hearers: list[Hearer] = []
        self._mutes: set[RecordingPause] = set()
        self._is_away = False
        self._is_over = False

    @property
    def is_muted(self) -> bool:
        """Is there nothing to be heard just now?"""
        return self._is_away or bool(self._mutes)

    @contextmanager
    def one(self, hearer: Hearer) -> Iterator[None]:
        """Within this block somebody listens in; told at once that the conversation is over, if it is."""
        self._hearers.append(hearer)
        try:
            hearer.mute(is_muted=self.is_muted)
            if self._is_over:
                hearer.over()
            yield
        finally:
            self._hearers.remove(hearer)

    def mute(self, why: RecordingPause, *, is_muted: bool) -> None:
        """One more reason for silence, or one less; said again, nothing changes."""
        if why in HEARD_BY_NOBODY:
            (self._mutes.add if is_muted else self._mutes.discard)(why)
            self._tell()

    @asynccontextmanager
    async def away(self, seconds: float) -> AsyncIterator[bool]:
        """Within this block nobody has an ear at the conversation; False: that is not certain, after `seconds` for
        each of them."""
        self._is_away = True
        self._tell()
        try:
            yield await self.settled(seconds)
        finally:
            self._is_away = False
            self._tell()

    def _tell(self) -> None:
        for hearer in self._hearers:
            hearer.mute(is_muted=self.is_muted)

    async def settled(self, seconds: float) -> bool:
        """Return when everybody's silence is certain: True; False after `seconds` for each of them."""
        return all([await hearer.settled(seconds) for hearer in list(self._hearers)])

    def dismiss(self) -> None:
        """Another consultant has the call now: whoever listened to the one before hears no more."""
        for hearer in list(self._hearers):
            hearer.over()

    def over(self) -> None:
        """The conversation is over, whatever happens to its bridge."""
        self._is_over = True
        self.dismiss()

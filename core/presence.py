"""Whether a party is still on the line, and what ends when it is not: the same for every kind of channel."""

from collections.abc import Iterator
from contextlib import contextmanager

import anyio


class Presence:
    """See `core.telephony.Channel` for `is_up`, `while_up` and `gone`."""

    def __init__(self) -> None:
        self._gone = anyio.Event()
        self._scopes: list[anyio.CancelScope] = []

    @property
    def is_up(self) -> bool:
        return not self._gone.is_set()

    @property
    def is_served(self) -> bool:
        """Does a task still care for it? One whose task could not hang it up stays open and is nobody's."""
        return bool(self._scopes)

    @contextmanager
    def while_up(self) -> Iterator[anyio.CancelScope]:
        with anyio.CancelScope() as scope:
            self._scopes.append(scope)
            if not self.is_up:
                scope.cancel()
            try:
                yield scope
            finally:
                self._scopes.remove(scope)

    def has_hung_up(self) -> None:
        """Called by whoever hears of it first, maybe more than once: the party is gone."""
        if not self._gone.is_set():
            self._gone.set()
            for scope in self._scopes:
                scope.cancel()

    async def gone(self) -> None:
        await self._gone.wait()

"""Cancel scopes that an event (a hang-up, a key, an offer) cancels."""

from collections.abc import Iterator
from contextlib import contextmanager

import anyio


class CancelGroup:
    """The scopes that one event cancels, wherever they are.

    `racing.first_of` can do as much, at seven times the cost: it needs a task for each side.
    """

    def __init__(self) -> None:
        self._scopes: list[anyio.CancelScope] = []

    def __bool__(self) -> bool:
        """Is anybody inside one?"""
        return bool(self._scopes)

    @contextmanager
    def scope(self, *, is_over: bool) -> Iterator[anyio.CancelScope]:
        """One of them; with `is_over` it is cancelled at its first await."""
        with anyio.CancelScope() as scope:
            self._scopes.append(scope)
            if is_over:
                scope.cancel()
            try:
                yield scope
            finally:
                self._scopes.remove(scope)

    def cancel(self) -> None:
        """Cancel all of them. The task inside goes on behind its scope, a turn of the loop later."""
        for scope in self._scopes:
            scope.cancel()

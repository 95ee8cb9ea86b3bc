"""Blocks of code that something ends from outside: a hang-up, a key, a promise."""

from collections.abc import Iterator
from contextlib import contextmanager

import anyio


class Blocks:
    """The blocks that one thing ends, wherever they are.

    `racing.first_of` can do as much, at seven times the cost: it needs a task for each side.
    """

    def __init__(self) -> None:
        self._scopes: list[anyio.CancelScope] = []

    def __bool__(self) -> bool:
        """Is anybody inside one?"""
        return bool(self._scopes)

    @contextmanager
    def one(self, *, is_over: bool) -> Iterator[anyio.CancelScope]:
        """A block; with `is_over` it ends at its first await."""
        with anyio.CancelScope() as scope:
            self._scopes.append(scope)
            if is_over:
                scope.cancel()
            try:
                yield scope
            finally:
                self._scopes.remove(scope)

    def end(self) -> None:
        """End all of them. The task inside goes on behind the block, a turn of the loop later."""
        for scope in self._scopes:
            scope.cancel()

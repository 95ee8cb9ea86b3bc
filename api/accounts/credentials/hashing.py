"""Hashing has a small queue of its own: a flood of log-ins takes neither the processors from the calls nor the
place of those who are known.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

import anyio
from anyio import to_thread

from api.accounts.errors import LoginBusy

_P = ParamSpec("_P")
_T = TypeVar("_T")


class HashingQueue:
    """Some hash at once, some wait; whoever comes then is refused at once."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._threads = anyio.CapacityLimiter(at_once)
        self._places = at_once + waiting
        self._taken = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for the length of the block. Raises LoginBusy if there is none."""
        if self._taken >= self._places:
            raise LoginBusy
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1

    async def run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """In a thread, when it is its turn. Only inside of a `place`."""
        return await to_thread.run_sync(lambda: work(*args, **kwargs), limiter=self._threads)

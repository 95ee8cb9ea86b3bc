"""Something that happens once."""

import asyncio

from anyio.lowlevel import checkpoint


class Flag:
    """As anyio.Event, but costs next to nothing until somebody waits: most of them nobody ever waits for.

    Waiting with a time limit needs no cancel scope: a call waits for keys, sounds and answers two hundred times.
    """

    __slots__ = ("_waiting", "is_set")

    def __init__(self) -> None:
        self.is_set = False
        self._waiting: list[asyncio.Future[bool]] = []

    def set(self) -> None:
        """It has happened; said again, nothing changes."""
        self.is_set = True
        for waiting in self._waiting:
            _done(waiting, has_happened=True)

    async def wait(self, seconds: float | None = None) -> bool:
        """Return when it has happened, or after `seconds`: has it?"""
        if self.is_set:
            await checkpoint()
            return True
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[bool] = loop.create_future()
        self._waiting.append(waiting)
        timer = None if seconds is None else loop.call_later(seconds, _done, waiting, False)
        try:
            return await waiting
        finally:
            self._waiting.remove(waiting)
            if timer is not None:
                timer.cancel()


def _done(waiting: "asyncio.Future[bool]", has_happened: bool) -> None:
    if not waiting.done():
        waiting.set_result(has_happened)

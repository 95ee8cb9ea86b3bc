"""Callers whom the watchdog moves together enter Asterisk's queue in the order in which they joined.

All of them hear the same notice, and it ends for all within some tenths of a second: without a turn, whoever's
ended first would be given the consultant who is free at that moment.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import anyio

LONGEST_TIME = 2.0
"""Seconds that a caller stays for others of the same office at most; after them the queue is entered anyway."""

STEP_TIME = 0.1
"""Seconds that the dialplan takes to put a caller into the queue after the turn has passed on."""


class InOrder:
    """One for the process."""

    def __init__(self) -> None:
        self._coming: dict[str, list[datetime]] = {}  # by office: when those joined who hear the notice
        self._gone = anyio.Event()

    @asynccontextmanager
    async def turn(self, office: str, joined_at: datetime) -> AsyncIterator[None]:
        """Inside, the caller hears what is to be heard; at the end it is this caller's turn. Who hangs up, or
        fails, holds up nobody."""
        coming = self._coming.setdefault(office, [])
        coming.append(joined_at)
        try:
            yield
            with anyio.move_on_after(LONGEST_TIME):
                await self._older_are_gone(coming, joined_at)
        finally:
            coming.remove(joined_at)
            if not coming:
                self._coming.pop(office, None)
            self._gone.set()
            self._gone = anyio.Event()

    async def _older_are_gone(self, coming: list[datetime], joined_at: datetime) -> None:
        while min(coming) < joined_at:
            await self._gone.wait()
            await anyio.sleep(STEP_TIME)

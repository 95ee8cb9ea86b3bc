"""Waiting for something to happen to a phone, from any loop, without looking at the clock again and again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import anyio

from softphone.machinery import Machinery


class Bell:
    """Rung on the engine's loop whenever anything changes; whoever waits then looks whether it is enough."""

    def __init__(self, engine: Machinery) -> None:
        self._engine = engine
        self._rings = 0
        self._next: asyncio.Event | None = None

    def ring(self) -> None:
        """On the engine's loop only."""
        self._rings += 1
        if self._next is not None:
            self._next.set()
            self._next = None

    async def until(self, true: Callable[[], object], timeout: float) -> bool:
        """From any loop: whether `true()` became true within `timeout` seconds. It runs on the caller's loop."""
        deadline = time.monotonic() + timeout
        while True:
            seen = self._rings
            if true():
                return True
            patience = deadline - time.monotonic()
            if patience <= 0:
                return False
            await self._engine.run(self._rung_after(seen, patience))

    async def heard_until(self, true: Callable[[], object], timeout: float) -> bool:
        """The same for work that is on the engine's loop already."""
        deadline = time.monotonic() + timeout
        while not true():
            patience = deadline - time.monotonic()
            if patience <= 0:
                return False
            await self._rung_after(self._rings, patience)
        return True

    async def _rung_after(self, seen: int, patience: float) -> None:
        with anyio.move_on_after(patience):
            while self._rings == seen:
                if self._next is None:
                    self._next = asyncio.Event()
                await self._next.wait()

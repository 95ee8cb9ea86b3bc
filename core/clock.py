"""The only reader of time.

Two times: `now()` is the moment on the wall, in UTC, for records; `monotonic()` is for durations, never
jumps with the wall clock, and is the event loop's own clock, so that virtual time moves both.
"""

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from core.zone import WARSAW as WARSAW


class Clock(Protocol):
    def now(self) -> datetime:
        """This moment, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since an arbitrary moment; for durations."""
        ...


OFFSET = "S724_CLOCK_OFFSET"
"""Seconds by which the wall clock of a process is moved, for tests only: "31 days later" can be tried on running
processes. `core.settings` refuses it outside a demonstration. Moments that Asterisk tells are not moved."""


class MachineClock:
    """The machine's clock as it is: for moments that Asterisk tells. `monotonic()` needs no running event loop."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class SystemClock(MachineClock):
    """The machine's clock, moved by `OFFSET`."""

    def __init__(self) -> None:
        self._offset = timedelta(seconds=float(os.environ.get(OFFSET) or 0))

    def now(self) -> datetime:
        return super().now() + self._offset


class LoopClock:
    """A clock that follows the event loop: with a virtual-time loop, a call of ten minutes takes no time."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self.monotonic = asyncio.get_running_loop().time
        self._zero = self.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic() - self._zero)

"""Notices when this machine stands still: then a packet comes late by nobody's fault.

A virtual machine may not be given a processor for a while, one of them or all, and full cores leave a test's
telephone waiting. A thread on each processor that only wants to wake up every 20 ms sees it.
"""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

TICK = 0.02  # seconds: as often as a telephone sends a packet
NOTICED = 0.1  # seconds late that a test with telephones may feel: five packets


@dataclass(frozen=True, slots=True)
class Standstill:
    """`length` seconds in which nothing ran here, from `begin` on (monotonic seconds)."""

    begin: float
    length: float


@dataclass
class StandstillWatch:
    """`start` it once a process; `since` tells what was noticed. Its threads end with the process."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    noticed: float = NOTICED
    _found: list[Standstill] = field(default_factory=list)
    _is_started: bool = False

    def start(self) -> None:
        """Watch all processors from now on. A second start is none."""
        if not self._is_started:
            self._is_started = True
            for processor in sorted(os.sched_getaffinity(0)):
                threading.Thread(target=self._run, args=[processor], name="standstill-watch", daemon=True).start()

    def since(self, begin: float) -> list[Standstill]:
        """What was noticed after the moment `begin`, the first one first."""
        return [each for each in self._found if each.begin + each.length > begin]

    def look(self) -> None:
        """Sleep for one tick, and note how late the awakening was."""
        before = self.clock()
        self.sleep(TICK)
        late = self.clock() - before - TICK
        if late > self.noticed:
            self._found.append(Standstill(before, late))

    def _run(self, processor: int) -> None:
        os.sched_setaffinity(0, {processor})  # of this thread alone
        while True:
            self.look()


WATCH = StandstillWatch()
"""Of this process; `tests.support.plugins.noise` starts it with the first test that has telephones."""


def longest_since(begin: float) -> float:
    """Seconds of the longest stand-still after `begin` (monotonic): a silence of that length is nobody's fault."""
    return max((each.length for each in WATCH.since(begin)), default=0.0)


def told(found: list[Standstill], begin: float) -> str:
    """One line for a report about a test that began at `begin`; empty if nothing was noticed."""
    if not found:
        return ""
    total = sum(each.length for each in found)
    worst = max(found, key=lambda each: each.length)
    return (
        f"the machine stood still {len(found)} times during this test, {total:.1f} s in all, "
        f"for {worst.length:.1f} s at second {max(worst.begin - begin, 0):.0f}"
    )

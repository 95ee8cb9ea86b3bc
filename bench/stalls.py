"""Stalls of the machine itself, told apart from what the centre does.

They are noticed by a process of its own that, where that is allowed (as root), goes before everything that is not
the kernel's (SCHED_FIFO). On a full machine even a telephone waits for its turn; this process does not, so what it
notices is a processor that nobody had.
"""

import os
import select
import subprocess
import sys
import threading
import time
from types import TracebackType
from typing import Self

from tests.support.plugins.standstill import TICK, Standstill, StandstillWatch

_NOTICED = 0.03  # seconds late, of the 50 and 60 ms that are judged here
_PRIORITY = 10  # of 99


class Stalls:
    """`with Stalls() as stalls:`. All moments are of the wall clock."""

    def __init__(self) -> None:
        self._found: list[Standstill] = []

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.stalls"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._reader = threading.Thread(target=self._read, name="stalls", daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()  # which ends it
        self._process.wait()
        self._reader.join()

    def between(self, begin: float, end: float) -> list[Standstill]:
        """Those that lay at least partly between two moments; known a few hundredths of a second later."""
        return [each for each in list(self._found) if each.begin < end and each.begin + each.length > begin]

    def _read(self) -> None:
        for line in self._process.stdout or ():
            begin, length = line.split()
            self._found.append(Standstill(float(begin), float(length)))


def watch() -> None:
    """Print the beginning and the length of each stall, in seconds, until the input ends."""
    if os.geteuid() == 0:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(_PRIORITY))  # and so have the threads that follow
    standstills = StandstillWatch(clock=time.time, noticed=_NOTICED)
    standstills.start()
    told = 0
    while not select.select([sys.stdin], [], [], TICK)[0]:
        found = standstills.since(0.0)
        for each in found[told:]:
            print(each.begin, each.length + TICK, flush=True)
        told = len(found)


if __name__ == "__main__":
    watch()

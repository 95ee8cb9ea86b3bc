"""`python -I -S ops/alone.py <folder> <command> ...`: becomes the command, once nobody else works in the folder.

For a program of several processes whose first one can die alone: the others go on, and hold its ports. Whoever has
the folder as an argument is ended, but for this one. Without the project's packages: it stands in front of a
program that is started anew while calls go on.
"""

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

_END_TIME = 2.0  # seconds until the kernel has let go of what was killed


def left(folder: str) -> list[int]:
    """The processes of others that have the folder as an argument."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and int(place.name) not in (os.getpid(), os.getppid()):
            with suppress(OSError):  # gone meanwhile
                if folder.encode() in (place / "cmdline").read_bytes().split(b"\0"):
                    found.append(int(place.name))
    return found


def end_others(folder: str) -> None:
    """Return when they are gone, or after `_END_TIME`."""
    until = time.monotonic() + _END_TIME
    while (pids := left(folder)) and time.monotonic() < until:
        for pid in pids:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


if __name__ == "__main__":
    end_others(sys.argv[1])
    os.execv(sys.argv[2], sys.argv[2:])

"""Waiting for what was started: as long as it gets on, not for so many seconds.

A machine may be ten times slower than another one, and a start there takes ten times as long. So a start is waited
for while its processes live and use a processor, want one, or write their logs.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.console import Failed, say

LONGEST = 600.0  # seconds: what has not come up by then never will
STILL = 30.0  # seconds in which nothing got on until a start is given up
TELL_TIME = 10.0  # seconds from one word about what is waited for to the next
LOOK_TIME = 0.1  # seconds between two looks whether something is ready

_SLICE = 5.0  # seconds over which is judged whether something got on
_LEAST = 0.2  # of a slice: a centre that is only idle uses half of it
_LAST_LINES = 5  # of a log that are told of a process which died
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Activity:
    """What some processes have done so far, and whether one of them could use a processor (or a disk) just now."""

    processor_time: float = 0.0  # seconds
    is_wanting: bool = False
    written: int = 0  # bytes of their logs


def activity_of(pids: Iterable[int], logs: Iterable[Path] = ()) -> Activity:
    """Of processes and whatever these have started; those that are gone are left out.

    See proc_pid_stat(5): fields 3, and 14 to 17, of which the last two are of children that have ended.
    """
    used, is_wanting, written = 0.0, False, 0
    left = list(pids)
    while left:
        pid = left.pop()
        try:
            fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            left += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        except OSError:
            continue
        used += sum(map(int, fields[11:15])) / _TICK
        is_wanting |= fields[0] in "RD"
    for log in logs:
        try:
            written += log.stat().st_size
        except OSError:
            continue
    return Activity(used, is_wanting, written)


class Progress:
    """For how long nothing has got on. Pure: it is told the time and what is seen at each look."""

    def __init__(self, now: float) -> None:
        self._moved_at = now
        self._slice_from = now
        self._before: Activity | None = None
        self._looks = self._wanting = 0

    def note(self, now: float, seen: Activity) -> None:
        """What a look has seen at the moment `now` (seconds)."""
        before = self._before
        if before is None:
            self._before = seen
            return
        self._looks += 1
        self._wanting += seen.is_wanting
        length = now - self._slice_from
        if length < _SLICE:
            return
        used = (seen.processor_time - before.processor_time) / length
        if max(used, self._wanting / self._looks) >= _LEAST or seen.written != before.written:
            self._moved_at = now
        self._before, self._slice_from, self._looks, self._wanting = seen, now, 0, 0

    def still_for(self, now: float) -> float:
        """Seconds since something got on."""
        return now - self._moved_at


class Patience:
    """For one thing that is waited for: `look` at each time that it is not ready yet.

    `seen` tells what the processes do that it depends on.
    """

    def __init__(
        self,
        what: str,
        seen: Callable[[], Activity],
        *,
        log: Path | None = None,
        tell: Callable[[str], None] = say,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what = what
        self._seen = seen
        self._log = log
        self._tell = tell
        self._clock = clock
        self._began = self._told_at = clock()
        self._progress = Progress(self._began)

    def look(self, trouble: str) -> None:
        """Note that it is not ready because of `trouble`, and say so now and then.

        Raises Failed when nothing gets on any more, or after the longest time.
        """
        now = self._clock()
        self._progress.note(now, self._seen())
        waited = now - self._began
        still = self._progress.still_for(now)
        if still > STILL:
            raise Failed(
                f"{self._what} is not ready, and nothing has moved for {still:.0f} s: {trouble}", self._log
            )
        if waited > LONGEST:
            raise Failed(f"{self._what} is not ready after {waited:.0f} s: {trouble}", self._log)
        if now - self._told_at >= TELL_TIME:
            self._told_at = now
            self._tell(waiting(self._what, waited, trouble))


def waiting(what: str, seconds: float, trouble: str = "") -> str:
    """The words for somebody who waits."""
    return f"Waiting for {what} ({seconds:.0f} s){': ' if trouble else ''}{trouble}"


@contextmanager
def telling(what: str, tell: Callable[[str], None] = say) -> Iterator[None]:
    """Say now and then that `what` goes on, while a block of our own does it without a word."""
    is_done = threading.Event()
    began = time.monotonic()

    def run() -> None:
        while not is_done.wait(TELL_TIME):
            tell(waiting(what, time.monotonic() - began))

    thread = threading.Thread(target=run, name="telling", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_done.set()
        thread.join()


def last_lines(log: Path) -> str:
    """What a process wrote before it ended, a line each; words for one that wrote nothing."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 10_000))
            lines = file.read().decode("utf-8", "replace").strip().splitlines()
    except OSError:
        lines = []
    return "\n".join(line[:300] for line in lines[-_LAST_LINES:]) or "it says nothing"

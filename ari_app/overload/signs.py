"""How late the process is, and what share of the processors calls take."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ari_app.overload.rule import Signs
from core.overload.lateness import Lateness

_TICKS = os.sysconf("SC_CLK_TCK")  # of /proc, a second


@dataclass(slots=True)
class AsteriskProcess:
    """The Asterisk that was started with the configuration `conf`."""

    conf: Path
    _pid: int | None = None

    def pid(self) -> int | None:
        """None while it does not run. All processes are looked at only when it is another one than before."""
        if self._pid is None or not self._is(self._pid):
            found = (int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdecimal())
            self._pid = next(filter(self._is, found), None)
        return self._pid

    def _is(self, pid: int) -> bool:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        # Also what talks to its console is started so, but with a command.
        return os.fsencode(self.conf) in words and not {b"-r", b"-rx"} & set(words)


class UseOfProcessors(Protocol):
    """As `Use`."""

    def take(self, now: float) -> float: ...


@dataclass(slots=True)
class Use:
    """The share of all processors that this process and Asterisk take: what calls need before everything else.

    `asterisk_pid()`: None while there is none. What others take is no part of it: both go before them.
    """

    asterisk_pid: Callable[[], int | None]
    processors: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))
    _before: float = 0.0
    _at: float | None = None

    def take(self, now: float) -> float:
        """Since the last time; 0 at the first. `now`: monotonic seconds."""
        spent = self._spent()
        before, at = self._before, self._at
        self._before, self._at = spent, now
        if at is None or now <= at:
            return 0.0
        return min(1.0, max(0.0, spent - before) / (now - at) / self.processors)

    def _spent(self) -> float:
        own = os.times()
        pid = self.asterisk_pid()
        return own.user + own.system + (0.0 if pid is None else _seconds(pid))


def _seconds(pid: int) -> float:
    """Processor time of all threads of a process; 0 if it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def signs(lateness: Lateness, use: UseOfProcessors, calls: int, now: float) -> Signs:
    """Of the time since the last look."""
    return Signs(lateness.take(), use.take(now), calls)

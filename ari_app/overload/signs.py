"""How late the process is, and what share of the processors calls take, and others."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ari_app.overload.rule import Signs
from core.overload.lateness import Lateness

_USER, _SYSTEM, _BEGAN = 11, 12, 19  # of /proc/<pid>/stat, after the name (proc_pid_stat(5))
_TICKS = os.sysconf("SC_CLK_TCK")  # of /proc, a second
_USER_OF_ALL, _SYSTEM_OF_ALL = 1, 3  # of the first line of /proc/stat (proc_stat(5)): "cpu", user, nice, system


@dataclass(slots=True)
class AsteriskProcess:
    """The Asterisk that was started with the configuration `conf`."""

    conf: Path
    _found: tuple[int, str] | None = None  # its id, and when it began: an id is given again

    def seconds(self) -> float:
        """Processor time of all its threads; 0 while it does not run. All processes are looked at only when it is
        another one than before."""
        if self._found is not None:
            pid, began = self._found
            fields = _stat(pid)
            if fields and fields[_BEGAN] == began:
                return _seconds(fields)
        found = (int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdecimal())
        pid = next(filter(self._is, found), 0)
        fields = _stat(pid) if pid else []
        self._found = (pid, fields[_BEGAN]) if fields else None
        return _seconds(fields) if fields else 0.0

    def _is(self, pid: int) -> bool:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        # Also what talks to its console is started so, but with a command.
        return os.fsencode(self.conf) in words and not {b"-r", b"-rx"} & set(words)


class UseOfProcessors(Protocol):
    """As `Use`."""

    @property
    def of_others(self) -> float: ...

    def take(self, now: float) -> float: ...


@dataclass(slots=True)
class Use:
    """The share of all processors that this process and Asterisk take: what calls need before everything else.

    `of_asterisk()`, `of_all()`: seconds. What others take is no part of it: both go before them; it is told, too.
    """

    of_asterisk: Callable[[], float]
    of_all: Callable[[], float] = field(default_factory=lambda: seconds_of_all)
    processors: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))
    machine: int = field(default_factory=lambda: os.cpu_count() or 1)
    """How many processors it has."""
    of_others: float = 0.0
    """The share that others have taken between the last two looks, but those of a low priority."""
    _before: tuple[float, float] = (0.0, 0.0)  # own, and of all
    _at: float | None = None

    def take(self, now: float) -> float:
        """Since the last time; 0 at the first. `now`: monotonic seconds."""
        spent = (self._spent(), self.of_all())
        before, at = self._before, self._at
        self._before, self._at = spent, now
        if at is None or now <= at:
            return 0.0
        own, of_all = (after - then for after, then in zip(spent, before, strict=True))
        # Whole machines have one /proc/stat, also for who may use some of their processors only.
        self.of_others = _share(of_all - own, now - at, self.machine)
        return _share(own, now - at, self.processors)

    def _spent(self) -> float:
        own = os.times()
        return own.user + own.system + self.of_asterisk()


def _stat(pid: int) -> list[str]:
    """The fields of `/proc/<pid>/stat` after the name; empty if the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
    except OSError:
        return []
    fields = text.rpartition(")")[2].split()
    return [] if fields[0] == "Z" else fields  # it has ended, and nobody has waited for it


def _seconds(fields: list[str]) -> float:
    """Processor time of all threads."""
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS


def _share(seconds: float, of: float, processors: int) -> float:
    return min(1.0, max(0.0, seconds) / of / processors)


def seconds_of_all(stat: Path = Path("/proc/stat")) -> float:
    """Processor time of the whole machine, without what runs at a low priority and gives way to calls at once."""
    fields = stat.read_text("ascii").split(maxsplit=_SYSTEM_OF_ALL + 1)
    return (int(fields[_USER_OF_ALL]) + int(fields[_SYSTEM_OF_ALL])) / _TICKS


def signs(lateness: Lateness, use: UseOfProcessors, calls: int, now: float) -> Signs:
    """Of the time since the last look."""
    return Signs(lateness.take(), use.take(now), calls, use.of_others)

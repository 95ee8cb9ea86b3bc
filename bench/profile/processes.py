"""Processor time of each program of a centre, as the kernel counts it."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bench import cpu

_TICKS = os.sysconf("SC_CLK_TCK")
_MODULES = {"bench.profile.counted_app": "ari_app", "agi_scripts.watchdog": "watchdog"}


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor seconds that a program has used: its own code's, and the kernel's for it."""

    user: float
    system: float

    @property
    def seconds(self) -> float:
        return self.user + self.system

    def __add__(self, other: Self) -> Self:
        return type(self)(self.user + other.user, self.system + other.system)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.user - other.user, self.system - other.system)

    def shared(self, parts: float) -> Self:
        """One of so many equal parts."""
        return type(self)(self.user / parts, self.system / parts)


NOTHING = Usage(0.0, 0.0)


def usage_by_program(pids: Iterable[int]) -> dict[str, Usage]:
    """What the programs of a centre have used, by name. Children that ended are counted if their parent lives."""
    found: dict[str, Usage] = {}
    for pid in pids:
        try:
            name = program_of(command_of(pid))
            used = usage_of(pid)
        except OSError:  # it has ended meanwhile
            continue
        found[name] = found.get(name, NOTHING) + used
    return found


def pid_of(program: str, pids: Iterable[int]) -> int:
    """The first process of a program; 0 when it does not run."""
    for pid in pids:
        try:
            if program_of(command_of(pid)) == program:
                return pid
        except OSError:
            continue
    return 0


def command_of(pid: int) -> list[str]:
    """The command line; raises OSError when the process has ended."""
    return (Path("/proc") / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")


def program_of(command: list[str]) -> str:
    """The name of a program as the supervisor knows it; `other` for who only starts and watches."""
    module = command[command.index("-m") + 1] if "-m" in command[:-1] else ""
    if module in _MODULES:
        return _MODULES[module]
    part = cpu.part_of(command)
    return module if part == "python" else part


def usage_of(pid: int) -> Usage:
    """What one process has used, and what its children had that have ended. Raises OSError when it has ended."""
    fields = (Path("/proc") / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    # Fields of /proc/<pid>/stat after the name in brackets: user and system, the same of children that ended.
    user, system, children_user, children_system = (int(field) for field in fields[11:15])
    return Usage((user + children_user) / _TICKS, (system + children_system) / _TICKS)


def resident(pid: int) -> float:
    """MB of memory that a process holds. Raises OSError when it has ended."""
    lines = (Path("/proc") / str(pid) / "status").read_text(errors="replace").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024

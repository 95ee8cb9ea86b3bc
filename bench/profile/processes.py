"""Processor time and context switches of each process of a centre, as the kernel counts them."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench import cpu

_TICKS = os.sysconf("SC_CLK_TCK")
_MODULES = {"bench.profile.counted_app": "ari_app", "agi_scripts.watchdog": "watchdog"}


@dataclass(frozen=True, slots=True)
class Usage:
    """What a program has used so far: user and system seconds, and how often it gave up the processor or lost it."""

    user: float
    system: float
    waits: int
    preempted: int

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(*(mine + its for mine, its in zip(self.values, other.values, strict=True)))

    def __sub__(self, other: "Usage") -> "Usage":
        return Usage(*(mine - its for mine, its in zip(self.values, other.values, strict=True)))

    @property
    def values(self) -> tuple[float, float, int, int]:
        return self.user, self.system, self.waits, self.preempted

    @property
    def seconds(self) -> float:
        return self.user + self.system


NOTHING = Usage(0.0, 0.0, 0, 0)


def usage_by_program(pids: Iterable[int]) -> dict[str, Usage]:
    """What the programs of a centre have used, by name; a process that has ended counts nothing.

    The switches are those of threads that live: of Asterisk, whose threads come and go, they say nothing.
    """
    found: dict[str, Usage] = {}
    for pid in pids:
        try:
            name = program_of(command_of(pid))
            used = _usage(Path("/proc") / str(pid))
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


def _usage(process: Path) -> Usage:
    fields = (process / "stat").read_text(errors="replace").rpartition(")")[2].split()
    switches = Counter[str]()
    for thread in (process / "task").iterdir():
        try:
            lines = (thread / "status").read_text(errors="replace").splitlines()
        except OSError:
            continue
        for name, _, value in (line.partition(":") for line in lines[-4:]):
            switches[name] += int(value) if name.endswith("_ctxt_switches") else 0
    return Usage(
        int(fields[11]) / _TICKS,
        int(fields[12]) / _TICKS,
        switches["voluntary_ctxt_switches"],
        switches["nonvoluntary_ctxt_switches"],
    )

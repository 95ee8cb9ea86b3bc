"""Processor time of the parts of a centre, as the kernel counts it."""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

Part = Literal["asterisk", "python", "postgres", "other"]
PYTHON = ("ari_app", "api", "agi_scripts")

_TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/<pid>/stat after the name in brackets, counted from 0.
_USER, _SYSTEM, _CHILDREN_USER, _CHILDREN_SYSTEM = 11, 12, 13, 14


def seconds_by_part(pids: Iterable[int]) -> dict[Part, float]:
    """User and system time that the processes `pids` have taken so far, threads and ended children included.

    A process that is gone counts nothing, unless a living one has waited for it.
    """
    taken: dict[Part, float] = defaultdict(float)
    for pid in pids:
        try:
            command = (Path("/proc") / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
            fields = (Path("/proc") / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        ticks = sum(int(fields[n]) for n in (_USER, _SYSTEM, _CHILDREN_USER, _CHILDREN_SYSTEM))
        taken[part_of(command)] += ticks / _TICKS
    return taken


def part_of(command: list[str]) -> Part:
    """Which part of a centre a command line belongs to; `other` are those who only start and watch."""
    module = command[command.index("-m") + 1] if "-m" in command[:-1] else ""
    if module in PYTHON:
        return "python"
    if module == "ops.postgres" or Path(command[0].split(":")[0]).name == "postgres":
        return "postgres"
    if any(Path(word).name == "asterisk" for word in command) and "-f" in command:
        return "asterisk"
    return "other"

"""Processor time of the parts of a centre, as the kernel counts it."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

Part = Literal["asterisk", "python", "postgres", "other"]
PYTHON = ("ari_app", "api", "agi_scripts")

_TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/<pid>/stat after the name in brackets, counted from 0.
_PARENT, _USER, _SYSTEM, _CHILDREN_USER, _CHILDREN_SYSTEM = 1, 11, 12, 13, 14


def seconds_by_part(pids: Iterable[int]) -> dict[Part, float]:
    """User and system time that the processes `pids` and their descendants have taken so far.

    Threads and ended children are included. A process that is gone counts nothing, unless a living one has waited
    for it.
    """
    known = _all_processes()
    taken: dict[Part, float] = defaultdict(float)
    for pid in _with_descendants(pids, known):
        fields = known[pid]
        ticks = sum(int(fields[n]) for n in (_USER, _SYSTEM, _CHILDREN_USER, _CHILDREN_SYSTEM))
        taken[part_of(_command(pid))] += ticks / _TICKS
    return taken


def seconds_of(pids: Iterable[int], module: str) -> float:
    """The same of the programs among `pids` that are started as this module."""
    known, ticks = _all_processes(), 0
    for pid in set(pids) & known.keys():
        if "-m" in (command := _command(pid))[:-1] and command[command.index("-m") + 1] == module:
            ticks += sum(int(known[pid][n]) for n in (_USER, _SYSTEM, _CHILDREN_USER, _CHILDREN_SYSTEM))
    return ticks / _TICKS


def with_descendants(pids: Iterable[int]) -> set[int]:
    """The processes `pids` that live, and all that they have started: those of a database carry no mark."""
    return _with_descendants(pids, _all_processes())


def _with_descendants(pids: Iterable[int], known: Mapping[int, list[str]]) -> set[int]:
    children: dict[int, list[int]] = defaultdict(list)
    for pid, fields in known.items():
        children[int(fields[_PARENT])].append(pid)
    found, waiting = set[int](), list(pids)
    while waiting:
        pid = waiting.pop()
        if pid not in found and pid in known:
            found.add(pid)
            waiting += children[pid]
    return found


def _all_processes() -> dict[int, list[str]]:
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text(errors="replace")
            except OSError:  # it has ended meanwhile
                continue
            found[int(folder.name)] = text.rpartition(")")[2].split()
    return found


def _command(pid: int) -> list[str]:
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return [""]


def part_of(command: list[str]) -> Part:
    """Which part of a centre a command line belongs to; `other` are those who only start and watch."""
    module = command[command.index("-m") + 1] if "-m" in command[:-1] else ""
    if module in PYTHON:
        return "python"
    if module == "ops.install.postgres" or Path(command[0].split(":")[0]).name == "postgres":
        return "postgres"
    if any(Path(word).name == "asterisk" for word in command) and "-f" in command:
        return "asterisk"
    return "other"

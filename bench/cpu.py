"""Processor time of a process and of all that it has started, as the kernel counts it."""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/<pid>/stat after the name in brackets, counted from 0.
_PARENT, _USER, _SYSTEM, _CHILDREN_USER, _CHILDREN_SYSTEM = 1, 11, 12, 13, 14


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time of the processes `roots` with all their threads and descendants, in seconds.

    Descendants that have ended count once their parent has noticed. A process that is gone counts nothing.
    """
    known = _all_processes()
    children: dict[int, list[int]] = defaultdict(list)
    for pid, fields in known.items():
        children[int(fields[_PARENT])].append(pid)
    ticks, seen, waiting = 0, set[int](), list(roots)
    while waiting:
        pid = waiting.pop()
        if pid in seen or pid not in known:
            continue
        seen.add(pid)
        waiting += children[pid]
        fields = known[pid]
        ticks += sum(int(fields[n]) for n in (_USER, _SYSTEM, _CHILDREN_USER, _CHILDREN_SYSTEM))
    return ticks / _TICKS


def _all_processes() -> dict[int, list[str]]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                text = (entry / "stat").read_text(errors="replace")
            except OSError:  # it has ended meanwhile
                continue
            found[int(entry.name)] = text.rpartition(")")[2].split()
    return found

"""Processor time that the telephones of a measurement take: they share the processors with what is measured."""

import os
import resource
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _SYSTEM = 1, 11, 12  # fields of /proc/<pid>/stat after the name in brackets, counted from 0


def sipp_seconds() -> float:
    """Of every SIPp that this process has started so far, running or ended, with whatever else has ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime + sum(_seconds(folder) for folder in Path("/proc").glob("[0-9]*"))


def _seconds(process: Path) -> float:
    """Of one process; 0 for any but a SIPp of ours."""
    try:
        fields = (process / "stat").read_text(errors="replace").rpartition(")")[2].split()
        if int(fields[_PARENT]) != os.getpid():
            return 0.0
        words = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:  # it has ended meanwhile
        return 0.0
    if not any(word.rpartition(b"/")[2] == b"sipp" for word in words):
        return 0.0
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS

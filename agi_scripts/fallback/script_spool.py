"""Facts of the stand-alone script (`notebook`), taken in by the FastAGI server when that is there."""

import fcntl
import os
from pathlib import Path

import msgspec
import structlog

from core.facts.events import AnyEvent, read_event

log = structlog.get_logger()


def complete(folder: Path) -> list[Path]:
    """The files whose writers are done, oldest first."""
    return [path for path in sorted(folder.glob("facts-*.jsonl")) if _is_complete(path)]


def read(path: Path) -> list[AnyEvent]:
    """The facts of one file; a line that cannot be read, cut short by a full disk, is passed over loudly."""
    found: list[AnyEvent] = []
    for line in path.read_bytes().splitlines():
        try:
            found.append(read_event(line))
        except msgspec.DecodeError:
            log.error("a fact of the script cannot be read and was passed over", file=path.name)
    return found


def _is_complete(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True

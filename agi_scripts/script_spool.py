"""Facts of the stand-alone script: one file for each run, taken in by the FastAGI server when that is there again.

The writer holds a lock on its file for as long as it lives, so a file that can be locked is complete.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import structlog

from core.events import AnyEvent
from core.ids import new_id

log = structlog.get_logger()


class Notebook:
    """What one run of the script has to tell; every fact is on disk when `write` returns."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, *facts: AnyEvent) -> None:
        """Raises OSError when the disk takes nothing."""
        for fact in facts:
            os.write(self._descriptor, msgspec.json.encode(fact) + b"\n")


@contextmanager
def notebook(folder: Path) -> Iterator[Notebook]:
    """A file of its own. Raises OSError when it cannot be made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{new_id('facts')}.jsonl"
    # Facts hold callers' numbers: for the owner only.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield Notebook(descriptor)
    finally:
        os.close(descriptor)


def complete(folder: Path) -> list[Path]:
    """The files whose writers are done, oldest first."""
    return [path for path in sorted(folder.glob("facts-*.jsonl")) if _is_complete(path)]


def read(path: Path) -> list[AnyEvent]:
    """The facts of one file; a line that cannot be read, cut short by a full disk, is passed over loudly."""
    found: list[AnyEvent] = []
    for line in path.read_bytes().splitlines():
        try:
            found.append(msgspec.json.decode(line, type=AnyEvent))
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

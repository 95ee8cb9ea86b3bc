"""Where the stand-alone script writes its facts: one file a run, read by `script_spool`.

The writer holds a lock on its file for as long as it lives, so a file that can be locked is complete. The script
starts once for each call, so nothing is imported here that it does not need.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from core.facts.events import AnyEvent
from core.ids import new_id


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

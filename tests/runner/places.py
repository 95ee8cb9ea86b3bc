"""Places for real calls: files in a folder, each held by one test with telephones, for all workers of a part.

A place is a lock of the kernel: a process that dies has none any more.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.runner.parallelism import Call, Parallelism

PLACES = "S724_PLACES"
"""The variable that names the folder. Without it nobody waits."""
LOOK = 0.1  # seconds between two looks for a free place
FIRST_LOOK = 1.0
"""Of a worker that has run none yet, and would have to start a centre: those that have one go first."""


class Places:
    """`lay` them once; then `with places.one(...)` around each test with telephones, and `tell` how it was."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def lay(cls, folder: Path, now: int, most: int) -> "Places":
        """`most` places in a new folder, of which `now` may be held at first."""
        folder.mkdir()
        made = cls(folder)
        made._write(Parallelism(now, most))
        return made

    @property
    def parallelism(self) -> Parallelism:
        """As it is now."""
        return Parallelism(**json.loads((self._folder / "parallelism.json").read_text()))

    @contextmanager
    def one(self, *, is_first: bool) -> Iterator[None]:
        """Hold a place inside the block; waits until there is one. `is_first`: see FIRST_LOOK."""
        while (held := self._take()) is None:
            time.sleep(FIRST_LOOK if is_first else LOOK)
        try:
            yield
        finally:
            os.close(held)

    def tell(self, call: Call) -> None:
        """How a test with telephones was: the number of places follows."""
        with self._alone():
            parallelism = self.parallelism
            parallelism.take(call)
            self._write(parallelism)

    def _take(self) -> int | None:
        """The descriptor that holds a place; None if as many are held as may be."""
        with self._alone(), ExitStack() as looked_at:
            parallelism = self.parallelism
            free = []
            for number in range(parallelism.most):
                descriptor = _opened(self._folder / f"place-{number}")
                if _is_locked_now(descriptor):
                    free.append(descriptor)
                looked_at.callback(os.close, descriptor)
            if parallelism.most - len(free) >= parallelism.now:
                return None
            return os.dup(free[0])  # the same lock

    @contextmanager
    def _alone(self) -> Iterator[None]:
        descriptor = _opened(self._folder / "lock")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _write(self, parallelism: Parallelism) -> None:
        new = self._folder / "parallelism.new"
        new.write_text(json.dumps(asdict(parallelism)))
        new.replace(self._folder / "parallelism.json")


def _opened(file: Path) -> int:
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _is_locked_now(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

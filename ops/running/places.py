"""Places of which only so many processes of this machine hold one at a time."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.paths import make_private

_LOOK_TIME = 0.1  # seconds


@contextmanager
def one_place(folder: Path, count: int) -> Iterator[int]:
    """Hold one of the `count` places of a folder; its number. Blocks until one is free.

    A process that dies gives its place back, since the kernel lets go of its locks.
    """
    make_private(folder)
    while True:
        for number in range(count):
            descriptor = os.open(folder / str(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                continue
            try:
                yield number
            finally:
                os.close(descriptor)
            return
        time.sleep(_LOOK_TIME)

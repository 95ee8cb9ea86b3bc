"""One process of a name at a time on this machine: a holder of a lease takes its own without a wait."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

import anyio

from core.lease.lease import LOOK_TIME


async def have_name_alone(file: Path) -> None:
    """Return when no other process has done so with the same file; the kernel ends it with this process, however
    that ends. One that stands still has the name for as long as it exists. Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)  # open until the end of the process
    try:
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            await anyio.sleep(LOOK_TIME)
    except BaseException:
        os.close(held)
        raise

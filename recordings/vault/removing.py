"""Removes what is left of recordings that are gone: after the commit, and again until it is so."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from anyio import to_thread

from recordings.vault.destroying_store import Leftover
from recordings.vault.faults import StoreAway
from recordings.vault.objects.stores import Stores

_PIECE = 1024 * 1024


async def remove(left: Iterable[Leftover], folder: Path, stores: Stores) -> list[Leftover]:
    """Remove clear and sealed files; returns those of which something could not be removed now. Raises nothing:
    a disk or store that is away is for the next time. `folder`: of the recordings."""
    stays, away = [], set[str]()
    for one in left:
        is_gone = True
        try:
            await to_thread.run_sync(wipe, folder, one.clear)
        except OSError:
            is_gone = False
        # Also where it may have been put without anybody noting it, by a process that was killed then.
        for name in {one.store, stores.local.name, stores.current.name}:
            try:
                if name in away:  # each question takes it some time
                    raise StoreAway
                await stores.named(name).delete(one.object)
            except StoreAway:
                is_gone = False
                if name != stores.local.name:  # of this machine a single file may be the one that is refused
                    away.add(name)
        if not is_gone:
            stays.append(one)
    return stays


def wipe(folder: Path, name: str) -> None:
    """Overwrite a clear file in its place, and remove it: its bytes shall not stand in the free blocks of the disk
    either, as far as the file system writes in place. What is not there is gone. Blocks; raises OSError."""
    path = folder / name
    if not name or not path.resolve().is_relative_to(folder.resolve()) or path.is_symlink():
        return  # a name that leads elsewhere: never ours
    with suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            left = os.fstat(descriptor).st_size
            while left > 0:
                left -= os.write(descriptor, bytes(min(left, _PIECE)))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        path.unlink(missing_ok=True)

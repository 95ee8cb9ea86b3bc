"""Destroys recordings: keys and rows in the caller's transaction, files after it.

    async with engine.begin() as connection:
        left = await destroy(connection, [id], by=account, why="withdrawn", state="destroyed", now=now)
    await remove(left, recordings_folder, stores)

With the commit a recording cannot be opened any more, wherever a copy of its file lies. What `remove` cannot
remove now, the process `jobs` removes later (`recordings.vault.packing`).
"""

from recordings.vault.destroying_store import (
    BY_ITSELF,
    Leftover,
    destroy,
    destroy_again,
    destroy_erased,
    leftovers,
)
from recordings.vault.removing import remove, wipe

__all__ = ["BY_ITSELF", "Leftover", "destroy", "destroy_again", "destroy_erased", "leftovers", "remove", "wipe"]

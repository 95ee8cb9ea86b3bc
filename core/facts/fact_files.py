"""Files that hold facts outside of the database: looked through and cleared for who is to be forgotten.

Journals and spools hold facts for a moment, or as long as the database is away, and are their writer's alone. What
was refused stays in `refused.jsonl` until somebody looks at it, and may be cleared here while others add to it.
"""

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

REFUSED = "refused.jsonl"


@contextmanager
def appending(file: Path) -> Iterator[BinaryIO]:
    """The file, for its owner only, to add to; nobody clears it meanwhile. Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    while True:
        with open(file, "a+b", opener=_private) as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            if _is_still(out, file):
                yield out
                return
        # It was cleared while we waited, and another one has its name now.


def lines_about(folder: Path, names: Collection[str]) -> dict[Path, int]:
    """How many lines of facts below `folder` name one of the calls or clients, by file. Blocks; raises OSError.

    What vanishes meanwhile stands in the database.
    """
    found: dict[Path, int] = {}
    for file in sorted(folder.rglob("*.jsonl")):
        try:
            lines = file.read_bytes().splitlines()
        except FileNotFoundError:
            continue
        if count := sum(_is_about(line, names) for line in lines):
            found[file] = count
    return found


def remove_from_refused(folder: Path, names: Collection[str]) -> int:
    """Take the lines that name one of the calls or clients out of what was refused below `folder`; how many.

    Blocks. Atomic for each file: a process that is killed in the middle leaves it whole. Raises OSError.
    """
    return sum(_clear(file, names) for file in sorted(folder.rglob(REFUSED)))


def _clear(file: Path, names: Collection[str]) -> int:
    with appending(file) as held:
        held.seek(0)
        lines = held.read().splitlines(keepends=True)
        kept = [line for line in lines if not _is_about(line, names)]
        if len(kept) < len(lines):
            fresh = file.with_suffix(".fresh")
            fresh.unlink(missing_ok=True)
            with open(fresh, "xb", opener=_private) as out:
                out.write(b"".join(kept))
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(file)
        return len(lines) - len(kept)


def _is_about(line: bytes, names: Collection[str]) -> bool:
    """As a whole word of JSON: the id of one call may be the beginning of another's. A line cut short counts as
    about everybody whom it names so far."""
    return any(f'"{name}"'.encode() in line for name in names)


def _is_still(out: BinaryIO, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(out.fileno()), file.stat())
    except FileNotFoundError:
        return False


def _private(path: str, flags: int) -> int:
    """Facts hold callers' numbers: for the owner only."""
    return os.open(path, flags, 0o600)

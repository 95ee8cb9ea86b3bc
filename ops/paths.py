"""Where things lie: the project, an installation's folders, and sockets whose paths must stay short."""

import hashlib
import os
import tempfile
from pathlib import Path

from ops.console import Failed

PROJECT = Path(__file__).resolve().parents[1]

# A Unix socket's path may have 107 bytes; the longest name that we or PostgreSQL put into a folder has 21.
_LONGEST_FOLDER = 107 - 22


def make_private(folder: Path) -> Path:
    """Create a folder that only its owner may enter; an existing one is left as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def socket_folder(wanted: Path, owner: int | None = None) -> Path:
    """`wanted`, or where its path is too long for a Unix socket a short private folder that belongs to it.

    The same `wanted` always gives the same folder. `owner` is a user besides us to whom it may belong. Raises
    Failed if it belongs to anybody else.
    """
    if len(os.fsencode(wanted)) <= _LONGEST_FOLDER:
        return make_private(wanted)
    name = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]
    short = make_private(Path(tempfile.gettempdir()) / f"s724-{os.geteuid()}-{name}")
    if short.is_symlink() or short.stat().st_uid not in {os.geteuid(), owner}:
        raise Failed(f"{short} belongs to another user; remove it or choose a shorter S724_STATE_DIR")
    return short


def write_private(file: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file in one step, readable by the owner only: a crash leaves the old text or the new."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            os.fchmod(descriptor, mode)
            out.write(text)
            out.flush()
            os.fsync(descriptor)
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise

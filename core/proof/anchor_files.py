"""The files of anchors: `<day>.json` with its signature `<day>.json.sig` beside, and the key to check them by.

A file appears whole or not at all, and never changes. Whoever dies between the signature and the file leaves a
signature of nothing; the next try writes both anew.
"""

import os
from datetime import date
from pathlib import Path

from core.proof.anchors import AnchorFile

SIGNATURE = ".sig"
PUBLIC_KEY = "public-key.pem"


def read_anchors(folder: Path) -> list[AnchorFile]:
    """All of them, oldest first; none where there is no folder. A file without a signature has an empty one.
    Raises OSError. Blocks."""
    files = (_read(name) for name in sorted(folder.glob("????-??-??.json")))
    return [file for file in files if file is not None]


def last_anchor(folder: Path) -> AnchorFile | None:
    """The newest one. Blocks; raises OSError."""
    names = sorted(folder.glob("????-??-??.json"), reverse=True)
    return next((file for name in names if (file := _read(name)) is not None), None)


def write_anchor(folder: Path, file: AnchorFile, public_key: str) -> None:
    """For good, when this returns. Raises OSError. Blocks."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{file.day.isoformat()}.json"
    if not (folder / PUBLIC_KEY).exists():
        _write(folder / PUBLIC_KEY, public_key.encode())
    _write(folder / (name + SIGNATURE), file.signature.encode() + b"\n")
    _write(folder / name, file.content)


def _read(file: Path) -> AnchorFile | None:
    """None for a file that is not named after a day."""
    try:
        day = date.fromisoformat(file.stem)
    except ValueError:
        return None
    signature = file.with_name(file.name + SIGNATURE)
    signed = signature.read_text(encoding="ascii", errors="replace").strip() if signature.exists() else ""
    return AnchorFile(day, file.read_bytes(), signed)


def _write(file: Path, content: bytes) -> None:
    part = file.with_name(f".{file.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(descriptor)
    part.replace(file)
    folder = os.open(file.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

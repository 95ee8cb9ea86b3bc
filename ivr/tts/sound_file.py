"""A-law files on disk. A-law has no header, so a checksum beside each says whether it is whole.

Nothing here is asynchronous: it belongs in a worker thread.
"""

import hashlib
import secrets
from pathlib import Path

RATE = 8000  # samples, and bytes, a second
SILENCE = b"\xd5"  # one sample of A-law (ITU-T G.711)
MOST_RECORDED = 20 * 1024 * 1024
"""Bytes of what somebody has recorded elsewhere, as it is sent."""


def is_intact(target: Path) -> bool:
    """Is the sound there and as it was written?"""
    try:
        content = target.read_bytes()
        return bool(content) and _checksum_file(target).read_text("ascii") == _checksum_line(target, content)
    except (OSError, UnicodeDecodeError):
        return False


def play_time(target: Path) -> float | None:
    """Seconds; None if there is no such sound."""
    try:
        return target.stat().st_size / RATE or None  # a byte a sample
    except OSError:
        return None


def write_sound(target: Path, content: bytes) -> None:
    """Raises OSError. The sound is written last: whoever finds it finds its checksum."""
    _write_atomically(_checksum_file(target), _checksum_line(target, content).encode())
    _write_atomically(target, content)


def _checksum_file(target: Path) -> Path:
    return target.with_suffix(".sha256")


def _checksum_line(target: Path, content: bytes) -> str:
    """As `sha256sum -c` reads it."""
    return f"{hashlib.sha256(content).hexdigest()}  {target.name}\n"


def _write_atomically(target: Path, content: bytes) -> None:
    part = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    try:
        part.write_bytes(content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)

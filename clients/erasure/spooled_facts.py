"""Facts of a person that are on disk, in clear: those that wait for the database, and those that it refused.

Blocks: call in a thread. Raises OSError.
"""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from core.events import PERSONAL_FIELDS

REFUSED = "refused.jsonl"


def is_waiting(spool: Path, words: Collection[str]) -> bool:
    """Do facts that are not in the database yet name one of these: calls, the client, numbers?"""
    return any(_names(line, words) for file in _files(spool) if file.name != REFUSED for line in _lines(file))


def remove_refused(spool: Path, words: Collection[str]) -> set[str]:
    """Take out the lines that name one of these; the calls that they were about."""
    calls: set[str] = set()

    def taken_out(line: bytes) -> bytes | None:
        if not _names(line, words):
            return line
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            calls.add(str(msgspec.json.decode(line).get("call_id") or ""))
        return None

    for file in _files(spool):
        if file.name == REFUSED:
            _rewrite(file, taken_out)
    return calls - {""}


def blank(spool: Path, is_erased: Callable[[str], bool]) -> int:
    """Empty what facts say of persons, where `is_erased` says so of their call or client; how many were changed.
    Only while nobody else writes there."""

    def blanked(line: bytes) -> bytes:
        try:
            fact = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return line  # of a power failure; nobody reads it
        if not isinstance(fact, dict):
            return line
        named = (fact.get("call_id"), fact.get("client_id"))
        if not any(isinstance(one, str) and one and is_erased(one) for one in named):
            return line
        return msgspec.json.encode({name: _emptied(name, value) for name, value in fact.items()})

    return sum(_rewrite(file, blanked) for file in _files(spool))


def _emptied(name: str, value: object) -> object:
    if name not in PERSONAL_FIELDS or value is None:
        return value
    return {} if isinstance(value, dict) else ""


def _files(spool: Path) -> list[Path]:
    return sorted(spool.rglob("*.jsonl"))


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as lines:
            yield from lines
    except FileNotFoundError:
        return  # written to the database meanwhile


def _names(line: bytes, words: Collection[str]) -> bool:
    return any(f'"{word}"'.encode() in line for word in words)


def _rewrite(file: Path, changed: Callable[[bytes], bytes | None]) -> int:
    """Whole or not at all; how many lines were changed."""
    old = [line.rstrip(b"\n") for line in _lines(file)]
    new = [changed(line) for line in old]
    count = sum(1 for before, after in zip(old, new, strict=True) if before != after)
    if count:
        left = [line for line in new if line is not None]
        fresh = file.with_name(f".{file.name}.new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(b"".join(line + b"\n" for line in left))
            out.flush()
            os.fsync(descriptor)
        if left:
            fresh.replace(file)
        else:
            file.unlink(missing_ok=True)
            fresh.unlink()
    return count

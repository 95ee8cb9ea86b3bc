"""Facts of a person that are on disk, in clear: those that wait for the database, and those that it refused.

Blocks: call in a thread. Raises OSError.
"""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from core.facts.events import PERSONAL_FIELDS
from core.facts.fact_files import REFUSED, lines_about, remove_from_refused


def is_waiting(spool: Path, names: Collection[str]) -> bool:
    """Do facts that are not in the database yet name one of these: calls, the client, numbers?"""
    return any(file.name != REFUSED for file in lines_about(spool, names))


def remove_refused(spool: Path, names: Collection[str]) -> set[str]:
    """Take out the lines that name one of these; the calls that they were about."""
    calls: set[str] = set()
    for file in sorted(spool.rglob(REFUSED)):
        for line in _lines(file):
            if any(f'"{name}"'.encode() in line for name in names):
                with suppress(msgspec.DecodeError, UnicodeDecodeError):
                    calls.add(str(msgspec.json.decode(line).get("call_id") or ""))
    remove_from_refused(spool, names)
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

    return sum(_rewrite(file, blanked) for file in sorted(spool.rglob("*.jsonl")))


def _emptied(name: str, value: object) -> object:
    if name not in PERSONAL_FIELDS or value is None:
        return value
    return {} if isinstance(value, dict) else ""


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as lines:
            yield from lines
    except FileNotFoundError:
        return  # written to the database meanwhile


def _rewrite(file: Path, changed: Callable[[bytes], bytes]) -> int:
    """Whole or not at all; how many lines were changed."""
    old = [line.rstrip(b"\n") for line in _lines(file)]
    new = [changed(line) for line in old]
    count = sum(1 for before, after in zip(old, new, strict=True) if before != after)
    if count:
        fresh = file.with_name(f".{file.name}.new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(b"".join(line + b"\n" for line in new))
            out.flush()
            os.fsync(descriptor)
        fresh.replace(file)
    return count

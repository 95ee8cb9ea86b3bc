"""Who took a recording out of the centre, when and why, written into the file itself. Pure.

A FLAC file begins with its mark and blocks of metadata; the sound comes after. Only the comments among these
blocks are put anew, so a file of any length is marked by its beginning alone (RFC 9639).
"""

from collections.abc import Mapping
from dataclasses import dataclass

_MARK = b"fLaC"
_HEAD = 4  # bytes before the content of a block: last or not and its type, and how long it is
_LAST = 0x80
_TYPE = 0x7F
_COMMENTS, _PADDING = 4, 1
_LONGEST = 0xFFFFFF
_VENDOR = b"System 7/24"


@dataclass(frozen=True, slots=True)
class Marked:
    """`head` takes the place of the first `replaces` bytes of the file; the rest stays as it is."""

    head: bytes
    replaces: int


class NotFlac(ValueError):
    """What was given is no beginning of a FLAC file."""


def bytes_of_metadata(beginning: bytes) -> int | None:
    """How many bytes come before the sound; None if `beginning` does not reach so far. Raises NotFlac."""
    if beginning[:4] != _MARK[: len(beginning)]:
        raise NotFlac
    at = len(_MARK)
    while True:
        if at + _HEAD > len(beginning):
            return None
        length = int.from_bytes(beginning[at + 1 : at + _HEAD])
        is_last = bool(beginning[at] & _LAST)
        at += _HEAD + length
        if is_last:
            return at


def marked(beginning: bytes, tags: Mapping[str, str]) -> Marked:
    """The metadata with these tags instead of any that there are. Raises NotFlac, also where it is cut off."""
    size = bytes_of_metadata(beginning)
    if size is None or size > len(beginning):
        raise NotFlac
    blocks = [(kind, content) for kind, content in _blocks(beginning) if kind not in (_COMMENTS, _PADDING)]
    blocks.append((_COMMENTS, _comments(tags)))
    head = bytearray(_MARK)
    for number, (kind, content) in enumerate(blocks, start=1):
        head += bytes([kind | (_LAST if number == len(blocks) else 0)]) + len(content).to_bytes(3) + content
    return Marked(bytes(head), size)


def tags_of(beginning: bytes) -> dict[str, str]:
    """The tags of a file, by their names. Raises NotFlac."""
    for kind, content in _blocks(beginning):
        if kind == _COMMENTS:
            return _read_comments(content)
    return {}


def _blocks(beginning: bytes) -> list[tuple[int, bytes]]:
    size = bytes_of_metadata(beginning)
    if size is None or size > len(beginning):
        raise NotFlac
    found, at = [], len(_MARK)
    while at < size:
        length = int.from_bytes(beginning[at + 1 : at + _HEAD])
        found.append((beginning[at] & _TYPE, beginning[at + _HEAD : at + _HEAD + length]))
        at += _HEAD + length
    return found


def _comments(tags: Mapping[str, str]) -> bytes:
    content = len(_VENDOR).to_bytes(4, "little") + _VENDOR + len(tags).to_bytes(4, "little")
    for name, value in tags.items():
        one = f"{name}={value}".encode()
        content += len(one).to_bytes(4, "little") + one
    if len(content) > _LONGEST:
        raise ValueError("the tags are too long")
    return content


def _read_comments(content: bytes) -> dict[str, str]:
    at = 4 + int.from_bytes(content[:4], "little")
    count = int.from_bytes(content[at : at + 4], "little")
    at += 4
    found = {}
    for _ in range(count):
        length = int.from_bytes(content[at : at + 4], "little")
        name, _, value = content[at + 4 : at + 4 + length].decode().partition("=")
        found[name] = value
        at += 4 + length
    return found

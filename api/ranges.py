"""Which bytes of a sound a browser asks for (RFC 9110, 14). Pure.

One range is served. Several at once are answered by the whole, which a server may do: no player asks so.
"""

import re
from dataclasses import dataclass

from core.errors import S724Error

_ONE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """From `start` up to `end`, which is not included, of `size` bytes."""

    start: int
    end: int
    size: int

    @property
    def header(self) -> str:
        """As `Content-Range` says it."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


class RangeNotThere(S724Error):
    """The range begins behind the end. `size` is what there is."""

    code = "range_not_there"
    message_pl = "Nagranie nie sięga tak daleko."

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size


def wanted_range(header: str | None, size: int) -> ByteRange | None:
    """The range that the header asks for; None: the whole, as for a header that cannot be read.

    Raises RangeNotThere.
    """
    found = None if header is None else _ONE.fullmatch(header.strip())
    if found is None:
        return None
    first, last = found.groups()
    if first == "":
        return None if last == "" else _suffix(int(last), size)
    start = int(first)
    if last != "" and int(last) < start:
        return None
    if start >= size:
        raise RangeNotThere(size)
    return ByteRange(start, size if last == "" else min(int(last) + 1, size), size)


def _suffix(length: int, size: int) -> ByteRange:
    if length == 0 or size == 0:
        raise RangeNotThere(size)
    return ByteRange(max(0, size - length), size, size)

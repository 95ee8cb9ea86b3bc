"""The sealed file of a recording: chunks, each encrypted and bound to its place.

    header   magic "S724REC" · version (1 byte) · chunk size (4) · clear size (8) · salt (16), big-endian
    chunk 0  AES-256-GCM of the first `chunk size` clear bytes, with its tag of 16 bytes
    chunk 1  …

The key of the cipher follows from the recording's key and the salt (HKDF-SHA-256), so that a recording which is
sealed again, after a kill, never uses a nonce twice. The nonce is the number of the chunk; bound to each chunk are
the whole header, the recording's id, the number and whether it is the last: nothing can be changed, moved, left
out, cut off or put into another recording's file without being noticed. An empty recording has one empty chunk.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from recordings.vault.faults import ObjectChanged

VERSION = 1
CHUNK = 64 * 1024
"""Clear bytes of a chunk: some ten seconds of sound, and 0.03 % for its tag."""

TAG = 16
MOST_CHUNK = 16 * 1024 * 1024
_MAGIC = b"S724REC"
_HEADER = struct.Struct(">7sBIQ16s")
HEADER_SIZE = _HEADER.size
_PLACE = struct.Struct(">IB")


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the chunks. `clear_size`: bytes of what they hold."""

    clear_size: int
    salt: bytes
    chunk_size: int = CHUNK

    def encoded(self) -> bytes:
        return _HEADER.pack(_MAGIC, VERSION, self.chunk_size, self.clear_size, self.salt)

    @property
    def chunks(self) -> int:
        return max(1, -(-self.clear_size // self.chunk_size))

    @property
    def size(self) -> int:
        """Of the whole sealed file, in bytes."""
        return HEADER_SIZE + self.clear_size + TAG * self.chunks


def new_header(clear_size: int, chunk_size: int = CHUNK) -> Header:
    return Header(clear_size, os.urandom(16), chunk_size)


def read_header(content: bytes) -> Header:
    """Raises ObjectChanged for what is no header of ours."""
    if len(content) < HEADER_SIZE:
        raise ObjectChanged
    magic, version, chunk_size, clear_size, salt = _HEADER.unpack(content[:HEADER_SIZE])
    if magic != _MAGIC or version != VERSION or not 0 < chunk_size <= MOST_CHUNK:
        raise ObjectChanged
    return Header(clear_size, salt, chunk_size)


class Chunks:
    """Seals and opens the chunks of one recording's file. `key`: the recording's, 32 bytes."""

    def __init__(self, key: bytes, recording_id: str, header: Header) -> None:
        info = b"s724 recording chunks"
        self._cipher = AESGCM(HKDF(SHA256(), length=32, salt=header.salt, info=info).derive(key))
        self._bound = header.encoded() + recording_id.encode()
        self._header = header

    def __repr__(self) -> str:
        return "Chunks(…)"

    def seal(self, number: int, clear: bytes) -> bytes:
        return self._cipher.encrypt(number.to_bytes(12), clear, self._place(number))

    def open(self, number: int, sealed: bytes) -> bytes:
        """Raises ObjectChanged unless it is exactly what was sealed as this chunk with this key."""
        try:
            return self._cipher.decrypt(number.to_bytes(12), sealed, self._place(number))
        except (InvalidTag, ValueError):
            raise ObjectChanged from None

    def _place(self, number: int) -> bytes:
        return self._bound + _PLACE.pack(number, number == self._header.chunks - 1)


def sealed_parts(key: bytes, recording_id: str, header: Header, clear: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed file, part by part. `clear`: pieces of `chunk_size` bytes, the last one shorter, of `clear_size`
    bytes together. Raises ValueError when they are not."""
    yield header.encoded()
    chunks, total, number = Chunks(key, recording_id, header), 0, 0
    for piece in clear:
        is_last = number == header.chunks - 1
        if (len(piece) != header.chunk_size and not is_last) or number >= header.chunks:
            raise ValueError("a piece is not as long as a chunk")
        yield chunks.seal(number, piece)
        total, number = total + len(piece), number + 1
    if not number:
        yield chunks.seal(0, b"")
    if total != header.clear_size:
        raise ValueError("the sound is not as long as the header says")


@dataclass(frozen=True, slots=True)
class Span:
    """Which bytes of the sealed file hold a range of clear bytes: from `start` to `end`, not included; `first`:
    the number of the first chunk; `skip`: clear bytes of it that were not asked for."""

    start: int
    end: int
    first: int
    skip: int


def span_of(header: Header, start: int, end: int) -> Span:
    """For the clear bytes from `start` to `end`, not included; 0 <= start < end <= clear size."""
    first, last = start // header.chunk_size, (end - 1) // header.chunk_size
    sealed = header.chunk_size + TAG
    until = min(HEADER_SIZE + (last + 1) * sealed, header.size)
    return Span(HEADER_SIZE + first * sealed, until, first, start - first * header.chunk_size)


def opened_span(chunks: Chunks, header: Header, span: Span, sealed: bytes, length: int) -> bytes:
    """`length` clear bytes out of the sealed bytes of a span. Raises ObjectChanged."""
    if len(sealed) != span.end - span.start:
        raise ObjectChanged
    step = header.chunk_size + TAG
    starts = range(0, len(sealed), step)
    clear = b"".join(chunks.open(span.first + index, sealed[at : at + step]) for index, at in enumerate(starts))
    return clear[span.skip : span.skip + length]

"""Tells how a file of an extract is encoded: UTF-8, windows-1250 or ISO 8859-2. Pure.

The rule asks for UTF-8 (KRI, Dz.U. 2024 poz. 773); the old systems write one of the others. Bytes of Polish
letters are no valid UTF-8 but by a rare chance, so that is tried first. The other two differ in six letters:
ą ś ź Ą Ś Ź.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Encoding: TypeAlias = Literal["utf-8", "windows-1250", "iso-8859-2"]

_ONLY_1250 = {code for letter in "ąśźĄŚŹ" for code in letter.encode("cp1250")}
_ONLY_8859 = {code for letter in "ąśźĄŚŹ" for code in letter.encode("iso8859_2")}
_BOM = b"\xef\xbb\xbf"
CODECS: dict[Encoding, str] = {"utf-8": "utf-8", "windows-1250": "cp1250", "iso-8859-2": "iso8859_2"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file. `odd_lines` (from 1) were encoded otherwise than the rest, and read as that."""

    text: str
    encoding: Encoding
    odd_lines: frozenset[int] = frozenset()


def decoded(raw: bytes) -> Decoded:
    """The text, whatever it is encoded in. Takes every input: what has no meaning is kept as a control character,
    which no column accepts."""
    raw = raw.removeprefix(_BOM)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    lines = raw.split(b"\n")
    valid, broken = 0, []
    for number, line in enumerate(lines, 1):
        if line.isascii():
            continue
        if _is_utf8(line):
            valid += 1
        else:
            broken.append(number)
    page = _page_of(raw) if not valid else _page_of(b"\n".join(lines[number - 1] for number in broken))
    if valid <= len(broken):
        return Decoded(_read(raw, page), page)
    odd = frozenset(broken)
    return Decoded("\n".join(_lines(lines, odd, page)), "utf-8", odd)


def _lines(lines: list[bytes], odd: frozenset[int], page: Encoding) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        yield _read(line, page) if number in odd else line.decode("utf-8")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _page_of(raw: bytes) -> Encoding:
    """By the six letters in which the code pages differ; windows-1250 where none of them stands."""
    counts = {code: raw.count(code) for code in _ONLY_1250 | _ONLY_8859}
    of_1250 = sum(counts[code] for code in _ONLY_1250)
    of_8859 = sum(counts[code] for code in _ONLY_8859)
    return "iso-8859-2" if of_8859 > of_1250 else "windows-1250"


def _read(raw: bytes, page: Encoding) -> str:
    try:
        return raw.decode(CODECS[page])
    except UnicodeDecodeError:
        return "".join(_one(byte, page) for byte in raw)


def _one(byte: int, page: Encoding) -> str:
    try:
        return bytes((byte,)).decode(CODECS[page])
    except UnicodeDecodeError:
        return chr(byte)

"""Finds Polish letters of one code page that were read as another, and puts them right. Pure.

The rule that keeps right names right: a value is touched only if a sign stands in one of its words that no
name of any language has (`¹`, `Ĺ‚`, a control character, `Ŝ`). Such a sign names the fault. Letters that other
languages have as well (ñ, ê, š) are put right only together with one: in the same record, by the same fault. So
Muñoz and Šimkutė stay as they are, and Wêgrzyn beside a street that is Ko¶ciuszki becomes Węgrzyn.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"

_READ_AS = (
    ("utf-8", "cp1250"),
    ("utf-8", "cp1252"),
    ("utf-8", "iso8859_2"),
    ("iso8859_2", "cp1250"),
    ("cp1250", "iso8859_2"),
    ("cp1250", "cp1252"),
    ("cp1250", "latin-1"),
    ("iso8859_2", "cp1252"),
)
"""What a text was, and what it was taken for. ISO 8859-2 taken for latin-1 looks as if for cp1252."""

FONT = "font"
"""The fault of the description of 2008: a font that has Ŝ (U+015C) in the place of ż. Only the small letter."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which letters go wrong. `letters`: what stands there, and what was meant. `sure`: those of them
    that stand in no name of any language."""

    name: str
    letters: Mapping[str, str]
    sure: frozenset[str]
    pattern: re.Pattern[str]

    def mended(self, text: str) -> str:
        return self.pattern.sub(lambda found: self.letters[found[0]], text)

    def is_sure_in(self, text: str) -> bool:
        return any(_touches_letter(text, found) for found in self.pattern.finditer(text) if found[0] in self.sure)


def _decoded(raw: bytes, encoding: str) -> str:
    """Byte by byte where a byte has no meaning: such a byte is kept as a control character by who reads so."""
    return "".join(_one(byte, encoding) for byte in raw)


def _one(byte: int, encoding: str) -> str:
    try:
        return bytes((byte,)).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


def _is_sure(wrong: str) -> bool:
    return len(wrong) > 1 or not (wrong.isupper() or wrong.islower())


def _fault(meant: str, taken_for: str) -> Fault:
    pairs = ((letter, _decoded(letter.encode(meant), taken_for)) for letter in POLISH)
    letters = {wrong: letter for letter, wrong in pairs if wrong != letter}
    return _made(f"{meant} as {taken_for}", letters, frozenset(filter(_is_sure, letters)))


def _made(name: str, letters: Mapping[str, str], sure: frozenset[str]) -> Fault:
    longest_first = sorted(letters, key=len, reverse=True)
    return Fault(name, letters, sure, re.compile("|".join(map(re.escape, longest_first))))


FAULTS = (
    *(_fault(meant, taken_for) for meant, taken_for in _READ_AS),
    _made(FONT, {"Ŝ": "ż"}, frozenset("Ŝ")),
)

_SURE_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(set().union(*(f.sure for f in FAULTS)))))
_ANY_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(set().union(*(f.letters for f in FAULTS)))))

_FIRST_SIGN = re.compile(
    "[" + re.escape("".join(sorted({sign[0] for fault in FAULTS for sign in fault.sure}))) + "]"
)


def may_be_misread(text: str) -> bool:
    """Whether `is_suspicious` may be true of a part of the text. Quicker than that."""
    return _FIRST_SIGN.search(text) is not None


def is_suspicious(text: str) -> bool:
    """Whether something may have to be put right. Quick: most values have nothing but plain and Polish letters."""
    return not text.isascii() and _SURE_SIGN.search(text) is not None


def faults_of(texts: Sequence[str]) -> list[Fault]:
    """The faults of a record with these values, each proved by a sign that no name has. The font's fault comes
    last, and may stand beside one of code pages; of those one explains all signs that it can, or there is none."""
    proved = [fault for fault in FAULTS if any(fault.is_sure_in(text) for text in texts)]
    of_pages = [fault for fault in proved if fault.name != FONT]
    font = [fault for fault in proved if fault.name == FONT]
    if not of_pages:
        return font
    return [min(of_pages, key=lambda fault: _left_over(fault, texts)), *font]


def _left_over(fault: Fault, texts: Iterable[str]) -> tuple[int, int]:
    """How many sure signs of any fault, and how many signs at all, stay when this one is put right."""
    mended = [fault.mended(text).replace("Ŝ", "") for text in texts]
    count = sum(len(_SURE_SIGN.findall(text)) for text in mended)
    return count, sum(len(_ANY_SIGN.findall(text)) for text in mended)


def mended(text: str, faults: Sequence[Fault]) -> str:
    """A value of a record with these faults, put right; unchanged if nothing of theirs stands in it."""
    for fault in faults:
        text = _with_capitals(text) if fault.name == FONT else fault.mended(text)
    return text


@lru_cache(maxsize=4096)
def _with_capitals(text: str) -> str:
    """Ŝ stands for the small letter; where a capital must be, the font had none of its own, and it is Ż."""

    def letter(found: re.Match[str]) -> str:
        word = _word_at(text, found.start())
        others = [sign for sign in word if sign.isalpha() and sign != "Ŝ"]
        is_first = found.start() == 0 or text[found.start() - 1] in " -'"
        return "Ż" if is_first or (others and all(sign.isupper() for sign in others)) else "ż"

    return re.sub("Ŝ", letter, text)


def _word_at(text: str, at: int) -> str:
    begin = text.rfind(" ", 0, at) + 1
    end = text.find(" ", at)
    return text[begin : len(text) if end < 0 else end]


def _touches_letter(text: str, found: re.Match[str]) -> bool:
    """A sign by itself, such as in "5 £", is none of a word."""
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    return before.isalpha() or after.isalpha()

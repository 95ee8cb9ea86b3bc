"""Words of a text, and how they are compared: without case, diacritics and signs. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

Language: TypeAlias = Literal["pl", "en", "uk"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

LONGEST_WORD = 40  # letters; what is longer is nobody's word, and is cut
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_SIGNS = str.maketrans({"ł": "l", "Ł": "l", "ß": "ss", "'": None, "’": None, "ʼ": None, "ґ": "г"})
_CYRILLIC = re.compile("[\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is typed, where it begins and ends in its text, and folded for comparing.

    Of a longer one `text` and `folded` have the first `LONGEST_WORD` letters; `ends_at` is where all of it ends.
    """

    text: str
    begins_at: int
    ends_at: int
    folded: str


@lru_cache(1024)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in their order."""
    found = []
    for match in _WORD.finditer(text):
        text = match[0][:LONGEST_WORD]
        folded = fold(text)
        if folded:
            found.append(Word(text, match.start(), match.end(), folded))
    return tuple(found)


def texts_of(text: str) -> list[str]:
    """The words of a text without where they stand: a third of the time, for texts that are indexed."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(text)]


@lru_cache(50_000)
def fold(word: str) -> str:
    """In lower case, without diacritics of the Latin alphabet and without apostrophes. Ukrainian letters stay.

    At most `LONGEST_WORD` letters: `ß` and some others become several."""
    lowered = unicodedata.normalize("NFC", word).lower().translate(_SIGNS)
    if lowered.isascii() or is_cyrillic(lowered):
        return lowered[:LONGEST_WORD]
    apart = unicodedata.normalize("NFKD", lowered)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))[:LONGEST_WORD]


def is_cyrillic(word: str) -> bool:
    return _CYRILLIC.search(word) is not None


def is_number(word: str) -> bool:
    """Has it a digit? Such a word has no forms, and stands for itself."""
    return any(sign.isdigit() for sign in word)

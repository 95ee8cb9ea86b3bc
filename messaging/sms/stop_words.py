"""Words by which somebody ends messages. Pure.

The whole text is the word, in any case, with or without the marks of letters: „nie dzwońcie jutro” ends nothing.
"""

import re
from typing import Final
from unicodedata import normalize

from core.consents.consent import PURPOSES, Purpose

WORDS: Final = frozenset({"stop", "koniec", "rezygnuje", "nie", "stop all", "stopall"})
ENDED: Final[tuple[Purpose, ...]] = PURPOSES
"""Every purpose: codes, and what the person asks for or the law orders, have none and still go."""

_NO_LETTER = re.compile(r"[^a-z ]")
_LETTERS = str.maketrans("łŁ", "ll")


def is_stop(text: str) -> bool:
    plain = normalize("NFKD", text.translate(_LETTERS)).casefold()
    plain = _NO_LETTER.sub("", plain).strip()
    return " ".join(plain.split()) in WORDS


def can_be_answered(sender: str) -> bool:
    """A subscriber's number; not a short one, nor a name: those are machines."""
    return sender.isascii() and sender.lstrip("+").isdigit() and len(sender.lstrip("+")) >= 9

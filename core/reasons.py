"""Reasons that somebody gives: words that another person can read later. Pure."""

import unicodedata

LEAST_LETTERS = 5
LEAST_DIFFERENT = 2


def written_reason(text: str) -> str:
    """The reason without signs that nobody sees (categories Cf and Cc, but for ends of lines) and without blanks
    around it. Raises ValueError, in Polish, for what has no words: dots, digits, one letter again and again."""
    seen = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cf", "Cc")).strip()
    letters = [sign for sign in seen.casefold() if sign.isalpha()]
    if len(letters) < LEAST_LETTERS or len(set(letters)) < LEAST_DIFFERENT:
        raise ValueError(f"prosimy podać powód słowami: co najmniej {LEAST_LETTERS} liter")
    return seen


def optional_reason(text: str) -> str:
    """The same where nothing need be written: an empty text stays one."""
    return written_reason(text) if text.strip() else ""

"""Brings names that the old system kept in capitals (KOWALSKA-NOWAK) to their usual form (Kowalska-Nowak). Pure.

Only a value without any small letter is changed: whoever wrote small letters meant what stands there.
"""

import re

_PARTICLES = frozenset(
    {
        "de",
        "da",
        "di",
        "du",
        "del",
        "van",
        "von",
        "der",
        "den",
        "zu",
        "y",
        "e",
        "i",
        "im",
        "nad",
        "pod",
        "na",
        "przy",
    }
)
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVX]{1,5}")
_SHORT = frozenset({"UL", "AL", "PL", "OS", "ŚW", "KS", "GEN", "MJR", "KPT", "MARSZ"})


def usual_name(text: str) -> str:
    """A person's or a town's name: WYSOKIE MAZOWIECKIE is Wysokie Mazowieckie, O'BRIEN is O'Brien."""
    return _WORD.sub(_name_word, text) if _is_in_capitals(text) else text


def usual_street(text: str) -> str:
    """A street: UL. JANA PAWŁA II is ul. Jana Pawła II."""
    return _WORD.sub(_street_word, text) if _is_in_capitals(text) else text


def _is_in_capitals(text: str) -> bool:
    if not text.isupper():  # quick: nearly every name
        return False
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) > 1 and all(sign.isupper() for sign in letters)


def _name_word(found: re.Match[str]) -> str:
    word = found[0].lower()
    # A word alone is a name, whatever it is: Ms Van.
    is_alone = found.start() == 0 and found.end() == len(found.string)
    is_inside = not is_alone and found.string[found.end() : found.end() + 1] == " "
    return word if is_inside and word in _PARTICLES else word.capitalize()


def _street_word(found: re.Match[str]) -> str:
    if _ROMAN.fullmatch(found[0]):
        return found[0]
    return found[0].lower() if found[0] in _SHORT and found.string[found.end() :][:1] == "." else _name_word(found)

"""Addresses of pages and of electronic mail as people say them: "praca kropka gov kropka pl". Pure."""

import re
from typing import NamedTuple


class _Signs(NamedTuple):
    """How the signs of an address are called in a language, and what its parts are said as."""

    dot: str
    slash: str
    at: str
    hyphen: str
    underscore: str
    plus: str
    parts: dict[str, str]


_SIGNS = {
    "pl": _Signs("kropka", "ukośnik", "małpa", "myślnik", "podkreślenie", "plus", {"www": "wu wu wu"}),
    "en": _Signs("dot", "slash", "at", "hyphen", "underscore", "plus", {"www": "W W W", "eu": "E U"}),
    "uk": _Signs(
        "крапка",
        "скісна риска",
        "равлик",
        "дефіс",
        "підкреслення",
        "плюс",
        {"www": "ве ве ве", "pl": "пл", "eu": "еу"},
    ),
}
# Only these end the name of a page: "r.Zmiana" and "np.staż" are no addresses.
_ENDS = "pl|eu|com|org|net|info|ua|int|gov|edu"
_MAIL = re.compile(r"(?<![\w@.+-])[A-Za-z0-9][\w.+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w@-])", re.ASCII)
_PAGE = re.compile(
    rf"(?<![\w@.-])(?:https?://)?(?P<said>(?:[A-Za-z0-9-]+\.)+(?:{_ENDS})(?![\w@-])(?:/[\w~-]+(?:[./-][\w~-]+)*)?)"
    r"(?:/?(?:[?#][^\s,;)”]*)|/)?",
    re.ASCII | re.IGNORECASE,
)


def addresses_in_words(text: str, language: str) -> str:
    """The text with each address said sign by sign; what a program adds behind `?` and `#` is left out."""
    text = _MAIL.sub(lambda match: _said(match[0], language), text)
    return _PAGE.sub(lambda match: _said(match["said"], language) + _stop(match[0]), text)


def _stop(address: str) -> str:
    """The full stop of a sentence is taken along by what stands behind `?` and `#`."""
    return "." if address.endswith(".") else ""


def _said(address: str, language: str) -> str:
    signs = _SIGNS.get(language, _SIGNS["pl"])
    names = {
        ".": signs.dot,
        "/": signs.slash,
        "@": signs.at,
        "-": signs.hyphen,
        "_": signs.underscore,
        "+": signs.plus,
        "~": "",
    }
    parts = re.split(r"([./@_+~-])", address)
    words = (names[part] if part in names else signs.parts.get(part.lower(), part) for part in parts if part)
    return " ".join(word for word in words if word)

"""Values in the words of a language, in the case that a text asks for. Pure."""

import re
from collections.abc import Callable

from core.errors import S724Error
from ivr.speech.english.rendering_en import in_english
from ivr.speech.polish.rendering_pl import in_polish
from ivr.speech.terms import translated
from ivr.speech.ukrainian.rendering_uk import in_ukrainian
from ivr.speech.values import CASES, Address, AnyValue, Digits, Telephone, Term, Value, Words

LANGUAGES = {"pl": "polski", "en": "angielski", "uk": "ukraiński"}
"""What the line speaks: ISO 639-1 codes with their Polish names."""

DEFAULT = "pl"

MARK = re.compile(rf"\[({'|'.join(LANGUAGES)})\]")
"""What begins a stretch in a language: `[en]`."""

_FOR_ENGINES = str.maketrans("<>[]{}", " " * 6)
"""Signs that mean something to who speaks."""

_RENDERERS: dict[str, Callable[[AnyValue, str | None], str | None]] = {
    "pl": in_polish,
    "en": in_english,
    "uk": in_ukrainian,
}


_NO_STREET = {
    "pl": "ulicy jeszcze nie znamy",
    "en": "we do not know the street yet",
    "uk": "вулиці ще не знаємо",
}
_NO_TELEPHONE = {
    "pl": "numeru jeszcze nie znamy",
    "en": "we do not know the number yet",
    "uk": "номера ще не знаємо",
}


class CaseMissing(S724Error):
    """The value has no such case in that language."""

    code = "case_missing"


class ValueOutOfRange(S724Error):
    """A number, date or hour that cannot be said: negative, too large, no time of day."""

    code = "value_out_of_range"
    message_pl = "Tej wartości nie można wypowiedzieć."


def rendered(value: Value, language: str, case: str | None = None) -> str:
    """`value` in words. `case` is a key of CASES; without it the value stands as it usually does in a sentence.

    A plain string has no cases of its own: whoever made it chose the words, so it comes back as it is. `Words`
    lose the signs that mean something in announcements, and have the nominative alone, in whatever language they
    are said. Raises CaseMissing, and ValueOutOfRange.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, Term):
        known = translated(value.text, language)
        value = Words(value.text, DEFAULT) if known is None else Words(known, language)
    if isinstance(value, Address | Telephone):
        if case not in (None, "mianownik"):
            raise _missing(case, language)
        return _reached(value, language)
    if isinstance(value, Words):
        if case not in (None, "mianownik"):
            raise _missing(case, language)
        plain = _speakable(MARK.sub(" ", value.text))
        return plain if value.language == language else f"[{value.language}]{plain}[{language}]"
    try:
        words = _RENDERERS[language](value, None if case is None else CASES[case])
    except ValueError as error:
        raise ValueOutOfRange from error
    if words is None:
        raise _missing(case, language)
    return words


def _reached(value: Address | Telephone, language: str) -> str:
    match value:
        case Address(text, has_street):
            told = rendered(Words(text, DEFAULT), language)
            return told if has_street else f"{told}, {_NO_STREET[language]}"
        case Telephone(number):
            digits = "".join(sign for sign in number if sign.isdigit())
            return rendered(Digits(digits), language) if digits else _NO_TELEPHONE[language]


def _speakable(text: str) -> str:
    """What somebody wrote without the signs that mean something in announcements, and to engines."""
    plain = text.translate(_FOR_ENGINES)
    return plain if plain.isprintable() else "".join(sign if sign.isprintable() else " " for sign in plain)


def _missing(case: str | None, language: str) -> CaseMissing:
    return CaseMissing(f"Wartość nie ma przypadka „{case}” w języku: {LANGUAGES[language]}.")

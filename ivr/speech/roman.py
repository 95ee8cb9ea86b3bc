"""Roman numerals: which words are some, and those in words whose case is known. Pure.

"XX wieku" is "dwudziestego wieku", "rozdział XV" "rozdział piętnasty". One without such a neighbour stays as it
is: it may be in any case. `CV` and `CD` are numerals, too, but nobody means them.
"""

import re

from ivr.speech.polish import speech_pl
from ivr.speech.ukrainian import speech_uk

_VALUES = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
_VALID = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_LETTERS = frozenset(("CV", "CD"))

_ROMAN = r"(?<![\w-])(?P<roman>[IVXLCDM]+)"
_CENTURY = re.compile(rf"(?P<in>(?<!\w)(?:[Ww]|[Oo]|[Pp]o|przy) )?{_ROMAN} (?P<noun>wiek|wieku|wiekiem)(?!\w)")
_CENTURY_CASES = {"wiek": "nom", "wieku": "gen", "wiekiem": "ins"}
_JUBILEE = re.compile(rf"{_ROMAN}-(?=leci(?:e|a|u|em)(?!\w))")
_CENTURY_UK = re.compile(rf"{_ROMAN} (?P<noun>століття|столітті)(?!\w)")

_PARTS_PL = {
    **dict.fromkeys(("rozdział", "tom", "etap", "dział", "stopień", "kwartał"), "m.nom"),
    **dict.fromkeys(("rozdziału", "tomu", "etapu", "działu", "stopnia", "kwartału"), "m.gen"),
    **dict.fromkeys(("rozdziale", "tomie", "etapie", "dziale", "stopniu", "kwartale"), "m.loc"),
    "część": "f.nom",
}
_PARTS_UK = {"розділ": "m.nom", "розділу": "m.gen", "розділі": "m.loc", "частина": "f.nom"}


def roman_value(word: str) -> int | None:
    """What a word of capitals counts as a Roman numeral; none if it is none, or is read as letters."""
    if not word or word in _LETTERS or _VALID.fullmatch(word) is None:
        return None
    values = [_VALUES[letter] for letter in word]
    return sum(
        value if value >= following else -value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def roman_in_words(text: str, language: str) -> str:
    """The text with those Roman numerals in words whose case is known; others stay. Never raises."""
    if language == "pl":
        text = _CENTURY.sub(_century, text)
        text = _JUBILEE.sub(_jubilee, text)
        return _AFTER_PART_PL.sub(_part_pl, text)
    if language == "uk":
        text = _CENTURY_UK.sub(_century_uk, text)
        return _AFTER_PART_UK.sub(_part_uk, text)
    return text


def _after_part(nouns: dict[str, str]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?P<noun>{'|'.join(nouns)}|{'|'.join(noun.capitalize() for noun in nouns)}) {_ROMAN}(?![\w-])"
    )


_AFTER_PART_PL, _AFTER_PART_UK = _after_part(_PARTS_PL), _after_part(_PARTS_UK)


def _century(match: re.Match[str]) -> str:
    n, before, noun = roman_value(match["roman"]), match["in"] or "", match["noun"]
    if n is None:
        return match[0]
    case = "loc" if before and noun == "wieku" else _CENTURY_CASES[noun]
    return f"{before}{speech_pl.ordinal(n, f'm.{case}')} {noun}"


def _jubilee(match: re.Match[str]) -> str:
    n = roman_value(match["roman"])
    return match[0] if n is None or n > 999 else speech_pl.first_part(n)


def _part_pl(match: re.Match[str]) -> str:
    n = roman_value(match["roman"])
    if n is None:
        return match[0]
    return f"{match['noun']} {speech_pl.ordinal(n, _PARTS_PL[match['noun'].lower()])}"


def _century_uk(match: re.Match[str]) -> str:
    n, noun = roman_value(match["roman"]), match["noun"]
    if n is None:
        return match[0]
    return f"{speech_uk.ordinal(n, 'n.loc' if noun == 'столітті' else 'n.gen')} {noun}"


def _part_uk(match: re.Match[str]) -> str:
    n = roman_value(match["roman"])
    if n is None:
        return match[0]
    return f"{match['noun']} {speech_uk.ordinal(n, _PARTS_UK[match['noun'].lower()])}"

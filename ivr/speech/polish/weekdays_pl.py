"""Polish abbreviations of weekdays in words, and what else the same letters stand for. Pure.

"pt." is a Friday in "w pt. 8:00–12:00" and "pod tytułem" in "szkolenie pt. „Własna firma”"; "śr." is a Wednesday
or an average. So they are weekdays only beside what says so: another weekday, a figure, "od", "do", "w".
"""

import re

from ivr.speech.polish import speech_pl as speech

_DAYS = {"pn": 0, "pon": 0, "wt": 1, "śr": 2, "czw": 3, "pt": 4, "sob": 5, "niedz": 6}
_UNAMBIGUOUS = frozenset(("pon", "wt", "czw"))
_OF_A_TITLE = {"pt": "pod tytułem", "pn": "pod nazwą"}

_SHORT = "|".join(_DAYS)
_WHOLE = (
    r"(?:poniedział(?:ek|ku)|wtor(?:ek|ku)|środ[aęy]|czwart(?:ek|ku)|piąt(?:ek|ku)|sobot[aęy]|niedziel[aęi])(?!\w)"
)
_DAY = rf"(?<!\w)(?:(?i:{_SHORT})\.|{_WHOLE})"
_AND = r"[ ,;/]*(?:(?:i|oraz|lub|albo) )?"
_BETWEEN = rf"[–-]?{_AND}(?:do )?"

_RANGE = re.compile(rf"\b(?P<first>{_SHORT})\. ?[–-] ?(?P<last>{_SHORT})\.", re.IGNORECASE)
_SINGLE = re.compile(rf"(?<![\w.])(?P<day>{_SHORT})\.", re.IGNORECASE)
_LOOKS_BACK = 80  # characters: a list of all weekdays

_AFTER_OD_DO = re.compile(r"\b(?:od|do) $", re.IGNORECASE)
_AFTER_W = re.compile(rf"\b[Ww]e? (?:{_DAY}{_AND}){{0,7}}$")
_AFTER_DAY = re.compile(rf"{_DAY}{_BETWEEN}$")
_AFTER_FIGURE = re.compile(r"\d[ ,;(]*$")
_BEFORE_DAY = re.compile(rf"{_BETWEEN}{_DAY}")
_BEFORE_FIGURE = re.compile(r"[:,]? ?\(?(?:(?:w|o|od|do) )?(?:godz\.|\d)")
_BEFORE_QUOTE = re.compile(r" ?[„”\"«»‚‘']")
_BEFORE_CAPITAL = re.compile(r" ?[A-ZĄĆĘŁŃÓŚŹŻ]")


def weekdays_in_words(text: str) -> str:
    """The text with abbreviated weekdays, and "pt.", "pn." of titles, in words; the rest stays. Never raises."""
    return _SINGLE.sub(_single, _RANGE.sub(_range, text))


def _range(match: re.Match[str]) -> str:
    first, last = (_DAYS[match[part].lower()] for part in ("first", "last"))
    return f"od {speech.WEEKDAYS_GEN[first]} do {speech.WEEKDAYS_GEN[last]}"


def _single(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - _LOOKS_BACK) : match.start()]
    after = match.string[match.end() : match.end() + _LOOKS_BACK]
    short = match["day"].lower()
    forms = speech.WEEKDAYS
    if _AFTER_OD_DO.search(before):
        forms = speech.WEEKDAYS_GEN
    elif _AFTER_W.search(before):
        forms = speech.WEEKDAYS_ACC
    is_day = (
        short in _UNAMBIGUOUS
        or forms is not speech.WEEKDAYS
        or _AFTER_DAY.search(before) is not None
        or _BEFORE_DAY.match(after) is not None
        or _BEFORE_FIGURE.match(after) is not None
    )
    if short in _OF_A_TITLE and (_BEFORE_QUOTE.match(after) or (not is_day and _BEFORE_CAPITAL.match(after))):
        word = _OF_A_TITLE[short]
    elif is_day or _AFTER_FIGURE.search(before):
        word = forms[_DAYS[short]]
    else:
        return match[0]
    return word[0].upper() + word[1:] if match["day"][0].isupper() else word

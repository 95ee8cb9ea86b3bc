"""English text as an office writes it, turned into text as it is spoken. Pure.

What `numerals` does for all languages comes afterwards; here is what only English writes: PLN 1,721.90, June 1,
2025, 7:30 am, Art. 12(1).
"""

import re
from collections.abc import Callable
from datetime import date

from ivr.speech.english import speech_en as speech

_MONTHS = {month.lower(): at for at, month in enumerate(speech.MONTHS, 1)}
_MONTH = "|".join(speech.MONTHS)
_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_ALWAYS = {
    "tel.": "telephone",
    "Tel.": "Telephone",
    "Art.": "article",
    "art.": "article",
    "para.": "paragraph",
    "e.g.": "for example",
    "i.e.": "that is",
    "etc.": "and so on",
    "ul.": "ulica",
}
_UNITS = {"ha": ("hectare", "hectares"), "km": ("kilometre", "kilometres"), "hrs": ("hour", "hours")}
_FRACTIONS = {("1", "2"): "one half", ("1", "3"): "one third", ("2", "3"): "two thirds"} | {
    ("1", "4"): "one quarter",
    ("3", "4"): "three quarters",
}
_SUM = r"(?P<zlote>\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(?P<grosze>\d{2}))?(?![\d.,]\d|\d)"


def english_in_words(text: str) -> str:
    """The text with what only English writes in words; what is not understood stays. Never raises."""
    for pattern, said in _RULES:
        text = pattern.sub(lambda match, said=said: _said_or_left(said, match), text)  # type: ignore[misc]
    return text


def _said_or_left(said: Callable[[re.Match[str]], str], match: re.Match[str]) -> str:
    try:
        return said(match)
    except (ValueError, KeyError):
        return match[0]


def _money(match: re.Match[str]) -> str:
    return speech.money(int(match["zlote"].replace(",", "")) * 100 + int(match["grosze"] or 0))


def _date(match: re.Match[str]) -> str:
    day = date(int(match["year"] or 2024), _MONTHS[match["month"].lower()], int(match["day"]))
    return speech.calendar_date(day, with_year=match["year"] is not None)


def _clock(hour: str, minute: str | None, half: str) -> str:
    n = int(hour)
    if not 1 <= n <= 12:
        raise ValueError
    return speech.time(n % 12 + (12 if half.lower() == "p" else 0), int(minute or 0))


def _hours(match: re.Match[str]) -> str:
    first = _clock(match["h1"], match["m1"], match["half1"] or match["half2"])
    return f"from {first} to {_clock(match['h2'], match['m2'], match['half2'])}"


def _time(match: re.Match[str]) -> str:
    return _clock(match["hour"], match["minute"], match["half"])


def _days(match: re.Match[str]) -> str:
    first, last = (speech.WEEKDAYS[_DAYS[match[part].lower()]] for part in ("first", "last"))
    return f"from {first} to {last}"


def _year(match: re.Match[str]) -> str:
    return f"{match['before']}{speech.year(int(match['year']))}"


def _article(match: re.Match[str]) -> str:
    return f"article {match['article']}, paragraph {match['paragraph']}"


def _grouped(match: re.Match[str]) -> str:
    return speech.cardinal(int(match[0].replace(",", "")))


def _unit(match: re.Match[str]) -> str:
    return f"{match['n']} {_UNITS[match['unit']][match['n'] != '1']}"


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(rf"\bPLN[ \u00a0]?{_SUM}", re.ASCII), _money),
    (
        re.compile(rf"(?<![\d.,]){_SUM}[ \u00a0]?(?:PLN|zlotys?|zł)(?!\w)", re.ASCII),
        _money,
    ),
    (
        re.compile(
            rf"\b(?:the )?(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
            r"(?:,? (?P<year>\d{4})(?!\d))?",
            re.IGNORECASE | re.ASCII,
        ),
        _date,
    ),
    (
        re.compile(
            r"(?<![\d:.])(?P<h1>\d{1,2})(?:[:.](?P<m1>\d{2}))? ?(?:(?P<half1>[ap])\.?m\.?)? ?(?:–|-|to) ?"
            r"(?P<h2>\d{1,2})(?:[:.](?P<m2>\d{2}))? ?(?P<half2>[ap])\.?m\b\.?",
            re.IGNORECASE | re.ASCII,
        ),
        _hours,
    ),
    (
        re.compile(
            r"(?<![\d:.])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>[ap])\.?m\b\.?",
            re.IGNORECASE | re.ASCII,
        ),
        _time,
    ),
    (
        re.compile(
            rf"\b(?P<first>{'|'.join(_DAYS)})\.? ?(?:–|-|to) ?(?P<last>{'|'.join(_DAYS)})\b\.?", re.IGNORECASE
        ),
        _days,
    ),
    (
        re.compile(
            r"(?P<before>\b(?:in|of|since|until|Journal of Laws(?: of)?) )"
            r"(?P<year>(?:19|20)\d{2})(?![\d.,]\d|\d|-\d)"
        ),
        _year,
    ),
    (re.compile(r"\b[Aa]rt(?:\.|icle) ?(?P<article>\d+[a-z]?)\((?P<paragraph>\d+)\)", re.ASCII), _article),
    (re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d.,]\d|\d)", re.ASCII), _grouped),
    (
        re.compile(r"(?<![\d.,/])(?P<part>\d)/(?P<whole>\d{1,2})(?![\d/])", re.ASCII),
        lambda match: _FRACTIONS[match["part"], match["whole"]],
    ),
    (re.compile(r"\b[Nn]o\. ?(?=\d)", re.ASCII), lambda match: "number "),
    (re.compile(r"\b3 Maja\b"), lambda match: "Trzeciego Maja"),
    (re.compile(r"(?<![\d.,])(?P<n>\d+(?:\.\d+)?)[ \u00a0]?(?P<unit>ha|km|hrs)\b", re.ASCII), _unit),
    (
        re.compile("|".join(rf"(?<![\w.]){re.escape(word)}" for word in _ALWAYS)),
        lambda match: _ALWAYS[match[0]],
    ),
)

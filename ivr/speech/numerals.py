"""Figures in a text that somebody wrote, put into words of its language: no digit is left. Pure.

What Polish offices write (abbreviations, dates with cases after prepositions) is worked out by `abbreviations_pl`
before; here is what all languages have in common, and whatever is left.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from core.errors import S724Error
from ivr.speech.english import speech_en
from ivr.speech.polish import speech_pl
from ivr.speech.rendering import rendered
from ivr.speech.ukrainian import speech_uk, words_uk
from ivr.speech.values import Count, Date, Digits, Hours, Money, Number, Time

_FREE = r"(?<![\d.,:])"  # does not begin in the middle of a number
_POINT = {"pl": "przecinek", "en": "point", "uk": "кома"}
_GENITIVE_BEFORE = {
    "pl": "od|do|około|ok\\.|powyżej|poniżej|bez|dla|z",
    "uk": "від|до|близько|без|для|з",
}


def digits_in_words(text: str, language: str) -> str:
    """The text with every number, date, hour, sum and telephone number in words. Never raises."""
    for pattern, said in _RULES:
        text = pattern.sub(lambda match, said=said: _said_or_left(said, match, language), text)  # type: ignore[misc]
    return _LEFT.sub(lambda match: _digit_by_digit(match[0], language), text)


def _said_or_left(said: Callable[[re.Match[str], str], str], match: re.Match[str], language: str) -> str:
    try:
        return said(match, language)
    except (ValueError, KeyError):  # 31.02.2026, 99:99: the digits are read as they are
        return match.group()


def _money(match: re.Match[str], language: str) -> str:
    zlote = int(re.sub(r"\D", "", match["zlote"]))
    return _in(language, Money(zlote * 100 + int(match["grosze"] or 0)))


def _numeric_date(match: re.Match[str], language: str) -> str:
    return _in(language, Date(date(int(match["year"]), int(match["month"]), int(match["day"])), with_year=True))


def _date_in_words(match: re.Match[str], language: str) -> str:
    months = {name.lower(): number for number, name in enumerate(_MONTHS[language], 1)}
    year = match["year"]
    # Without a year any leap year will do: the 29th of February exists.
    day = date(int(year or 2024), months[match["month"].lower()], int(match["day"]))
    return _in(language, Date(day, with_year=year is not None))


def _hours(match: re.Match[str], language: str) -> str:
    return _in(language, Hours(Time(int(match["h1"]), int(match["m1"])), Time(int(match["h2"]), int(match["m2"]))))


def _time(match: re.Match[str], language: str) -> str:
    time = Time(int(match["hour"]), int(match["minute"]))
    before = (match["before"] or "").strip()
    if language != "uk" or not before:
        return f"{match['before'] or ''}{_in(language, time)}"
    if before.lower() not in ("о", "об"):
        return f"{before} {_in(language, time, 'dopelniacz')}"
    said = _in(language, time, "miejscownik")
    return f"{before[0]}{'б' if said[0] in 'ои' else ''} {said}"


def _telephone(match: re.Match[str], language: str) -> str:
    number = match["number"]
    count = sum(sign.isdigit() for sign in number)
    if not (number.startswith("+") or count == 9):
        raise ValueError
    return _in(language, Digits(number))


def _postal_code(match: re.Match[str], language: str) -> str:
    return ", ".join(_in(language, Digits(match[part])) for part in ("first", "last"))


def _hotline(match: re.Match[str], language: str) -> str:
    first, last = match["first"], match["last"]
    tail = _digit_by_digit(last, language) if last[0] == "0" else _cardinal(int(last), language)
    return f"{_cardinal(int(first), language)} {tail}"


def _and_more(match: re.Match[str], language: str) -> str:
    return f"{_cardinal(int(match['n']), language)} {'плюс' if language == 'uk' else 'plus'}"


def _number_range(match: re.Match[str], language: str) -> str:
    low, high = int(match["low"]), int(match["high"])
    if language == "en":
        return f"{_cardinal(low, language)} to {_cardinal(high, language)}"
    first, last = ("od", "do") if language == "pl" else ("від", "до")
    return " ".join(
        (first, _in(language, Number(low), "dopelniacz"), last, _in(language, Number(high), "dopelniacz"))
    )


def _percent(match: re.Match[str], language: str) -> str:
    whole, fraction = match["whole"], match["fraction"]
    number = _decimal(whole, fraction, language) if fraction else _cardinal(int(whole), language)
    if language != "uk":
        return f"{number} {'procent' if language == 'pl' else 'percent'}"
    category = "fraction" if fraction else speech_uk.plural_category(int(whole))
    forms = {"one": "відсоток", "few": "відсотки", "many": "відсотків", "fraction": "відсотка"}
    return f"{number} {forms[category]}"


def _fraction(match: re.Match[str], language: str) -> str:
    return _decimal(match["whole"], match["fraction"], language)


def _decimal(whole: str, fraction: str, language: str) -> str:
    tail = _cardinal(int(fraction), language) if fraction[0] != "0" and len(fraction) <= 2 else ""
    return f"{_cardinal(int(whole), language)} {_POINT[language]} {tail or _digit_by_digit(fraction, language)}"


def _ordinal_en(match: re.Match[str], language: str) -> str:
    if language != "en":
        raise ValueError
    return speech_en.ordinal(int(match["n"]))


def _counted(match: re.Match[str], language: str) -> str:
    """A number before one of the nouns that can be counted: "2 minuty" is "dwie minuty"."""
    n, word = int(match["n"]), match["word"]
    noun = _FORMS[language][word.lower()]
    before = match["before"] or ""
    cases = ["mianownik", "biernik", "dopelniacz"]
    if re.fullmatch(_GENITIVE_BEFORE.get(language, "-"), before.strip(), re.IGNORECASE):
        cases.insert(0, cases.pop())
    for case in cases:
        said = _in(language, Count(n, noun), case)
        if said.rsplit(" ", 1)[-1].lower() == word.lower():
            return before + said
    raise ValueError


def _grouped(match: re.Match[str], language: str) -> str:
    return _cardinal(int(re.sub(r"\D", "", match[0])), language)


def _whole(match: re.Match[str], language: str) -> str:
    follows = match.string[match.end() : match.end() + 1]
    return _cardinal(int(match[0]), language) + (" " if follows.isalpha() else "")


def _cardinal(n: int, language: str) -> str:
    return _in(language, Number(n))


def _in(
    language: str, value: Count | Date | Digits | Hours | Money | Number | Time, case: str | None = None
) -> str:
    try:
        return rendered(value, language, case)
    except S724Error as error:
        raise ValueError from error


def _digit_by_digit(digits: str, language: str) -> str:
    """Digits of any script, also superscripts, one by one."""
    words = (_cardinal(unicodedata.digit(sign), language) for sign in digits)
    return f" {' '.join(words)} "


def _forms_pl() -> dict[str, str]:
    return {
        form: name
        for name, noun in speech_pl.NOUNS.items()
        for form in (noun.one, noun.one_acc, noun.one_gen, noun.few, noun.many)
    }


def _forms_uk() -> dict[str, str]:
    return {form: name for name, noun in words_uk.NOUNS.items() for form in noun[1:]}


_FORMS: dict[str, dict[str, str]] = {"pl": _forms_pl(), "uk": _forms_uk(), "en": {}}
_MONTHS = {"pl": speech_pl.MONTHS_GEN, "en": speech_en.MONTHS, "uk": words_uk.MONTHS_GEN}
_ALL_MONTHS = "|".join(month for months in _MONTHS.values() for month in months)
_ALL_WORDS = "|".join(sorted({word for forms in _FORMS.values() for word in forms}, key=len, reverse=True))

# Only ASCII digits take part in numbers; those of other scripts are read one by one at the end.
_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII if "\\w" not in pattern else re.IGNORECASE), said)
    for pattern, said in (
        (
            _FREE
            + r"(?P<zlote>\d{1,3}(?:[ \u00a0]\d{3})+|\d{1,9})(?:,(?P<grosze>\d{2}))?"
            + r"[ \u00a0]?(?:zł|zl|PLN|зл)(?![a-zа-яłą])\.?",
            _money,
        ),
        (_FREE + r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)", _numeric_date),
        (_FREE + r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)", _numeric_date),
        (
            _FREE + rf"(?P<day>\d{{1,2}}) (?P<month>{_ALL_MONTHS})(?:,? (?P<year>\d{{4}})(?!\d)(?: року| р\.)?)?",
            _date_in_words,
        ),
        (
            _FREE + r"(?P<h1>\d{1,2}):(?P<m1>\d{2}) ?[–-] ?(?P<h2>\d{1,2}):(?P<m2>\d{2})(?![\d:])",
            _hours,
        ),
        (
            r"(?P<before>(?<!\w)(?:об?|від|до|після) )?" + _FREE + r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?![\d:])",
            _time,
        ),
        (r"(?<![\d.,:+])(?P<number>\+?\d[\d -]{5,16}\d)(?!\d)", _telephone),
        (r"(?<![\d-])(?P<first>\d{2})-(?P<last>\d{3})(?![\d-])", _postal_code),
        (_FREE + r"(?P<first>1?95)(?P<last>\d{2})(?![\d.,:]\d|\d)", _hotline),
        (_FREE + r"(?P<n>\d{1,9})\+(?!\w)", _and_more),
        (_FREE + r"(?P<low>\d{1,9}) ?[–-] ?(?P<high>\d{1,9})(?![\d.,:]\d|\d|-)", _number_range),
        (_FREE + r"(?P<whole>\d{1,9})(?:[.,](?P<fraction>\d{1,9}))? ?%", _percent),
        (_FREE + r"(?P<whole>\d{1,9})[.,](?P<fraction>\d{1,9})(?![.,:]?\d)", _fraction),
        (_FREE + r"(?P<n>\d{1,6})(?:st|nd|rd|th)(?![a-z])", _ordinal_en),
        (
            rf"(?P<before>(?<!\w)(?:{'|'.join(_GENITIVE_BEFORE.values())}) )?"
            rf"{_FREE}(?P<n>\d{{1,9}})[ \u00a0](?P<word>{_ALL_WORDS})(?!\w)",
            _counted,
        ),
        (_FREE + r"\d{1,3}(?:[ \u00a0]\d{3})+(?![\d.,:]\d|\d)", _grouped),
        (r"(?<![\d.,:-])(?:0|[1-9]\d{0,11})(?![.,:-]?\d)", _whole),
    )
)
_LEFT = re.compile(r"(?:\d|[²³¹⁰⁴-⁹₀-₉])+")

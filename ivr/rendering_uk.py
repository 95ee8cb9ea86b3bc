"""Values in Ukrainian. Pure."""

from typing import Literal, cast

from ivr import speech_uk as speech
from ivr.places_uk import place_uk
from ivr.promise import DAYS_BY_NAME, Span, widened
from ivr.values import (
    AnyValue,
    Attempts,
    Count,
    Date,
    Digits,
    Hours,
    Money,
    Month,
    Number,
    Ordinal,
    PeopleAhead,
    Place,
    Promise,
    Range,
    Time,
    Weekday,
)


def in_ukrainian(value: AnyValue, case: str | None) -> str | None:
    """The words; None for a case that the value does not have. ValueError for what cannot be said."""
    match value:
        case Ordinal(n, gender):
            return speech.ordinal(n, f"{gender}.{case or 'nom'}")
        case Time(hour, minute):
            return speech.time(hour, minute, case or "nom")
        case Date(day, with_year):
            return speech.calendar_date(day, with_year, case or "gen")
        case Weekday(day):
            at = day.weekday()
            names = {"nom": speech.WEEKDAYS, "gen": speech.WEEKDAYS_GEN, "acc": speech.WEEKDAYS_ACC}
            return speech.weekday_in(at) if case is None else names[case][at] if case in names else None
        case Place(name):
            return place_uk(name, case or "loc")
        case Number() | Count() | Money() | Month():
            return _in_three_cases(value, case or "nom")
    return None if case not in (None, "nom") else _without_case(value)


def _in_three_cases(value: Number | Count | Money | Month, case: str) -> str | None:
    """Nominative, accusative and genitive."""
    if case not in ("nom", "acc", "gen"):
        return None
    form = cast(Literal["nom", "acc", "gen"], case)
    match value:
        case Number(n, gender):
            return speech.cardinal(n, gender, form)
        case Count(n, noun):
            return speech.count(n, noun, form)
        case Money(grosze):
            return speech.money(grosze, form)
        case Month(month):
            if not 1 <= month <= 12:
                raise ValueError(f"not a month: {month}")
            return (speech.MONTHS_GEN if form == "gen" else speech.MONTHS)[month - 1]


def _without_case(value: AnyValue) -> str | None:
    match value:
        case Range(low, high, noun):
            gender = speech.NOUNS[noun].gender if noun in speech.NOUNS else "m"
            return f"від {speech.cardinal(low, gender, 'gen')} до {speech.count(high, noun, 'gen')}"
        case Hours(begin, end):
            first, last = (speech.time(each.hour, each.minute, "gen") for each in (begin, end))
            return f"від {first} до {last}"
        case Promise(begin, end, now):
            return _promised(widened(begin, end, now))
        case Digits(number):
            return speech.digits(number)
        case Attempts(n):
            return speech.attempts_left(n)
        case PeopleAhead(n):
            return speech.people_ahead(n)
    return None


def _promised(span: Span) -> str:
    day = _day(span, is_end=False)
    begin = (span.begin.hour, span.begin.minute)
    if not span.is_over_midnight:
        return f"{day} між {speech.time(*begin, 'ins')} та {speech.time(*span.last, 'ins')}"
    last = speech.time(*span.last, "gen")
    return f"{day} після {speech.time(*begin, 'gen')} або {_day(span, is_end=True)} до {last}"


def _day(span: Span, *, is_end: bool) -> str:
    """ "сьогодні", "завтра", "у вівторок"; from a week on with the date."""
    moment, days = (span.end, span.ends_in_days) if is_end else (span.begin, span.begins_in_days)
    if days <= 0:
        return "сьогодні"
    if days == 1:
        return "завтра"
    weekday = speech.weekday_in(moment.weekday())
    return weekday if days < DAYS_BY_NAME else f"{weekday}, {speech.calendar_date(moment.date())},"

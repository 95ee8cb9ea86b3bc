"""Values in English, which has one form for all cases: a text may name one or not. Pure."""

from ivr import speech_en as speech
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


def in_english(value: AnyValue, case: str | None) -> str:
    """The words. ValueError for what cannot be said."""
    match value:
        case Number(n):
            return speech.cardinal(n)
        case Ordinal(n):
            return speech.ordinal(n)
        case Count(n, noun):
            return speech.count(n, noun)
        case Range(low, high, noun):
            return f"from {speech.cardinal(low)} to {speech.count(high, noun)}"
        case Money(grosze):
            return speech.money(grosze)
        case Place(name):
            return name if case == "nom" else f"in {name}"
        case Digits(number):
            return speech.digits(number)
        case Attempts(n):
            return speech.attempts_left(n)
        case PeopleAhead(n):
            return speech.people_ahead(n)
        case _:
            return _of_the_calendar(value, case)


def _of_the_calendar(value: Date | Weekday | Month | Time | Hours | Promise, case: str | None) -> str:
    match value:
        case Date(day, with_year):
            return speech.calendar_date(day, with_year)
        case Weekday(day):
            return speech.WEEKDAYS[day.weekday()] if case else f"on {speech.WEEKDAYS[day.weekday()]}"
        case Month(month):
            if not 1 <= month <= 12:
                raise ValueError(f"not a month: {month}")
            return speech.MONTHS[month - 1]
        case Time(hour, minute):
            return speech.time(hour, minute)
        case Hours(begin, end):
            return f"from {speech.time(begin.hour, begin.minute)} to {speech.time(end.hour, end.minute)}"
        case Promise(begin, end, now):
            return _promised(widened(begin, end, now))


def _promised(span: Span) -> str:
    first, last = speech.time(span.begin.hour, span.begin.minute), speech.time(*span.last)
    day = _day(span, is_end=False)
    if not span.is_over_midnight:
        return f"{day} between {first} and {last}"
    return f"{day} after {first}, or {_day(span, is_end=True)} before {last}"


def _day(span: Span, *, is_end: bool) -> str:
    """ "today", "tomorrow", "on Tuesday"; from a week on with the date."""
    moment, days = (span.end, span.ends_in_days) if is_end else (span.begin, span.begins_in_days)
    if days <= 0:
        return "today"
    if days == 1:
        return "tomorrow"
    weekday = f"on {speech.WEEKDAYS[moment.weekday()]}"
    return weekday if days < DAYS_BY_NAME else f"{weekday}, {speech.calendar_date(moment.date())},"

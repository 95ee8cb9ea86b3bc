"""Values in English, which has one form for all cases: a text may name one or not. Pure."""

from datetime import date

from ivr.speech.callback_window import DAYS_BY_NAME, CallbackWindow, widened
from ivr.speech.english import speech_en as speech
from ivr.speech.values import (
    Address,
    AnyValue,
    Attempts,
    Count,
    Date,
    Day,
    Digits,
    Hours,
    Money,
    Month,
    Number,
    Office,
    Ordinal,
    Pay,
    PeopleAhead,
    Place,
    Promise,
    Range,
    Telephone,
    Term,
    Time,
    Week,
    Weekday,
    Words,
    is_row,
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
        case Office(_, place, is_province):
            return f"{'Regional' if is_province else 'County'} Labour Office in {place.name}"
        case Pay(least, most):
            return _pay(least, most)
        case Words(words) | Term(words) | Address(words) | Telephone(words):
            return words
        case Digits(number):
            return speech.digits(number)
        case Attempts(n):
            return speech.attempts_left(n)
        case PeopleAhead(n):
            return speech.people_ahead(n)
        case _:
            return _of_the_calendar(value, case)


def _of_the_calendar(value: Date | Weekday | Day | Month | Time | Hours | Week | Promise, case: str | None) -> str:
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
        case Hours():
            return _hours(value)
        case Day(day, today, first):
            said = _told_on(day, (day - today).days)
            return said if first is None else f"{said}, from {speech.time(first.hour, first.minute)}"
        case Week():
            return "; and ".join(
                f"{_days(days)}, {_listed([_hours(h) for h in hours])}" for days, hours in value.alike()
            )
        case Promise(begin, end, now):
            return _promised(widened(begin, end, now))


def _promised(span: CallbackWindow) -> str:
    first, last = speech.time(span.begin.hour, span.begin.minute), speech.time(*span.last)
    day = _day(span, is_end=False)
    if not span.is_over_midnight:
        return f"{day} between {first} and {last}"
    return f"{day} after {first}, or {_day(span, is_end=True)} before {last}"


def _day(span: CallbackWindow, *, is_end: bool) -> str:
    """In the middle of a sentence: a date stands between commas."""
    moment, days = (span.end, span.ends_in_days) if is_end else (span.begin, span.begins_in_days)
    said = _told_on(moment.date(), days)
    return f"{said}," if "," in said else said


def _told_on(day: date, days: int) -> str:
    """ "today", "tomorrow", "on Tuesday"; from a week on with the date. `days` from today."""
    if days <= 0:
        return "today"
    if days == 1:
        return "tomorrow"
    weekday = f"on {speech.WEEKDAYS[day.weekday()]}"
    return weekday if days < DAYS_BY_NAME else f"{weekday}, {speech.calendar_date(day)}"


def _hours(hours: Hours) -> str:
    begin, end = hours.begin, hours.end
    return f"from {speech.time(begin.hour, begin.minute)} to {speech.time(end.hour, end.minute)}"


def _days(days: list[int]) -> str:
    if is_row(days):
        return f"from {speech.WEEKDAYS[days[0]]} to {speech.WEEKDAYS[days[-1]]}"
    return f"on {_listed([speech.WEEKDAYS[day] for day in days])}"


def _listed(parts: list[str]) -> str:
    """ "Monday, Wednesday and Friday"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _pay(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        if least == most:
            return speech.money(least)
        return f"from {speech.money(least)} to {speech.money(most)}"
    if least is not None:
        return f"at least {speech.money(least)}"
    return "to be agreed" if most is None else f"up to {speech.money(most)}"

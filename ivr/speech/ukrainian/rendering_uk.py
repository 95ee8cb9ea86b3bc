"""Values in Ukrainian. Pure."""

from datetime import date
from typing import Literal, cast

from ivr.speech.callback_window import DAYS_BY_NAME, CallbackWindow, widened
from ivr.speech.ukrainian import speech_uk as speech
from ivr.speech.ukrainian import words_uk
from ivr.speech.ukrainian.places_uk import place_uk
from ivr.speech.values import (
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
    Term,
    Time,
    Week,
    Weekday,
    Words,
    is_row,
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
            names = {"nom": words_uk.WEEKDAYS, "gen": words_uk.WEEKDAYS_GEN, "acc": words_uk.WEEKDAYS_ACC}
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
            return (words_uk.MONTHS_GEN if form == "gen" else words_uk.MONTHS)[month - 1]


def _without_case(value: AnyValue) -> str | None:
    match value:
        case Range(low, high, noun):
            gender = words_uk.NOUNS[noun].gender if noun in words_uk.NOUNS else "m"
            return f"від {speech.cardinal(low, gender, 'gen')} до {speech.count(high, noun, 'gen')}"
        case Hours():
            return _hours(value)
        case Promise(begin, end, now):
            return _promised(widened(begin, end, now))
        case Day(day, today, first):
            said = _told_on(day, (day - today).days)
            return said if first is None else f"{said}, від {_time_gen(first)}"
        case Week():
            return ", а також ".join(
                f"{_days(days)}, {_listed([_hours(h) for h in hours])}" for days, hours in value.alike()
            )
        case Pay(least, most):
            return _pay(least, most)
        case Office(_, place, is_province):
            return f"{'Воєводське' if is_province else 'Повітове'} управління праці {place_uk(place.name, 'loc')}"
        case Words(words) | Term(words):
            return words
        case Digits(number):
            return speech.digits(number)
        case Attempts(n):
            return speech.attempts_left(n)
        case PeopleAhead(n):
            return speech.people_ahead(n)
    return None


def _promised(span: CallbackWindow) -> str:
    day = _day(span, is_end=False)
    begin = (span.begin.hour, span.begin.minute)
    if not span.is_over_midnight:
        return f"{day} між {speech.time(*begin, 'ins')} та {speech.time(*span.last, 'ins')}"
    last = speech.time(*span.last, "gen")
    return f"{day} після {speech.time(*begin, 'gen')} або {_day(span, is_end=True)} до {last}"


def _day(span: CallbackWindow, *, is_end: bool) -> str:
    """In the middle of a sentence: a date stands between commas."""
    moment, days = (span.end, span.ends_in_days) if is_end else (span.begin, span.begins_in_days)
    said = _told_on(moment.date(), days)
    return f"{said}," if "," in said else said


def _told_on(day: date, days: int) -> str:
    """ "сьогодні", "завтра", "у вівторок"; from a week on with the date. `days` from today."""
    if days <= 0:
        return "сьогодні"
    if days == 1:
        return "завтра"
    weekday = speech.weekday_in(day.weekday())
    return weekday if days < DAYS_BY_NAME else f"{weekday}, {speech.calendar_date(day)}"


def _hours(hours: Hours) -> str:
    return f"від {_time_gen(hours.begin)} до {_time_gen(hours.end)}"


def _time_gen(time: Time) -> str:
    return speech.time(time.hour, time.minute, "gen")


def _days(days: list[int]) -> str:
    if is_row(days):
        return f"від {words_uk.WEEKDAYS_GEN[days[0]]} до {words_uk.WEEKDAYS_GEN[days[-1]]}"
    return _listed([speech.weekday_in(day) for day in days])


def _listed(parts: list[str]) -> str:
    """ "у понеділок, у середу та у п’ятницю"."""
    return " та ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _pay(least: int | None, most: int | None) -> str:
    """In words that need no case."""
    if least is not None and most is not None:
        if least == most:
            return speech.money(least)
        return f"щонайменше {speech.money(least)}, щонайбільше {speech.money(most)}"
    if least is not None:
        return f"щонайменше {speech.money(least)}"
    return "за домовленістю" if most is None else f"щонайбільше {speech.money(most)}"

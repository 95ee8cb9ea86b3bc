"""Values in Polish. Pure."""

from datetime import date
from typing import Literal

from ivr import speech_pl as speech
from ivr.genitive_pl import cardinal_gen, count_gen, money_gen
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
from ivr.waiting_pl import promised_hours


def in_polish(value: AnyValue, case: str | None) -> str | None:
    """The words; None for a case that the value does not have. ValueError for what cannot be said."""
    match value:
        case Ordinal(n, gender):
            return speech.ordinal(n, f"{gender}.{case or 'nom'}")
        case Time(hour, minute):
            return speech.time(hour, minute, case or "nom")
        case Date(day, with_year):
            return speech.date_in(day, case or "gen", with_year)
        case Weekday(day):
            return _weekday(day, case)
        case Place(name, genitive, locative):
            return {None: locative, "nom": name, "gen": genitive, "loc": locative}.get(case)
        case Number() | Count() | Money() | Month():
            return _in_three_cases(value, case or "nom")
    return None if case not in (None, "nom") else _without_case(value)


def _in_three_cases(value: Number | Count | Money | Month, case: str) -> str | None:
    """Nominative, accusative and genitive."""
    if case not in ("nom", "acc", "gen"):
        return None
    is_gen = case == "gen"
    form: Literal["nom", "acc"] = "acc" if case == "acc" else "nom"
    match value:
        case Number(n, gender):
            return cardinal_gen(n, gender) if is_gen else speech.cardinal(n, gender, form)
        case Count(n, noun):
            return count_gen(n, noun) if is_gen else speech.count(n, noun, form)
        case Money(grosze):
            return money_gen(grosze) if is_gen else speech.money(grosze)
        case Month(month):
            speech.month_acc(month)  # refuses what is no month
            return speech.MONTHS_GEN[month - 1] if is_gen else speech.MONTHS_ACC[month - 1]


def _without_case(value: AnyValue) -> str | None:
    match value:
        case Range(low, high, noun):
            gender = speech.NOUNS[noun].gender if noun in speech.NOUNS else "m"
            return f"od {cardinal_gen(low, gender)} do {count_gen(high, noun)}"
        case Hours(begin, end):
            return (
                f"od {speech.time(begin.hour, begin.minute, 'gen')} do {speech.time(end.hour, end.minute, 'gen')}"
            )
        case Promise(begin, end, now):
            return " ".join(promised_hours(begin, end, now))
        case Digits(number):
            return speech.digits(number)
        case Attempts(n):
            return speech.attempts_left(n)
        case PeopleAhead(n):
            return speech.people_ahead(n)
    return None


def _weekday(day: date, case: str | None) -> str | None:
    at = day.weekday()
    if case is None:
        return speech.weekday_in(at)
    names = {"nom": speech.WEEKDAYS, "gen": speech.WEEKDAYS_GEN, "acc": speech.WEEKDAYS_ACC}.get(case)
    return None if names is None else names[at]

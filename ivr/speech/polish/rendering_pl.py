"""Values in Polish. Pure."""

from datetime import date
from typing import Literal

from ivr.speech.polish import speech_pl as speech
from ivr.speech.polish.genitive_pl import cardinal_gen, count_gen, money_gen
from ivr.speech.polish.waiting_pl import day_said, promised_hours
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
        case Day(day, today, begin):
            said = day_said(day, (day - today).days)
            return said if begin is None else f"{said}, od godziny {_time_gen(begin)}"
        case Week():
            return _week(value)
        case Pay(least, most):
            return _pay(least, most)
        case Office(name):
            return name
        case Words(words) | Term(words):
            return words
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


def _pay(least: int | None, most: int | None) -> str:
    """In words that need no case."""
    if least is not None and most is not None:
        if least == most:
            return speech.money(least)
        return f"najmniej {speech.money(least)}, najwięcej {speech.money(most)}"
    if least is not None:
        return f"najmniej {speech.money(least)}"
    return "do uzgodnienia" if most is None else f"najwięcej {speech.money(most)}"


def _week(week: Week) -> str:
    """ "od poniedziałku do piątku, od godziny ósmej do godziny piętnastej"."""
    return ", oraz ".join(
        f"{_days(days)}, "
        + _listed([f"od godziny {_time_gen(h.begin)} do godziny {_time_gen(h.end)}" for h in hours])
        for days, hours in week.alike()
    )


def _days(days: list[int]) -> str:
    if is_row(days):
        return f"od {speech.WEEKDAYS_GEN[days[0]]} do {speech.WEEKDAYS_GEN[days[-1]]}"
    return _listed([speech.weekday_in(day) for day in days])


def _time_gen(time: Time) -> str:
    return speech.time(time.hour, time.minute, "gen")


def _listed(parts: list[str]) -> str:
    """ "w poniedziałek, w środę i w piątek"."""
    return " i ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]

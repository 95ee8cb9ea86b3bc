"""The days of a year as a calendar shows them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from core.calendar.holidays_pl import day_off, holidays_of
from ivr.hours.opening_hours import Hours, OfficeHours
from ivr.hours.week_plan import OpeningSpan, Purpose

DayKind = Literal["open", "shorter", "other_hours", "closed_day", "holiday", "closed"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of an office."""

    day: date
    kind: Annotated[
        DayKind,
        Field(
            description="`open`: by the plan; by an exception `shorter` than it says, in `other_hours`, or "
            "`closed_day`: not at all; `holiday`: by law; `closed`: a Sunday, or no hours in the plan"
        ),
    ]
    spans: Annotated[tuple[OpeningSpan, ...], Field(description="The office's own hours")]
    evening: Annotated[tuple[OpeningSpan, ...], Field(description="Of the pool in which it takes part")]
    name: Annotated[str, Field(description="Of the holiday, or why there is an exception", examples=["Nowy Rok"])]


def days_of_year(hours: Hours, office: str, purpose: Purpose, year: int) -> list[CalendarDay]:
    """From the first of January to the last of December, by what is written down now."""
    written = hours.offices.get(office) or OfficeHours()
    named = holidays_of(year)
    return [_day(hours, written, purpose, day, named.get(day)) for day in _days(year)]


def _day(hours: Hours, written: OfficeHours, purpose: Purpose, day: date, holiday: str | None) -> CalendarDay:
    own, plan = written.on(purpose, day), written.plan(purpose, day)
    pool = None if plan is None else plan.evening_pool
    evening = () if pool is None else (hours.offices.get(pool) or OfficeHours()).on("evening", day).spans
    usual = () if plan is None or day_off(day) else plan.week.of(day.weekday())
    kind: DayKind
    match own.reason.kind:
        case "closed_day":
            kind = "closed_day"
        case "other_hours":
            kind = "shorter" if _minutes(own.spans) < _minutes(usual) else "other_hours"
        case "holiday":
            kind = "holiday" if holiday else "closed"
        case _:
            kind = "open" if own.spans else "closed"
    return CalendarDay(day, kind, own.spans, evening, own.reason.name)


def _minutes(spans: Sequence[OpeningSpan]) -> int:
    return sum(span.end - span.begin for span in spans)


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + number * _DAY for number in range((date(year + 1, 1, 1) - first).days)]

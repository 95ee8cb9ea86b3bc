"""Days of office life: months in a row, working days. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta


def first_of_next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def months(first: date, count: int) -> Iterator[date]:
    """The first days of the month of `first` and of the ones that follow."""
    day = first.replace(day=1)
    for _ in range(count):
        yield day
        day = first_of_next_month(day)


def working_day(day: date) -> date:
    """That day, or the Monday after it."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def years_later(day: date, years: int) -> date:
    """The same day of another year. 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)

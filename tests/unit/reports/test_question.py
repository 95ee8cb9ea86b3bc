"""Periods that a report is held against, and those that go with the day."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.answers.question import Period, before, days_of, year_before

D = date


@pytest.mark.parametrize(
    ("first", "last", "earlier", "year"),
    [
        (D(2026, 11, 24), D(2026, 11, 24), (D(2026, 11, 17), D(2026, 11, 17)), (D(2025, 11, 25), D(2025, 11, 25))),
        (D(2026, 11, 16), D(2026, 11, 22), (D(2026, 11, 9), D(2026, 11, 15)), (D(2025, 11, 17), D(2025, 11, 23))),
        (D(2026, 3, 1), D(2026, 3, 31), (D(2026, 2, 1), D(2026, 2, 28)), (D(2025, 3, 1), D(2025, 3, 31))),
        (D(2026, 1, 1), D(2026, 3, 31), (D(2025, 10, 1), D(2025, 12, 31)), (D(2025, 1, 1), D(2025, 3, 31))),
        (D(2024, 2, 1), D(2024, 2, 29), (D(2024, 1, 1), D(2024, 1, 31)), (D(2023, 2, 1), D(2023, 2, 28))),
        (D(2026, 1, 1), D(2026, 12, 31), (D(2025, 1, 1), D(2025, 12, 31)), (D(2025, 1, 1), D(2025, 12, 31))),
    ],
)
def test_like_is_held_against_like(
    first: date, last: date, earlier: tuple[date, date], year: tuple[date, date]
) -> None:
    assert before(first, last) == earlier
    assert year_before(first, last) == year


@given(st.dates(D(2001, 1, 1), D(2099, 1, 1)), st.integers(0, 400))
def test_the_period_before_never_overlaps_and_keeps_its_weekdays(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    begin, end = before(first, last)
    assert begin <= end < first
    is_of_months = first.day == 1 and (last + timedelta(days=1)).day == 1
    if not is_of_months:
        assert (end - begin, begin.weekday()) == (last - first, first.weekday())
        assert (first - end).days <= 7


def test_the_last_working_day_of_a_weekend_and_of_a_monday_is_the_friday() -> None:
    friday = D(2026, 11, 27)
    for days, first in ((0, D(2026, 11, 26)), (1, friday), (2, friday), (3, friday), (4, D(2026, 11, 30))):
        assert days_of("last_working_day", friday + timedelta(days=days)) == (first, first)


def test_a_holiday_is_no_working_day() -> None:
    for today, working in (
        (D(2027, 1, 4), D(2026, 12, 31)),
        (D(2026, 11, 12), D(2026, 11, 10)),
        (D(2026, 12, 28), D(2026, 12, 23)),
        (D(2027, 3, 30), D(2027, 3, 26)),
    ):
        assert days_of("last_working_day", today) == (working, working)


@given(st.dates(D(2001, 1, 1), D(2099, 1, 1)))
def test_periods_that_go_with_the_day_are_whole(today: date) -> None:
    for period in get_args(Period):
        first, last = days_of(period, today)
        assert first <= last
        assert (first <= today <= last) is period.startswith(("this", "today"))
    assert days_of("this_week", today)[0].weekday() == 0
    assert days_of("last_month", today)[1] + timedelta(days=1) == days_of("this_month", today)[0]

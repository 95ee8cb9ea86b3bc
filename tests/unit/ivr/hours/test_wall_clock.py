"""What the clock on the wall shows, and the real moments behind it, in ordinary nights and in both odd ones."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ivr.hours.wall_clock import DAY, midnight, stretches, wall

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
MINUTE = timedelta(minutes=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def test_an_ordinary_day_is_one_stretch_in_winter_and_in_summer() -> None:
    assert stretches(date(2026, 1, 7), 450, 930) == [(at(date(2026, 1, 7), 6, 30), at(date(2026, 1, 7), 14, 30))]
    assert stretches(date(2026, 7, 7), 450, 930) == [(at(date(2026, 7, 7), 5, 30), at(date(2026, 7, 7), 13, 30))]


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ((0, 0), (6, 0), [((23, 0, -1), (4, 0, 0))]),  # five real hours instead of six
        ((2, 30), (6, 0), [((1, 0, 0), (4, 0, 0))]),  # begins when the clock jumps over its beginning
        ((0, 0), (2, 30), [((23, 0, -1), (1, 0, 0))]),  # ends when the clock jumps over its end
        ((2, 15), (2, 45), []),  # is never shown
        ((2, 0), (3, 0), []),
        ((3, 0), (4, 0), [((1, 0, 0), (2, 0, 0))]),
    ],
)
def test_the_hour_that_is_passed_over_in_march_never_holds(
    begin: tuple[int, int], end: tuple[int, int], expected: list[tuple[tuple[int, int, int], tuple[int, int, int]]]
) -> None:
    found = stretches(SPRING, begin[0] * 60 + begin[1], end[0] * 60 + end[1])
    assert found == [tuple(at(SPRING + timedelta(days=d), h, m) for h, m, d in pair) for pair in expected]


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ((0, 0), (6, 0), [((22, 0, -1), (5, 0, 0))]),  # seven real hours, without a gap
        ((2, 15), (2, 45), [((0, 15, 0), (0, 45, 0)), ((1, 15, 0), (1, 45, 0))]),  # twice
        ((2, 30), (6, 0), [((0, 30, 0), (1, 0, 0)), ((1, 30, 0), (5, 0, 0))]),
        ((0, 0), (2, 30), [((22, 0, -1), (0, 30, 0)), ((1, 0, 0), (1, 30, 0))]),
        ((3, 0), (4, 0), [((2, 0, 0), (3, 0, 0))]),
        ((0, 0), (2, 0), [((22, 0, -1), (0, 0, 0))]),
    ],
)
def test_the_hour_that_comes_twice_in_october_holds_twice(
    begin: tuple[int, int], end: tuple[int, int], expected: list[tuple[tuple[int, int, int], tuple[int, int, int]]]
) -> None:
    found = stretches(AUTUMN, begin[0] * 60 + begin[1], end[0] * 60 + end[1])
    assert found == [tuple(at(AUTUMN + timedelta(days=d), h, m) for h, m, d in pair) for pair in expected]


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(0, DAY - 1), st.integers(1, DAY))
@example(SPRING, 150, 300)
@example(AUTUMN, 150, 300)
def test_a_stretch_holds_exactly_the_minutes_that_the_clock_shows(day: date, begin: int, length: int) -> None:
    end = min(DAY, begin + length)
    found = stretches(day, begin, end)
    moment = midnight(day)
    shown = 0
    while (clock := wall(moment)).date() == day:
        is_shown = begin <= clock.hour * 60 + clock.minute < end
        assert is_shown == any(since <= moment < until for since, until in found)
        shown += is_shown
        moment += MINUTE
    assert sum((until - since for since, until in found), timedelta()) == shown * MINUTE

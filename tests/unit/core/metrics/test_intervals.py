"""Intervals by Poland's clocks, and both nights in which they are changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.intervals import (
    INTERVAL_KINDS,
    SLOT,
    IntervalKind,
    interval_of,
    intervals,
    midnight,
    slot_of,
    split,
)
from core.zone import WARSAW

MOMENTS = st.integers(0, 20 * 366 * 86_400_000).map(
    lambda passed: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=passed)
)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def hours_of(day: date) -> list[str]:
    return [one.label for one in intervals(midnight(day), midnight(day + timedelta(days=1)), "60min")]


def test_the_night_in_spring_has_no_hour_at_two() -> None:
    day = interval_of(midnight(SPRING), "day")
    assert (day.hours, day.slots) == (23, 92)
    assert day.begin == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert day.end == datetime(2026, 3, 29, 22, tzinfo=UTC)
    hours = hours_of(SPRING)
    assert len(hours) == 23
    assert hours[:3] == ["2026-03-29T00:00+01:00", "2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00"]


def test_the_night_in_autumn_has_the_hour_at_two_twice_with_two_labels() -> None:
    day = interval_of(midnight(AUTUMN), "day")
    assert (day.hours, day.slots) == (25, 100)
    hours = hours_of(AUTUMN)
    assert len(hours) == len(set(hours)) == 25
    assert hours[2:4] == ["2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"]


def test_an_hour_that_comes_twice_is_two_intervals_with_different_calls() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=WARSAW, fold=0)
    second = datetime(2026, 10, 25, 2, 30, tzinfo=WARSAW, fold=1)
    assert interval_of(second, "30min").begin - interval_of(first, "30min").begin == timedelta(hours=1)
    assert interval_of(first, "day") == interval_of(second, "day")


@pytest.mark.parametrize(
    ("kind", "label", "hours"),
    [
        ("15min", "2026-11-24T10:15+01:00", 0.25),
        ("30min", "2026-11-24T10:00+01:00", 0.5),
        ("60min", "2026-11-24T10:00+01:00", 1),
        ("day", "2026-11-24", 24),
        ("week", "2026-W48", 168),
        ("month", "2026-11", 720),
        ("quarter", "2026-Q4", 92 * 24 + 1),  # its October has 25 hours in one day
        ("year", "2026", 8760),  # 23 and 25 hours make it even again
    ],
)
def test_every_kind_has_its_label_and_its_length(kind: IntervalKind, label: str, hours: float) -> None:
    found = interval_of(datetime(2026, 11, 24, 9, 17, tzinfo=UTC), kind)
    assert (found.label, found.hours) == (label, hours)


def test_days_before_the_first_monday_belong_to_the_last_week_of_the_year_before() -> None:
    assert interval_of(datetime(2027, 1, 3, 12, tzinfo=UTC), "week").label == "2026-W53"


def test_half_past_eleven_in_utc_is_the_next_day_in_poland() -> None:
    assert interval_of(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "year").label == "2027"


@given(MOMENTS, st.sampled_from(INTERVAL_KINDS))
def test_every_moment_is_in_the_interval_that_is_found_for_it_and_in_no_other(
    moment: datetime, kind: IntervalKind
) -> None:
    found = interval_of(moment, kind)
    assert found.begin <= moment < found.end
    assert interval_of(found.begin, kind) == interval_of(found.end - timedelta(microseconds=1), kind) == found
    assert interval_of(found.end, kind).begin == found.end
    assert slot_of(found.begin) == found.begin  # so a sum of whole slots is right


MICROSECONDS = st.integers(0, 20 * 366 * 86_400_000_000).map(
    lambda passed: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(microseconds=passed)
)


@given(MICROSECONDS, st.timedeltas(timedelta(0), timedelta(days=2)), st.floats(0, 1), st.booleans())
def test_a_stretch_adds_up_wherever_it_is_cut(
    begin: datetime, length: timedelta, share: float, is_at_an_edge: bool
) -> None:
    end, cut = begin + length, begin + length * share
    if is_at_an_edge:
        cut = max(slot_of(cut), begin)
    together: dict[datetime, int] = {}
    for slot, part in [*split(begin, cut), *split(cut, end)]:
        together[slot] = together.get(slot, 0) + part
    assert together == dict(split(begin, end))


@given(MOMENTS, st.integers(0, 40 * 86_400_000))
def test_a_stretch_of_time_is_split_into_slots_without_a_rest(begin: datetime, milliseconds: int) -> None:
    parts = list(split(begin, begin + timedelta(milliseconds=milliseconds)))
    assert sum(part for _, part in parts) == milliseconds
    assert all(0 < part <= 900_000 for _, part in parts)
    assert [slot for slot, _ in parts] == sorted({slot for slot, _ in parts})
    assert all(slot_of(slot) == slot for slot, _ in parts)


def test_a_stretch_over_the_night_in_autumn_lasts_as_long_as_it_does() -> None:
    begin = datetime(2026, 10, 25, 1, 50, tzinfo=WARSAW)
    parts = list(split(begin, datetime(2026, 10, 25, 3, 10, tzinfo=WARSAW)))
    assert sum(part for _, part in parts) == (10 + 60 + 60 + 10) * 60_000
    assert parts[0] == (datetime(2026, 10, 24, 23, 45, tzinfo=UTC), 10 * 60_000)
    assert len(parts) == 1 + 8 + 1
    assert parts[1][0] - parts[0][0] == SLOT


def test_nothing_is_split_of_a_stretch_that_ends_before_it_begins() -> None:
    assert list(split(midnight(AUTUMN), midnight(SPRING))) == []

"""The rule of regular contact: days of the calendar in Warsaw, whatever the hour and the clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.contact_rule import contact_state, day_of, due_on
from core.clock import WARSAW

days = st.dates(date(2025, 6, 1), date(2040, 12, 31))
intervals = st.sampled_from([30, 90])


@pytest.mark.parametrize(
    ("last", "interval", "due"),
    [
        (date(2026, 5, 12), 90, date(2026, 8, 10)),  # the example of the announcement D03
        (date(2026, 1, 1), 90, date(2026, 4, 1)),  # over the night in March
        (date(2026, 9, 1), 90, date(2026, 11, 30)),  # over the night in October
        (date(2027, 12, 1), 90, date(2028, 2, 29)),  # onto a leap day
        (date(2028, 2, 29), 30, date(2028, 3, 30)),  # from a leap day
    ],
)
def test_the_last_day_of_a_contact_follows_from_the_contact_before(last: date, interval: int, due: date) -> None:
    assert due_on(last, interval) == due


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 24, 22, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), date(2026, 11, 25)),  # winter: one hour ahead
        (datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),  # summer: two
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),  # the hour that comes twice
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_the_day_of_a_contact_is_warsaw_s(moment: datetime, day: date) -> None:
    assert day_of(moment) == day


@given(days, intervals, st.integers(0, 120))
def test_each_day_that_passes_leaves_one_day_less(since: date, interval: int, passed: int) -> None:
    today = since + timedelta(days=passed)
    state = contact_state("unemployed", since, [], interval, today)
    assert state.days_left == interval - passed
    assert (state.days_left < 0) == (today > state.due_on)
    assert state.due_on == since + timedelta(days=interval)


@given(days, st.lists(days, max_size=6), intervals, days)
def test_the_latest_contact_that_was_counts_and_a_further_one_never_brings_the_day_forward(
    since: date, contacts: list[date], interval: int, today: date
) -> None:
    state = contact_state("unemployed", since, contacts, interval, today)
    past = [day for day in contacts if day <= today]
    assert state.last_on == max([since, *past])
    now = contact_state("unemployed", since, [*contacts, today], interval, today)
    assert now.due_on >= state.due_on
    if since <= today:
        assert now.days_left == interval


@given(days)
def test_a_day_lasts_from_midnight_to_midnight_in_warsaw_also_when_the_clocks_change(day: date) -> None:
    begins = datetime(day.year, day.month, day.day, tzinfo=WARSAW).astimezone(UTC)
    next_day = day + timedelta(days=1)
    ends = datetime(next_day.year, next_day.month, next_day.day, tzinfo=WARSAW).astimezone(UTC)
    assert day_of(begins) == day_of(ends - timedelta(microseconds=1)) == day
    assert day_of(begins - timedelta(microseconds=1)) == day - timedelta(days=1)


@pytest.mark.parametrize("status", ["seeker", "none"])
def test_nobody_but_the_unemployed_has_to_be_in_touch(status: str) -> None:
    assert not contact_state(status, date(2026, 1, 1), [], 90, date(2026, 11, 24)).is_required

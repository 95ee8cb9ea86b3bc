"""What is promised to somebody who orders a call: within the hours of those who call, and with room for others."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.waiting.callback_promise import MOST_SHIFTS, PROMISED_TIME, Promise, promise
from core.calendar.calling_hours import Shift

KOLNO, POOL = "20060", "20000"
HALF_HOUR, HOUR, DAY = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)
NOTHING = timedelta()
TUESDAY = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(frozen=True)
class EveryDay:
    """The same hours each day of these weeks: from, to, whose queue; in order and apart."""

    hours: tuple[tuple[timedelta, timedelta, str], ...]
    first: datetime = TUESDAY
    days: int = 60

    def shift(self, office: str, topic: str | None, moment: datetime) -> Shift | None:
        for day in range(self.days):
            midnight = self.first + day * DAY
            for begins, ends, queue in self.hours:
                if moment < midnight + ends:
                    return Shift(queue, max(moment, midnight + begins), midnight + ends)
        return None


@dataclass(frozen=True)
class Always:
    def shift(self, office: str, topic: str | None, moment: datetime) -> Shift | None:
        return Shift(office, moment)


USUAL = EveryDay(((7.5 * HOUR, 15.5 * HOUR, KOLNO),))
WITH_POOL = EveryDay(((7.5 * HOUR, 15.5 * HOUR, KOLNO), (16 * HOUR, 20 * HOUR, POOL)))


def promised(
    at: timedelta, hours: EveryDay | Always = USUAL, now: timedelta = NOTHING, then: timedelta = NOTHING
) -> Promise | None:
    """At that time on Tuesday; `now` and `then` are how long those who call are busy with others."""
    return promise(hours, KOLNO, None, TUESDAY + at, lambda _: now, lambda _: then)


@pytest.mark.parametrize(
    ("at", "now", "begin", "end", "not_before"),
    [
        (10 * HOUR, 20 * 60, 10 * HOUR + 20 * timedelta(minutes=1), 11 * HOUR + 20 * timedelta(minutes=1), None),
        (15 * HOUR, 10 * 60, 15 * HOUR + 10 * timedelta(minutes=1), 15.5 * HOUR, None),  # not beyond the hours
        (15.25 * HOUR, 15 * 60, DAY + 7.5 * HOUR, DAY + 8.5 * HOUR, DAY + 7.5 * HOUR),  # no more room today
        (3 * HOUR, 0, 7.5 * HOUR, 8.5 * HOUR, 7.5 * HOUR),
        (21 * HOUR, 0, DAY + 7.5 * HOUR, DAY + 8.5 * HOUR, DAY + 7.5 * HOUR),
    ],
)
def test_today_while_there_is_room_and_else_in_the_next_hours(
    at: timedelta, now: int, begin: timedelta, end: timedelta, not_before: timedelta | None
) -> None:
    made = promised(at, now=timedelta(seconds=now))
    assert made == Promise(
        KOLNO, TUESDAY + begin, TUESDAY + end, None if not_before is None else TUESDAY + not_before
    )


def test_between_the_own_hours_and_those_of_the_pool_the_pool_will_call() -> None:
    made = promised(15.75 * HOUR, WITH_POOL)
    assert made is not None
    assert (made.queue, made.not_before) == (POOL, TUESDAY + 16 * HOUR)
    late = promised(15.25 * HOUR, WITH_POOL, now=HALF_HOUR)
    assert late is not None
    assert (late.queue, late.not_before) == (POOL, TUESDAY + 16 * HOUR)


def test_calls_that_were_put_off_before_take_their_time_and_people_are_told_half_hours() -> None:
    first = promised(21 * HOUR, then=timedelta(minutes=29))
    assert first is not None
    assert first.not_before == TUESDAY + DAY + 7.5 * HOUR
    later = promised(21 * HOUR, then=timedelta(minutes=95))
    assert later is not None
    assert (later.not_before, later.end) == (TUESDAY + DAY + 9 * HOUR, TUESDAY + DAY + 10 * HOUR)


def test_hours_without_room_are_followed_by_the_next_ones() -> None:
    def full_on_wednesday(shift: Shift) -> timedelta:
        return 9 * HOUR if shift.begins < TUESDAY + 2 * DAY else NOTHING

    made = promise(USUAL, KOLNO, None, TUESDAY + 21 * HOUR, lambda _: NOTHING, full_on_wednesday)
    assert made is not None
    assert made.not_before == TUESDAY + 2 * DAY + 7.5 * HOUR


@pytest.mark.parametrize("days", [0, 1])
def test_where_nobody_knows_when_somebody_will_be_there_nothing_is_promised(days: int) -> None:
    assert promised(16 * HOUR, EveryDay(USUAL.hours, days=days)) is None


def test_with_no_room_for_weeks_nothing_is_promised() -> None:
    assert promised(21 * HOUR, EveryDay(USUAL.hours, days=MOST_SHIFTS + 9), then=9 * HOUR) is None


def test_where_somebody_is_always_there_everybody_stands_in_line_at_once() -> None:
    now = timedelta(hours=30)
    assert promised(3 * HOUR, Always(), now=now) == Promise(
        KOLNO, TUESDAY + 3 * HOUR + now, TUESDAY + 3 * HOUR + now + PROMISED_TIME
    )


times = st.integers(0, 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
busy = st.integers(0, 40_000).map(lambda seconds: timedelta(seconds=seconds))


@given(times, busy, busy, st.sampled_from([USUAL, WITH_POOL]))
def test_whatever_is_promised_lies_within_hours_of_the_queue_that_will_call(
    at: timedelta, now: timedelta, then: timedelta, hours: EveryDay
) -> None:
    made = promised(at, hours, now, then)
    if made is None:
        assert then >= 4 * HOUR
        return
    shift = hours.shift(KOLNO, None, made.begin)
    assert shift is not None
    assert (shift.begins, shift.queue) == (made.begin, made.queue)
    assert made.begin < made.end
    assert shift.ends is not None
    assert made.end <= shift.ends
    if made.not_before is not None:
        assert made.not_before == made.begin >= TUESDAY + at

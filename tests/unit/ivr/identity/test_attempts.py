"""Each kind of counter: a row that locks, a day, a bucket of tries, the ceiling of the centre."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.identity.attempts import (
    ALARM_TIME,
    DAY,
    Attempts,
    after_failure,
    after_failure_in_centre,
    after_one_from_bucket,
    after_one_in_day,
    after_success,
    in_day,
    is_locked,
    left_in_bucket,
    left_in_row,
    raises_alarm,
)
from ivr.identity.limits import default_limits

LIMITS = default_limits()
PAIR, CALLER, BUCKET, CENTRE = LIMITS.pair, LIMITS.caller, LIMITS.without_number, LIMITS.centre
LOCK_TIME = PAIR.lock_time
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WARSAW = ZoneInfo("Europe/Warsaw")

moments = st.integers(-100_000, 100_000).map(lambda seconds: NINE + timedelta(seconds=seconds))


def _fail(count: int, at: datetime = NINE, attempts: Attempts | None = None) -> Attempts:
    attempts = attempts or Attempts()
    for _ in range(count):
        attempts = after_failure(attempts, PAIR, at)
    return attempts


def _locked_for(attempts: Attempts, since: datetime) -> timedelta:
    assert attempts.locked_until is not None
    return attempts.locked_until - since


# -- a row that locks


def test_two_wrong_tries_do_not_lock() -> None:
    attempts = _fail(2)
    assert not is_locked(attempts, NINE)
    assert left_in_row(attempts, PAIR, NINE) == 1


def test_three_wrong_tries_in_a_row_lock_for_the_lock_time_to_the_second() -> None:
    attempts = _fail(3)
    assert is_locked(attempts, NINE)
    assert is_locked(attempts, NINE + LOCK_TIME - timedelta(microseconds=1))
    assert not is_locked(attempts, NINE + LOCK_TIME)
    assert timedelta(minutes=15) == LOCK_TIME


def test_a_right_try_in_between_begins_the_row_anew() -> None:
    attempts = after_success(_fail(2))
    assert not is_locked(_fail(2, attempts=attempts), NINE)


def test_each_further_lock_is_twice_as_long_up_to_a_day() -> None:
    attempts, now, minutes = Attempts(), NINE, []
    for _ in range(10):
        attempts = _fail(3, now, attempts)
        minutes.append(_locked_for(attempts, now) / MINUTE)
        now += _locked_for(attempts, now)
        assert not is_locked(attempts, now)
        assert left_in_row(attempts, PAIR, now) == 3
    assert minutes == [15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440]


def test_a_success_ends_the_doubling() -> None:
    attempts = after_success(_fail(3, NINE + LOCK_TIME, _fail(3)))
    assert not is_locked(attempts, NINE + LOCK_TIME)
    assert _locked_for(_fail(3, NINE + DAY, attempts), NINE + DAY) == LOCK_TIME


@pytest.mark.parametrize(("quiet", "lock_time"), [(DAY - SECOND, 2 * LOCK_TIME), (DAY, LOCK_TIME)])
def test_a_day_without_a_wrong_try_ends_the_doubling(quiet: timedelta, lock_time: timedelta) -> None:
    over = NINE + LOCK_TIME
    later = _fail(3, over + quiet, _fail(3))
    assert _locked_for(later, over + quiet) == lock_time


def test_a_day_that_was_locked_is_no_day_without_a_wrong_try() -> None:
    attempts, now = Attempts(), NINE
    for _ in range(8):
        attempts = _fail(3, now, attempts)
        now += _locked_for(attempts, now)
    assert _locked_for(_fail(3, now, attempts), now) == DAY


def test_a_day_without_a_wrong_try_begins_the_row_anew() -> None:
    attempts = _fail(2)
    assert left_in_row(attempts, PAIR, NINE + DAY) == 3
    assert not is_locked(_fail(2, NINE + DAY, attempts), NINE + DAY)


def test_the_callers_own_number_is_locked_after_ten() -> None:
    attempts = Attempts()
    for number in range(1, 10):
        attempts = after_failure(attempts, CALLER, NINE)
        assert not is_locked(attempts, NINE), number
    assert is_locked(after_failure(attempts, CALLER, NINE), NINE)


def test_a_lock_lasts_its_real_time_when_the_clocks_are_put_back() -> None:
    before = datetime(2026, 10, 25, 2, 55, tzinfo=WARSAW)  # at 3:00 it is 2:00 again
    attempts = _fail(3, before.astimezone(UTC))
    shown_later = datetime(2026, 10, 25, 2, 5, fold=1, tzinfo=WARSAW)  # ten minutes later
    assert is_locked(attempts, shown_later.astimezone(UTC))
    assert not is_locked(attempts, (shown_later.astimezone(UTC)) + timedelta(minutes=5))


@given(moments, st.integers(1, 3600))
def test_a_clock_that_steps_back_does_not_open_a_lock_early(now: datetime, step: int) -> None:
    attempts = _fail(3, now)
    assert is_locked(attempts, now - timedelta(seconds=step))


@given(st.lists(st.tuples(moments, st.booleans()), max_size=40))
def test_a_clock_that_jumps_to_and_fro_never_gives_more_tries_nor_a_lock_without_an_end(
    steps: list[tuple[datetime, bool]],
) -> None:
    attempts = Attempts()
    for now, is_right in steps:
        if is_locked(attempts, now):
            continue
        attempts = after_success(attempts) if is_right else after_failure(attempts, PAIR, now)
        assert 0 <= attempts.failures_in_row < PAIR.in_row
        assert 1 <= left_in_row(attempts, PAIR, now) <= PAIR.in_row
        if is_locked(attempts, now):
            assert LOCK_TIME <= _locked_for(attempts, now) <= PAIR.longest_time


# -- a day


def test_a_day_counts_from_the_first_wrong_try_in_it_and_is_over_at_once() -> None:
    attempts = after_one_in_day(after_one_in_day(Attempts(), NINE), NINE + timedelta(hours=23))
    assert in_day(attempts, NINE + DAY - SECOND) == 2
    assert in_day(attempts, NINE + DAY) == 0
    assert in_day(after_one_in_day(attempts, NINE + DAY), NINE + DAY) == 1


# -- a bucket of tries


def _emptied(at: datetime = NINE) -> Attempts:
    attempts = Attempts()
    for _ in range(BUCKET.tries):
        attempts = after_one_from_bucket(attempts, BUCKET, at)
    return attempts


def test_a_bucket_is_empty_after_so_many_tries_and_gives_one_back_after_each_span() -> None:
    attempts = _emptied()
    assert left_in_bucket(attempts, BUCKET, NINE) == 0
    assert left_in_bucket(attempts, BUCKET, NINE + BUCKET.give_back_time - SECOND) == 0
    assert left_in_bucket(attempts, BUCKET, NINE + BUCKET.give_back_time) == 1
    assert left_in_bucket(attempts, BUCKET, NINE + 7 * BUCKET.give_back_time + SECOND) == 7
    assert left_in_bucket(attempts, BUCKET, NINE + timedelta(days=30)) == BUCKET.tries


def test_what_is_on_its_way_back_is_not_lost_by_another_try() -> None:
    half = BUCKET.give_back_time / 2
    attempts = after_one_from_bucket(_emptied(), BUCKET, NINE + BUCKET.give_back_time + half)
    assert left_in_bucket(attempts, BUCKET, NINE + 2 * BUCKET.give_back_time) == 1


@given(st.lists(st.integers(0, 1200), max_size=80))
def test_nobody_gets_more_out_of_a_bucket_than_was_put_in_nor_waits_longer_than_a_span(gaps: list[int]) -> None:
    attempts, now, taken = Attempts(), NINE, 0
    for gap in gaps:
        now += timedelta(seconds=gap)
        left = left_in_bucket(attempts, BUCKET, now)
        assert 0 <= left <= BUCKET.tries
        if left:
            attempts, taken = after_one_from_bucket(attempts, BUCKET, now), taken + 1
            assert left_in_bucket(attempts, BUCKET, now) == left - 1
        assert left_in_bucket(attempts, BUCKET, now + BUCKET.give_back_time) >= 1
        assert taken <= BUCKET.tries + (now - NINE) // BUCKET.give_back_time


# -- the ceiling of the centre


def _in_centre(count: int, at: datetime, attempts: Attempts | None = None) -> Attempts:
    attempts = attempts or Attempts()
    for _ in range(count):
        attempts = after_failure_in_centre(attempts, CENTRE, at)
    return attempts


def test_below_the_ceiling_nothing_is_slow() -> None:
    attempts = _in_centre(CENTRE.tries - 1, NINE)
    assert not is_locked(attempts, NINE)
    later = NINE + CENTRE.within_time
    assert not is_locked(_in_centre(CENTRE.tries - 1, later, attempts), later), "the span was over"


def test_at_the_ceiling_answers_are_slow_until_it_has_been_quiet_for_the_span() -> None:
    attempts = _in_centre(CENTRE.tries, NINE)
    assert is_locked(attempts, NINE + CENTRE.within_time - SECOND)
    assert not is_locked(attempts, NINE + CENTRE.within_time)
    longer = _in_centre(1, NINE + 5 * MINUTE, attempts)
    assert is_locked(longer, NINE + 5 * MINUTE + CENTRE.within_time - SECOND)


def test_an_attack_that_goes_on_stays_slow_though_the_span_begins_anew() -> None:
    attempts, now = Attempts(), NINE
    for number in range(300):  # eight a minute
        now = NINE + number * timedelta(seconds=7.5)
        attempts = _in_centre(1, now, attempts)
        assert is_locked(attempts, now) == (number >= CENTRE.tries - 1)


def test_there_is_an_alarm_at_the_ceiling_and_then_once_a_minute_while_it_goes_on() -> None:
    alarms, attempts = [], Attempts()
    for second in range(300):
        now = NINE + second * SECOND
        after = _in_centre(1, now, attempts)
        if raises_alarm(attempts, after):
            alarms.append(now)
        attempts = after
    first = NINE + (CENTRE.tries - 1) * SECOND
    assert alarms == [first + number * ALARM_TIME for number in range(5)][: len(alarms)]
    assert len(alarms) >= 4

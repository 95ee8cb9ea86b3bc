from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from ivr.identity.attempts import DAY, Attempts, after_failure, after_success, attempts_left, is_locked
from ivr.identity.limits import default_limits

CARD_LIMITS, CALLER_LIMITS = default_limits().card, default_limits().caller
LOCK_TIME = CARD_LIMITS.lock_time

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WARSAW = ZoneInfo("Europe/Warsaw")


def _fail(count: int, at: datetime = NINE, attempts: Attempts | None = None) -> Attempts:
    attempts = attempts or Attempts()
    for _ in range(count):
        attempts = after_failure(attempts, CARD_LIMITS, at)
    return attempts


def test_two_wrong_tries_do_not_lock() -> None:
    attempts = _fail(2)
    assert not is_locked(attempts, NINE)
    assert attempts_left(attempts, CARD_LIMITS) == 1


def test_three_wrong_tries_in_a_row_lock_for_the_lock_time_to_the_second() -> None:
    attempts = _fail(3)
    assert is_locked(attempts, NINE)
    assert is_locked(attempts, NINE + LOCK_TIME - timedelta(microseconds=1))
    assert not is_locked(attempts, NINE + LOCK_TIME)
    assert timedelta(minutes=15) == LOCK_TIME


def test_a_right_try_in_between_begins_the_row_anew() -> None:
    attempts = after_success(_fail(2))
    assert not is_locked(_fail(2, attempts=attempts), NINE)


def test_after_the_lock_two_tries_are_left_for_the_day() -> None:
    attempts = _fail(3)
    assert attempts_left(attempts, CARD_LIMITS) == 2


def test_five_in_a_day_lock_until_the_office_resets_it() -> None:
    attempts = _fail(2, NINE + timedelta(hours=23), _fail(3))
    assert attempts.is_blocked
    assert is_locked(attempts, NINE + timedelta(days=3650))
    assert attempts_left(attempts, CARD_LIMITS) == 0


def test_right_tries_in_between_do_not_forgive_the_day() -> None:
    attempts = Attempts()
    for _ in range(5):
        attempts = after_success(after_failure(attempts, CARD_LIMITS, NINE))
    assert attempts.is_blocked


def test_a_new_day_counts_from_the_first_wrong_try_in_it() -> None:
    attempts = _fail(2, NINE + DAY, _fail(2))
    assert (attempts.failures_in_day, attempts.day_started_at) == (2, NINE + DAY)
    assert not attempts.is_blocked


def test_a_block_is_lifted_by_nothing_but_a_reset() -> None:
    attempts = _fail(5)
    later = NINE + timedelta(days=30)
    assert is_locked(after_failure(attempts, CARD_LIMITS, later), later)
    assert is_locked(after_success(attempts), later)


def test_the_callers_own_number_is_locked_after_ten_and_never_until_a_reset() -> None:
    attempts = Attempts()
    for number in range(1, 10):
        attempts = after_failure(attempts, CALLER_LIMITS, NINE)
        assert not is_locked(attempts, NINE), number
    attempts = after_failure(attempts, CALLER_LIMITS, NINE)
    assert is_locked(attempts, NINE)
    for _ in range(100):
        attempts = after_failure(attempts, CALLER_LIMITS, NINE)
    assert not attempts.is_blocked


def test_a_lock_lasts_its_real_time_when_the_clocks_are_put_back() -> None:
    before = datetime(2026, 10, 25, 2, 55, tzinfo=WARSAW)  # at 3:00 it is 2:00 again
    attempts = _fail(3, before.astimezone(UTC))
    shown_later = datetime(2026, 10, 25, 2, 5, fold=1, tzinfo=WARSAW)  # ten minutes later
    assert is_locked(attempts, shown_later.astimezone(UTC))
    assert not is_locked(attempts, (shown_later.astimezone(UTC)) + timedelta(minutes=5))


moments = st.integers(-100_000, 100_000).map(lambda seconds: NINE + timedelta(seconds=seconds))
tries = st.lists(st.tuples(moments, st.booleans()), max_size=30)


@given(tries)
def test_a_clock_that_jumps_to_and_fro_never_lifts_a_block_nor_gives_more_tries(
    steps: list[tuple[datetime, bool]],
) -> None:
    attempts = Attempts()
    for now, is_right in steps:
        if is_locked(attempts, now):
            continue
        was_blocked = attempts.is_blocked
        attempts = after_success(attempts) if is_right else after_failure(attempts, CARD_LIMITS, now)
        assert not was_blocked or attempts.is_blocked
        assert 0 <= attempts.failures_in_row < CARD_LIMITS.in_row
        assert attempts.failures_in_day <= 5
        assert 0 <= attempts_left(attempts, CARD_LIMITS) <= 3


@given(st.lists(st.tuples(st.integers(0, 4000), st.booleans()), max_size=40))
def test_never_more_than_five_wrong_tries_in_any_day_that_is_counted(steps: list[tuple[int, bool]]) -> None:
    attempts, now, counted = Attempts(), NINE, 0
    for seconds, is_right in steps:
        now += timedelta(seconds=seconds)
        if is_locked(attempts, now):
            continue
        if not is_right:
            counted = 1 if attempts.day_started_at is None or now - attempts.day_started_at >= DAY else counted + 1
            attempts = after_failure(attempts, CARD_LIMITS, now)
            assert counted <= 5
            assert attempts.is_blocked == (counted == 5)
        else:
            attempts = after_success(attempts)


@given(moments, st.integers(1, 3600))
def test_a_clock_that_steps_back_does_not_open_a_lock_early(now: datetime, step: int) -> None:
    attempts = _fail(3, now)
    assert is_locked(attempts, now - timedelta(seconds=step))

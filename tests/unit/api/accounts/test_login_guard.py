"""When wrong log-ins delay further ones: the policy alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.accounts.errors import TooManyAttempts
from api.accounts.login_guard import (
    BUDGET,
    BUDGET_OF_ADDRESS,
    FREE_TRIES,
    GIVEN_BACK_EVERY,
    MOST_DELAY,
    ROW,
    Count,
    Policy,
    Subject,
    subject_of_codes,
    subjects_of,
    wait_time,
)
from api.http.networks import network_of

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

moments = st.floats(0, 100_000).map(lambda seconds: NINE + timedelta(seconds=seconds))
pauses = st.lists(st.floats(0, 2000), max_size=80)


def let_in(policy: Policy, seconds: list[float]) -> tuple[list[datetime], Count, datetime]:
    """Wrong tries with these pauses: when the password was looked at, and what stands in the end."""
    now, count, found = NINE, Count(), []
    for pause in seconds:
        now += timedelta(seconds=pause)
        if policy.wait_time(count, now) == 0:
            count = policy.after_try(count, now)
            found.append(now)
    return found, count, now


@given(pauses)
def test_after_four_wrong_tries_each_wait_is_twice_the_one_before(seconds: list[float]) -> None:
    found, _, _ = let_in(ROW, seconds)
    for number, (earlier, later) in enumerate(pairwise(found), start=1):
        expected = (
            min(MOST_DELAY.total_seconds(), 2.0 ** (number - FREE_TRIES - 1)) if number > FREE_TRIES else 0.0
        )
        assert (later - earlier).total_seconds() >= expected


@given(st.integers(1, 200))
def test_a_row_never_delays_for_more_than_fifteen_minutes(tries: int) -> None:
    count, now = Count(), NINE
    for _ in range(tries):
        count = ROW.after_try(count, now)
        now += timedelta(seconds=ROW.wait_time(count, now))
        assert ROW.wait_time(count, now) == 0
    assert 0 <= (now - NINE).total_seconds() <= tries * MOST_DELAY.total_seconds()


@given(pauses)
def test_who_was_right_begins_anew(seconds: list[float]) -> None:
    _, count, now = let_in(ROW, seconds)
    again = ROW.after_success(count, now)
    for _ in range(FREE_TRIES):
        assert ROW.wait_time(again, now) == 0
        again = ROW.after_try(again, now)
    assert ROW.wait_time(again, now) == 0


@given(pauses)
def test_what_is_taken_back_changes_neither_the_row_nor_its_next_wait(seconds: list[float]) -> None:
    """Somebody who has the password, and asks without the code between two guesses, gains nothing by it."""
    _, count, now = let_in(ROW, seconds)
    now += timedelta(seconds=ROW.wait_time(count, now))
    plain = ROW.after_try(count, now)
    detour = ROW.after_try(ROW.taken_back(ROW.after_try(count, now), now), now)
    assert detour == plain


def test_a_row_of_yesterday_is_over() -> None:
    count = replace(Count(), failures=9, changed_at=NINE)
    assert ROW.after_try(count, NINE + timedelta(days=1)).failures == 1
    assert ROW.after_try(count, NINE + timedelta(hours=23)).failures == 10


@given(st.lists(st.floats(0, 200), max_size=100))
def test_an_address_has_twenty_wrong_tries_and_one_more_every_fifteen_seconds(seconds: list[float]) -> None:
    found, _, _ = let_in(BUDGET_OF_ADDRESS, seconds)
    for first in range(len(found)):
        for last in range(first, len(found)):
            span = found[last] - found[first]
            assert last - first + 1 <= BUDGET + span // GIVEN_BACK_EVERY + 1


@given(st.integers(0, 60), st.floats(0, 3600))
def test_a_budget_says_exactly_how_long_to_wait(tries: int, pause: float) -> None:
    _, count, now = let_in(BUDGET_OF_ADDRESS, [0.0] * tries)
    now += timedelta(seconds=pause)
    wait = timedelta(seconds=BUDGET_OF_ADDRESS.wait_time(count, now))
    assert wait <= GIVEN_BACK_EVERY
    assert BUDGET_OF_ADDRESS.wait_time(count, now + wait) == 0
    if wait > timedelta(milliseconds=1):
        assert BUDGET_OF_ADDRESS.wait_time(count, now + wait - timedelta(milliseconds=1)) > 0


@given(st.integers(0, BUDGET - 1), st.integers(0, 600))
def test_a_right_log_in_costs_an_address_nothing_and_gives_it_nothing(wrong: int, pause: int) -> None:
    _, count, now = let_in(BUDGET_OF_ADDRESS, [0.0] * wrong)
    now += timedelta(seconds=pause)
    after = BUDGET_OF_ADDRESS.after_success(BUDGET_OF_ADDRESS.after_try(count, now), now)
    left = 0
    while BUDGET_OF_ADDRESS.wait_time(after, now) == 0:
        after, left = BUDGET_OF_ADDRESS.after_try(after, now), left + 1
    assert left == BUDGET - max(0, wrong - timedelta(seconds=pause) // GIVEN_BACK_EVERY)


def test_a_clock_that_steps_back_gives_nothing_back_and_breaks_nothing() -> None:
    _, count, now = let_in(BUDGET_OF_ADDRESS, [0.0] * BUDGET)
    assert BUDGET_OF_ADDRESS.wait_time(count, now - timedelta(hours=1)) > 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.20.6.17", "10.20.6.17"),
        ("::ffff:10.20.6.17", "10.20.6.17"),
        ("2001:db8:7:24::1", "2001:db8:7:24::/64"),
        ("2001:db8:7:24:ffff:ffff:ffff:ffff", "2001:db8:7:24::/64"),
        ("2001:db8:7:25::1", "2001:db8:7:25::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_whoever_has_one_address_of_an_ipv6_network_has_them_all(address: str, network: str) -> None:
    assert network_of(address) == network


@given(st.text(max_size=10), st.text(max_size=10), st.text(max_size=10), st.text(max_size=10))
def test_different_people_are_different_subjects_and_none_names_them(a: str, b: str, x: str, y: str) -> None:
    def keys(username: str, address: str) -> set[str]:
        strangers = subjects_of(f"u{username}", address, None)
        return {subject.key for subject in [*strangers, subject_of_codes(f"u{username}")]}

    if a != b and "\n" not in a + b + x + y:
        pair, address, codes = (
            subject.key for subject in [*subjects_of(f"u{a}", x, None), subject_of_codes(f"u{a}")]
        )
        assert pair not in keys(b, y)
        assert codes not in keys(b, y)
        assert (address in keys(b, y)) == (network_of(x) == network_of(y))
    assert all(len(key) == 64 for key in keys(a, x))


def test_a_known_device_counts_by_itself_alone() -> None:
    [subject] = subjects_of("k20060-1", "203.0.113.7", "hash of a device")
    [elsewhere] = subjects_of("k20060-1", "10.20.6.17", "hash of a device")
    assert subject == elsewhere
    assert subject.key not in {other.key for other in subjects_of("k20060-1", "203.0.113.7", None)}


@given(moments)
def test_the_longest_wait_counts(now: datetime) -> None:
    pair, address = (Subject("pair", ROW), Subject("address", BUDGET_OF_ADDRESS))
    delayed = Count(9, now, now + timedelta(seconds=16))
    spent = Count(BUDGET, now)
    assert wait_time([(pair, Count()), (address, Count())], now) == (0.0, None)
    assert wait_time([(pair, delayed), (address, spent)], now) == (16.0, pair)
    assert wait_time([(pair, Count()), (address, spent)], now) == (15.0, address)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 sekundę"),
        (2, "2 sekundy"),
        (4.1, "5 sekund"),
        (22, "22 sekundy"),
        (59.5, "1 minutę"),
        (61, "2 minuty"),
        (900, "15 minut"),
    ],
)
def test_a_refusal_says_in_polish_how_long_to_wait(seconds: float, words: str) -> None:
    error = TooManyAttempts(seconds)
    assert error.message_pl == f"Zbyt wiele nieudanych prób. Prosimy spróbować ponownie za {words}."
    assert error.retry_after >= seconds

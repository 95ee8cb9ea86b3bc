"""The expected wait: three estimators against figures reckoned by hand, and silence where nobody can know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.choice.expected_wait import (
    LAST_SEEN,
    LONGEST,
    MOST_CONTRADICTION,
    RECENT_TIME,
    WIDEST,
    ExpectedWait,
    PastWait,
    QueueSnapshot,
    expected_wait,
)

NOW = 10_000.0


def line(
    place: int = 1,
    working: int = 0,
    *,
    handle_time: float = 300.0,
    head_wait_time: float = 0.0,
    past_waits: list[PastWait] | None = None,
) -> QueueSnapshot:
    return QueueSnapshot(place, working, handle_time, head_wait_time, past_waits or [])


def waits(*seconds: float, place: int = 1, ago: float = 60.0) -> list[PastWait]:
    return [PastWait(NOW - ago, wait_time, place) for wait_time in seconds]


def test_place_and_staff_alone_give_a_range_around_their_quotient() -> None:
    # The fourth of a line that two serve in 300 s each: 600 s, a quarter more or less.
    assert expected_wait(line(4, 2), NOW) == ExpectedWait(450.0, 750.0)
    assert expected_wait(line(1, 2), NOW) == ExpectedWait(75.0, 225.0)


def test_the_last_waits_are_scaled_by_the_place() -> None:
    # 50, 60 and 100 s from the second place: 100, 120, 200 s from the fourth, the middle one counts.
    assert expected_wait(line(4, past_waits=waits(50, 100, 60, place=2)), NOW) == ExpectedWait(90.0, 150.0)


def test_a_wait_long_ago_says_nothing() -> None:
    assert expected_wait(line(past_waits=waits(100, ago=RECENT_TIME)), NOW) is None
    assert expected_wait(line(past_waits=waits(100, ago=RECENT_TIME - 1)), NOW) is not None


def test_only_the_very_last_waits_are_looked_at() -> None:
    recent = waits(*[100.0] * LAST_SEEN)
    assert expected_wait(line(past_waits=waits(1, 1, 1, 1, 1, 1) + recent), NOW) == ExpectedWait(50.0, 150.0)


def test_the_wait_of_the_first_in_line_is_an_estimate() -> None:
    # 300 s by staff; whoever stands first has waited 400 s, and one of two is served before: 400 s.
    found = expected_wait(line(2, 2, head_wait_time=400), NOW)
    assert found is not None
    middle, scatter = 350.0, 0.5 / 2**0.5
    assert found.low_time == pytest.approx(middle * (1 - scatter))
    assert found.high_time == pytest.approx(middle * (1 + scatter))


def test_the_range_holds_every_estimate() -> None:
    # 150 s by the last waits, 300 s by staff, 450 s by the first one: of place 9 the scatter alone is a sixth.
    found = expected_wait(
        line(9, 9, handle_time=300, head_wait_time=100, past_waits=waits(150, place=9)),
        NOW,
    )
    assert found == ExpectedWait(150.0, 450.0)


@pytest.mark.parametrize(("place", "head_wait_time"), [(1, 4000.0), (2, 30.0)])
def test_the_first_in_line_is_no_estimate_for_oneself_or_too_soon(place: int, head_wait_time: float) -> None:
    assert expected_wait(line(place, 2, head_wait_time=head_wait_time), NOW) == expected_wait(line(place, 2), NOW)


def test_no_wait_is_said_if_nobody_works_and_nobody_was_served() -> None:
    assert expected_wait(line(), NOW) is None
    assert expected_wait(line(3, head_wait_time=400), NOW) is None


def test_no_wait_is_said_if_the_estimates_contradict_each_other() -> None:
    by_staff = 100.0
    for factor, is_known in ((MOST_CONTRADICTION, True), (MOST_CONTRADICTION + 0.1, False)):
        found = expected_wait(line(1, 1, handle_time=by_staff, past_waits=waits(by_staff * factor)), NOW)
        assert (found is not None) == is_known


def test_waits_of_a_few_seconds_do_not_contradict_each_other() -> None:
    assert expected_wait(line(1, 1, handle_time=50, past_waits=waits(2)), NOW) is not None
    assert expected_wait(line(1, 1, handle_time=61, past_waits=waits(2)), NOW) is None


def test_nothing_is_promised_for_a_very_long_wait_or_in_a_very_wide_range() -> None:
    assert expected_wait(line(36, 6, handle_time=LONGEST / 6), NOW) is not None
    assert expected_wait(line(36, 6, handle_time=LONGEST / 6 + 1), NOW) is None
    assert expected_wait(line(1, 1, handle_time=WIDEST), NOW) is not None
    assert expected_wait(line(1, 1, handle_time=WIDEST + 1), NOW) is None


@pytest.mark.parametrize(
    ("low", "high", "minutes"),
    [(0, 30, (0, 1)), (0, 0, (0, 1)), (59, 60, (0, 1)), (60, 61, (1, 2)), (150, 450, (2, 8))],
)
def test_whole_minutes_are_announced_from_below_and_from_above(
    low: float, high: float, minutes: tuple[int, int]
) -> None:
    assert ExpectedWait(low, high).minutes == minutes


@pytest.mark.parametrize(
    ("wait_time", "error"), [(100.0, -20.0), (120.0, 0.0), (300.0, 0.0), (480.0, 0.0), (500.0, 20.0)]
)
def test_the_error_is_what_the_wait_missed_the_announced_minutes_by(wait_time: float, error: float) -> None:
    assert ExpectedWait(150.0, 450.0).error(wait_time) == error


@given(
    place=st.integers(1, 40),
    working=st.integers(0, 20),
    handle_time=st.floats(10, 3600),
    head_wait_time=st.floats(0, 4000),
    past_waits=st.lists(
        st.builds(PastWait, st.floats(NOW - 2000, NOW), st.floats(0, 4000), st.integers(1, 40)), max_size=8
    ),
)
def test_whatever_is_said_is_a_range_that_says_something(
    place: int, working: int, handle_time: float, head_wait_time: float, past_waits: list[PastWait]
) -> None:
    found = expected_wait(QueueSnapshot(place, working, handle_time, head_wait_time, past_waits), NOW)
    if found is not None:
        assert 0 <= found.low_time <= found.high_time
        assert found.high_time - found.low_time <= WIDEST
        low, high = found.minutes
        assert 60 * low <= found.low_time
        assert 60 * high >= found.high_time
        assert low < high or found.low_time == found.high_time
        assert found.error((found.low_time + found.high_time) / 2) == 0

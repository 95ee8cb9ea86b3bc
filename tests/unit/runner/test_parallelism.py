"""The number of real calls at once follows from the calls."""

import pytest

from tests.runner.parallelism import STILL_SHARE, Call, Parallelism

LONG = 30.0


def call(began: float, *, still: float = 0.0, late_sound: float = 0.0, has_failed: bool = False) -> Call:
    return Call(began, began + LONG, still, sound=20.0, late_sound=late_sound, has_failed=has_failed)


def rounds(parallelism: Parallelism, begin: float, count: int, *, still: float = 0.0) -> list[int]:
    """The number after each of `count` rounds of calls that are all alike."""
    found = []
    for number in range(count):
        for _ in range(parallelism.now):
            parallelism.take(call(begin + number * LONG, still=still))
        found.append(parallelism.now)
    return found


def test_a_round_of_calls_on_time_adds_one_call_up_to_the_most() -> None:
    assert rounds(Parallelism(2, most=6), 0, 6) == [3, 4, 5, 6, 6, 6]


def test_late_calls_take_one_away_down_to_one() -> None:
    parallelism = Parallelism(4, most=6)
    found = rounds(parallelism, 0, 5, still=LONG)
    assert found == [3, 2, 1, 1, 1]
    assert (parallelism.highest, parallelism.lowered) == (4, 3)


def test_calls_that_went_on_together_take_one_away_together() -> None:
    parallelism = Parallelism(6, most=6)
    for began in (0.0, 1.0, 2.0):
        parallelism.take(call(began, still=6.0))
    assert parallelism.now == 5
    parallelism.take(call(LONG + 1, still=6.0))
    assert parallelism.now == 4


def test_a_call_that_began_before_a_change_does_not_tell_whether_the_change_was_good() -> None:
    parallelism = Parallelism(1, most=6)
    parallelism.take(call(0))
    assert parallelism.now == 2
    for _ in range(5):
        parallelism.take(call(10))  # began when there was one
    assert parallelism.now == 2
    parallelism.take(call(10, still=6.0))  # but it noticed what the second one did
    assert parallelism.now == 1


def test_what_was_too_much_is_tried_again_only_after_two_rounds_however_often_it_was() -> None:
    parallelism = Parallelism(4, most=6)
    parallelism.take(call(0, still=6.0))
    parallelism.take(call(LONG, still=6.0))
    assert rounds(parallelism, 2 * LONG, 4) == [2, 3, 3, 4]


def test_a_failure_lowers_at_once_if_the_machine_stood_still_for_a_moment_and_else_tells_nothing() -> None:
    parallelism = Parallelism(2, most=6)
    for _ in range(5):
        parallelism.take(call(0, has_failed=True))
    assert parallelism.now == 2
    parallelism.take(call(0, still=0.11, has_failed=True))
    assert parallelism.now == 1


@pytest.mark.parametrize(
    ("measured", "is_late"),
    [
        (call(0), False),
        (call(0, still=STILL_SHARE * LONG), False),
        (call(0, still=STILL_SHARE * LONG + 0.1), True),
        (call(0, late_sound=0.3), False),
        (call(0, late_sound=0.5), True),
        (Call(0, 0.1, 0.0, sound=0.0), False),
        (Call(0, LONG, 0.0, ran=4.0, waited=15.9), False),
        (Call(0, LONG, 0.0, ran=4.0, waited=16.1), True),
        (Call(0, LONG, 0.0, ran=0.01, waited=0.1), False),
    ],
)
def test_stand_stills_late_sound_and_waiting_for_a_processor_are_measured(measured: Call, is_late: bool) -> None:
    assert measured.was_late == is_late


@pytest.mark.parametrize(("begin", "most", "now"), [(2, 6, 2), (8, 6, 6), (0, 3, 1)])
def test_it_begins_within_its_bounds(begin: int, most: int, now: int) -> None:
    assert Parallelism(begin, most).now == now

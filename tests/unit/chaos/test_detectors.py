"""What `make chaos` takes for wrong: lists of moments in, faults out."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaos.detectors import (
    Gap,
    Overtaking,
    Sample,
    Wait,
    Window,
    gaps,
    overtakings,
    own_pauses,
    wrong_for_long,
)

PACKET = 0.02


def steady(begin: float, end: float) -> list[float]:
    """A packet every 20 ms."""
    return [begin + PACKET * n for n in range(round((end - begin) / PACKET))]


# -- gaps


def test_a_steady_stream_has_no_gap() -> None:
    assert gaps(steady(0, 10), 0, 10, 0.2) == []


def test_a_missing_stretch_is_found_with_its_beginning_and_length() -> None:
    (gap,) = gaps([*steady(0, 4), *steady(5, 10)], 0, 10, 0.2)
    assert (round(gap.begin, 2), round(gap.length, 2)) == (3.98, 1.02)


def test_nothing_at_all_is_one_gap() -> None:
    assert gaps([], 2, 5, 0.2) == [Gap(2, 3)]


def test_silence_at_the_end_counts() -> None:
    (gap,) = gaps(steady(0, 7), 0, 10, 0.2)
    assert round(gap.length, 2) == 3.02


def test_what_the_telephones_did_not_send_is_not_the_centres_fault() -> None:
    heard = [*steady(0, 4), *steady(4.6, 10)]
    assert gaps(heard, 0, 10, 0.2) != []
    assert gaps(heard, 0, 10, 0.2, stalls=[Window(4.0, 4.55)]) == []
    assert gaps(heard, 0, 10, 0.2, stalls=[Window(6.0, 6.5)]) != []


pauses = st.lists(st.floats(0.001, 1.0), min_size=1, max_size=60)


@given(pauses, st.floats(0.01, 0.9))
def test_every_pause_that_is_too_long_is_found_and_no_other(lengths: list[float], longest: float) -> None:
    moments = list(accumulate(lengths))
    found = gaps(moments[:-1], 0.0, moments[-1], longest)
    begins = [0.0, *moments[:-1]]
    expected = [begin for begin, end in zip(begins, moments, strict=True) if end - begin > longest]
    assert [gap.begin for gap in found] == expected


@given(pauses, st.floats(0.01, 0.9), st.lists(st.tuples(st.floats(0, 60), st.floats(0, 2)), max_size=4))
def test_stalls_only_ever_excuse(lengths: list[float], longest: float, stalls: list[tuple[float, float]]) -> None:
    moments = list(accumulate(lengths))
    windows = [Window(begin, begin + length) for begin, length in stalls]
    excused = {gap.begin for gap in gaps(moments[:-1], 0.0, moments[-1], longest, windows)}
    assert excused <= {gap.begin for gap in gaps(moments[:-1], 0.0, moments[-1], longest)}


@given(
    st.lists(st.tuples(st.integers(0, 600), st.integers(1, 40)), max_size=20),
    st.integers(0, 300),
    st.integers(0, 400),
)
def test_no_moment_of_standing_still_is_excused_twice(
    stalls: list[tuple[int, int]], begin: int, length: int
) -> None:
    """In tenths of a second: counted one by one."""
    windows = [Window(at / 10, (at + lasts) / 10) for at, lasts in stalls]
    excused = {tenth for at, lasts in stalls for tenth in range(at - 1, at + lasts + 1)}
    expected = len(excused & set(range(begin, begin + length))) / 10
    assert own_pauses(begin / 10, (begin + length) / 10, windows, late=0.1) == pytest.approx(expected)


def test_many_short_pauses_excuse_no_more_than_there_was() -> None:
    """Every 60 ms one of 50 ms, for three seconds: the spans around them overlap."""
    stalls = [Window(10 + 0.06 * n, 10.05 + 0.06 * n) for n in range(50)]
    assert own_pauses(0, 60, stalls, late=0.1) == pytest.approx(3.19)
    assert own_pauses(0, 60, stalls) == pytest.approx(2.5)


# -- places in the queue


def wait(
    call: str,
    joined: float,
    served: float | None,
    *,
    office: str = "20060",
    left: float = 1000.0,
    ready: float | None = None,
) -> Wait:
    return Wait(call, office, joined, joined if ready is None else ready, served, left)


def test_who_came_first_and_is_served_first_was_not_overtaken() -> None:
    assert overtakings([wait("a", 0, 20), wait("b", 5, 21)], 1.0) == []


def test_who_came_first_and_is_served_later_was_overtaken() -> None:
    assert overtakings([wait("a", 0, 30), wait("b", 5, 21)], 1.0) == [Overtaking("a", "b")]


def test_who_is_never_served_was_overtaken_too_unless_gone_before() -> None:
    assert overtakings([wait("a", 0, None), wait("b", 5, 21)], 1.0) == [Overtaking("a", "b")]
    assert overtakings([wait("a", 0, None, left=20), wait("b", 5, 21)], 1.0) == []


def test_who_could_not_talk_yet_was_not_overtaken() -> None:
    assert overtakings([wait("a", 0, 30, ready=25), wait("b", 5, 21)], 1.0) == []
    assert overtakings([wait("a", 0, 30, ready=15), wait("b", 5, 21)], 1.0) == [Overtaking("a", "b")]


def test_another_office_overtakes_nobody() -> None:
    assert overtakings([wait("a", 0, 30), wait("b", 5, 21, office="20620")], 1.0) == []


def test_a_moment_is_no_order() -> None:
    assert overtakings([wait("a", 0.0, 21.5), wait("b", 0.5, 21.0)], 1.0) == []


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 50)), max_size=25))
def test_served_in_the_order_of_coming_nobody_is_overtaken(queue: list[tuple[float, float]]) -> None:
    joined = sorted(at for at, _ in queue)
    served = list(accumulate((each for _, each in queue), initial=100.0))
    waits = [wait(str(n), at, served[n]) for n, at in enumerate(joined)]
    assert overtakings(waits, 0.5) == []


@given(st.lists(st.integers(0, 500), min_size=2, max_size=20, unique=True), st.data())
def test_one_who_is_put_back_behind_the_others_is_found(joins: list[int], data: st.DataObject) -> None:
    joins.sort()
    unlucky = data.draw(st.integers(0, len(joins) - 2))
    waits = [
        wait(str(n), 10.0 * at, 10_000.0 + 10 * n + (1000.0 if n == unlucky else 0.0), left=20_000.0)
        for n, at in enumerate(joins)
    ]
    assert [each.first for each in overtakings(waits, 1.0)] == [str(unlucky)]


# -- states


def samples(*wrong: bool) -> list[Sample]:
    return [Sample(float(at), not is_wrong, "ready, but talking") for at, is_wrong in enumerate(wrong)]


def test_a_moment_of_difference_is_allowed() -> None:
    assert wrong_for_long(samples(False, True, True, True, False), 3.0, []) == []


def test_a_lasting_difference_counts_once_from_its_beginning() -> None:
    found = wrong_for_long(samples(False, *[True] * 20, False), 3.0, [])
    assert [sample.at for sample in found] == [1.0]


def test_two_lasting_differences_count_twice() -> None:
    found = wrong_for_long(samples(*[True] * 6, False, *[True] * 6), 3.0, [])
    assert [sample.at for sample in found] == [0.0, 7.0]


def test_within_a_window_nobody_can_know_but_what_lasts_after_it_counts() -> None:
    assert wrong_for_long(samples(*[True] * 9), 3.0, [Window(0, 8)]) == []
    assert [s.at for s in wrong_for_long(samples(*[True] * 9), 3.0, [Window(0, 2)])] == [3.0]


def test_another_wrong_state_begins_anew() -> None:
    changing = [Sample(float(at), False, f"state {at // 3}") for at in range(30)]
    assert wrong_for_long(changing, 3.0, []) == []


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 6))
def test_it_is_found_exactly_when_it_lasts(wrong: list[bool], settling: int) -> None:
    text = "".join("x" if each else "." for each in wrong)
    lasting = [run for run in text.split(".") if len(run) - 1 > settling]
    assert len(wrong_for_long(samples(*wrong), float(settling), [])) == len(lasting)

"""Who was there when, out of quarters of an hour."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.simulation.attendance import QUARTER, QuarterTimes, Spell, spells_of

QUARTERS = st.dictionaries(
    st.integers(0, 20),
    st.floats(0, QUARTER).flatmap(
        lambda ready: st.floats(0, QUARTER - ready).map(lambda away: QuarterTimes(ready, away))
    ),
)


def test_whoever_comes_and_goes_within_quarters_is_there_in_one_piece() -> None:
    quarters = {2: QuarterTimes(300, 0), 3: QuarterTimes(900, 0), 4: QuarterTimes(120, 0)}
    assert spells_of(quarters) == (Spell(2 * QUARTER + 600, 4 * QUARTER + 120),)


def test_a_pause_of_which_the_quarter_tells_lies_in_its_middle() -> None:
    quarters = {0: QuarterTimes(900, 0), 1: QuarterTimes(600, 300), 2: QuarterTimes(900, 0)}
    assert spells_of(quarters) == (Spell(0, 1200, pauses=True), Spell(1500, 2700))


def test_whoever_was_logged_out_in_between_went_home() -> None:
    quarters = {0: QuarterTimes(900, 0), 3: QuarterTimes(900, 0)}
    assert spells_of(quarters) == (Spell(0, 900), Spell(2700, 3600))
    paused = {**quarters, 1: QuarterTimes(0, 900), 2: QuarterTimes(0, 900)}
    assert spells_of(paused)[0] == Spell(0, 900, pauses=True)


def test_a_conversation_of_ones_own_is_no_time_for_callers() -> None:
    assert spells_of({0: QuarterTimes(900, 0)}, [(100.0, 400.0)]) == (
        Spell(0, 100, pauses=True),
        Spell(400, 900),
    )


@given(QUARTERS)
def test_spells_are_apart_in_order_and_as_long_as_the_records_say(quarters: dict[int, QuarterTimes]) -> None:
    spells = spells_of(quarters)
    told = sum(times.ready for times in quarters.values())
    # Gaps below a second are joined, and a quarter with less than half a second missing is whole.
    assert sum(spell.end - spell.begin for spell in spells) == pytest.approx(told, abs=1.5 * len(quarters) + 0.01)
    assert all(spell.begin < spell.end for spell in spells)
    assert all(before.end <= after.begin for before, after in pairwise(spells))

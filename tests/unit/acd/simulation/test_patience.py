"""How long callers would wait, of whom most were served before."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.simulation.patience import Patience

WAITS = st.lists(st.integers(1, 300).map(float), max_size=30)


def test_whoever_was_served_counts_as_longer_than_the_wait() -> None:
    # Of four who are there at 10 s one gives up; at 30 s one of two, and the last one stays.
    patience = Patience(gave_up=[10.0, 30.0], stayed=[20.0, 60.0])
    assert patience.share_after(9) == 1
    assert patience.share_after(10) == pytest.approx(3 / 4)
    assert patience.share_after(30) == pytest.approx(3 / 4 / 2)
    assert patience.share_after(1000) == pytest.approx(3 / 8)


def test_where_nobody_gives_up_everybody_waits() -> None:
    assert Patience([], [5.0, 6.0]).drawn(Random(1)) == math.inf
    assert Patience([], []).drawn(Random(1), longer_than=10) == math.inf


@given(WAITS, WAITS, st.integers(0, 400).map(float), st.integers())
def test_what_is_drawn_is_longer_than_what_was_waited_and_somebody_gave_up_then(
    gave_up: list[float], stayed: list[float], waited: float, seed: int
) -> None:
    drawn = Patience(gave_up, stayed).drawn(Random(seed), longer_than=waited)
    assert drawn > waited
    assert drawn == math.inf or drawn in gave_up


@given(WAITS, WAITS)
def test_shares_only_fall(gave_up: list[float], stayed: list[float]) -> None:
    patience = Patience(gave_up, stayed)
    shares = [patience.share_after(wait) for wait in range(0, 310, 10)]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)


def test_draws_follow_the_shares() -> None:
    patience, random = Patience([10.0, 30.0], [20.0, 60.0]), Random(7)
    drawn = [patience.drawn(random) for _ in range(4000)]
    assert drawn.count(10.0) / 4000 == pytest.approx(1 / 4, abs=0.03)
    assert drawn.count(math.inf) / 4000 == pytest.approx(3 / 8, abs=0.03)

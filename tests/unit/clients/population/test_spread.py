"""Evenly spread numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.population.spread import DIMENSIONS, Spread


@given(st.integers(0, 1000), st.integers(0, 10_000_000))
def test_every_coordinate_is_from_0_up_to_1(seed: int, number: int) -> None:
    assert all(0 <= coordinate < 1 for coordinate in Spread(seed).at(number))


@pytest.mark.parametrize("dimension", range(DIMENSIONS))
@pytest.mark.parametrize("begin", [0, 777, 31_500])
def test_any_500_people_in_a_row_have_the_right_share_in_each_dimension(dimension: int, begin: int) -> None:
    spread = Spread(7)
    for share in (0.1, 0.42, 0.62, 0.9):
        below = sum(spread.at(number)[dimension] < share for number in range(begin, begin + 500))
        assert below / 500 == pytest.approx(share, abs=0.012)


def test_two_dimensions_are_independent() -> None:
    points = [Spread(7).at(number)[:2] for number in range(2000)]
    both = sum(first < 0.3 and second < 0.4 for first, second in points)
    assert both / 2000 == pytest.approx(0.12, abs=0.01)


def test_two_seeds_give_two_sequences() -> None:
    assert Spread(1).at(0) != Spread(2).at(0)

"""How far places are from each other, and in which gmina an office is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.lists.distance import Point, metres
from core.lists.gminas import seat_gmina

_POINTS = st.builds(Point, st.floats(52, 54.6), st.floats(21.4, 24.2))


def test_bialystok_is_74_kilometres_from_lomza() -> None:
    assert metres(Point(53.1325, 23.1688), Point(53.1781, 22.0590)) == pytest.approx(74_200, abs=500)


@given(_POINTS, _POINTS, _POINTS)
def test_it_is_a_distance(one: Point, other: Point, third: Point) -> None:
    assert metres(one, one) == 0
    assert metres(one, other) == metres(other, one)
    assert metres(one, third) <= metres(one, other) + metres(other, third) + 2


@pytest.mark.parametrize(
    ("office", "seat", "teryt"),
    [("20060", "Kolno", "2006011"), ("20000", "Białystok", "2061011"), ("20060", "Nigdzie", None)],
)
def test_an_office_is_in_the_gmina_of_its_town(office: str, seat: str, teryt: str | None) -> None:
    assert seat_gmina(office, seat) == teryt

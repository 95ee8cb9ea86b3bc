import pytest

from market.places.nearness import Ring, neighbours, ring

KOLNO = "2006011"


@pytest.mark.parametrize(
    ("gmina", "county", "expected"),
    [
        (KOLNO, "2006", Ring.GMINA),
        ("2006022", "2006", Ring.COUNTY),
        (None, "2006", Ring.COUNTY),
        (None, "2007", Ring.NEIGHBOUR),
        (None, "2062", Ring.NEIGHBOUR),
        (None, "2061", Ring.PROVINCE),
        (None, "1465", Ring.ELSEWHERE),
        (None, None, Ring.ELSEWHERE),
    ],
)
def test_near_is_the_same_gmina_county_or_one_beside_it(
    gmina: str | None, county: str | None, expected: Ring
) -> None:
    assert ring(KOLNO, gmina, county) is expected


def test_a_city_and_the_land_around_it_are_one_county() -> None:
    assert ring("2061011", None, "2002") is Ring.COUNTY


def test_whoever_borders_is_bordered() -> None:
    assert all(here in neighbours()[there] for here, others in neighbours().items() for there in others)

"""The statutory holidays of Poland, compared with a library that is kept up to date by others."""

from datetime import date

import pytest
from holidays import country_holidays

from core.calendar.holidays_pl import FIRST_YEAR, LAST_YEAR, day_off, holidays_of


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_the_holidays_of_a_year_are_those_of_the_library(year: int) -> None:
    expected = sorted(country_holidays("PL", years=year, language="pl").items())
    assert list(holidays_of(year).items()) == expected


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2010, 1, 6), None),
        (date(2011, 1, 6), "Święto Trzech Króli"),
        (date(2018, 11, 12), "Narodowe Święto Niepodległości - 100-lecie"),
        (date(2024, 12, 24), None),
        (date(2025, 12, 24), "Wigilia Bożego Narodzenia"),
        (date(2038, 4, 25), "Niedziela Wielkanocna"),
        (date(2026, 6, 4), "Dzień Bożego Ciała"),
        (date(2026, 11, 22), "niedziela"),
        (date(2026, 11, 23), None),
    ],
)
def test_a_day_is_free_since_the_law_says_so(day: date, name: str | None) -> None:
    assert day_off(day) == name

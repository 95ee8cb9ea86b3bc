"""On which days an article may be told: one rule for calls, desk, search and lists."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.articles.in_force import holds_until, is_in_force, why_not
from knowledge.rates.rate import NO_RATES
from tests.support.knowledge.article_versions import CODE, RATES, content

DAY = date(2026, 11, 27)
_DAYS = st.dates(date(2026, 10, 1), date(2027, 2, 1))


def test_it_holds_on_its_first_and_on_its_last_day_and_on_none_outside() -> None:
    said = content(valid_from=DAY, valid_until=DAY)
    assert is_in_force(said, NO_RATES, DAY)
    assert why_not(said, NO_RATES, DAY - timedelta(days=1)) == "Obowiązuje dopiero od 27.11.2026."
    assert why_not(said, NO_RATES, DAY + timedelta(days=1)) == "Obowiązywał tylko do 27.11.2026."


def test_it_is_told_no_longer_than_its_source_is_known_to_hold() -> None:
    said = content(source_holds_until=DAY)
    assert is_in_force(said, NO_RATES, DAY)
    assert why_not(said, NO_RATES, DAY + timedelta(days=1)) == "Źródło było pewne tylko do 27.11.2026."


@pytest.mark.parametrize("part", ["short_answer", "full_answer", "steps"])
def test_a_rate_that_ends_takes_every_article_that_names_it_along(part: str) -> None:
    named = f"{{stawka:{CODE}}}"
    changed: dict[str, Any] = {part: (named,) if part == "steps" else named}
    pl = replace(content().texts["pl"], **changed)
    said = content(texts={"pl": pl})
    assert is_in_force(said, RATES, date(2027, 5, 31))
    assert why_not(said, RATES, date(2027, 6, 1)) == f"Nie ma obowiązującej stawki: {CODE}."


def test_just_this_is_told_until_the_first_of_its_ends() -> None:
    assert holds_until(content(), NO_RATES, DAY) is None
    said = content(valid_until=DAY + timedelta(days=9), source_holds_until=DAY + timedelta(days=4))
    assert holds_until(said, NO_RATES, DAY) == DAY + timedelta(days=4)
    pl = replace(content().texts["pl"], short_answer=f"Wynosi {{stawka:{CODE}}}.")
    assert holds_until(content(texts={"pl": pl}), RATES, DAY) == date(2027, 5, 31)


def test_the_day_by_which_it_is_to_be_looked_at_again_takes_nothing_away() -> None:
    assert is_in_force(content(review_by=DAY - timedelta(days=9)), NO_RATES, DAY)


@given(_DAYS, st.none() | _DAYS, st.none() | _DAYS, _DAYS)
def test_the_days_on_which_it_is_told_are_one_stretch(
    first: date, last: date | None, holds: date | None, day: date
) -> None:
    said = content(valid_from=first, valid_until=last, source_holds_until=holds)
    ends = [each for each in (last, holds) if each is not None]
    assert is_in_force(said, NO_RATES, day) == (first <= day and all(day <= end for end in ends))

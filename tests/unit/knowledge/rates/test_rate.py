"""Amounts in texts: the words are the same in every channel, and none without a rate in force."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rates.rate import (
    NO_RATES,
    Rate,
    RateNotInForce,
    Rates,
    filled,
    rates_named,
)
from tests.support.knowledge.article_versions import CODE, RATES

DAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("language", "said"), [("pl", "1721,90 zł"), ("en", "PLN 1,721.90"), ("uk", "1721,90 злотих")]
)
def test_an_amount_is_written_as_it_is_read_in_each_language(language: str, said: str) -> None:
    assert filled(f"Zasiłek: {{stawka:{CODE}}}.", RATES, DAY, language) == f"Zasiłek: {said}."  # type: ignore[arg-type]


def test_a_rate_holds_from_its_first_to_its_last_day_and_not_a_day_longer() -> None:
    for day in (date(2026, 6, 1), date(2027, 5, 31)):
        assert filled(f"{{stawka:{CODE}}}", RATES, day, "pl") == "1721,90 zł"
    for day in (date(2026, 5, 31), date(2027, 6, 1)):
        with pytest.raises(RateNotInForce, match=CODE):
            filled(f"{{stawka:{CODE}}}", RATES, day, "pl")


def test_a_text_without_rates_needs_none() -> None:
    assert filled("Zapraszamy {tu}.", NO_RATES, DAY, "pl") == "Zapraszamy {tu}."


def test_the_rates_of_a_text_are_named_once_each_in_their_order() -> None:
    assert rates_named("{stawka:b} {stawka:a} {stawka:b} {stawka:} {stawka:ż}") == ["b", "a"]


codes = st.from_regex(r"[A-Za-z0-9_.-]{1,20}", fullmatch=True)


@given(
    st.lists(st.one_of(st.text(), codes.map(lambda code: f"{{stawka:{code}}}"))).map("".join),
    st.decimals(0, 10**6, places=2),
)
def test_where_every_rate_is_known_none_is_left_in_the_text(text: str, amount: Decimal) -> None:
    known = Rates(Rate(code, "", amount, DAY, DAY, "", "low") for code in rates_named(text))
    assert rates_named(filled(text, known, DAY, "pl")) == []
    for code in rates_named(text)[:1]:
        with pytest.raises(RateNotInForce, match="nie obowiązuje"):
            filled(text, known, DAY + timedelta(days=1), "pl")
        assert known.on(code, DAY) is not None

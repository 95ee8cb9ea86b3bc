"""What holds of a rate, when it ends, and what it says of itself when it is made up."""

from datetime import date
from decimal import Decimal

import pytest

from ivr.speech.spoken_form import spoken_form
from knowledge.rates.rate import Language, Rate, Rates, filled
from knowledge.rates.standing import State, standing_of
from ops.demonstration.seed_rates import made_up

DAY = date(2026, 12, 1)
SHIPPED = Rate("z", "Zasiłek", Decimal("1721.90"), date(2025, 6, 1), date(2026, 5, 31), "ustawa", "high")


def span(first: date, last: date | None, amount: int = 1) -> Rate:
    return Rate("z", "Zasiłek", Decimal(amount), first, last, "ustawa", "high")


JUNE = span(date(2026, 6, 1), date(2026, 12, 31), 2)
NEXT = span(date(2027, 1, 1), date(2027, 5, 31), 3)
LATER = span(date(2027, 2, 1), None, 4)


@pytest.mark.parametrize(
    ("spans", "state", "ends_on"),
    [
        ([], "unknown", None),
        ([SHIPPED], "ended", date(2026, 5, 31)),
        ([SHIPPED, JUNE], "ends", date(2026, 12, 31)),
        ([JUNE, NEXT], "holds", date(2027, 5, 31)),
        ([LATER, JUNE], "ends", date(2026, 12, 31)),  # a month in between has none
        ([JUNE, span(date(2027, 1, 1), None)], "holds", None),
        ([span(date(2026, 1, 1), date(2027, 1, 1))], "holds", date(2027, 1, 1)),
        ([NEXT], "planned", None),
    ],
)
def test_a_rate_ends_after_its_last_day_unless_another_one_begins_on_the_next(
    spans: list[Rate], state: State, ends_on: date | None
) -> None:
    found = standing_of(spans, DAY)
    assert (found.state, found.ends_on) == (state, ends_on)


def test_what_is_planned_comes_next_first_and_what_was_newest_first() -> None:
    found = standing_of([LATER, SHIPPED, span(date(2024, 1, 1), date(2025, 5, 31)), JUNE], DAY)
    assert found.today == JUNE
    assert [rate.valid_from.year for rate in (*found.planned, *found.past)] == [2027, 2025, 2024]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pl", "Wynosi 1700,00 zł (kwota z pokazu) przez 90 dni."),
        ("en", "Wynosi PLN 1,700.00 (an amount of a demonstration) przez 90 dni."),
        ("uk", "Wynosi 1700,00 злотих (сума з демонстрації) przez 90 dni."),
    ],
)
def test_an_amount_of_a_demonstration_says_so_in_every_language(language: Language, said: str) -> None:
    made = made_up([SHIPPED], DAY)
    assert made is not None
    assert filled("Wynosi {stawka:z} przez 90 dni.", Rates([SHIPPED, made]), DAY, language) == said


def test_it_is_said_on_the_line_too() -> None:
    said = spoken_form("Wynosi 1700,00 zł (kwota z pokazu) przez pierwsze 90 dni.")
    assert "kwota z pokazu" in said
    assert "tysiąc siedemset złotych" in said


def test_a_made_up_rate_is_round_named_so_and_of_the_year_of_benefit() -> None:
    made = made_up([SHIPPED], DAY)
    assert made is not None
    assert (made.title, made.amount, made.source_certainty) == ("Zasiłek (pokaz)", Decimal(1700), "low")
    assert made.source.startswith("pokaz: ")
    assert (made.valid_from, made.valid_until) == (date(2026, 6, 1), date(2027, 5, 31))
    again = made_up([SHIPPED, made], date(2027, 6, 1))
    assert again is not None
    assert (again.title, again.valid_from) == ("Zasiłek (pokaz)", date(2027, 6, 1))


@pytest.mark.parametrize("spans", [[], [SHIPPED, JUNE], [NEXT], [span(date(2020, 1, 1), None)]])
def test_where_a_rate_holds_or_none_was_nothing_is_made_up(spans: list[Rate]) -> None:
    assert made_up(spans, DAY) is None


def test_a_made_up_rate_ends_before_what_is_planned_and_begins_after_what_was() -> None:
    made = made_up([span(date(2026, 6, 1), date(2026, 9, 30)), NEXT], DAY)
    assert made is not None
    assert (made.valid_from, made.valid_until) == (date(2026, 10, 1), date(2026, 12, 31))

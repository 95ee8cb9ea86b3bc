"""Values and periods as people read them."""

from datetime import date, datetime, timedelta

import pytest

from core.metrics.dictionary import METRICS
from core.metrics.intervals import interval_of, intervals, midnight
from core.zone import WARSAW
from reports.answers.catalogue import HIGHER_IS_BETTER, LOWER_IS_BETTER
from reports.answers.words_pl import (
    NBSP,
    interval_text,
    moment_text,
    number_text,
    period_text,
    plural,
    time_text,
    value_text,
    value_with_unit,
)


@pytest.mark.parametrize(
    ("value", "unit", "cell", "sentence"),
    [
        (86.34, "%", "86,3 %", "86,3 %"),
        (0.0, "%", "0,0 %", "0,0 %"),
        (81.25, "%", "81,3 %", "81,3 %"),  # 13 of 16: the board says so, too
        (-0.04, "%", "0,0 %", "0,0 %"),
        (5.2, "s", "5 s", "5 s"),
        (62.5, "s", "1 min 3 s", "1 min 3 s"),
        (65.0, "s", "1 min 5 s", "1 min 5 s"),
        (3723.0, "s", "1 h 02 min", "1 h 02 min"),
        (1.0, "zgłoszenia", "1", "1 zgłoszenie"),
        (22.0, "rozmowy", "22", "22 rozmowy"),
        (112.0, "wizyty", "112", "112 wizyt"),
        (9999.0, "połączenia", "9999", "9999 połączeń"),
        (9999.96, "min", "10 000,0", "10 000,0 min"),
        (-0.04, "%", "0,0 %", "0,0 %"),
        (1234567.0, "połączenia", "1 234 567", "1 234 567 połączeń"),
        (12.345, "h", "12,3", "12,3 h"),
        (4.5, "1–5", "4,50", "4,50"),
        (0.987, "", "0,99", "0,99"),
        (None, "%", "–", "–"),
    ],
)
def test_a_value_is_written_the_polish_way(value: float | None, unit: str, cell: str, sentence: str) -> None:
    assert value_text(value, unit).replace(NBSP, " ") == cell
    assert value_with_unit(value, unit).replace(NBSP, " ") == sentence


def test_every_unit_of_the_dictionary_can_be_written() -> None:
    for metric in METRICS.values():
        text = value_text(1234.5, metric.unit)
        assert text
        assert "." not in text


def test_each_figure_has_at_most_one_good_direction() -> None:
    assert not LOWER_IS_BETTER & HIGHER_IS_BETTER
    assert METRICS.keys() >= LOWER_IS_BETTER | HIGHER_IS_BETTER


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), "wtorek 24.11.2026"),
        (date(2026, 11, 3), date(2026, 11, 3), "wtorek 03.11.2026"),
        (date(2026, 11, 1), date(2026, 11, 30), "listopad 2026"),
        (date(2026, 2, 1), date(2026, 2, 28), "luty 2026"),
        (date(2026, 10, 1), date(2026, 12, 31), "IV kwartał 2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "rok 2026"),
        (date(2026, 11, 23), date(2026, 11, 29), "23.11–29.11.2026"),
        (date(2025, 12, 29), date(2026, 1, 4), "29.12.2025–04.01.2026"),
        (date(2026, 2, 1), date(2026, 4, 30), "01.02–30.04.2026"),
    ],
)
def test_a_period_is_named_as_people_name_it(first: date, last: date, text: str) -> None:
    assert period_text(first, last) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("15min", "24.11 8:15–8:30"),
        ("60min", "24.11 8:00–9:00"),
        ("day", "wt 24.11.2026"),
        ("week", "tydz. 48: 23.11–29.11.2026"),
        ("month", "listopad 2026"),
        ("quarter", "IV kwartał 2026"),
        ("year", "2026"),
    ],
)
def test_an_interval_is_named_by_poland_s_clocks(kind: str, text: str) -> None:
    at = datetime(2026, 11, 24, 8, 20, tzinfo=WARSAW)
    assert interval_text(interval_of(at, kind), is_alone=False) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(("night", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_no_two_quarters_of_a_night_of_clocks_have_one_name(night: date, hours: int) -> None:
    begin, end = midnight(night), midnight(night + timedelta(days=1))
    names = [interval_text(one, is_alone=True) for one in intervals(begin, end, "15min")]
    assert len(set(names)) == len(names) == 4 * hours
    assert names[-1] == "23:45–24:00"
    assert any("3:00" in name and "czas" in name for name in names) is (hours == 25)


def test_a_moment_names_its_day_unless_it_is_known() -> None:
    at = datetime(2026, 11, 24, 14, 32, 59, tzinfo=WARSAW)
    assert moment_text(at, date(2026, 11, 24)) == "14:32"
    assert moment_text(at) == "24.11.2026 14:32"


def test_nouns_follow_their_number() -> None:
    forms = ("rozmowa", "rozmowy", "rozmów")
    found = {n: plural(n, forms) for n in (0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 112)}
    assert {n for n, form in found.items() if form == "rozmowy"} == {2, 4, 22}
    assert {n for n, form in found.items() if form == "rozmowa"} == {1}


def test_times_are_rounded_to_seconds_and_numbers_never_show_a_negative_zero() -> None:
    texts = [time_text(value).replace(NBSP, " ") for value in (0.4, 59.6, 3599.6, -65.0)]
    assert texts == ["0 s", "1 min", "1 h", "-1 min 5 s"]
    assert number_text(-0.01, 0) == "0"

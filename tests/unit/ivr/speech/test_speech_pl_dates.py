"""Ordinals, hours, dates, days of the week as they are said in Polish."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.polish import speech_pl as speech
from tests.support.scenarios.polish_numerals import HOUR_LOC, UP_TO_99_GEN, other_form, words


@pytest.mark.parametrize(
    ("n", "form", "spoken"),
    [
        (1, "n.nom", "pierwsze"),
        (2, "n.nom", "drugie"),
        (3, "n.nom", "trzecie"),
        (20, "n.nom", "dwudzieste"),
        (21, "n.nom", "dwudzieste pierwsze"),
        (1, "f.nom", "pierwsza"),
        (2, "f.nom", "druga"),
        (3, "f.nom", "trzecia"),
        (22, "f.nom", "dwudziesta druga"),
        (11, "f.ins", "jedenastą"),
        (12, "f.ins", "dwunastą"),
        (2, "f.ins", "drugą"),
        (3, "f.loc", "trzeciej"),
        (23, "f.loc", "dwudziestej trzeciej"),
        (0, "f.loc", "zerowej"),
        (3, "m.loc", "trzecim"),
        (2, "m.ins", "drugim"),
        (2, "m.dat", "drugiemu"),
        (3, "m.nom", "trzeci"),
        (40, "m.gen", "czterdziestego"),
        (100, "m.gen", "setnego"),
        (101, "n.nom", "sto pierwsze"),
        (120, "f.nom", "sto dwudziesta"),
        (200, "m.nom", "dwusetny"),
        (300, "n.nom", "trzechsetne"),
        (500, "f.nom", "pięćsetna"),
        (1000, "m.nom", "tysięczny"),
        (1900, "m.gen", "tysiąc dziewięćsetnego"),
        (2000, "m.gen", "dwutysięcznego"),
        (3000, "m.nom", "trzytysięczny"),
        (2001, "m.gen", "dwa tysiące pierwszego"),
        (21_000, "m.nom", "dwudziestojednotysięczny"),
        (105_000, "n.nom", "stupięciotysięczne"),
        (999_999, "m.nom", f"{speech.cardinal(999_900)} dziewięćdziesiąty dziewiąty"),
    ],
)
def test_an_ordinal_in_its_form(n: int, form: str, spoken: str) -> None:
    assert speech.ordinal(n, form) == spoken


@pytest.mark.parametrize(
    ("form", "ending"),
    [
        ("m.nom", "y"),
        ("m.gen", "ego"),
        ("m.dat", "emu"),
        ("m.acc", "y"),
        ("m.ins", "ym"),
        ("m.loc", "ym"),
        ("f.nom", "a"),
        ("f.gen", "ej"),
        ("f.dat", "ej"),
        ("f.acc", "ą"),
        ("f.ins", "ą"),
        ("f.loc", "ej"),
        ("n.nom", "e"),
        ("n.gen", "ego"),
        ("n.dat", "emu"),
        ("n.acc", "e"),
        ("n.ins", "ym"),
        ("n.loc", "ym"),
    ],
)
def test_tens_and_units_of_an_ordinal_decline_and_nothing_else(form: str, ending: str) -> None:
    for n in range(1, 1000):
        head, last = divmod(n, 100)
        if last == 0:
            continue
        declined = " ".join(other_form(word, ending) for word in UP_TO_99_GEN[last - 1].split())
        assert speech.ordinal(n, form) == (f"{speech.cardinal(head * 100)} {declined}" if head else declined)


@given(st.integers(0, speech.LARGEST_ORDINAL))
def test_every_ordinal_is_words_of_letters(n: int) -> None:
    assert re.fullmatch(r"[a-ząćęłńóśźż]+( [a-ząćęłńóśźż]+)*", speech.ordinal(n, "f.ins"))


def test_an_ordinal_out_of_range_or_in_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="is not between"):
        speech.ordinal(1_000_000)
    with pytest.raises(ValueError, match=r"n\.nom"):
        speech.ordinal(1, "neuter")


def test_all_clock_times() -> None:
    for hour in range(24):
        for minute in range(60):
            spoken = HOUR_LOC[hour]
            if minute:
                spoken += (" zero " if minute < 10 else " ") + speech.cardinal(minute)
            assert speech.time_loc(hour, minute) == spoken
            # The hour alone changes with the case.
            nominative = re.sub(r"ej\b", "a", spoken).replace("drugia", "druga")
            assert speech.time_nom(hour, minute) == nominative
            assert speech.time_ins(hour, minute) == re.sub(r"iej\b|ej\b", "ą", spoken).replace("trzecą", "trzecią")


@pytest.mark.parametrize(
    ("hour", "minute", "spoken"),
    [
        (0, 0, "zerowej"),
        (0, 1, "zerowej zero jeden"),
        (7, 30, "siódmej trzydzieści"),
        (8, 5, "ósmej zero pięć"),
        (9, 0, "dziewiątej"),
        (10, 15, "dziesiątej piętnaście"),
        (15, 30, "piętnastej trzydzieści"),
        (20, 0, "dwudziestej"),
        (21, 45, "dwudziestej pierwszej czterdzieści pięć"),
        (23, 59, "dwudziestej trzeciej pięćdziesiąt dziewięć"),
        (24, 0, "dwudziestej czwartej"),
    ],
)
def test_a_time_after_o_godzinie(hour: int, minute: int, spoken: str) -> None:
    assert speech.time_loc(hour, minute) == spoken


def test_hours_between() -> None:
    assert f"{speech.time_ins(11)} a {speech.time_ins(12)}" == "jedenastą a dwunastą"
    assert speech.time_ins(13, 30) == "trzynastą trzydzieści"


@pytest.mark.parametrize(("hour", "minute"), [(-1, 0), (25, 0), (24, 1), (7, 60), (7, -1)])
def test_a_time_that_does_not_exist_is_refused(hour: int, minute: int) -> None:
    with pytest.raises(ValueError, match="not a time of day"):
        speech.time_loc(hour, minute)


MONTHS = words(
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
)


def test_all_days_of_a_leap_year() -> None:
    day = date(2028, 1, 1)
    for _ in range(366):
        assert speech.date_gen(day) == f"{UP_TO_99_GEN[day.day - 1]} {MONTHS[day.month - 1]}"
        day += timedelta(days=1)
    assert day == date(2029, 1, 1)


def test_all_years_from_1900_to_2099() -> None:
    for year in range(1900, 2100):
        century, last = divmod(year, 100)
        if last:
            spoken = f"{ {19: 'tysiąc dziewięćset', 20: 'dwa tysiące'}[century] } {UP_TO_99_GEN[last - 1]}"
        else:
            spoken = {1900: "tysiąc dziewięćsetnego", 2000: "dwutysięcznego"}[year]
        assert speech.date_gen(date(year, 5, 12), True) == f"dwunastego maja {spoken} roku"


@pytest.mark.parametrize(
    ("day", "spoken"),
    [
        (date(2027, 1, 1), "pierwszego stycznia dwa tysiące dwudziestego siódmego roku"),
        (date(2025, 12, 24), "dwudziestego czwartego grudnia dwa tysiące dwudziestego piątego roku"),
        (date(1987, 2, 22), "dwudziestego drugiego lutego tysiąc dziewięćset osiemdziesiątego siódmego roku"),
        (date(2020, 8, 3), "trzeciego sierpnia dwa tysiące dwudziestego roku"),
        (date(2000, 2, 29), "dwudziestego dziewiątego lutego dwutysięcznego roku"),
        (date(2010, 10, 30), "trzydziestego października dwa tysiące dziesiątego roku"),
        (date(2026, 5, 31), "trzydziestego pierwszego maja dwa tysiące dwudziestego szóstego roku"),
    ],
)
def test_a_date_with_its_year(day: date, spoken: str) -> None:
    assert speech.date_gen(day, with_year=True) == spoken


def test_the_days_of_the_week() -> None:
    assert [speech.weekday_in(n) for n in range(7)] == [
        "w poniedziałek",
        "we wtorek",
        "w środę",
        "w czwartek",
        "w piątek",
        "w sobotę",
        "w niedzielę",
    ]
    assert speech.weekday_in(date(2026, 11, 24).weekday()) == "we wtorek"
    for n in (-1, 7):
        with pytest.raises(ValueError, match="not a weekday"):
            speech.weekday_in(n)


def test_the_months_after_za() -> None:
    assert [speech.month_acc(n) for n in (1, 5, 9, 12)] == ["styczeń", "maj", "wrzesień", "grudzień"]
    for n in (0, 13):
        with pytest.raises(ValueError, match="not a month"):
            speech.month_acc(n)

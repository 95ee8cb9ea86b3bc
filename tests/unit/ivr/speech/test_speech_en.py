"""English numbers, dates and hours."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.english import speech_en as speech
from ivr.speech.polish.speech_pl import LARGEST_CARDINAL, LARGEST_ORDINAL, NOUNS

# An oracle of its own: words back to numbers.
_VALUES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: value * 10
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SIZES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}


def number(words: str) -> int:
    total = part = 0
    for word in words.replace("-", " ").replace(" and ", " ").split():
        if word == "hundred":
            part *= 100
        elif word in _SIZES:
            total, part = total + part * _SIZES[word], 0
        else:
            part += _VALUES[word]
    return total + part


@given(st.integers(0, LARGEST_CARDINAL))
def test_every_number_is_said_and_means_itself(n: int) -> None:
    assert number(speech.cardinal(n)) == n


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "zero"),
        (21, "twenty-one"),
        (100, "one hundred"),
        (101, "one hundred and one"),
        (999, "nine hundred and ninety-nine"),
        (1001, "one thousand and one"),
        (1721, "one thousand seven hundred and twenty-one"),
        (2_000_045, "two million and forty-five"),
    ],
)
def test_numbers(n: int, words: str) -> None:
    assert speech.cardinal(n) == words


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "zeroth"),
        (1, "first"),
        (2, "second"),
        (3, "third"),
        (4, "fourth"),
        (5, "fifth"),
        (8, "eighth"),
        (9, "ninth"),
        (11, "eleventh"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty-first"),
        (22, "twenty-second"),
        (30, "thirtieth"),
        (100, "one hundredth"),
        (101, "one hundred and first"),
        (1000, "one thousandth"),
    ],
)
def test_places_in_an_order(n: int, words: str) -> None:
    assert speech.ordinal(n) == words


def test_no_two_places_are_called_the_same() -> None:
    assert len({speech.ordinal(n) for n in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, "midnight"),
        (24, 0, "midnight"),
        (12, 0, "noon"),
        (0, 5, "twelve oh five a.m."),
        (7, 30, "seven thirty a.m."),
        (12, 1, "twelve oh one p.m."),
        (15, 30, "three thirty p.m."),
        (20, 0, "eight p.m."),
        (23, 59, "eleven fifty-nine p.m."),
    ],
)
def test_times_of_day(hour: int, minute: int, words: str) -> None:
    assert speech.time(hour, minute) == words


def test_no_two_minutes_of_a_day_are_called_the_same() -> None:
    assert len({speech.time(minute // 60, minute % 60) for minute in range(1440)}) == 1440


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (1, "one"),
        (476, "four hundred and seventy-six"),
        (1900, "nineteen hundred"),
        (1905, "nineteen oh five"),
        (1987, "nineteen eighty-seven"),
        (2000, "two thousand"),
        (2005, "two thousand and five"),
        (2010, "twenty ten"),
        (2026, "twenty twenty-six"),
        (2100, "twenty-one hundred"),
    ],
)
def test_years(year: int, words: str) -> None:
    assert speech.year(year) == words


def test_dates() -> None:
    assert speech.calendar_date(date(2026, 5, 12)) == "the twelfth of May"
    assert speech.calendar_date(date(2026, 5, 1), with_year=True) == "the first of May twenty twenty-six"
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]
    assert len({speech.calendar_date(day) for day in days}) == 366


@pytest.mark.parametrize(
    ("grosze", "words"),
    [
        (0, "zero zlotys"),
        (1, "zero zlotys and one grosz"),
        (100, "one zloty"),
        (102, "one zloty and two groszy"),
        (172190, "one thousand seven hundred and twenty-one zlotys and ninety groszy"),
    ],
)
def test_sums_of_money(grosze: int, words: str) -> None:
    assert speech.money(grosze) == words


def test_counted_things_and_sentences() -> None:
    assert [speech.count(n, "minuta") for n in (0, 1, 2, 21)] == [
        "zero minutes",
        "one minute",
        "two minutes",
        "twenty-one minutes",
    ]
    assert speech.attempts_left(1) == "You have one attempt left."
    assert speech.attempts_left(0) == "You have no attempts left."
    assert speech.people_ahead(0) == "There is nobody ahead of you."
    assert speech.people_ahead(1) == "There is one person ahead of you."
    assert speech.people_ahead(3) == "There are three people ahead of you."
    assert speech.NOUNS.keys() == NOUNS.keys(), "whatever is counted in Polish is counted in English"


def test_telephone_numbers() -> None:
    assert speech.digits("+48 601 234 567") == "plus four eight, six zero one, two three four, five six seven"
    assert speech.digits("+1 202") == "plus, one two zero, two"
    with pytest.raises(ValueError, match="digit by digit"):
        speech.digits("6o1")


@pytest.mark.parametrize(
    "refused",
    [
        lambda: speech.cardinal(-1),
        lambda: speech.cardinal(LARGEST_CARDINAL + 1),
        lambda: speech.ordinal(LARGEST_ORDINAL + 1),
        lambda: speech.time(24, 1),
        lambda: speech.money(-1),
        lambda: speech.count(1, "krowa"),
        lambda: speech.year(10_000),
    ],
)
def test_what_cannot_be_said_is_refused(refused: Callable[[], str]) -> None:
    with pytest.raises(ValueError, match=r"between|time of day|negative|unknown noun"):
        refused()

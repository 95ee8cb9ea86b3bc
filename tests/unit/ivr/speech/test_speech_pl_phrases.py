"""Telephone numbers and whole sentences with a number as they are said in Polish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.polish import speech_pl as speech
from tests.support.scenarios.polish_numerals import VALUES, category_by_digits


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        ("601202303", "sześć zero jeden, dwa zero dwa, trzy zero trzy"),
        ("601 202-303", "sześć zero jeden, dwa zero dwa, trzy zero trzy"),
        ("(85) 749 72 00", "osiem pięć siedem, cztery dziewięć siedem, dwa zero zero"),
        ("+48 601 202 303", "plus cztery osiem, sześć zero jeden, dwa zero dwa, trzy zero trzy"),
        ("+370 61234567", "plus, trzy siedem zero, sześć jeden dwa, trzy cztery pięć, sześć siedem"),
        ("1234", "jeden dwa trzy, cztery"),
        ("7", "siedem"),
    ],
)
def test_a_number_read_digit_by_digit(number: str, spoken: str) -> None:
    assert speech.digits(number) == spoken


@given(st.text("0123456789", min_size=1, max_size=20))
def test_no_digit_is_lost_and_each_pause_is_after_three(number: str) -> None:
    groups = speech.digits(number).split(", ")
    assert "".join(str(VALUES[word]) for group in groups for word in group.split()) == number
    assert all(len(group.split()) == 3 for group in groups[:-1])


@pytest.mark.parametrize("number", ["", "12a", "12+3", "٣٤", "1/2"])
def test_what_is_no_number_is_not_read(number: str) -> None:
    with pytest.raises(ValueError, match="digit by digit"):
        speech.digits(number)


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        ("9510", "dziewięćdziesiąt pięć dziesięć"),
        ("9524", "dziewięćdziesiąt pięć dwadzieścia cztery"),
        ("19524", "sto dziewięćdziesiąt pięć dwadzieścia cztery"),
        ("112", "sto dwanaście"),
        ("9505", "dziewięćdziesiąt pięć zero pięć"),
        ("9500", "dziewięćdziesiąt pięć zero zero"),
        ("5", "pięć"),
        ("800123", "osiem zero zero, jeden dwa trzy"),
    ],
)
def test_a_hotline_number(number: str, spoken: str) -> None:
    assert speech.hotline_number(number) == spoken


@pytest.mark.parametrize("number", ["", "95a", "+9510", "-1"])
def test_what_is_no_hotline_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="hotline"):
        speech.hotline_number(number)


def test_the_verb_agrees_with_those_who_wait() -> None:
    assert [speech.verb_waits(n) for n in (1, 2, 4, 5, 12, 14, 21, 22, 24, 25)] == [
        "czeka",
        "czekają",
        "czekają",
        "czeka",
        "czeka",
        "czeka",
        "czeka",
        "czekają",
        "czekają",
        "czeka",
    ]
    for n in range(1000):
        assert (speech.verb_waits(n) == "czekają") == (category_by_digits(n) == "few")


@pytest.mark.parametrize(
    ("n", "sentence"),
    [
        (0, "Nie pozostała żadna próba."),
        (1, "Pozostała jedna próba."),
        (2, "Pozostały dwie próby."),
        (4, "Pozostały cztery próby."),
        (5, "Pozostało pięć prób."),
        (12, "Pozostało dwanaście prób."),
        (22, "Pozostały dwadzieścia dwie próby."),
    ],
)
def test_the_attempts_left(n: int, sentence: str) -> None:
    assert speech.attempts_left(n) == sentence


@pytest.mark.parametrize(
    ("n", "sentence"),
    [
        (0, "Przed Państwem nikt nie czeka."),
        (1, "Przed Państwem czeka jedna osoba."),
        (2, "Przed Państwem czekają dwie osoby."),
        (5, "Przed Państwem czeka pięć osób."),
        (13, "Przed Państwem czeka trzynaście osób."),
        (21, "Przed Państwem czeka dwadzieścia jeden osób."),
        (32, "Przed Państwem czekają trzydzieści dwie osoby."),
    ],
)
def test_the_people_ahead(n: int, sentence: str) -> None:
    assert speech.people_ahead(n) == sentence

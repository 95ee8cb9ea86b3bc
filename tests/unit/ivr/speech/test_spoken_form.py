"""What engines are given: pronunciations, and every figure in words."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.numerals import digits_in_words
from ivr.speech.rendering import LANGUAGES
from ivr.speech.spoken_form import Dictionary, spoken_form


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("pokój 7", "pokój siedem"),
        ("2 minuty, 5 minut, 1 osoba", "dwie minuty, pięć minut, jedna osoba"),
        ("około 5 minut, od 2 minut", "około pięciu minut, od dwóch minut"),
        ("za 1 minutę", "za jedną minutę"),
        ("2–5 minut", "od dwóch do pięciu minut"),
        ("zadzwoń pod 9524", "zadzwoń pod dziewięćdziesiąt pięć dwadzieścia cztery"),
        ("numer 9505", "numer dziewięćdziesiąt pięć zero pięć"),
        ("15%, 2,5%", "piętnaście procent, dwa przecinek pięć procent"),
        ("1,05", "jeden przecinek zero pięć"),
        ("1 000 000", "milion"),
        ("007", "zero zero siedem"),
        ("601 234 567", "sześć zero jeden, dwa trzy cztery, pięć sześć siedem"),
        ("3x", "trzy x"),
        ("m²", "m dwa"),
        ("art. 6 ust. 1", "artykuł sześć ustęp jeden"),
        ("31.02.2026", "trzy jeden. zero dwa. dwa zero dwa sześć"),
        ("99:99", "dziewięć dziewięć: dziewięć dziewięć"),
        ("٣٤", "trzy cztery"),
        ("tak\x07\u202enie", "tak nie"),
    ],
)
def test_digits_are_said_in_polish_words(written: str, spoken: str) -> None:
    assert spoken_form(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Room 7, at 8:05", "Room seven, at eight oh five a.m."),
        ("on 12 May 2026", "on the twelfth of May twenty twenty-six"),
        ("12.05.2026, 2026-05-12", "the twelfth of May twenty twenty-six, the twelfth of May twenty twenty-six"),
        ("7:30–15:30", "from seven thirty a.m. to three thirty p.m."),
        ("1 721,90 zł", "one thousand seven hundred and twenty-one zlotys and ninety groszy"),
        ("the 1st and the 22nd", "the first and the twenty-second"),
        ("2-5 people, 15%, 2.5", "two to five people, fifteen percent, two point five"),
        ("call 9524", "call ninety-five twenty-four"),
        ("85 749 72 00", "eight five seven, four nine seven, two zero zero"),
    ],
)
def test_digits_are_said_in_english_words(written: str, spoken: str) -> None:
    assert spoken_form(written, "en") == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("кабінет 7", "кабінет сім"),
        ("2 хвилини, 21 хвилина, до 5 хвилин", "дві хвилини, двадцять одна хвилина, до п’яти хвилин"),
        ("12 травня 2026 року", "дванадцятого травня дві тисячі двадцять шостого року"),
        ("о 8:05, об 11:00, від 7:30", "о восьмій нуль п’ять, об одинадцятій, від сьомої тридцять"),
        ("1 721,90 zł", "тисяча сімсот двадцять один злотий дев’яносто грошів"),
        ("2-5 осіб", "від двох до п’яти осіб"),
        ("15%, 21%, 2%", "п’ятнадцять відсотків, двадцять один відсоток, два відсотки"),
        ("пошта Gródek", "пошта Ґрудек"),
    ],
)
def test_digits_are_said_in_ukrainian_words(written: str, spoken: str) -> None:
    assert spoken_form(written, "uk") == spoken


FIGURES = st.text(alphabet="0123456789 .,:–-%złПNmin²٣x", max_size=40)


@given(FIGURES | st.text(max_size=60), st.sampled_from([*LANGUAGES]))
def test_no_digit_is_ever_left_and_nothing_is_raised(text: str, language: str) -> None:
    assert not re.search(r"\d", spoken_form(text, language))


@given(st.integers(0, 999_999_999), st.sampled_from([*LANGUAGES]))
def test_every_number_in_a_sentence_is_said(n: int, language: str) -> None:
    assert re.fullmatch(r"X [^\W\d_][\w’ ,-]* X", digits_in_words(f"X {n} X", language))


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from([*LANGUAGES]))
def test_every_date_in_a_sentence_is_said(day: date, language: str) -> None:
    said = digits_in_words(f"{day.day}.{day.month:02}.{day.year}", language)
    assert said == digits_in_words(day.isoformat(), language)
    assert not re.search(r"[\d.]", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_minute_of_a_day_is_said(language: str) -> None:
    said = {digits_in_words(f"{minute // 60}:{minute % 60:02}", language) for minute in range(1440)}
    assert len(said) == 1440
    assert not [each for each in said if re.search(r"[\d:]", each)]


def test_the_dictionary_speaks_whole_words_as_they_are_written() -> None:
    dictionary = Dictionary({("pl", "ZUS"): "zus", ("pl", "ZUS-u"): "zusu", ("en", "Łomża"): "Womzha"})
    assert spoken_form("ZUS, ZUS-u, ZUSY, zus", "pl", dictionary) == "zus, zusu, ZUSY, zus"
    assert spoken_form("in Łomża", "en", dictionary) == "in Womzha"
    assert spoken_form("Łomża", "pl", dictionary) == "Łomża"
    assert Dictionary() == Dictionary({})
    assert dictionary != Dictionary()


def test_what_stands_in_the_dictionary_is_no_pattern() -> None:
    dictionary = Dictionary({("pl", "a.b"): r"\g<0> kropka"})
    assert spoken_form("a.b axb", "pl", dictionary) == r"\g<zero> kropka axb"

"""Numbers, counted things and money as they are said in Polish."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.polish import speech_pl as speech
from tests.support.scenarios.polish_numerals import category_by_digits, number_of


def checked_numbers() -> list[int]:
    rests = [*range(23), 30, 31, 32, 99, 100, 101, 102, 112, 122, 200, 202, 345, 512, 777, 822, 999]
    return [*range(10_000), *(thousands * 1000 + rest for thousands in range(1000) for rest in rests)]


@pytest.mark.parametrize(
    ("n", "gender", "case", "spoken"),
    [
        (0, "m", "nom", "zero"),
        (1, "m", "nom", "jeden"),
        (1, "f", "nom", "jedna"),
        (1, "f", "acc", "jedną"),
        (1, "n", "nom", "jedno"),
        (2, "m", "nom", "dwa"),
        (2, "n", "acc", "dwa"),
        (2, "f", "nom", "dwie"),
        (2, "f", "acc", "dwie"),
        (12, "f", "nom", "dwanaście"),
        (21, "f", "nom", "dwadzieścia jeden"),
        (21, "f", "acc", "dwadzieścia jeden"),
        (22, "f", "nom", "dwadzieścia dwie"),
        (22, "n", "nom", "dwadzieścia dwa"),
        (100, "m", "nom", "sto"),
        (101, "f", "nom", "sto jeden"),
        (102, "f", "nom", "sto dwie"),
        (112, "f", "nom", "sto dwanaście"),
        (1000, "f", "nom", "tysiąc"),
        (1001, "f", "nom", "tysiąc jeden"),
        (1002, "f", "nom", "tysiąc dwie"),
        (1721, "m", "nom", "tysiąc siedemset dwadzieścia jeden"),
        (2000, "f", "nom", "dwa tysiące"),
        (5000, "m", "nom", "pięć tysięcy"),
        (12_000, "m", "nom", "dwanaście tysięcy"),
        (21_000, "m", "nom", "dwadzieścia jeden tysięcy"),
        (22_222, "f", "nom", "dwadzieścia dwa tysiące dwieście dwadzieścia dwie"),
        (101_000, "m", "nom", "sto jeden tysięcy"),
        (
            999_999,
            "m",
            "nom",
            "dziewięćset dziewięćdziesiąt dziewięć tysięcy dziewięćset dziewięćdziesiąt dziewięć",
        ),
        (1_000_000, "m", "nom", "milion"),
        (2_001_001, "m", "nom", "dwa miliony tysiąc jeden"),
        (5_000_000_000, "m", "nom", "pięć miliardów"),
    ],
)
def test_a_number_is_said_in_its_gender_and_case(
    n: int, gender: speech.Gender, case: speech.GrammaticalCase, spoken: str
) -> None:
    assert speech.cardinal(n, gender, case) == spoken


def test_every_number_read_back_is_itself() -> None:
    for n in checked_numbers():
        assert number_of(speech.cardinal(n)) == n
        assert number_of(speech.cardinal(n, "f", "acc")) == n


@given(st.integers(0, speech.LARGEST_CARDINAL), st.sampled_from("mfn"))
def test_large_numbers_read_back_are_themselves(n: int, gender: speech.Gender) -> None:
    assert number_of(speech.cardinal(n, gender)) == n


def test_the_feminine_differs_only_in_one_alone_and_in_two_at_the_end() -> None:
    for n in checked_numbers():
        masculine, feminine = speech.cardinal(n), speech.cardinal(n, "f")
        if n == 1:
            assert (masculine, feminine) == ("jeden", "jedna")
        elif n % 10 == 2 and n % 100 != 12:
            assert feminine == masculine.removesuffix("dwa") + "dwie"
        else:
            assert feminine == masculine


@pytest.mark.parametrize("n", [-1, speech.LARGEST_CARDINAL + 1])
def test_a_number_out_of_range_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="is not between"):
        speech.cardinal(n)


def test_plural_categories_follow_the_written_number() -> None:
    for n in range(100_000):
        assert speech.plural_category(n) == category_by_digits(n)
    assert speech.plural_category(-2) == "few"


def test_a_fraction_is_of_the_category_other() -> None:
    assert speech.plural_category(Decimal("1.5")) == "other"
    assert speech.plural_category(Decimal("2.0")) == "other"
    assert speech.plural_category(Decimal("22")) == "few"
    assert speech.plural_category(Decimal("5E+1")) == "many"
    with pytest.raises(ValueError, match="not a number"):
        speech.plural_category(Decimal("NaN"))


@pytest.mark.parametrize(
    ("n", "noun", "case", "spoken"),
    [
        (0, "minuta", "nom", "zero minut"),
        (1, "minuta", "nom", "jedna minuta"),
        (1, "minuta", "acc", "jedną minutę"),
        (2, "minuta", "nom", "dwie minuty"),
        (3, "minuta", "nom", "trzy minuty"),
        (5, "minuta", "nom", "pięć minut"),
        (12, "minuta", "nom", "dwanaście minut"),
        (13, "minuta", "nom", "trzynaście minut"),
        (21, "minuta", "nom", "dwadzieścia jeden minut"),
        (22, "minuta", "nom", "dwadzieścia dwie minuty"),
        (24, "minuta", "nom", "dwadzieścia cztery minuty"),
        (25, "minuta", "nom", "dwadzieścia pięć minut"),
        (101, "minuta", "nom", "sto jeden minut"),
        (102, "minuta", "acc", "sto dwie minuty"),
        (112, "minuta", "nom", "sto dwanaście minut"),
        (1, "oferta", "acc", "jedną ofertę"),
        (2, "oferta", "acc", "dwie oferty"),
        (3, "oferta", "acc", "trzy oferty"),
        (5, "oferta", "acc", "pięć ofert"),
        (1, "dzień", "nom", "jeden dzień"),
        (2, "dzień", "nom", "dwa dni"),
        (30, "dzień", "acc", "trzydzieści dni"),
        (90, "dzień", "nom", "dziewięćdziesiąt dni"),
        (1, "osoba", "nom", "jedna osoba"),
        (4, "osoba", "nom", "cztery osoby"),
        (11, "osoba", "nom", "jedenaście osób"),
        (2, "próba", "nom", "dwie próby"),
        (5, "próba", "nom", "pięć prób"),
        (2, "godzina", "nom", "dwie godziny"),
        (22, "rok", "nom", "dwadzieścia dwa lata"),
        (5, "rok", "nom", "pięć lat"),
        (3, "tydzień", "nom", "trzy tygodnie"),
        (6, "miesiąc", "nom", "sześć miesięcy"),
        (1, "miejsce", "nom", "jedno miejsce"),
        (2, "miejsce", "nom", "dwa miejsca"),
        (22, "szkolenie", "acc", "dwadzieścia dwa szkolenia"),
    ],
)
def test_a_noun_agrees_with_its_number(n: int, noun: str, case: speech.GrammaticalCase, spoken: str) -> None:
    assert speech.count(n, noun, case) == spoken


@pytest.mark.parametrize("name", sorted(speech.NOUNS))
def test_each_noun_takes_the_form_of_the_plural_category(name: str) -> None:
    noun = speech.NOUNS[name]
    for n in range(1300):
        form = {"one": noun.one, "few": noun.few, "many": noun.many}[category_by_digits(n)]
        assert speech.count(n, name) == f"{speech.cardinal(n, noun.gender)} {form}"
        if n != 1:
            assert speech.count(n, name, "acc") == speech.count(n, name)
    assert speech.count(1, name, "acc").endswith(noun.one_acc)


def test_an_unknown_noun_is_refused_with_the_known_ones_named() -> None:
    with pytest.raises(ValueError, match="minuta"):
        speech.count(2, "kot")


@pytest.mark.parametrize(
    ("grosze", "spoken"),
    [
        (0, "zero złotych"),
        (1, "zero złotych jeden grosz"),
        (50, "zero złotych pięćdziesiąt groszy"),
        (100, "jeden złoty"),
        (101, "jeden złoty jeden grosz"),
        (102, "jeden złoty dwa grosze"),
        (200, "dwa złote"),
        (500, "pięć złotych"),
        (1200, "dwanaście złotych"),
        (2100, "dwadzieścia jeden złotych"),
        (2205, "dwadzieścia dwa złote pięć groszy"),
        (172_190, "tysiąc siedemset dwadzieścia jeden złotych dziewięćdziesiąt groszy"),
        (135_220, "tysiąc trzysta pięćdziesiąt dwa złote dwadzieścia groszy"),
        (206_628, "dwa tysiące sześćdziesiąt sześć złotych dwadzieścia osiem groszy"),
        (100_000_000, "milion złotych"),
    ],
)
def test_a_sum_of_money(grosze: int, spoken: str) -> None:
    assert speech.money(grosze) == spoken


ZLOTY = {"one": "złoty", "few": "złote", "many": "złotych"}
GROSZ = {"one": "grosz", "few": "grosze", "many": "groszy"}


@given(st.integers(0, 10_000_000_000))
def test_every_sum_read_back_is_itself(grosze: int) -> None:
    check_money(grosze)


def test_all_sums_below_three_hundred_zlotys() -> None:
    for grosze in range(30_000):
        check_money(grosze)


def check_money(grosze: int) -> None:
    match = re.fullmatch(r"(.+) (złot\w+)(?: (.+) (grosz\w*))?", speech.money(grosze))
    assert match
    zlote = number_of(match[1])
    rest = number_of(match[3]) if match[3] else 0
    assert (zlote, rest) == divmod(grosze, 100)
    assert match[2] == ZLOTY[category_by_digits(zlote)]
    assert (match[4] is None) == (rest == 0)
    if rest:
        assert match[4] == GROSZ[category_by_digits(rest)]


def test_a_negative_sum_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        speech.money(-1)

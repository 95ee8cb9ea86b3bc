"""Ukrainian numbers, dates and hours: three plural forms, genders, declined numerals."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.polish.speech_pl import LARGEST_CARDINAL, LARGEST_ORDINAL, NOUNS
from ivr.speech.ukrainian import speech_uk as speech
from ivr.speech.ukrainian import words_uk as words
from ivr.speech.ukrainian.places_uk import in_cyrillic, place_uk

# An oracle of its own: words back to numbers. It knows no grammar, only values.
_VALUES = {
    word: value
    for value, words in {
        0: "нуль нуля",
        1: "один одна одне одну одного однієї",
        2: "два дві двох",
        3: "три трьох",
        4: "чотири чотирьох",
        5: "п’ять п’яти",
        6: "шість шести",
        7: "сім семи",
        8: "вісім восьми",
        9: "дев’ять дев’яти",
        10: "десять десяти",
        11: "одинадцять одинадцяти",
        12: "дванадцять дванадцяти",
        13: "тринадцять тринадцяти",
        14: "чотирнадцять чотирнадцяти",
        15: "п’ятнадцять п’ятнадцяти",
        16: "шістнадцять шістнадцяти",
        17: "сімнадцять сімнадцяти",
        18: "вісімнадцять вісімнадцяти",
        19: "дев’ятнадцять дев’ятнадцяти",
        20: "двадцять двадцяти",
        30: "тридцять тридцяти",
        40: "сорок сорока",
        50: "п’ятдесят п’ятдесяти",
        60: "шістдесят шістдесяти",
        70: "сімдесят сімдесяти",
        80: "вісімдесят вісімдесяти",
        90: "дев’яносто дев’яноста",
        100: "сто ста",
        200: "двісті двохсот",
        300: "триста трьохсот",
        400: "чотириста чотирьохсот",
        500: "п’ятсот п’ятисот",
        600: "шістсот шестисот",
        700: "сімсот семисот",
        800: "вісімсот восьмисот",
        900: "дев’ятсот дев’ятисот",
    }.items()
    for word in words.split()
}
_SIZES = {"тисяч": 10**3, "мільйон": 10**6, "мільярд": 10**9}


def number(words: str) -> int:
    total = part = 0
    for word in words.split():
        size = next((size for stem, size in _SIZES.items() if word.startswith(stem)), None)
        if size is None:
            part += _VALUES[word]
        else:
            total, part = total + (part or 1) * size, 0
    return total + part


@given(st.integers(0, LARGEST_CARDINAL), st.sampled_from(["m", "f", "n"]), st.sampled_from(["nom", "gen", "acc"]))
def test_every_number_is_said_and_means_itself(n: int, gender: str, case: str) -> None:
    assert number(speech.cardinal(n, gender, case)) == n  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("n", "nom", "acc", "gen"),
    [
        (0, "нуль хвилин", "нуль хвилин", "нуля хвилин"),
        (1, "одна хвилина", "одну хвилину", "однієї хвилини"),
        (2, "дві хвилини", "дві хвилини", "двох хвилин"),
        (4, "чотири хвилини", "чотири хвилини", "чотирьох хвилин"),
        (5, "п’ять хвилин", "п’ять хвилин", "п’яти хвилин"),
        (11, "одинадцять хвилин", "одинадцять хвилин", "одинадцяти хвилин"),
        (12, "дванадцять хвилин", "дванадцять хвилин", "дванадцяти хвилин"),
        (21, "двадцять одна хвилина", "двадцять одну хвилину", "двадцяти однієї хвилини"),
        (22, "двадцять дві хвилини", "двадцять дві хвилини", "двадцяти двох хвилин"),
        (40, "сорок хвилин", "сорок хвилин", "сорока хвилин"),
        (90, "дев’яносто хвилин", "дев’яносто хвилин", "дев’яноста хвилин"),
        (111, "сто одинадцять хвилин", "сто одинадцять хвилин", "ста одинадцяти хвилин"),
        (1000, "тисяча хвилин", "тисячу хвилин", "тисячі хвилин"),
        (21_000, "двадцять одна тисяча хвилин", "двадцять одну тисячу хвилин", "двадцяти однієї тисячі хвилин"),
        (2_000_000, "два мільйони хвилин", "два мільйони хвилин", "двох мільйонів хвилин"),
    ],
)
def test_counted_things_in_three_cases(n: int, nom: str, acc: str, gen: str) -> None:
    assert speech.count(n, "minuta") == nom
    assert speech.count(n, "minuta", "acc") == acc
    assert speech.count(n, "minuta", "gen") == gen


def test_the_gender_is_that_of_the_thing() -> None:
    assert [speech.count(21, noun) for noun in ("złoty", "osoba", "miejsce")] == [
        "двадцять один злотий",
        "двадцять одна особа",
        "двадцять одне місце",
    ]
    assert [speech.count(2, noun) for noun in ("dzień", "osoba", "połączenie")] == [
        "два дні",
        "дві особи",
        "два з’єднання",
    ]
    assert words.NOUNS.keys() == NOUNS.keys(), "whatever is counted in Polish is counted in Ukrainian"


@pytest.mark.parametrize(
    ("n", "form", "words"),
    [
        (0, "f.nom", "нульова"),
        (1, "n.nom", "перше"),
        (3, "n.nom", "третє"),
        (3, "f.loc", "третій"),
        (3, "m.gen", "третього"),
        (3, "f.ins", "третьою"),
        (4, "n.nom", "четверте"),
        (7, "f.gen", "сьомої"),
        (8, "f.loc", "восьмій"),
        (12, "m.gen", "дванадцятого"),
        (20, "n.nom", "двадцяте"),
        (21, "n.nom", "двадцять перше"),
        (40, "m.nom", "сороковий"),
        (90, "m.nom", "дев’яностий"),
        (100, "n.nom", "соте"),
        (200, "m.nom", "двохсотий"),
        (1000, "m.gen", "тисячного"),
        (2000, "m.gen", "двохтисячного"),
        (2026, "m.gen", "дві тисячі двадцять шостого"),
        (21_000, "m.nom", "двадцятиоднотисячний"),
        (100_000, "m.nom", "стотисячний"),
        (90_000, "m.nom", "дев’яностотисячний"),
    ],
)
def test_places_in_an_order(n: int, form: str, words: str) -> None:
    assert speech.ordinal(n, form) == words


def test_no_two_places_are_called_the_same() -> None:
    assert len({speech.ordinal(n) for n in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    ("hour", "minute", "case", "words"),
    [
        (7, 30, "nom", "сьома тридцять"),
        (7, 30, "gen", "сьомої тридцять"),
        (8, 5, "loc", "восьмій нуль п’ять"),
        (11, 0, "ins", "одинадцятою"),
        (15, 1, "nom", "п’ятнадцята нуль одна"),
        (0, 0, "gen", "нульової"),
        (24, 0, "gen", "двадцять четвертої"),
    ],
)
def test_times_of_day(hour: int, minute: int, case: str, words: str) -> None:
    assert speech.time(hour, minute, case) == words


@pytest.mark.parametrize("case", ["nom", "gen", "dat", "acc", "ins", "loc"])
def test_no_two_minutes_of_a_day_are_called_the_same(case: str) -> None:
    assert len({speech.time(minute // 60, minute % 60, case) for minute in range(1440)}) == 1440


def test_dates() -> None:
    assert speech.calendar_date(date(2026, 5, 12)) == "дванадцятого травня"
    year = "дванадцятого травня дві тисячі двадцять шостого року"
    assert speech.calendar_date(date(2026, 5, 12), with_year=True) == year
    assert speech.calendar_date(date(2000, 2, 3), with_year=True) == "третього лютого двохтисячного року"
    assert speech.calendar_date(date(2026, 5, 3), case="nom") == "третє травня"
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]
    assert len({speech.calendar_date(day) for day in days}) == 366
    assert [speech.weekday_in(n) for n in (0, 2, 4)] == ["у понеділок", "у середу", "у п’ятницю"]


@pytest.mark.parametrize(
    ("grosze", "words"),
    [
        (100, "один злотий"),
        (201, "два злоті один грош"),
        (500, "п’ять злотих"),
        (172190, "тисяча сімсот двадцять один злотий дев’яносто грошів"),
    ],
)
def test_sums_of_money(grosze: int, words: str) -> None:
    assert speech.money(grosze) == words


def test_sentences() -> None:
    assert [speech.attempts_left(n) for n in (0, 1, 2, 5, 21)] == [
        "Спроб більше не залишилося.",
        "Залишилася одна спроба.",
        "Залишилося дві спроби.",
        "Залишилося п’ять спроб.",
        "Залишилася двадцять одна спроба.",
    ]
    assert [speech.people_ahead(n) for n in (0, 1, 2, 5)] == [
        "Перед Вами ніхто не чекає.",
        "Перед Вами чекає одна особа.",
        "Перед Вами чекають дві особи.",
        "Перед Вами чекає п’ять осіб.",
    ]


def test_places_have_ukrainian_names_and_others_are_written_in_its_letters() -> None:
    assert place_uk("Białystok", "loc") == "у Білостоці"
    assert place_uk("Wysokie Mazowieckie", "gen") == "Високого-Мазовецького"
    assert place_uk("Gródek", "loc") == "у місті Ґрудек"
    assert place_uk("Kolno", "ins") is None
    assert in_cyrillic("Szczuczyn, Choroszcz, Świsłocz, Rajgród") == "Щучин, Хорощ, Сьвіслоч, Райґруд"


@given(st.text(alphabet="aąbcćdeęfghijklłmnńoóprsśtuwyzźż", min_size=1, max_size=20))
def test_no_polish_letter_is_left(word: str) -> None:
    assert re.fullmatch("[а-яґєії]+", in_cyrillic(word))


@pytest.mark.parametrize(
    "refused",
    [
        lambda: speech.cardinal(-1),
        lambda: speech.ordinal(LARGEST_ORDINAL + 1),
        lambda: speech.ordinal(1, "x"),
        lambda: speech.time(25, 0),
        lambda: speech.money(-1),
        lambda: speech.count(1, "krowa"),
        lambda: speech.weekday_in(7),
        lambda: speech.digits("x"),
    ],
)
def test_what_cannot_be_said_is_refused(refused: Callable[[], str]) -> None:
    with pytest.raises(ValueError, match=r"between|form|time of day|negative|noun|weekday|digit"):
        refused()

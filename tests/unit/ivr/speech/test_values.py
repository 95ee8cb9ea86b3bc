"""Values in three languages and in the cases that a text asks for."""

# ruff: noqa: DTZ001 - values are wall-clock times

import re
from datetime import date, datetime, timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.rendering import LANGUAGES, CaseMissing, ValueOutOfRange, rendered
from ivr.speech.values import (
    CASES,
    Address,
    AnyValue,
    Attempts,
    Count,
    Date,
    Day,
    Digits,
    Hours,
    Money,
    Month,
    Number,
    Office,
    Ordinal,
    Pay,
    PeopleAhead,
    Place,
    Promise,
    Range,
    Telephone,
    Term,
    Time,
    Value,
    Week,
    Weekday,
    Words,
)

MARKS = (("", ""), ("[pl]", "[en]"), ("[pl]", "[uk]"))
MAY = date(2026, 5, 12)  # a Tuesday
KOLNO = Place("Kolno", "Kolna", "w Kolnie")
BIALYSTOK = Place("Białystok", "Białegostoku", "w Białymstoku")
EIGHT = Hours(Time(8), Time(15))
LONGER = Hours(Time(8), Time(18))
EVENING = Hours(Time(16), Time(18))
TEN = datetime(2026, 5, 12, 10, 20)


@pytest.mark.parametrize(
    ("value", "case", "pl", "en", "uk"),
    [
        (Number(7), None, "siedem", "seven", "сім"),
        (Number(2, "f"), "dopelniacz", "dwóch", "two", "двох"),
        (Ordinal(21, "n"), None, "dwudzieste pierwsze", "twenty-first", "двадцять перше"),
        (Ordinal(2, "f"), "narzednik", "drugą", "second", "другою"),
        (Count(2, "minuta"), "mianownik", "dwie minuty", "two minutes", "дві хвилини"),
        (Count(1, "oferta"), "biernik", "jedną ofertę", "one offer", "одну пропозицію"),
        (
            Count(21, "minuta"),
            "dopelniacz",
            "dwudziestu jeden minut",
            "twenty-one minutes",
            "двадцяти однієї хвилини",
        ),
        (
            Range(2, 5, "minuta"),
            None,
            "od dwóch do pięciu minut",
            "from two to five minutes",
            "від двох до п’яти хвилин",
        ),
        (
            Money(100_050),
            None,
            "tysiąc złotych pięćdziesiąt groszy",
            "one thousand zlotys and fifty groszy",
            "тисяча злотих п’ятдесят грошів",
        ),
        (Money(500), "dopelniacz", "pięciu złotych", "five zlotys", "п’яти злотих"),
        (Date(MAY), None, "dwunastego maja", "the twelfth of May", "дванадцятого травня"),
        (Date(MAY), "mianownik", "dwunasty maja", "the twelfth of May", "дванадцяте травня"),
        (Weekday(MAY), None, "we wtorek", "on Tuesday", "у вівторок"),
        (Weekday(MAY), "dopelniacz", "wtorku", "Tuesday", "вівторка"),
        (Month(5), "biernik", "maj", "May", "травень"),
        (Month(5), "dopelniacz", "maja", "May", "травня"),
        (Time(7, 30), None, "siódma trzydzieści", "seven thirty a.m.", "сьома тридцять"),
        (Time(7, 30), "dopelniacz", "siódmej trzydzieści", "seven thirty a.m.", "сьомої тридцять"),
        (Time(11), "narzednik", "jedenastą", "eleven a.m.", "одинадцятою"),
        (
            Hours(Time(8), Time(14)),
            None,
            "od ósmej do czternastej",
            "from eight a.m. to two p.m.",
            "від восьмої до чотирнадцятої",
        ),
        (KOLNO, None, "w Kolnie", "in Kolno", "у Кольні"),
        (KOLNO, "mianownik", "Kolno", "Kolno", "Кольно"),
        (KOLNO, "dopelniacz", "Kolna", "in Kolno", "Кольна"),
        (Digits("601"), None, "sześć zero jeden", "six zero one", "шість нуль один"),
        (
            Address("Sejny", has_street=False),
            None,
            "Sejny, ulicy jeszcze nie znamy",
            "[pl]Sejny[en], we do not know the street yet",
            "[pl]Sejny[uk], вулиці ще не знаємо",
        ),
        (Address("ul. Prosta, Kolno"), None, *(f"{a}ul. Prosta, Kolno{b}" for a, b in MARKS)),
        (
            Telephone("85 711"),
            None,
            "osiem pięć siedem, jeden jeden",
            "eight five seven, one one",
            "вісім п’ять сім, один один",
        ),
        (
            Telephone(""),
            None,
            "numeru jeszcze nie znamy",
            "we do not know the number yet",
            "номера ще не знаємо",
        ),
        (Attempts(1), None, "Pozostała jedna próba.", "You have one attempt left.", "Залишилася одна спроба."),
        (
            PeopleAhead(2),
            None,
            "Przed Państwem czekają dwie osoby.",
            "There are two people ahead of you.",
            "Перед Вами чекають дві особи.",
        ),
        (
            Promise(TEN, TEN + timedelta(hours=1), TEN),
            None,
            "dzisiaj między godziną dziesiątą a jedenastą trzydzieści",
            "today between ten a.m. and eleven thirty a.m.",
            "сьогодні між десятою та одинадцятою тридцять",
        ),
        (
            Promise(datetime(2026, 5, 12, 23), datetime(2026, 5, 13, 1), TEN),
            None,
            "dzisiaj po godzinie dwudziestej trzeciej albo jutro do godziny pierwszej",
            "today after eleven p.m., or tomorrow before one a.m.",
            "сьогодні після двадцять третьої або завтра до першої",
        ),
        (
            Promise(datetime(2026, 5, 22, 8), datetime(2026, 5, 22, 9), TEN),
            None,
            "w piątek, dwudziestego drugiego maja, między godziną ósmą a dziewiątą",
            "on Friday, the twenty-second of May, between eight a.m. and nine a.m.",
            "у п’ятницю, двадцять другого травня, між восьмою та дев’ятою",
        ),
        (
            Pay(500_000, 600_050),
            None,
            "najmniej pięć tysięcy złotych, najwięcej sześć tysięcy złotych pięćdziesiąt groszy",
            "from five thousand zlotys to six thousand zlotys and fifty groszy",
            "щонайменше п’ять тисяч злотих, щонайбільше шість тисяч злотих п’ятдесят грошів",
        ),
        (
            Pay(500_000, 500_000),
            "mianownik",
            "pięć tysięcy złotych",
            "five thousand zlotys",
            "п’ять тисяч злотих",
        ),
        (
            Pay(least=500_000),
            None,
            "najmniej pięć tysięcy złotych",
            "at least five thousand zlotys",
            "щонайменше п’ять тисяч злотих",
        ),
        (
            Pay(most=500_000),
            None,
            "najwięcej pięć tysięcy złotych",
            "up to five thousand zlotys",
            "щонайбільше п’ять тисяч злотих",
        ),
        (Pay(), None, "do uzgodnienia", "to be agreed", "за домовленістю"),
        (Day(MAY, MAY), None, "dzisiaj", "today", "сьогодні"),
        (
            Day(MAY, MAY, Time(8)),
            None,
            "dzisiaj, od godziny ósmej",
            "today, from eight a.m.",
            "сьогодні, від восьмої",
        ),
        (Day(MAY + timedelta(days=1), MAY), "mianownik", "jutro", "tomorrow", "завтра"),
        (Day(MAY + timedelta(days=6), MAY), None, "w poniedziałek", "on Monday", "у понеділок"),
        (
            Day(MAY + timedelta(days=7), MAY, Time(7, 30)),
            None,
            "we wtorek, dziewiętnastego maja, od godziny siódmej trzydzieści",
            "on Tuesday, the nineteenth of May, from seven thirty a.m.",
            "у вівторок, дев’ятнадцятого травня, від сьомої тридцять",
        ),
        (
            Week(((EIGHT,),) * 5 + ((), ())),
            None,
            "od poniedziałku do piątku, od godziny ósmej do godziny piętnastej",
            "from Monday to Friday, from eight a.m. to three p.m.",
            "від понеділка до п’ятниці, від восьмої до п’ятнадцятої",
        ),
        (
            Week(((EIGHT,), (EIGHT,), (LONGER,), (), (), (), ())),
            None,
            "w poniedziałek i we wtorek, od godziny ósmej do godziny piętnastej, oraz w środę, od godziny ósmej do"
            " godziny osiemnastej",
            "on Monday and Tuesday, from eight a.m. to three p.m.; and on Wednesday, from eight a.m. to six p.m.",
            "у понеділок та у вівторок, від восьмої до п’ятнадцятої, а також у середу, від восьмої до"
            " вісімнадцятої",
        ),
        (
            Week(((EIGHT, EVENING), (), (), (), (), (), ())),
            None,
            "w poniedziałek, od godziny ósmej do godziny piętnastej i od godziny szesnastej do godziny"
            " osiemnastej",
            "on Monday, from eight a.m. to three p.m. and from four p.m. to six p.m.",
            "у понеділок, від восьмої до п’ятнадцятої та від шістнадцятої до вісімнадцятої",
        ),
        (
            Office("Powiatowy Urząd Pracy w Kolnie", KOLNO),
            None,
            "Powiatowy Urząd Pracy w Kolnie",
            "County Labour Office in Kolno",
            "Повітове управління праці у Кольні",
        ),
        (
            Office("Wojewódzki Urząd Pracy w Białymstoku", BIALYSTOK, is_province=True),
            "mianownik",
            "Wojewódzki Urząd Pracy w Białymstoku",
            "Regional Labour Office in Białystok",
            "Воєводське управління праці у Білостоці",
        ),
        (Words("Odpowiedź", "pl"), None, "Odpowiedź", "[pl]Odpowiedź[en]", "[pl]Odpowiedź[uk]"),
        (Words("Answer", "en"), "mianownik", "[en]Answer[pl]", "Answer", "[en]Answer[uk]"),
        (Words("Відповідь", "uk"), None, "[uk]Відповідь[pl]", "[uk]Відповідь[en]", "Відповідь"),
        (Term("umowa o pracę"), None, "umowa o pracę", "contract of employment", "трудовий договір"),
        (
            Term(" Umowa  zlecenie, pół etatu"),
            "mianownik",
            " Umowa  zlecenie, pół etatu",
            "contract of mandate, half time",
            "договір доручення, пів ставки",
        ),
        (
            Term("umowa o pracę, dwa dni w tygodniu"),
            None,
            "umowa o pracę, dwa dni w tygodniu",
            "[pl]umowa o pracę, dwa dni w tygodniu[en]",
            "[pl]umowa o pracę, dwa dni w tygodniu[uk]",
        ),
        ("cokolwiek", None, "cokolwiek", "cokolwiek", "cokolwiek"),
    ],
)
def test_a_value_in_three_languages(value: Value, case: str | None, pl: str, en: str, uk: str) -> None:
    assert {language: rendered(value, language, case) for language in LANGUAGES} == {"pl": pl, "en": en, "uk": uk}


VALUES: dict[str, AnyValue] = {
    "number": Number(7),
    "ordinal": Ordinal(3),
    "count": Count(5, "minuta"),
    "range": Range(2, 5, "minuta"),
    "money": Money(5),
    "date": Date(MAY),
    "weekday": Weekday(MAY),
    "month": Month(5),
    "time": Time(7),
    "hours": Hours(Time(7), Time(15)),
    "promise": Promise(TEN, TEN, TEN),
    "place": KOLNO,
    "digits": Digits("601"),
    "attempts": Attempts(2),
    "people_ahead": PeopleAhead(2),
    "pay": Pay(5, 7),
    "day": Day(MAY, MAY, Time(8)),
    "week": Week(((EIGHT,),) * 7),
    "office": Office("Urząd", KOLNO),
    "words": Words("cokolwiek", "pl"),
    "term": Term("umowa zlecenie"),
    "address": Address("ul. Prosta, Kolno"),
    "telephone": Telephone("85 711"),
}
ALL_CASES = set(CASES)
THREE = {"mianownik", "dopelniacz", "biernik"}
HAS = {
    **dict.fromkeys(VALUES, frozenset({"mianownik"})),
    **dict.fromkeys(["ordinal", "time", "date"], ALL_CASES),
    **dict.fromkeys(["number", "count", "money", "month", "weekday"], THREE),
    "place": {"mianownik", "dopelniacz", "miejscownik"},
}


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("language", ["pl", "uk"])
def test_a_case_that_a_value_does_not_have_is_refused_by_its_name(kind: str, language: str) -> None:
    for case in CASES:
        if case in HAS[kind]:
            assert rendered(VALUES[kind], language, case)
        else:
            with pytest.raises(CaseMissing, match=case):
                rendered(VALUES[kind], language, case)


@pytest.mark.parametrize("spoken_in", LANGUAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_somebody_wrote_has_the_nominative_alone_in_any_language(spoken_in: str, language: str) -> None:
    """Nobody can inflect it, and an English text is said in the Polish or Ukrainian voice as it stands."""
    for case in CASES.keys() - {"mianownik"}:
        with pytest.raises(CaseMissing, match=case):
            rendered(Words("Anything", spoken_in), language, case)


@pytest.mark.parametrize("value", [Words("Umowa[uk] zlecenie", "pl"), Term("Umowa[uk] zlecenie")])
def test_what_somebody_wrote_does_not_change_the_language_of_what_follows(value: AnyValue) -> None:
    assert rendered(value, "en") == "[pl]Umowa  zlecenie[en]"


def test_every_kind_of_value_survives_json() -> None:
    assert VALUES.keys() == {kind.__struct_config__.tag for kind in get_args(AnyValue)}
    assert {value.__struct_config__.tag for value in VALUES.values()} == VALUES.keys()
    for value in VALUES.values():
        assert msgspec.json.decode(msgspec.json.encode(value), type=AnyValue) == value


def test_a_number_that_may_be_personal_is_not_shown() -> None:
    assert "601" not in repr(Digits("601234567"))


numbers = st.integers(0, 999_999_999)
times = st.builds(Time, st.integers(0, 23), st.integers(0, 59))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))
any_value = st.one_of(
    st.builds(Number, numbers, st.sampled_from(["m", "f", "n"])),
    st.builds(Ordinal, st.integers(0, 999_999), st.sampled_from(["m", "f", "n"])),
    st.builds(Count, numbers, st.sampled_from(["minuta", "dzień", "osoba", "miejsce", "szkolenie"])),
    st.builds(Range, numbers, numbers, st.just("minuta")),
    st.builds(Money, numbers),
    st.builds(Date, st.dates(), st.booleans()),
    st.builds(Weekday, st.dates()),
    st.builds(Month, st.integers(1, 12)),
    times,
    st.builds(Hours, times, times),
    st.builds(Promise, moments, moments, moments),
    st.builds(Digits, st.text(alphabet="0123456789", min_size=1, max_size=15)),
    st.builds(Attempts, st.integers(0, 99)),
    st.builds(PeopleAhead, numbers),
    st.builds(Pay, st.none() | numbers, st.none() | numbers),
    st.builds(Day, st.dates(), st.dates(), st.none() | times),
    st.lists(st.lists(st.builds(Hours, times, times), max_size=2).map(tuple), min_size=7, max_size=7)
    .filter(any)
    .map(lambda days: Week(tuple(days))),
)


@given(any_value, st.sampled_from([*LANGUAGES]), st.sampled_from([None, *CASES]))
def test_every_value_is_said_in_words(value: AnyValue, language: str, case: str | None) -> None:
    try:
        words = rendered(value, language, case)
    except CaseMissing:
        return
    assert re.fullmatch(r"[^\W\d_][\w’ ,.;-]*", words)
    assert not re.search(r"\d|  | ,", words)
    is_cyrillic = re.search("[а-яґєії]", words.lower()) is not None
    assert is_cyrillic == (language == "uk")


@pytest.mark.parametrize(
    "value",
    [
        Number(-1),
        Count(5, "krowa"),
        Time(25),
        Month(13),
        Money(-5),
        Digits("6o1"),
        Range(-2, 5, "minuta"),
        Ordinal(10**7),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_said_is_refused(value: AnyValue, language: str) -> None:
    with pytest.raises(ValueOutOfRange):
        rendered(value, language)

"""Callers are told what the data say: every announcement that names hours, days, addresses, sums or durations."""

import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from core.messages.sms import CODE_TEMPLATE, templates
from core.questions.client_data import Payment
from ivr import defaults
from ivr.client_data_pl import payment_values
from ivr.hours.opening_hours import Hours
from ivr.hours.words_pl import spoken_values
from ivr.identity.limits import default_limits
from ivr.offices import OfficeInfo
from ivr.prompts.prompt_library import Prompt, PromptLibrary
from ivr.speech.spoken_form import spoken_form
from ivr.speech.ukrainian.places_uk import place_uk
from ivr.speech.values import Count, Promise, Value
from tests.support.scenarios.announced_data import (
    LISTED,
    NO_AMOUNT,
    Data,
    contradictions,
    keys_named,
    questions,
)
from tests.unit.ivr.hours.test_opening_hours import KOLNO, at, exception, office, plan

LIBRARY = PromptLibrary.defaults()
LANGUAGES = ("pl", "en", "uk")
SHIPPED = Data.shipped()


def test_whatever_an_announcement_names_by_itself_agrees_with_the_data() -> None:
    assert contradictions(LIBRARY, SHIPPED) == []
    assert {*LISTED, *NO_AMOUNT} <= LIBRARY.ids()


@pytest.mark.parametrize(
    ("change", "prompts"),
    [
        ({"code_digits": 8}, {"A09", "K01", "K03"}),
        ({"pin_digits": (6, 6)}, {"A11"}),
        ({"phone_digits": 10}, {"Q15", "Q22"}),
        ({"postal_digits": 6}, {"C01"}),
        ({"ratings": (1, 6)}, {"S02"}),
        ({"gmina_letters": 5}, {"C07"}),
        ({"paid_number": "9525"}, {"A10"}),
        ({"shortest_wait": 2}, {"Q05"}),
        ({"benefit_days": 180}, {"I02"}),
        ({"benefit_months": 12}, {"I02"}),
        ({"article": (9, 2)}, {"N05"}),
    ],
)
def test_data_that_change_while_the_text_does_not_are_found_in_every_language(
    change: dict[str, Any], prompts: set[str]
) -> None:
    found = contradictions(LIBRARY, replace(SHIPPED, **change))
    assert {sentence.split()[0] for sentence in found} == prompts
    for prompt in prompts:
        for language in LANGUAGES:
            assert [each for each in found if each.startswith(f"{prompt} ({language})")], language


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        (
            "pl",
            "Prosimy dzwonić od poniedziałku do piątku, od siódmej trzydzieści.",
            "poniedziałku piątku siódmej trzydzieści",
        ),
        ("pl", "Urząd mieści się przy ulicy Kryńskiej czterdzieści.", "ulicy czterdzieści"),
        ("pl", "Zasiłek wynosi tysiąc siedemset złotych.", "siedemset złotych"),
        ("pl", "Oddzwonimy w ciągu piętnastu minut, do 15:30.", "piętnastu minut 15 30"),
        ("en", "Please call from Monday to Friday, from seven thirty a.m.", "Monday Friday seven thirty a.m"),
        ("en", "We will call within fifteen minutes.", "fifteen minutes"),
        (
            "uk",
            "Зателефонуйте від понеділка до п’ятниці, від сьомої тридцять.",
            "понеділка п’ятниці сьомої тридцять",
        ),
        ("uk", "Вулиця Кринська сорок.", "Вулиця сорок"),
    ],
)
def test_a_text_that_names_hours_streets_or_sums_by_itself_is_found(language: str, text: str, words: str) -> None:
    prompt = Prompt(
        "X01", "", text if language == "pl" else "Tekst.", {}, {} if language == "pl" else {language: text}
    )
    found = contradictions(PromptLibrary([prompt]), SHIPPED)
    assert [sentence.rpartition(": ")[2] for sentence in found] == words.split()


# -- what is filled from data is said as the data are


def _at_kolno(hours: Hours, moment: str, info: OfficeInfo | None = None) -> dict[str, Value]:
    when = at(moment)
    office_info = info or defaults.office_directory().get(KOLNO)
    return spoken_values(hours.state(KOLNO, None, when), office_info, when)


def _hours(*texts: str, **exceptions: Any) -> Hours:
    return Hours({KOLNO: office(plan(*texts), **exceptions)})


def _shift(begin: str, end: str) -> dict[str, Value]:
    return {"termin": Promise(*(datetime.fromisoformat(t) for t in (begin, end, "2026-11-24T21:00")))}


EVENING, NIGHT = "2026-11-24T17:00", "2026-11-24T21:00"
POOL_UNTIL = {
    until: Hours(
        {KOLNO: office(plan("07:30-15:30", evening_pool=KOLNO), plan(f"16:00-{until}", purpose="evening"))}
    )
    for until in ("20:00", "18:00")
}
SOKOLKA = defaults.office_directory().get("20110")
CHANGED: dict[str, tuple[dict[str, Value], dict[str, Value]]] = {
    "H01": (_at_kolno(_hours("07:30-15:30"), NIGHT), _at_kolno(_hours("08:00-16:00"), NIGHT)),
    "H02": (
        _at_kolno(_hours("07:30-15:30"), "2026-12-24T10:00"),
        _at_kolno(_hours("07:30-15:30", exceptions=(exception(date(2026, 12, 28)),)), "2026-12-24T10:00"),
    ),
    "H05": (
        SOKOLKA.values,
        replace(SOKOLKA, name="Powiatowy Urząd Pracy w Dąbrowie", seat="Dąbrowa", locative="w Dąbrowie").values,
    ),
    "H08": (
        _at_kolno(_hours("07:30-15:30"), NIGHT),
        _at_kolno(_hours("07:30-15:30", exceptions=(exception(date(2026, 11, 25)),)), NIGHT),
    ),
    "H09": (_at_kolno(POOL_UNTIL["20:00"], EVENING), _at_kolno(POOL_UNTIL["18:00"], EVENING)),
    "I04": (SOKOLKA.values, replace(SOKOLKA, address="ul. Nowa 1", postal_code="16-101").values),
    "Q08": (
        _shift("2026-11-25T07:30", "2026-11-25T08:30"),
        _shift("2026-11-26T12:00", "2026-11-26T13:00"),
    ),
    "N05": ({"liczba_dni": Count(30, "dzień")}, {"liczba_dni": Count(90, "dzień")}),
    "D04": tuple(  # type: ignore[dict-item]
        payment_values(Payment("zasiłek", date(2026, 5, 1), date(2026, 5, 12), grosze))
        for grosze in (150_000, 160_000)
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prompt", CHANGED)
def test_an_announcement_with_data_says_something_else_when_they_change(prompt: str, language: str) -> None:
    before, after = CHANGED[prompt]
    said = [spoken_form(LIBRARY.text(prompt, language=language, **values), language) for values in (before, after)]
    assert said[0] != said[1]


def test_the_address_of_every_office_is_said_as_it_stands_in_the_data() -> None:
    for row in defaults.offices():
        info = defaults.office_directory().get(row["code"])
        text = LIBRARY.text("I04", language="pl", **info.values)
        for part in (row["name"], row["address"] or row["seat"], row["seat"], row["postal_code"]):
            assert part in text
        assert "None" not in text
        for language in ("en", "uk"):
            assert f"[pl]{info.whole_address}[{language}]" in LIBRARY.text("I04", language=language, **info.values)


@pytest.mark.parametrize("prompt", ["H01", "H02", "H05", "H08", "H09", "I04"])
def test_hours_and_addresses_stand_in_the_texts_as_values_that_are_given(prompt: str) -> None:
    given = _at_kolno(POOL_UNTIL["20:00"], NIGHT) | _at_kolno(POOL_UNTIL["20:00"], EVENING)
    declared = LIBRARY.prompt(prompt).placeholders
    assert declared.keys() <= given.keys()
    assert {name: type(given[name]) for name in declared} == {name: type(declared[name]) for name in declared}
    for language in LANGUAGES:
        assert LIBRARY.prompt(prompt).uses(language), language


# -- keys, offices, text messages


@pytest.mark.parametrize("asked", questions(), ids=lambda asked: f"{asked.scenario}, {asked.node}")
def test_a_question_names_the_keys_that_mean_something_and_no_others(asked: Any) -> None:
    for language in LANGUAGES:
        texts = [LIBRARY.prompt(prompt).text_in(language) or "" for prompt in asked.prompts]
        named = set().union(*(keys_named(text, language) for text in texts if text))
        if texts != [""]:
            assert named - {"*"} == asked.keys - {"*"}, language
            assert asked.keys <= named, language


@pytest.mark.parametrize("prompt", sorted(LIBRARY.ids("en")))
def test_the_same_keys_are_named_in_every_language(prompt: str) -> None:
    named = [keys_named(LIBRARY.prompt(prompt).text_in(language) or "", language) for language in LANGUAGES]
    assert named[0] == named[1] == named[2]


_KEY_WORD = {
    "pl": ("{seat}{rest} – {key}.", "jeden dwa trzy cztery pięć sześć"),
    "en": ("{seat}{rest}: {key}.", "one two three four five six"),
    "uk": ("{seat}{rest}: {key}.", "один два три чотири п’ять шість"),
}


def misnamed_offices(graphs: dict[str, dict[str, Any]], language: str) -> list[str]:
    """Keys of menus that say another office than the one to which they lead."""
    found, directory = [], defaults.office_directory()
    sign, words = {"pl": " –"}.get(language, ":"), _KEY_WORD[language][1].split()
    for asked in questions(graphs):
        text = " ".join(LIBRARY.prompt(prompt).text_in(language) or "" for prompt in asked.prompts)
        sentences = text.split(". ")
        for key, code in asked.offices.items():
            seat = directory.get(code).seat
            name = place_uk(seat, "nom") if language == "uk" else seat
            said = [each for each in sentences if each.rstrip(".").endswith(f"{sign} {words[int(key) - 1]}")]
            if len(said) != 1 or not said[0].startswith(str(name)):
                found.append(f"{asked.node}: {key} is not {name}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_menus_of_offices_name_the_offices_to_which_their_keys_lead(language: str) -> None:
    graphs = defaults.scenarios()
    assert misnamed_offices(graphs, language) == []
    other = copy.deepcopy(graphs)
    other["linia-9524"]["nodes"]["region_87"]["settings"]["offices"] = {"1": "20010", "2": "20630", "3": "20090"}
    assert len(misnamed_offices(other, language)) == 2


def test_the_message_with_a_code_says_for_how_long_it_is_good() -> None:
    minutes = default_limits().code_valid_time / timedelta(minutes=1)
    assert f"Wazny {minutes:.0f} minut." in templates()[CODE_TEMPLATE].text


@pytest.mark.parametrize("prompt", ["E01", "H04", "H06", "M06", "B04", "E05", "Q25"])
def test_nobody_is_promised_a_consultant_a_portal_or_an_hour_by_what_is_said_at_any_time(prompt: str) -> None:
    """These are said without a look at who is there."""
    text = LIBRARY.prompt(prompt).text
    assert not any(word in text for word in ("ołączymy", "porozmawiać", "portal", "minut", "oddzwonimy"))


def test_examples_of_placeholders_are_what_is_given_there() -> None:
    """So that what an editor sees is of the kind that callers will hear."""
    example = msgspec.to_builtins(LIBRARY.prompt("I04").placeholders)
    assert example["nazwa_urzedu"]["type"] == "office"
    assert (example["adres"]["type"], example["telefon"]["type"]) == ("address", "telephone")

"""Texts of announcements: values in their places, stretches in other languages, and whatever is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.prompts.prompt_library import Prompt, PromptLibrary, PromptsRefused
from ivr.speech.rendering import LANGUAGES
from ivr.speech.texts import LONGEST_TEXT, PlaceholderMissing, faults, filled, placeholders, stretches, used
from ivr.speech.values import Count, Ordinal, Place, Time, Value

VALUES: dict[str, Value] = {
    "minuty": Count(5, "minuta"),
    "urzad": Place("Kolno", "Kolna", "w Kolnie"),
    "godz_od": Time(7, 30),
    "tresc": "awaria",
    "miejsce_nijakie": Ordinal(3, "n"),
}


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Czas: {minuty_mianownik}.", "pl", "Czas: pięć minut."),
        ("Do {minuty_dopelniacz}.", "pl", "Do pięciu minut."),
        ("Czas: {minuty}.", "en", "Czas: five minutes."),
        ("Do {minuty_dopelniacz}.", "uk", "Do п’яти хвилин."),
        ("Urząd {urzad_miejscownik}, {urzad_mianownik}, {urzad}", "pl", "Urząd w Kolnie, Kolno, w Kolnie"),
        ("od {godz_od_dopelniacz}", "pl", "od siódmej trzydzieści"),
        ("from {godz_od}.", "en", "from seven thirty a.m."),  # one full stop, not two
        ("from {godz_od}, please", "en", "from seven thirty a.m., please"),
        ("{tresc}", "pl", "awaria"),
        ("{tresc_dopelniacz}", "pl", "awaria"),  # whoever made a plain string has chosen its form
        ("Note: {tresc}.", "en", "Note: [pl]awaria[en]."),
        ("{miejsce_nijakie}", "pl", "trzecie"),
    ],
)
def test_values_stand_in_their_places(text: str, language: str, words: str) -> None:
    assert filled("X", text, VALUES, language) == words


def test_a_missing_value_is_named() -> None:
    with pytest.raises(PlaceholderMissing, match="kwota_dopelniacz") as missing:
        filled("X", "{kwota_dopelniacz}", VALUES)
    assert missing.value.placeholder == "kwota_dopelniacz"


def test_a_value_cannot_change_the_language_of_a_text_or_bring_placeholders_with_it() -> None:
    assert filled("X", "Uwaga: {tresc}.", {"tresc": "a [en] {minuty} b"}) == "Uwaga: a   {minuty} b."


def test_which_values_a_text_uses() -> None:
    text = "{minuty_dopelniacz} {minuty_mianownik} {urzad} {inna}"
    assert placeholders(text) == {"minuty_dopelniacz", "minuty_mianownik", "urzad", "inna"}
    assert used(text, VALUES) == {"minuty", "urzad"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Dzień dobry.", [("pl", "Dzień dobry.")]),
        (
            "[en] For English, press eight. [uk] Натисніть дев’ять.",
            [("en", "For English, press eight."), ("uk", "Натисніть дев’ять.")],
        ),
        ("Tak. [en]Yes[pl]. Nie.", [("pl", "Tak."), ("en", "Yes"), ("pl", ". Nie.")]),
        ("Tak: [en]yes[pl].", [("pl", "Tak:"), ("en", "yes.")]),
        ("[en][pl] ", []),
    ],
)
def test_a_text_falls_into_stretches_of_one_language(text: str, parts: list[tuple[str, str]]) -> None:
    assert stretches(text) == parts


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "nie zawiera żadnych słów"),
        (" – 5!", "nie zawiera żadnych słów"),
        ("-v en --stdout", None),  # an engine reads texts, never options
        ("a" * (LONGEST_TEXT + 1), "za długi"),
        ("tak\nnie", "sterujące"),
        ("tak\x00nie", "sterujące"),
        ("tak\u202enie", "sterujące"),
        ("tak\ud800nie", "sterujące"),
        ("<speak>tak</speak>", "Znaki < i >"),
        ("[[t'ak]] tak", "W nawiasie kwadratowym"),
        ("[de] ja", "W nawiasie kwadratowym"),
        ("tak {", "Nawiasy klamrowe"),
        ("tak {}", "Nawiasy klamrowe"),
        ("tak {0}", "Nawiasy klamrowe"),
        ("tak {{minuty}}", "Nawiasy klamrowe"),
        ("tak {minuty!r}", "Nawiasy klamrowe"),
        ("tak {minuty:>99999999}", "Nawiasy klamrowe"),
        ("tak {minuty.__class__}", "Nawiasy klamrowe"),
        ("tak {__class__}", "Nawiasy klamrowe"),
        ("tak %s %(minuty)s ${minuty} \\n", None),
        ("tak {kwota}", "Nie ma wartości „kwota”. Dostępne w tym komunikacie: {minuty}, {urzad}"),
        (
            "po {minuty_miejscownik}",
            "Wartość „minuty_miejscownik” prosi o przypadek „miejscownik”, którego nie ma w języku: polski."
            " Ma: mianownik, dopelniacz, biernik.",
        ),
        ("{urzad_celownik}", "Ma: mianownik, dopelniacz, miejscownik."),
        ("{tresc_dopelniacz} tak", "Nie odmienia się przez przypadki."),
        ("tak так", "Cyrylica"),
        ("tak [uk] так", None),
        ("Czas: {minuty_mianownik}, {urzad}, {godz_od_narzednik}.", None),
    ],
)
def test_what_may_not_stand_in_a_text(text: str, fault: str | None) -> None:
    found = faults(text, VALUES)
    if fault is None:
        assert not found
    else:
        assert any(fault in each for each in found), found


def test_a_text_must_be_in_the_alphabet_of_its_language() -> None:
    assert faults("Dzień dobry", {}, "uk") == ["Tekst ukraiński musi być zapisany cyrylicą."]
    assert not faults("Добрий день, {minuty_dopelniacz}", VALUES, "uk")
    assert not faults("Hello {minuty_celownik}", VALUES, "en"), "English has one form for all cases"


@given(st.text(max_size=200), st.sampled_from([*LANGUAGES]))
def test_any_text_is_either_refused_in_polish_or_can_be_filled(text: str, language: str) -> None:
    found = faults(text, VALUES, language)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in found)
    if not found:
        assert stretches(filled("X", text, VALUES, language), language)


@given(st.text(max_size=200))
def test_stretches_lose_nothing_that_can_be_said(text: str) -> None:
    said = "".join(part for _, part in stretches(text))
    for mark in LANGUAGES:
        text = text.replace(f"[{mark}]", "")
    assert [sign for sign in said if sign.isalnum()] == [sign for sign in text if sign.isalnum()]


def test_a_library_names_every_fault_of_every_prompt() -> None:
    prompts = [
        Prompt("A", "a", "po {minuty_miejscownik}", {"minuty": Count(5, "minuta")}),
        Prompt("B", "b", "tak", {}, {"uk": "<так>"}),
    ]
    with pytest.raises(PromptsRefused, match=r"A: .*miejscownik.*B: Znaki <"):
        PromptLibrary(prompts)

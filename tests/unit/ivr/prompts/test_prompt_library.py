"""The texts of the announcements and their placeholders."""

import json
import re
from pathlib import Path

import pytest

from ivr.prompts.prompt_library import PlaceholderMissing, Prompt, PromptLibrary, PromptsRefused, PromptUnknown
from ivr.speech.polish import speech_pl as speech

AGREED_IDS = (
    "W01 W02 W03 W04 N01 N02 N03 N04 N05 A01 A02 A03 A04 A05 A07 A08 A09 A10 C01 C02 C03 C04 C05 C06 C07 C08"
    " M01 M02 M03 M04 M05 M06 Q01 Q02 Q03 Q04 Q05 Q06 Q07 Q08 Q09 Q10 Q11 H01 H02 H03 H04 H05 D01 D02 D03 D04 D05"
    " D06 O01 O02 O03 O04 S01 S02 S03 S04 T01 T03 E01 E02 G01 G02"
)
PARTS = {"Q18", "Q19"}  # of one sentence, which Q07 ends


@pytest.fixture(scope="module")
def library() -> PromptLibrary:
    return PromptLibrary.load()


def test_the_announcements_that_were_agreed_on_are_there(library: PromptLibrary) -> None:
    assert library.ids() >= {*AGREED_IDS.split()}
    assert "W01" in library
    assert "W99" not in library


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_every_announcement_reads_as_a_sentence(library: PromptLibrary, language: str) -> None:
    for prompt_id in library.ids(language):
        text = library.example(prompt_id, language)
        assert library.prompt(prompt_id).purpose.strip()
        assert text == text.strip()
        if prompt_id == "B01" and language != "pl":  # an answer that is there in Polish only
            continue
        assert prompt_id in {"Q19", "W04"} or text[0].isupper()
        assert text[-1] in (":," if prompt_id in PARTS else ".?")
        assert not re.search(r"[{}\d]|\s\s|\.\.", text), prompt_id


@pytest.mark.parametrize("language", ["en", "uk"])
def test_whatever_a_caller_can_hear_is_there_in_every_language(library: PromptLibrary, language: str) -> None:
    to_staff = {"T03", "T04", "T05", "T07", "T08", *(f"F{number:02}" for number in range(1, 18))}
    assert library.ids() - library.ids(language) == {"W04", *to_staff}
    for prompt_id in library.ids(language):
        prompt = library.prompt(prompt_id)
        assert prompt.uses(language) == prompt.uses(), prompt_id


def test_general_information_is_short_enough_to_be_listened_to(library: PromptLibrary) -> None:
    for number in range(1, 5):
        assert len(library.example(f"I0{number}")) <= 300


def test_numbers_are_filled_in_by_the_reading_rules(library: PromptLibrary) -> None:
    assert library.text("A05", pozostalo_prob=speech.attempts_left(2)) == (
        "Numer lub kod PIN jest nieprawidłowy. Pozostały dwie próby."
    )
    assert library.text("A05", pozostalo_prob=speech.attempts_left(1)).endswith(" Pozostała jedna próba.")
    assert library.text("Q03", osob_przed_panstwem=speech.people_ahead(5)) == "Przed Państwem czeka pięć osób."
    assert library.text("O01", liczba_ofert=speech.count(1, "oferta", "acc")) == "Znaleźliśmy jedną ofertę."
    assert "przechowujemy przez trzydzieści dni." in library.text(
        "N05", liczba_dni=speech.count(30, "dzień", "acc")
    )
    assert library.text("Q02", liczebnik_porzadkowy_nijaki=speech.ordinal(21, "n.nom")) == (
        "Państwa miejsce w kolejce: dwudzieste pierwsze."
    )


def test_a_missing_value_is_named(library: PromptLibrary) -> None:
    with pytest.raises(PlaceholderMissing, match=r"D01.*godz_miejscownik") as refused:
        library.text("D01", w_dzien_tygodnia="we wtorek", data_dopelniacz="dwunastego maja", nr="siedem")
    assert refused.value.placeholder == "godz_miejscownik"
    assert refused.value.prompt_id == "D01"


def test_braces_in_a_value_stay_as_they_are(library: PromptLibrary) -> None:
    assert "{nazwa2}" in library.text("C08", nazwa1="{nazwa2}", nazwa2="Grodzisk")


def test_a_value_that_the_text_does_not_use_is_ignored(library: PromptLibrary) -> None:
    assert library.text("G01", liczba="pięć") == library.text("G01")


def test_an_unknown_announcement_is_named(library: PromptLibrary) -> None:
    with pytest.raises(PromptUnknown, match="X99"):
        library.text("X99")


def test_texts_to_render_ahead_have_no_placeholders(library: PromptLibrary) -> None:
    assert library.text("W01") in library.fixed_texts()
    for language in ("pl", "en", "uk"):
        assert len(library.fixed_texts(language)) > 90
        assert not [text for text in library.fixed_texts(language) if "{" in text]


@pytest.mark.parametrize(
    ("prompts", "problem"),
    [
        ([Prompt("A", "a", "tak."), Prompt("A", "a", "nie.")], "powtórzony identyfikator A"),
        ([Prompt("A", "a", "tak {ile}.")], "A: Nie ma wartości „ile”"),
        (
            [Prompt("A", "a", "tak {ile_dopelniacz}.", {"ile": "dwie"})],
            "A: Wartość „ile_dopelniacz”.*„dopelniacz”",
        ),
        ([Prompt("A", "a", "tak.", {}, {"fr": "oui."})], "A: Nieznany język „fr”"),
        ([Prompt("A", "a", "tak.", {}, {"uk": "so."})], "A: Tekst ukraiński musi być zapisany cyrylicą"),
        ([Prompt("A", "a", " ")], "A: Tekst nie zawiera żadnych słów"),
    ],
)
def test_faulty_texts_are_refused(prompts: list[Prompt], problem: str) -> None:
    with pytest.raises(PromptsRefused, match=problem):
        PromptLibrary(prompts)


@pytest.mark.parametrize(
    "content", ["", "{", "[1]", '[{"id": "A"}]', json.dumps([{"id": 1, "purpose": "", "text": ""}])]
)
def test_an_unreadable_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "prompts.json"
    path.write_text(content)
    with pytest.raises(PromptsRefused, match=re.escape(str(path))):
        PromptLibrary.load(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PromptsRefused, match="Nie można odczytać"):
        PromptLibrary.load(tmp_path / "none.json")

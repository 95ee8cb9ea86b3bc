"""Letters and words that somebody before us has read wrongly are put right; right names stay."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.importing.files.mojibake import FAULTS, POLISH, faults_of, is_suspicious, may_be_misread, mended
from clients.importing.files.torn_words import joined_name, joined_text, may_be_torn
from clients.importing.files.usual_form import usual_name, usual_street
from clients.population.generator import SEED, population


def repaired(*texts: str) -> list[str]:
    """The names of one record, as the import reads them."""
    joined = [joined_name(text) for text in texts]
    faults = faults_of(joined)
    return [mended(text, faults) for text in joined]


def torn(name: str) -> str:
    """As the description of 2008 has it: a space before a Polish letter, ż as Ŝ."""
    spaced = "".join(f" {sign}" if sign in "ąćęłńóśźż" and at else sign for at, sign in enumerate(name))
    return spaced.replace("ż", "Ŝ")


def names() -> list[tuple[str, str]]:
    """A thousand last and first names, of the made-up population."""
    people = population(SEED, 1000, date(2026, 11, 24))
    return [(person.last_name, person.first_name) for person in people]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Łom Ŝa", "Łomża"),
        ("Łom Ŝy", "Łomży"),
        ("Mo ńki", "Mońki"),
        ("Wi śniewski", "Wiśniewski"),
        ("Wi ś niewski", "Wiśniewski"),
        ("Ś wiątek", "Świątek"),
        ("Ŝak", "Żak"),
        ("Kowalska-Ŝak", "Kowalska-Żak"),
        ("ŁOMŜA", "ŁOMŻA"),
        ("Micha³", "Michał"),
        ("Zaj¹c", "Zając"),
        ("B³a¿ej", "Błażej"),
        ("Ko¶ciuszko", "Kościuszko"),
        ("Ĺšwiderska", "Świderska"),
        ("ĹĽĂłĹ‚Ä‡", "żółć"),
        ("\u017b\u00f3\u0142\u0107".encode().decode("cp1252"), "Żółć"),
    ],
)
def test_what_was_read_wrongly_is_put_right(read: str, meant: str) -> None:
    assert repaired(read) == [meant]


@pytest.mark.parametrize(
    "name",
    [
        *("Muñoz", "Šimkutė", "Dvořák", "Müller", "René", "Ľubica", "Jean-Noël", "Œuvrard", "Ÿ"),
        *("de la Cruz", "von Berg", "O'Brien", "Maria Anna", "Łucja", "Żółć", "Nowak-Śliwa", "Anna Żaneta"),
        *("J. R.", "5 £", "Wêgrzyn"),
    ],
)
def test_a_right_name_stays_as_it_is(name: str) -> None:
    assert repaired(name) == [name]


def test_letters_that_other_languages_have_are_put_right_beside_a_sure_sign_only() -> None:
    assert repaired("Wêgrzyn", "Ko¶ciuszki") == ["Węgrzyn", "Kościuszki"]
    assert repaired("Muñoz", "Łom Ŝa") == ["Muñoz", "Łomża"]


def test_of_a_thousand_names_those_that_were_torn_are_put_right_and_no_other_changes() -> None:
    every = names()
    assert len(every) == 1000
    for number, (last, first) in enumerate(every):
        assert repaired(last, first) == [last, first]
        if number % 5 == 0:
            assert repaired(torn(last), torn(first)) == [last, first]


@pytest.mark.parametrize(
    ("meant", "taken_for"), [("cp1250", "latin-1"), ("iso8859_2", "cp1250"), ("utf-8", "cp1250")]
)
def test_names_of_a_file_in_a_wrong_code_page_come_back(meant: str, taken_for: str) -> None:
    for name in ("Grażyna Żółkiewska", "Łukasz Świątek", "Stanisław Źródłowski"):
        read = "".join(bytes((byte,)).decode(taken_for, "replace") for byte in name.encode(meant))
        if "\ufffd" not in read:
            assert repaired(*read.split(" ")) == name.split(" ")


_WORD = st.builds(
    lambda first, rest: first + rest,
    st.sampled_from("ABCDEFGHIJKLMNOPRSTUWZĄĆĘŁŃÓŚŹŻÄÖÜČŠŽÉÑ"),
    st.text("abcdefghijklmnoprstuwyząćęłńóśźżäöüčšžéñêœ", min_size=1, max_size=12),
)
_RIGHT_NAME = st.builds(
    lambda words, mark: mark.join(words), st.lists(_WORD, min_size=1, max_size=3), st.sampled_from([" ", "-"])
)


@given(_RIGHT_NAME)
def test_whatever_is_a_right_name_stays(name: str) -> None:
    if any(word[0] in "ĄĘŃ" for word in name.split(" ")[1:]):
        return  # no word begins so
    assert repaired(name) == [name]


@given(st.text(max_size=40))
def test_any_text_can_be_looked_at_and_a_second_look_finds_nothing_more_in_a_name(text: str) -> None:
    [once] = repaired(text)
    assert len(once) <= len(text)


_SIGNS = sorted({sign for fault in FAULTS for signs in fault.letters for sign in signs})


@given(st.lists(st.text(st.sampled_from([*_SIGNS, *POLISH, *"abAB  .-Ŝ"]), max_size=12), max_size=4))
def test_the_quick_look_at_a_whole_row_passes_over_nothing(texts: list[str]) -> None:
    together = "\n".join(texts)
    if any(joined_name(text) != text or joined_text(text) != text for text in texts):
        assert may_be_torn(together)
    if any(map(is_suspicious, texts)):
        assert may_be_misread(together)


def test_a_street_keeps_its_small_words() -> None:
    kept: Sequence[str] = ("ul. św. Rocha", "Plac żołnierzy", "ul. 3 Maja", "osiedle Źródlane")
    assert [joined_text(street) for street in kept] == list(kept)
    assert joined_text("ul. Sikorskiego, urz ąd") == "ul. Sikorskiego, urząd"


def test_names_in_capitals_get_their_usual_form() -> None:
    assert usual_name("KOWALSKA-NOWAK") == "Kowalska-Nowak"
    assert usual_name("WYSOKIE MAZOWIECKIE") == "Wysokie Mazowieckie"
    assert usual_name("O'BRIEN") == "O'Brien"
    assert usual_name("VON BERG") == "von Berg"
    assert usual_name("McDonald") == "McDonald"
    assert usual_street("UL. JANA PAWŁA II") == "ul. Jana Pawła II"
    assert usual_street("3 MAJA") == "3 Maja"


@given(_RIGHT_NAME)
def test_a_name_in_capitals_comes_back_as_it_was(name: str) -> None:
    words = name.replace("-", " ").split(" ")
    if all(word.lower().capitalize() == word and word.upper().lower() == word.lower() for word in words):
        assert usual_name(name.upper()) == name


@given(st.text(POLISH + "abc ", max_size=30))
def test_polish_letters_alone_are_never_a_fault(text: str) -> None:
    assert faults_of([text]) == []

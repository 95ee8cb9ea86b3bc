"""Finding a gmina by the letters of its name on the keypad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import defaults
from ivr.gmina import Gmina, GminaIndex, folded, keys_of

INDEX = defaults.gminas()
GMINAS = INDEX.all()
TWICE = {
    *("Augustów", "Bielsk Podlaski", "Brańsk", "Grajewo", "Hajnówka", "Kolno", "Łomża", "Sejny", "Siemiatycze"),
    *("Suwałki", "Wysokie Mazowieckie", "Zambrów"),
}


def test_all_names_of_the_province_are_there_and_belong_to_county_offices() -> None:
    counties = {o["code"] for o in defaults.offices() if not o["is_province"]}
    assert len(GMINAS) == 106
    assert {gmina.office for gmina in GMINAS} == counties
    assert {gmina.name for gmina in GMINAS} >= TWICE


def test_letters_are_folded() -> None:
    assert folded("Rutka-Tartak") == "rutkatartak"
    assert folded("Łapy") == "lapy"
    assert folded("ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ") == "acelnoszz" * 2
    assert keys_of("Kolno") == "56566"
    assert keys_of("abcdefghijklmnopqrstuvwxyz") == "22233344455566677778889999"


@given(st.sampled_from(GMINAS), st.data())
def test_every_gmina_is_found_by_any_number_of_its_first_letters(gmina: Gmina, data: st.DataObject) -> None:
    keys = keys_of(gmina.name)
    pressed = keys[: data.draw(st.integers(1, len(keys)))]
    assert gmina in INDEX.beginning_with(pressed)


@given(st.text("0123456789", max_size=12))
def test_whatever_is_found_begins_with_what_was_keyed(pressed: str) -> None:
    for gmina in INDEX.beginning_with(pressed):
        assert pressed
        assert keys_of(gmina.name).startswith(pressed)


def test_four_letters_leave_seven_pairs_of_two_offices_and_six_only_names_that_begin_others() -> None:
    def open_pairs(letters: int) -> list[set[str]]:
        groups = {keys_of(gmina.name)[:letters] for gmina in GMINAS}
        found = [INDEX.beginning_with(keys) for keys in groups]
        return [{g.name for g in same} for same in found if len({g.office for g in same}) > 1]

    pairs = open_pairs(4)
    assert len(pairs) == 7
    assert all(len(names) == 2 for names in pairs)
    assert {"Gródek", "Grodzisk"} in pairs
    assert {"Łapy", "Jaświły"} in pairs
    assert sorted(map(sorted, open_pairs(6))) == [["Czyże", "Czyżew"], ["Jaświły", "Łapy"]]


@pytest.mark.parametrize("pressed", ["", "0", "1", "56566566", "99999"])
def test_what_begins_no_name_finds_nothing(pressed: str) -> None:
    assert INDEX.beginning_with(pressed) == []


def test_a_name_of_two_offices_is_refused() -> None:
    with pytest.raises(ValueError, match="Kolno"):
        GminaIndex([Gmina("Kolno", "20060"), Gmina("Kolno", "20620")])
    with pytest.raises(ValueError, match="no one office"):
        GminaIndex([Gmina("-", "20060")])

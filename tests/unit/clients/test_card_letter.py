"""The PIN letter: everything that a client needs on one sheet, whatever the names hold."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.card_letter.letter import CardLetter, in_threes, letter_pdf
from tests.support.web.pdf_text import catalogue, pages, pdf_text

LETTER = CardLetter(
    name="Żaneta Święcka-Łapińska",
    recipient=("ul. 3 Maja 12/3", "18-500 Kolno"),
    office="Powiatowy Urząd Pracy w Kolnie",
    office_address=("ul. Wojska Polskiego 46", "18-500 Kolno"),
    seat="Kolno",
    on=date(2026, 11, 27),
    hotline="9510",
    card_number="123456782",
    pin="739206",
)


def test_the_letter_tells_the_card_the_pin_and_how_to_use_them_on_one_sheet() -> None:
    pdf = letter_pdf(LETTER)
    assert pdf.startswith(b"%PDF-")
    assert pages(pdf) == 1
    text = pdf_text(pdf)
    for wanted in (
        "Żaneta Święcka-Łapińska",
        "ul. 3 Maja 12/3",
        "Powiatowy Urząd Pracy w Kolnie",
        "Kolno, 27 listopada 2026 r.",
        "123 456 782",
        "739206",
        "numer 9510",
        "Kodu PIN proszę nie podawać nikomu.",
    ):
        assert wanted in text


def test_the_letter_is_made_for_screen_readers_in_polish() -> None:
    pdf = letter_pdf(LETTER)
    assert b"pdfuaid" in pdf
    assert catalogue(pdf)["/Lang"] == "pl-PL"
    assert "/StructTreeRoot" in catalogue(pdf)


@pytest.mark.parametrize(
    "name",
    ['#panic("x") *a* $y$ [z] @label //', '</script> \\ #read("/etc/passwd")', "Ян 王 \u202egnirts", "A" * 300],
)
def test_a_name_is_written_as_it_is_and_never_carried_out(name: str) -> None:
    text = pdf_text(letter_pdf(replace(LETTER, name=name)))
    assert "739206" in text
    if name.isascii():
        assert name.replace(" ", "")[:40] in text.replace(" ", "")


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=60), max_size=3))
def test_any_name_and_address_makes_a_letter(name: str, lines: list[str]) -> None:
    assert letter_pdf(replace(LETTER, name=name, recipient=tuple(lines))).startswith(b"%PDF-")


def test_without_an_address_the_letter_is_handed_out() -> None:
    assert pages(letter_pdf(replace(LETTER, recipient=(), office_address=()))) == 1


def test_a_letter_never_shows_the_pin_by_accident() -> None:
    shown = repr(LETTER)
    assert LETTER.pin not in shown
    assert LETTER.card_number not in shown
    assert LETTER.name not in shown


@pytest.mark.parametrize(("digits", "told"), [("123456782", "123 456 782"), ("1234", "123 4"), ("", "")])
def test_a_number_is_told_in_threes(digits: str, told: str) -> None:
    assert in_threes(digits) == told

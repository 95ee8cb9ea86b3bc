"""Which entries may be the same employer, and what an entry and an agreement must have."""

from datetime import date

import pytest

from market.employers.employer import (
    Agreement,
    AgreementKind,
    Employer,
    agreement_faults,
    are_alike,
    faults,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tartak Kolno Sp. z o.o.", "TARTAK KOLNO"),
        ("Kolno Tartak spółka z ograniczoną odpowiedzialnością", "Tartak Kolno s.c."),
        ("P.H.U. Jan-Pol", "JAN POL"),
        ("Zakład Usługowy Łąka S.A.", "Łąka usługowy"),
        ("Firma Handlowa", "firma handlowa"),
    ],
)
def test_names_with_the_same_own_words_are_alike(one: str, other: str) -> None:
    assert are_alike(one, other)
    assert are_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Tartak Kolno", "Tartak Łomża"), ("Sp. z o.o. Alfa", "Sp. z o.o. Beta"), ("", "Alfa")]
)
def test_names_that_share_a_legal_form_alone_are_not(one: str, other: str) -> None:
    assert not are_alike(one, other)


def test_numbers_have_their_check_digits() -> None:
    assert list(faults(Employer("Tartak", nip="526-025-02-74", regon="000288975"))) == []
    assert len(list(faults(Employer("Tartak", nip="5260250275", regon="000288976")))) == 2


def test_an_agreement_does_not_end_before_it_is_signed() -> None:
    day = date(2026, 12, 1)
    assert list(agreement_faults(Agreement(AgreementKind.INTERNSHIP, "1", day, day))) == []
    assert list(agreement_faults(Agreement(AgreementKind.INTERNSHIP, "1", day, date(2026, 11, 30))))

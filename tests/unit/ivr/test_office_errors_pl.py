"""What is refused of an office that somebody wants to save."""

from dataclasses import replace

import pytest

from ivr.office_errors_pl import KnownOffice, OfficeDetails, office_faults

KOLNO = OfficeDetails("PUP w Kolnie", "Kolno", "w Kolnie", "Kolna", "86", "18-500", postal_prefixes=("185",))
WUP = OfficeDetails("WUP", "Białystok", "w Białymstoku", "WUP", "85", "15-354", is_province=True)
NEW = OfficeDetails("PUP w Stawiskach", "Stawiski", "w Stawiskach", "Stawisk", "86", "18-520")
THERE = [KnownOffice("20060", KOLNO), KnownOffice("20000", WUP)]


def test_a_new_office_with_postal_codes_of_its_own_is_fit() -> None:
    assert office_faults("20070", replace(NEW, postal_prefixes=("18520", "18521")), THERE) == []


def test_an_office_may_keep_what_it_has() -> None:
    assert office_faults("20060", KOLNO, THERE) == []
    assert office_faults("20000", WUP, THERE) == []


@pytest.mark.parametrize("code", ["", "2007", "200700", "2007a", "20070\n", "²0070"])
def test_a_code_is_five_digits(code: str) -> None:
    assert office_faults(code, NEW, THERE) == ["Kod urzędu to pięć cyfr."]


def test_a_postal_prefix_belongs_to_one_office() -> None:
    found = office_faults("20070", replace(NEW, postal_prefixes=("184", "185")), THERE)
    assert found == ["Kody pocztowe od 185 obsługuje już PUP w Kolnie (20060)."]


def test_the_postal_prefixes_of_an_office_that_was_deactivated_are_free() -> None:
    there = [KnownOffice("20060", KOLNO, is_active=False), KnownOffice("20000", WUP)]
    assert office_faults("20070", replace(NEW, postal_prefixes=("185",)), there) == []


@pytest.mark.parametrize("prefix", ["", "18-5", "185200", "Kolno"])
def test_a_postal_prefix_is_some_digits(prefix: str) -> None:
    [fault] = office_faults("20070", replace(NEW, postal_prefixes=(prefix,)), THERE)
    assert fault == f"Początek kodu pocztowego to od jednej do pięciu cyfr, a nie „{prefix}”."


def test_there_is_one_provincial_office_and_it_stays_so() -> None:
    second = office_faults("20070", replace(NEW, is_province=True), THERE)
    assert second == ["Urząd wojewódzki może być tylko jeden, a jest nim WUP (20000)."]
    none = office_faults("20000", replace(WUP, is_province=False), THERE)
    assert none == ["Ten urząd jest wojewódzki i musi nim pozostać."]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert len(office_faults("20070", replace(NEW, is_province=True, postal_prefixes=("185", "x")), THERE)) == 3

"""Values as old systems write them, and what is refused."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.importing.files import values
from clients.importing.files.gmina_codes import GminaCodes, gmina_codes
from clients.importing.files.rejects import REASONS_PL
from clients.importing.files.values import BadValue


def test_days_are_read_in_both_forms_and_the_year_9999_is_no_end() -> None:
    assert values.day("2026-11-24") == values.day("24.11.2026") == values.day("24-11-2026") == date(2026, 11, 24)
    assert values.last_day("9999-12-31") is None
    assert values.last_day("31.12.9999") is None


@pytest.mark.parametrize("text", ["9999-12-31", "2026-02-30", "26-11-24", "0001-01-01", "jutro", "2026-13-01"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        values.day(text)


@pytest.mark.parametrize("text", ["1721,90", "1 721,90", "1\u00a0721,90", "1.721,90", "1721.90", "1721,9"])
def test_a_sum_is_read_with_comma_or_point(text: str) -> None:
    assert values.grosze(text) == 172_190


@pytest.mark.parametrize("text", ["1,721.90", "-5", "1721,905", "dużo", "99999999999"])
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        values.grosze(text)


def test_telephones_occupations_and_codes_get_one_form() -> None:
    assert values.phone("+48 600-100-200") == values.phone("600100200") == values.phone("(60) 010 02 00")
    assert values.occupation("11001") == "011001"
    assert values.postal_code("18500") == "18-500"
    assert values.time_of_day("9.30") == time(9, 30)
    assert values.month("2026-11") == values.month("2026-11-15") == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (values.phone, "123"),
        (values.email, "nie mam"),
        (values.pesel, "44051401358"),
        (values.nip, "1234567890"),
        (values.occupation, "magazynier"),
        (values.gmina, "9999999"),
        (values.flag, "może"),
        (values.number_up_to(10), "11"),
        (values.text_of(3), "abcd"),
        (values.text_of(30), "a\x00b"),
    ],
)
def test_a_reason_is_known_for_whatever_is_refused(read: values.Reader, text: str) -> None:
    with pytest.raises(BadValue) as refused:
        read(text)
    assert refused.value.code in REASONS_PL


def test_a_gmina_that_became_a_town_or_was_joined_has_its_new_code() -> None:
    assert gmina_codes().present("2013032") == "2013033"  # Czyżew, a town since 2011
    assert gmina_codes().present("2002024") == "2002023"  # the town in the gmina of Czarna Białostocka
    codes = GminaCodes(frozenset({"2001022"}), {"2001052": "2001022", "2001062": "2001052"})
    assert codes.present("2001062") == "2001022"  # joined twice
    assert codes.present("1234567") is None


def test_codes_that_point_at_each_other_end_nowhere() -> None:
    assert GminaCodes(frozenset(), {"1": "2", "2": "1"}).present("1") is None


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    readers = (
        *(values.day, values.last_day, values.month, values.time_of_day, values.grosze, values.flag),
        *(values.pesel, values.phone, values.email, values.postal_code, values.gmina, values.occupation),
        *(values.nip, values.number_up_to(100), values.text_of(20)),
    )
    for read in readers:
        try:
            read(text)
        except BadValue as bad:
            assert bad.code in REASONS_PL

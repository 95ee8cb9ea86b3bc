"""Which values may be proposed for which fields."""

from datetime import date
from typing import get_args

import pytest

from clients.contacts.correction import CorrectedField, CorrectionRefused, checked, group_of
from core.db.tables.person_tables import Client

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("last_name", "Nowak-Żółć"),
        ("birth_date", "1984-03-09"),
        ("phone", "+48600100200"),
        ("email", "anna@example.pl"),
        ("postal_code", "18-500"),
        ("gmina", "2006011"),
        ("language", "uk"),
        ("house", "7/3"),
    ],
)
def test_a_value_that_can_be_one_is_kept(field: CorrectedField, value: str) -> None:
    assert checked(field, f" {value} ", TODAY) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("last_name", "  "),
        ("birth_date", "9.3.1984"),
        ("birth_date", "2026-11-24"),
        ("birth_date", "1884-03-09"),
        ("phone", "sześćset"),
        ("email", "anna"),
        ("email", "a@b@c.pl"),
        ("postal_code", "18500"),
        ("gmina", "20060"),
        ("language", "klingon"),
    ],
)
def test_any_other_is_refused_in_polish(field: CorrectedField, value: str) -> None:
    with pytest.raises(CorrectionRefused) as refused:
        checked(field, value, TODAY)
    assert refused.value.message_pl.endswith(".")


def test_each_field_is_a_column_of_a_client_and_of_a_group_that_can_be_seen() -> None:
    assert set(get_args(CorrectedField)) <= set(Client.__table__.columns.keys())
    assert {group_of(field) for field in get_args(CorrectedField)} == {"identity", "contact_data"}

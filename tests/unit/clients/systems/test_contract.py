"""The contract with other systems: what is an inquiry, the day of the ceiling, and the schema that ships."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator
from pydantic import ValidationError

from clients.pesel import made_up_pesel
from clients.systems.contract import A_DAY, Inquiry, may_ask, midnight_before, schema_text
from core.zone import WARSAW

SCHEMA = Path(__file__).parents[4] / "docs/other-systems-v1.schema.json"
ASKED: dict[str, Any] = {
    "version": "v1",
    "pesel": made_up_pesel(date(1944, 5, 14), "M", 7),
    "legal_basis": "art. 105 ust. 1 ustawy o pomocy społecznej",
    "case_number": "MOPS.5123.17.2026",
}


def test_the_shipped_schema_is_that_of_the_code() -> None:
    assert SCHEMA.read_text() == schema_text(), "make it anew: clients.systems.contract.schema_text"


def test_the_example_is_an_inquiry_by_the_code_and_by_the_schema() -> None:
    schema = json.loads(schema_text())
    Draft202012Validator({**schema, "$ref": "#/$defs/Inquiry"}).validate(ASKED)
    for example in schema["$defs"]["Inquiry"]["examples"]:
        assert Inquiry.model_validate(example).version == "v1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "v2"},
        {"pesel": "00000000000"},
        {"pesel": ASKED["pesel"][:-1] + str((int(ASKED["pesel"][-1]) + 1) % 10)},
        {"legal_basis": "bo"},
        {"legal_basis": "   "},
        {"case_number": ""},
        {"case_number": "a\nb"},
        {"also": 1},
    ],
)
def test_what_is_no_inquiry_says_so_and_quotes_no_pesel(wrong: dict[str, Any]) -> None:
    asked = ASKED | wrong
    with pytest.raises(ValidationError) as refused:
        Inquiry.model_validate(asked)
    assert asked["pesel"] not in str(refused.value)


def test_an_inquiry_shows_neither_the_pesel_nor_the_case() -> None:
    shown = repr(Inquiry.model_validate(ASKED))
    assert ASKED["pesel"] not in shown
    assert ASKED["case_number"] not in shown


@given(st.integers(0, 15 * 365 * 24 * 60))
def test_the_day_of_the_ceiling_is_a_day_in_warsaw(minutes: int) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    began = midnight_before(now)
    assert began <= now < began + timedelta(hours=25)
    assert began.astimezone(WARSAW).date() == now.astimezone(WARSAW).date()


@given(st.integers(0, 2 * A_DAY))
def test_a_system_asks_so_often_a_day_and_not_once_more(asked: int) -> None:
    assert may_ask(asked) == (asked < A_DAY)


def test_the_answer_names_these_fields_and_no_others() -> None:
    parts = json.loads(schema_text())["$defs"]
    assert set(parts["InquiryAnswer"]["properties"]) == {
        "version",
        "inquiry_id",
        "as_of",
        "is_registered",
        "registrations",
    }
    assert set(parts["Registration"]["properties"]) == {"office", "status", "since", "referral"}
    assert set(parts["Referral"]["properties"]) == {"kind", "state", "given_on"}

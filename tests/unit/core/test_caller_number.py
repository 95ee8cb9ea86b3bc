"""The numbers of a call hold nothing but a number, whatever the caller put into the headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.caller_number import LONGEST, caller_number, dialled_number, shown_number

NUMBERS = ["600100200", "862781000", "+48600100200", "9510", "112", "1" * LONGEST]
NO_NUMBERS = [
    None,
    "",
    "+",
    "anonymous",
    "Anonymous",
    "unavailable",
    "restricted",
    "unknown",
    "s",
    "Anna Nowak",
    "k20060-1",
    "600 100 200",
    "600-100-200",
    "48+600100200",
    "++48600100200",
    "600100200@example.org",
    "600100200\n",
    "\n600100200",
    "600100200\x00",
    "6%0Aagi_network_script%3A%20feature",
    "6\nagi_network_script: feature\nagi_arg_1: *69\nagi_arg_2: k20010-1\n\n",
    "٦٠٠١٠٠٢٠٠",  # digits, but not ours
    "６００１００２００",
    "²",
    "1" * (LONGEST + 1),
    "+" + "1" * LONGEST,
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_stays_as_it_is(number: str) -> None:
    assert caller_number(number) == number
    assert dialled_number(number) == number


@pytest.mark.parametrize("raw", NO_NUMBERS, ids=repr)
def test_what_is_no_number_is_none(raw: str | None) -> None:
    assert caller_number(raw) == ""
    assert dialled_number(raw) == ""


@pytest.mark.parametrize("code", ["*76", "*69*20060", "#", "**"])
def test_dial_codes_are_dialled_and_nobodys_number(code: str) -> None:
    assert dialled_number(code) == code
    assert caller_number(code) == ""


@given(st.text())
def test_whatever_is_shown_only_digits_and_a_leading_plus_come_through(raw: str) -> None:
    for number, more in ((caller_number(raw), ""), (dialled_number(raw), "*#")):
        assert number in {raw, ""}
        assert len(number) <= LONGEST
        assert set(number.removeprefix("+")) <= set("0123456789" + more)


@pytest.mark.parametrize(
    ("presentation", "is_shown"),
    [
        (None, True),
        ("0", True),  # allowed, not screened
        ("3", True),  # allowed, the network's own number
        ("32", False),  # restricted
        ("35", False),
        ("64", False),  # unavailable
        ("67", False),
        ("96", False),  # reserved
        ("", True),
        ("prohib", False),
        ("32\n", False),
    ],
)
def test_a_number_that_shall_not_be_shown_is_none(presentation: str | None, is_shown: bool) -> None:
    headers = {"agi_callerid": "600100200"}
    if presentation is not None:
        headers["agi_callingpres"] = presentation
    assert shown_number(headers) == ("600100200" if is_shown else "")


@pytest.mark.parametrize("number", ["unknown", "anonymous", "", None])
def test_agi_tells_of_no_number(number: str | None) -> None:
    assert shown_number({} if number is None else {"agi_callerid": number}) == ""

"""Which numbers the centre rings at its own cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.outside.phone_number import in_groups, is_ordinary, national, ordinary


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("600100200", "600100200"),
        ("+48600100200", "600100200"),
        ("48600100200", "600100200"),
        ("0048600100200", "600100200"),
        ("+48 600-100-200", "600100200"),
        ("857451234", "857451234"),
        ("483601234", "483601234"),  # Radom: its area code is that of the country
        ("48483601234", "483601234"),
    ],
)
def test_a_polish_number_has_nine_digits_however_it_is_sent(sent: str, number: str) -> None:
    assert national(sent) == number
    assert ordinary(sent) == number


@pytest.mark.parametrize(
    "sent", ["", "anonymous", "112", "9510", "60010020", "6001002001", "+49301234567", "+4860010020", "٦٠٠١٠٠٢٠٠"]
)
def test_short_foreign_and_withheld_numbers_are_none(sent: str) -> None:
    assert national(sent) is None
    assert ordinary(sent) is None


@pytest.mark.parametrize(
    "number",
    [
        "012345678",  # no subscriber begins with 0
        "000000000",
        "112112112",
        "195241234",  # short numbers with something behind them
        "204123456",  # access codes
        "300123456",  # premium rate of old
        "400123456",
        "642123456",  # paging
        "700123456",  # premium rate
        "708123456",
        "800123456",  # freephone
        "801123456",  # shared cost
        "999999999",
    ],
)
def test_what_costs_more_than_a_subscribers_line_is_refused(number: str) -> None:
    assert not is_ordinary(number)
    assert ordinary(number) is None


@pytest.mark.parametrize("number", ["", "60010020", "6001002001", "60010020a", "٦٠٠١٠٠٢٠٠"])
def test_what_is_no_number_is_refused(number: str) -> None:
    assert not is_ordinary(number)


@given(st.from_regex(r"(0|70|80)[0-9]{7,8}", fullmatch=True))
def test_no_number_with_a_dear_beginning_passes(number: str) -> None:
    assert not is_ordinary(number)


@given(st.text(alphabet="+0123456789 -()#*", max_size=20))
def test_whatever_passes_is_nine_digits(sent: str) -> None:
    number = ordinary(sent)
    assert number is None or (len(number) == 9 and number.isdigit() and number in sent.translate(_WITHOUT_SIGNS))


_WITHOUT_SIGNS = {ord(sign): None for sign in " -()"}


def test_a_number_is_said_in_threes() -> None:
    assert in_groups("601202303") == ["601", "202", "303"]

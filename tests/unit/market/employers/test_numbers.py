import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.employers.numbers import is_nip, is_regon


@pytest.mark.parametrize("number", ["5260250274", "526-025-02-74", "PL 526 025 02 74"])
def test_a_nip_is_known_however_it_is_written(number: str) -> None:
    assert is_nip(number)


@pytest.mark.parametrize("number", ["", "5260250275", "526025027", "0000000000", "52602502٧4", "abcdefghij"])
def test_what_is_no_nip_is_refused(number: str) -> None:
    assert not is_nip(number)


@pytest.mark.parametrize("number", ["000331501", "732065814"])
def test_a_regon_has_its_check_digit(number: str) -> None:
    assert is_regon(number)
    assert not is_regon(number[:8] + str((int(number[8]) + 1) % 10))


def test_a_place_of_a_firm_has_fourteen_digits() -> None:
    assert is_regon("12345678512347")
    assert not is_regon("12345678512348")


@given(st.from_regex(r"[0-9]{10}", fullmatch=True), st.integers(0, 8))
def test_a_slip_in_one_digit_of_a_nip_is_noticed(number: str, at: int) -> None:
    if is_nip(number):
        slipped = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
        assert not is_nip(slipped)

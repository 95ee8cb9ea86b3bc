"""Roman numerals as an editor writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.roman import roman_value


def _written(n: int) -> str:
    """The only right way to write it."""
    signs = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    written = ""
    for sign, value in zip(signs, values, strict=True):
        count, n = divmod(n, value)
        written += sign * count
    return written


@given(st.integers(1, 3999).filter(lambda n: _written(n) not in ("CV", "CD")))
def test_every_numeral_that_is_written_right_counts(n: int) -> None:
    assert roman_value(_written(n)) == n


@pytest.mark.parametrize("word", ["", "CV", "CD", "DVD", "LCD", "VV", "IIII", "XXXX", "IC", "KFS", "xx"])
def test_other_letters_are_no_numeral(word: str) -> None:
    assert roman_value(word) is None


@given(st.text() | st.text(alphabet="IVXLCDM"))
def test_only_what_is_written_right_is_a_numeral(word: str) -> None:
    value = roman_value(word)
    assert value is None or _written(value) == word

"""What looks like somebody's number is refused: no personal datum stands in the knowledge base."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.personal import PersonalDatumRefused, has_personal_number, has_pesel, refuse_personal


@pytest.mark.parametrize(
    "words",
    [
        "PESEL 44051401359",
        "pesel: 440514 01359",
        "tel. 600100200",
        "dzwonić pod +48 600 100 200",
        "600-100-200",
        "(85) 749-72-00",
        "karta 123456782",
        "karta 4111 1111 1111 1111",
        "PL61 1090 1014 0000 0712 1981 2874",
        "4.4.0.5.1.4.0.1.3.5.9",
        "٦٠٠١٠٠٢٠٠",
    ],
)
def test_numbers_of_people_are_seen_however_they_are_written(words: str) -> None:
    assert has_personal_number(words)
    with pytest.raises(PersonalDatumRefused) as refused:
        refuse_personal("words", words)
    assert [field for field, _ in refused.value.fields] == ["words"]
    assert words not in str(refused.value.fields)


@pytest.mark.parametrize(
    "words",
    [
        "Ile wynosi zasiłek od 1.06.2026 do 31.05.2027?",
        "Dz.U. 2025 poz. 620, art. 219",
        "infolinia 19524 albo 9510",
        "w dniach 2026-11-27 i 2026-11-28 o 10:30",
        "365 dni, 18 miesięcy, 90 dni",
        "kod pocztowy 18-500",
    ],
)
def test_dates_and_short_numbers_are_nobodys(words: str) -> None:
    assert not has_personal_number(words)


@given(st.from_regex(r"[0-9]{9,26}", fullmatch=True), st.text(alphabet="abc .,"), st.text(alphabet="abc .,"))
def test_nine_digits_in_a_row_are_always_seen(number: str, before: str, after: str) -> None:
    assert has_personal_number(f"{before}x{number}x{after}")


def test_a_pesel_is_known_by_its_check_digit() -> None:
    for written in (
        "44051401359",
        "440514 01359",
        "440514-01359",
        "44-05-14-01359",
        "44 05 14 013 59",
        "9 440514 01359",
    ):
        assert has_pesel(f"PESEL {written}.")
    assert not has_pesel("PESEL 44051401358")
    assert not has_pesel("PESEL 440514 01358")
    assert not has_pesel("tel. 857497200, konto 61109010140000071219812874")
    assert not has_pesel("tel. 85 749 72 00, konto 61 1090 1014 0000 0712 1981 2874, do 31.05.2027")

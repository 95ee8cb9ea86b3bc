"""How long messages are, and what they are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.messages.sms import SmsTemplate, SmsUnknown, length_of, templates, without_polish

GSM = st.text("abc XYZ 019 @£$é\n", max_size=400)


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("ą" + "a" * 69, "UCS-2", 70, 1),
        ("ó" + "a" * 70, "UCS-2", 71, 2),
        ("ż" * 134, "UCS-2", 134, 2),
        ("ż" * 135, "UCS-2", 135, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("a" * 152 + "€" * 10, "GSM-7", 172, 2),
        ("€" + "a" * 151 + "€" + "a" * 151 + "€", "GSM-7", 308, 3),  # no sign is divided
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 66, "UCS-2", 132, 2),
        ("😀" * 67, "UCS-2", 134, 3),  # 33 pairs in each part, not 33 and a half
    ],
)
def test_messages_are_counted_as_operators_do(text: str, encoding: str, units: int, segments: int) -> None:
    found = length_of(text)
    assert (found.encoding, found.units, found.segments) == (encoding, units, segments)


@given(GSM)
def test_without_signs_of_two_units_it_is_simple_arithmetic(text: str) -> None:
    expected = 1 if len(text) <= 160 else -(-len(text) // 153)
    assert length_of(text).segments == expected


@given(st.text(max_size=300), st.characters())
def test_a_longer_message_never_costs_less(text: str, sign: str) -> None:
    assert length_of(text + sign).segments >= length_of(text).segments


@given(st.text("aąćęłńóśźżĄĆĘŁŃÓŚŹŻ –„”", max_size=300))
def test_polish_in_plain_letters_is_of_the_gsm_alphabet_and_no_longer(text: str) -> None:
    plain = without_polish(text)
    assert length_of(plain).encoding == "GSM-7"
    assert len(plain) == len(text)


def test_plain_letters_are_the_letters_meant() -> None:
    assert without_polish("Zażółć gęślą jaźń – Łódź") == "Zazolc gesla jazn - Lodz"


def test_every_text_message_is_one_segment_and_has_an_example_for_each_place() -> None:
    for template in templates().values():
        text = template.filled(template.placeholders)
        assert "{" not in text
        assert length_of(text).segments == 1, template.id
        assert "http" not in text
        assert "www" not in text


def test_a_missing_value_is_a_fault() -> None:
    with pytest.raises(SmsUnknown, match="kod"):
        SmsTemplate("a", "kod {kod}").filled({"inny": "1"})

"""Files in three encodings are told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.importing.files.encodings import CODECS, Encoding, decoded

TEXT = "ext_id;last_name\r\n1;Żółć\r\n2;Świątek\r\n3;Źdźbło\r\n"


@pytest.mark.parametrize("encoding", list(CODECS))
def test_each_encoding_is_known_by_its_letters(encoding: Encoding) -> None:
    found = decoded(TEXT.encode(CODECS[encoding]))
    assert (found.text, found.encoding) == (TEXT, encoding)


def test_a_mark_at_the_beginning_is_no_part_of_the_text() -> None:
    assert decoded(b"\xef\xbb\xbfext_id").text == "ext_id"


def test_a_line_in_another_encoding_is_read_and_named() -> None:
    lines = [line.encode() for line in ("nagłówek", "Żółć", "Świątek")]
    lines[1] = "Zając".encode("cp1250")
    found = decoded(b"\n".join(lines))
    assert found.text.split("\n") == ["nagłówek", "Zając", "Świątek"]
    assert (found.encoding, found.odd_lines) == ("utf-8", frozenset({2}))


@given(st.binary(max_size=200))
def test_whatever_comes_is_text(raw: bytes) -> None:
    assert isinstance(decoded(raw).text, str)


@given(st.text("aąćęłńóśźżĄĆĘŁŃÓŚŹŻ;\n", max_size=200))
def test_polish_text_in_utf8_comes_back_as_it_was(text: str) -> None:
    assert decoded(text.encode()).text == text

"""Files of inquiries: the signature, rows that are none, and files that are none."""

import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.systems.contract import RowAnswer
from clients.systems.inquiry_file import (
    MOST_BYTES,
    MOST_ROWS,
    FileRefused,
    answer_lines,
    check_signature,
    is_name,
    read_rows,
    refusal,
    signature_of,
)
from tests.support.clients.other_system import check
from tests.unit.clients.systems.test_contract import ASKED

LINE = json.dumps(ASKED).encode()


def test_rows_are_counted_as_lines_and_empty_ones_are_left_out() -> None:
    rows = read_rows(LINE + b"\n\n" + LINE + b"\r\n")
    assert [(row.number, row.inquiry is not None) for row in rows] == [(1, True), (3, True)]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": "v2"}, "version: wersja umowy inna niż v1"),
        ({"pesel": "00000000000"}, "pesel: to nie jest numer PESEL"),
        (
            {"legal_basis": "bo", "case_number": ""},
            "legal_basis: brak podstawy prawnej albo zły zapis; case_number",
        ),
        ({"also": 1}, "są pola, których umowa nie ma"),
    ],
)
def test_a_row_that_is_no_inquiry_says_why_and_quotes_nothing(changed: dict[str, object], said: str) -> None:
    [row] = read_rows(json.dumps({**ASKED, **changed}).encode())
    assert row.inquiry is None
    assert row.wrong_pl.startswith(said)
    assert ASKED["pesel"] not in row.wrong_pl


@pytest.mark.parametrize("line", [b"{", b"[]", b"null", b'"x"', b"[" * 100_000])
def test_a_row_that_is_no_document_is_named_and_the_others_are_read(line: bytes) -> None:
    wrong, right = read_rows(line + b"\n" + LINE)
    assert wrong.inquiry is None
    assert "JSON" in wrong.wrong_pl
    assert right.inquiry is not None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "pusty"),
        (b"\n\n", "pusty"),
        (LINE + b"\n\xff\xfe", "wiersz 2: znaki nie są w UTF-8"),
        ((LINE + b"\n") * (MOST_ROWS + 1), f"ma {MOST_ROWS + 1} wierszy"),
        (b" " * (MOST_BYTES + 1), "większy niż 256 kB"),
    ],
)
def test_what_is_no_file_of_inquiries_is_refused_as_a_whole(content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        read_rows(content)


def test_the_signature_is_what_the_document_says() -> None:
    key_hash = hashlib.sha256(b"s724s_a-key").hexdigest()
    theirs = hmac.new(key_hash.encode(), b"a.jsonl\n" + LINE, hashlib.sha256).hexdigest()
    assert signature_of("a.jsonl", LINE, key_hash) == theirs
    check_signature("a.jsonl", LINE, theirs.encode() + b"\n", key_hash)


@given(st.binary(max_size=80), st.integers(0, 79), st.sampled_from(["content", "name", "key", "signature"]))
def test_whatever_is_changed_the_signature_does_not_fit_any_more(content: bytes, place: int, what: str) -> None:
    signature = signature_of("a.jsonl", content, "key").encode()
    name, key = "another" if what == "name" else "a.jsonl", "another" if what == "key" else "key"
    if what == "content":
        content = content[:place] + b"x" + content[place:]
    elif what == "signature":
        at = place % len(signature)
        signature = signature[:at] + (b"0" if signature[at] != 48 else b"1") + signature[at + 1 :]
    with pytest.raises(FileRefused):
        check_signature(name, content, signature, key)


@pytest.mark.parametrize("name", ["", ".a", "../a", "a/b", "a.b", "a b", "ż", "a" * 81, "a\n"])
def test_a_name_leads_nowhere_else(name: str) -> None:
    assert is_name("2026-12-01_1")
    assert not is_name(name)


def test_what_is_answered_is_by_the_schema() -> None:
    head, row = answer_lines("a.jsonl", [RowAnswer(row=1, wrong_pl="wiersz nie jest obiektem JSON")]).splitlines()
    check("FileAnswer", json.loads(head))
    check("RowAnswer", json.loads(row))
    check("FileAnswer", json.loads(refusal("a.jsonl", "plik jest pusty")))

"""Files for the offices, and how an office knows that they are ours."""

import csv
import io
from datetime import UTC, datetime

import pytest

from clients.exporting.batch_file import HEADERS, Signer
from core.proof.signing import is_signed_by, new_signing_key

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ROW = ("contact-1", "100", AT, "call", "in", None, None, 'pyta o "staż"; oddzwoni\njutro', "k20060-1")


def test_a_file_can_be_read_back_whatever_was_typed() -> None:
    made = Signer(new_signing_key()).signed("contacts", [ROW])
    [header, row] = list(csv.reader(io.StringIO(made.content.decode(), newline=""), delimiter=";"))
    assert tuple(header) == HEADERS["contacts"]
    assert row[2] == "2026-11-24T10:00:00+01:00"
    assert row[7] == ROW[7]


def test_a_signature_fits_its_file_and_key_alone() -> None:
    signer = Signer(new_signing_key())
    made = signer.signed("contacts", [ROW])
    assert is_signed_by(signer.public_key, made.content, made.signature)
    assert not is_signed_by(signer.public_key, made.content + b" ", made.signature)
    assert not is_signed_by(Signer(new_signing_key()).public_key, made.content, made.signature)


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError):
        Signer("")


@pytest.mark.parametrize("hostile", ['=HYPERLINK("http://x.example";"klik")', "+1", "-1", "@A1", "\t=1", "  =1"])
def test_nothing_in_a_file_is_computed_by_a_spreadsheet(hostile: str) -> None:
    row = ("contact-1", hostile, AT, "call", "in", None, None, hostile, "k20060-1")
    made = Signer(new_signing_key()).signed("contacts", [row])
    [_, read] = csv.reader(io.StringIO(made.content.decode(), newline=""), delimiter=";")
    assert (read[1], read[7]) == (f"'{hostile}", f"'{hostile}")

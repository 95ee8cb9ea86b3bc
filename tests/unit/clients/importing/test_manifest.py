"""What a manifest must say, and whether an extract is the next one."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.importing.files.columns import FORMATS
from clients.importing.files.extract_files import extract_files
from clients.importing.files.manifest import NAME, ImportRefused, Manifest, manifest_bytes, read_manifest
from clients.importing.judgement import LastImport, Shrinkage, problem_of_order, reason_for_quarantine
from tests.support.clients.extracts import AT, KOLNO, people


def manifest(**changed: object) -> Manifest:
    whole = read_manifest(extract_files(KOLNO, "full", AT, (0, 100), people("1"))[NAME])
    return msgspec.structs.replace(whole, **changed)


def test_a_manifest_comes_back_as_it_was_written() -> None:
    assert read_manifest(manifest_bytes(manifest())) == manifest()


@pytest.mark.parametrize(
    "changed",
    [
        {"format": 0},
        {"format": 3},
        {"office": "2006"},
        {"extract_at": AT.replace(tzinfo=None)},
        {"first_seq": 101},
        {"files": ()},
        {"files": manifest().files * 2},
        {"files": (msgspec.structs.replace(manifest().files[0], name="../../etc/passwd"), *manifest().files[1:])},
        {"files": (msgspec.structs.replace(manifest().files[0], sha256="0"), *manifest().files[1:])},
        {"files": (msgspec.structs.replace(manifest().files[0], entity="salary"), *manifest().files[1:])},
    ],
)
def test_a_manifest_that_cannot_be_right_is_refused_with_a_polish_sentence(changed: dict[str, object]) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_manifest(manifest_bytes(manifest(**changed)))
    assert refused.value.problems


def test_the_formats_are_taken_side_by_side_and_another_is_refused_by_its_number() -> None:
    for number in FORMATS:
        assert read_manifest(manifest_bytes(manifest(format=number))).format == number
    with pytest.raises(ImportRefused) as refused:
        read_manifest(manifest_bytes(manifest(format=7)))
    assert refused.value.problems == ["Nieznany format wyciągu: 7. Pole format musi mieć wartość 1 albo 2."]


@given(st.binary(max_size=300))
def test_whatever_comes_as_a_manifest_is_refused_politely(raw: bytes) -> None:
    with pytest.raises(ImportRefused):
        read_manifest(raw)


def test_an_older_extract_or_one_with_a_gap_is_not_taken() -> None:
    last = LastImport(AT, 100)
    later = AT + timedelta(days=1)
    assert problem_of_order(manifest(extract_at=later), last) is None
    assert problem_of_order(manifest(), None) is None
    assert problem_of_order(manifest(), last) is not None
    assert problem_of_order(manifest(extract_at=later, last_seq=99), last) is not None
    delta = manifest(kind="delta", extract_at=later, first_seq=100, last_seq=120)
    assert problem_of_order(delta, last) is None
    assert problem_of_order(msgspec.structs.replace(delta, first_seq=90), last) is None
    assert problem_of_order(msgspec.structs.replace(delta, first_seq=101), last) is not None
    assert problem_of_order(delta, None) is not None


def test_more_than_a_tenth_waits_for_a_word() -> None:
    assert reason_for_quarantine([Shrinkage("person", 100, 10), Shrinkage("visit", 0, 0)]) is None
    assert "11 z 100 osób" in (reason_for_quarantine([Shrinkage("person", 100, 11)]) or "")

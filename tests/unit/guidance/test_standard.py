"""Which version of a form or a standard is in force, and which files may be."""

from datetime import UTC, date, datetime, timedelta

import pytest

from guidance.standards.standard import (
    NewVersion,
    StandardRefused,
    StandardVersion,
    check_version,
    in_force,
    is_over,
    kind_of_file,
)
from tests.support.knowledge.standard_files import PDF, docx, odt

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def version(number: int | None, days: int = 0, until: date | None = None) -> StandardVersion:
    """One that begins so many days after today; without a number it waits."""
    return StandardVersion(
        id=f"v{number}",
        standard="s",
        number=number,
        title="Wniosek",
        valid_from=TODAY + timedelta(days=days),
        valid_until=until,
        roles=("consultant",),
        changes="",
        file_name="wniosek.pdf",
        file_kind="pdf",
        size=1,
        sha256="",
        proposed_by="a",
        proposed_at=NOON,
        published_by=None if number is None else "b",
        published_at=None if number is None else NOON,
    )


def test_the_newest_that_has_begun_is_in_force() -> None:
    old, new, planned = version(1, -9), version(2, -1), version(3, 5)
    every = [planned, new, old, version(None, -1)]
    assert in_force(every, TODAY) == new
    assert in_force(every, TODAY + timedelta(days=5)) == planned
    assert in_force(every, TODAY - timedelta(days=2)) == old
    assert in_force(every, TODAY - timedelta(days=10)) is None
    assert [is_over(each, every, TODAY) for each in (old, new, planned)] == [True, False, False]


def test_of_two_that_begin_on_a_day_the_later_one_is_in_force() -> None:
    first, second = version(1), version(2)
    assert in_force([first, second], TODAY) == second
    assert is_over(first, [first, second], TODAY)


def test_after_the_last_day_nothing_is_in_force_not_even_what_was_before() -> None:
    old, ended = version(1, -9), version(2, -2, TODAY)
    assert in_force([old, ended], TODAY) == ended
    assert in_force([old, ended], TODAY + timedelta(days=1)) is None
    assert is_over(ended, [old, ended], TODAY + timedelta(days=1))


def test_it_is_acknowledged_within_a_week_or_until_it_holds() -> None:
    assert version(1).due_on == TODAY + timedelta(days=7)
    assert version(1, 30).due_on == TODAY + timedelta(days=30)
    assert version(None).due_on is None


def wanted(**other: object) -> NewVersion:
    values = {"title": "Wniosek", "valid_from": TODAY, "valid_until": None, "roles": [], "changes": ""}
    return NewVersion(**{**values, "file_name": "w.pdf", **other})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"valid_from": TODAY - timedelta(days=1)}, "już minął"),
        ({"valid_until": TODAY - timedelta(days=1)}, "nie wcześniejszy"),
        ({"roles": ["observer"]}, "observer"),
        ({"roles": ["consultant", "portal_editor"]}, "portal_editor"),
    ],
)
def test_a_version_that_cannot_be_is_refused(other: dict[str, object], why: str) -> None:
    check_version(wanted(roles=["consultant"]), TODAY)
    with pytest.raises(StandardRefused, match=why):
        check_version(wanted(**other), TODAY)


@pytest.mark.parametrize(("content", "kind"), [(PDF, "pdf"), (docx(), "docx"), (odt(), "odt")])
def test_a_file_is_known_by_its_content(content: bytes, kind: str) -> None:
    assert kind_of_file(content) == kind


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "PDF, DOCX ani ODT"),
        (b"MZ\x90\x00 %PDF-1.4 %%EOF", "PDF, DOCX ani ODT"),
        (PDF[:-8], "w całości"),
        (docx()[:-30], "PDF, DOCX ani ODT"),
        (docx("word/vbaProject.bin"), "makra"),
        (odt("application/vnd.oasis.opendocument.spreadsheet"), "PDF, DOCX ani ODT"),
        (odt("a" * 5000), "PDF, DOCX ani ODT"),
    ],
)
def test_anything_else_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(StandardRefused, match=why):
        kind_of_file(content)

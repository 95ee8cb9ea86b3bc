"""Texts of consents: every purpose has one, an office's goes first, and none is changed backwards."""

from datetime import date
from pathlib import Path

import pytest

from clients.consents.texts import ConsentText, TextKind, in_force, shipped, text_faults
from core.consents.consent import PURPOSES, Purpose

TODAY = date(2026, 12, 1)


def text(office: str | None, purpose: Purpose | None = "offers", since: date = TODAY) -> ConsentText:
    words = f"Czy zgadza się Pani na to, o co pyta {office or 'województwo'}?"
    kind: TextKind = "consent"
    return ConsentText(f"text-{office}-{purpose}", office, purpose, kind, words, since, None)


def test_every_purpose_is_asked_explained_and_taken_back_from_the_start() -> None:
    for purpose in PURPOSES:
        for kind in ("consent", "information", "withdrawal"):
            found = in_force([], kind, purpose, "20060", TODAY)
            assert found.id.startswith("shipped-")
    assert not [fault for one in shipped() for fault in text_faults(one, one.valid_from)]


def test_the_offices_own_text_goes_first_then_the_provinces() -> None:
    texts = [text(None), text("20060"), text("20070")]
    assert in_force(texts, "consent", "offers", "20060", TODAY).office == "20060"
    assert in_force(texts, "consent", "offers", "20080", TODAY).office is None
    assert in_force(texts, "consent", "offers", "20080", date(2026, 11, 30)).id.startswith("shipped-")
    assert in_force(texts, "consent", "survey", "20060", TODAY).id.startswith("shipped-")


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        (text(None, since=date(2026, 11, 30)), "minął"),
        (text(None, purpose=None), "cel"),
        (ConsentText("", None, "offers", "consent", "Tak?", TODAY, None), "20"),
    ],
)
def test_what_is_wrong_is_said(wanted: ConsentText, fault: str) -> None:
    assert [one for one in text_faults(wanted, TODAY) if fault in one]


def test_the_digest_tells_every_other_word() -> None:
    assert text("20060").sha256 != text("20070").sha256


def test_the_officer_reads_the_words_that_ship() -> None:
    page = (Path(__file__).resolve().parents[4] / "docs" / "messaging.md").read_text("utf-8")
    assert [one.id for one in shipped() if f"| `{one.id}` | {one.words} |" not in page] == []

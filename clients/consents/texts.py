"""The words by which consents are asked, explained and taken back, as data with their days. Pure.

An office's text goes before the province's, and that before what ships. What was read stands in the register by
the id of the text and the SHA-256 of its words. The texts that ship are proposals for the data protection officer
(`docs/messaging.md`).
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Literal, TypeAlias

from core.consents.consent import Purpose

TextKind: TypeAlias = Literal["consent", "information", "withdrawal"]

SHIPPED_FROM = date(2026, 1, 1)
LONGEST_WORDS = 1000


@dataclass(frozen=True, slots=True)
class ConsentText:
    """`purpose`: None for all. `office`: None for the province. `valid_to` is not included."""

    id: str
    office: str | None
    purpose: Purpose | None
    kind: TextKind
    words: str
    valid_from: date
    valid_to: date | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.words.encode()).hexdigest()

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@lru_cache
def shipped() -> tuple[ConsentText, ...]:
    """What holds without a text of the province's own."""
    rows = json.loads((resources.files("clients.consents") / "data" / "texts_pl.json").read_text("utf-8"))
    return tuple(
        ConsentText(
            f"shipped-{row['kind']}-{row['purpose'] or 'all'}",
            None,
            row["purpose"],
            row["kind"],
            row["words"],
            SHIPPED_FROM,
            None,
        )
        for row in rows
    )


def in_force(
    texts: Iterable[ConsentText], kind: TextKind, purpose: Purpose, office: str, day: date
) -> ConsentText:
    """What is read for this purpose by this office on that day."""
    own = [
        text
        for text in texts
        if text.kind == kind
        and text.purpose in (purpose, None)
        and text.office in (office, None)
        and text.holds_on(day)
    ]
    found = [*sorted(own, key=lambda text: (text.office is None, text.purpose is None)), *_shipped(kind, purpose)]
    return found[0]


def _shipped(kind: TextKind, purpose: Purpose) -> list[ConsentText]:
    return [text for text in shipped() if text.kind == kind and text.purpose in (purpose, None)]


def text_faults(text: ConsentText, today: date) -> list[str]:
    """Why it may not be saved, in Polish."""
    faults = []
    if not 20 <= len(text.words) <= LONGEST_WORDS:
        faults.append(f"Treść musi mieć od 20 do {LONGEST_WORDS} znaków.")
    if text.valid_from < today:
        faults.append("Treść nie może obowiązywać od dnia, który minął: w rejestrze stoi, co przeczytano.")
    if text.kind == "consent" and text.purpose is None:
        faults.append("Treść zgody musi mieć cel.")
    return faults

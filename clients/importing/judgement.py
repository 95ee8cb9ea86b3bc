"""Whether an extract may be taken in, after what was taken in before, and for what it would take away. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clients.importing.files.manifest import Manifest

MOST_GOING = 0.10
"""Share of what stands that an extract may take away without somebody's word."""

_NAMES_PL = {
    "person": "osób",
    "registration": "okresów rejestracji",
    "qualification": "kwalifikacji",
    "employment_period": "okresów zatrudnienia",
    "visit": "wizyt",
    "benefit": "świadczeń",
    "referral": "skierowań",
    "participation": "udziałów w formach pomocy",
    "decision": "decyzji",
    "employer": "pracodawców",
}


@dataclass(frozen=True, slots=True)
class LastImport:
    """The extract that an office's data stand for."""

    extract_at: datetime
    last_seq: int


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """Of a kind of file: how much stands, and how much of it would go."""

    entity: str
    stands: int
    would_go: int

    @property
    def is_too_much(self) -> bool:
        return self.would_go > self.stands * MOST_GOING


def problem_of_order(manifest: Manifest, last: LastImport | None) -> str | None:
    """Why an extract does not follow upon the last one, in Polish; None if it does.

    A delta may begin before the end of the last import, for it holds whole persons; it may leave nothing out.
    """
    if last is None:
        return "Najpierw potrzebny jest pełny wyciąg tego urzędu." if manifest.kind == "delta" else None
    if manifest.extract_at <= last.extract_at or manifest.last_seq < last.last_seq:
        return "Wczytano już nowszy wyciąg tego urzędu."
    if manifest.kind == "delta" and manifest.first_seq > last.last_seq:
        return "Brakuje wcześniejszego przyrostu: między wyciągami są zmiany, których nie wczytano."
    return None


def reason_for_quarantine(shrinkages: Iterable[Shrinkage]) -> str | None:
    """What somebody has to confirm, in Polish; None if nothing."""
    too_much = [found for found in shrinkages if found.is_too_much]
    if not too_much:
        return None
    named = ", ".join(f"{found.would_go} z {found.stands} {_NAMES_PL[found.entity]}" for found in too_much)
    return f"Wyciąg usunąłby więcej niż 10 % danych ({named}). Wczytanie czeka na potwierdzenie."

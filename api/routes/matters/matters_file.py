"""Matters as a file for a spreadsheet: in Polish, in Poland's time, without what was written and by whom."""

from datetime import datetime
from typing import Final

from core.zone import WARSAW
from messaging.matters.reading_store import MatterSeen

MATTER_HEADER: Final = (
    *("Numer", "Urząd", "Stan", "Wynik", "Otwarta", "Termin", "Po terminie", "Czeka od", "Czeka (godz.)"),
    *("Pierwsza odpowiedź", "Zakończona", "Kto się zajmuje", "Konto"),
)

_STATES_PL: Final = {"open": "do odpowiedzi", "answered": "odpowiedziano", "closed": "zakończona"}
_OUTCOMES_PL: Final = {
    "settled": "załatwiona",
    "not_ours": "nie dla nas",
    "joined": "połączona z inną",
    "no_answer_needed": "nie wymaga odpowiedzi",
}


def matter_row(one: MatterSeen, now: datetime) -> tuple[object, ...]:
    is_open = one.state == "open"
    waited = None if one.waits_since is None else (now - one.waits_since).total_seconds() / 3600
    return (
        one.number,
        one.office,
        _STATES_PL[one.state],
        None if one.outcome is None else _OUTCOMES_PL.get(one.outcome, one.outcome),
        _moment(one.opened_at),
        _moment(one.due_at) if is_open else None,
        "tak" if is_open and one.due_at is not None and one.due_at < now else None,
        _moment(one.waits_since),
        None if waited is None else f"{waited:.1f}".replace(".", ","),
        _moment(one.first_answered_at),
        _moment(one.closed_at),
        one.holder_name,
        one.holder,
    )


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(WARSAW).strftime("%d.%m.%Y %H:%M")

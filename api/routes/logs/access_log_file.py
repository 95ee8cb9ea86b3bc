"""The access log as a file for a spreadsheet: in Polish, in Poland's time, with names. Pure.

The ids stand in the last columns: by them a row is found again.
"""

from collections.abc import Mapping
from typing import Any

from clients.export_person.words_pl import GROUPS_PL, OUTCOMES_PL, PURPOSES_PL, topic_pl
from core.zone import WARSAW

ACCESS_HEADER = (
    *("Dzień", "Godzina", "Kto", "Urząd", "Co", "Grupy danych", "Po co", "Powód", "Wynik"),
    *("Konto", "Identyfikator klienta", "Identyfikator rozmowy"),
)


def access_row(row: Any, names: Mapping[str, str], seats: Mapping[str, str]) -> tuple[object, ...]:
    """`names` of accounts, `seats` of offices, each by its id."""
    at = row.at.astimezone(WARSAW)
    is_line = row.who_kind == "line"
    groups = [GROUPS_PL.get(group, group) for group in row.field_groups or ()]
    return (
        at.strftime("%d.%m.%Y"),
        at.strftime("%H:%M:%S"),
        "infolinia" if is_line else names.get(row.who, row.who),
        seats.get(row.office, row.office),
        topic_pl(row.topic),
        ", ".join(groups) or None,
        PURPOSES_PL.get(row.purpose, row.purpose),
        row.reason,
        OUTCOMES_PL.get(row.outcome, row.outcome),
        None if is_line else row.who,
        row.client_id,
        row.call_id,
    )

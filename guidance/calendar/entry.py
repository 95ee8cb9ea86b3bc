"""Entries of the shared calendar, and whom they are for. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, TypeAlias, get_args

from core.errors import SettingsRefused
from core.rights import Role

EntryKind: TypeAlias = Literal["training", "deployment", "deadline", "meeting"]
ENTRY_KINDS: Final[tuple[EntryKind, ...]] = get_args(EntryKind)

LONGEST: Final = timedelta(days=366)
"""Of one entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`last_day` is included. Hours are those of each day, in Poland; both or none. Without offices it is for all
    of them, without roles for everybody."""

    kind: EntryKind
    title: str
    first_day: date
    last_day: date
    begins: time | None
    ends: time | None
    offices: tuple[str, ...]
    roles: tuple[Role, ...]
    place: str
    led_by: str
    details: str

    @property
    def owner(self) -> str | None:
        """The one office that it is for; None: it is the province's."""
        return self.offices[0] if len(self.offices) == 1 else None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    id: str
    entry: Entry
    version: int
    cancelled_at: datetime | None
    changed_by: str
    changed_at: datetime


def check_entry(entry: Entry) -> None:
    """Raises SettingsRefused."""
    problems = []
    if entry.last_day < entry.first_day:
        problems.append("Ostatni dzień musi być nie wcześniejszy niż pierwszy.")
    if entry.last_day - entry.first_day > LONGEST:
        problems.append("Wpis może trwać najwyżej rok.")
    if (entry.begins is None) != (entry.ends is None):
        problems.append("Prosimy podać obie godziny albo żadnej.")
    elif entry.begins is not None and entry.ends is not None and entry.ends <= entry.begins:
        problems.append("Godzina końca musi być późniejsza niż godzina początku.")
    if problems:
        raise SettingsRefused(problems)


def is_for(entry: Entry, offices: Collection[str], role: str) -> bool:
    """Is it for somebody of these offices with that role?"""
    return (not entry.offices or not set(entry.offices).isdisjoint(offices)) and (
        not entry.roles or role in entry.roles
    )

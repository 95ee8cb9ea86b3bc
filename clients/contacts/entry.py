"""What a consultant writes down of a conversation: note, topic, outcome, whether it is the regular contact. Pure.

It is saved while it is typed: whole, with the version that it was typed on, so that a save that comes twice or too
late spoils nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from core.errors import S724Error

EntryOutcome: TypeAlias = Literal["solved", "informed", "handed_on", "call_again", "open"]

OUTCOMES_PL: dict[EntryOutcome, str] = {
    "solved": "sprawa załatwiona",
    "informed": "udzielono informacji",
    "handed_on": "przekazano dalej",
    "call_again": "potrzebny kolejny kontakt",
    "open": "sprawa w toku",
}
OUTCOMES: tuple[EntryOutcome, ...] = get_args(EntryOutcome)

VERIFIED = 2
"""The level of verification that the regular contact takes: card and PIN, or a one-time code."""

BY_TELEPHONE_PL = "Rozmowa telefoniczna; tożsamość sprawdzona kartą i PIN-em albo kodem jednorazowym."
"""The evidence of a regular contact to which the consultant has added nothing."""


class EntryExported(S724Error):
    """The office has the entry already: each is told once, so it is not changed any more."""

    code = "entry_exported"
    message_pl = "Wpis został już przekazany do urzędu i nie można go zmienić."


class NinetyDayRefused(S724Error):
    """The conversation cannot count as the contact of every 90 days (see `clients.contact_rule`)."""

    code = "ninety_day_refused"


@dataclass(frozen=True, slots=True)
class EntryContent:
    """As it was typed. `evidence` proves a regular contact; without one it is empty. Personal data."""

    note: str = ""
    topic: str | None = None
    outcome: EntryOutcome | None = None
    is_ninety_day: bool = False
    evidence: str = ""

    def as_kept(self) -> "EntryContent":
        """What is written: evidence only with a regular contact, and never none then."""
        evidence = (self.evidence.strip() or BY_TELEPHONE_PL) if self.is_ninety_day else ""
        return EntryContent(self.note, self.topic, self.outcome, self.is_ninety_day, evidence)


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry and its version; 0: there is none yet."""

    content: EntryContent
    version: int
    is_exported: bool = False


@dataclass(frozen=True, slots=True)
class CallOfEntry:
    """What an entry may be about: whose call it was as far as it is known, and whether somebody talked."""

    client_id: str | None
    verification_level: int
    has_talked: bool
    is_outgoing: bool = False  # the centre, or the consultant, has rung the client
    connected_at: datetime | None = None


def is_about(call: CallOfEntry, client_id: str) -> bool:
    """May an entry of the call be about this client? Not if it is known that the caller is somebody else."""
    return call.client_id in (None, client_id)


def refuse_ninety_day(call: CallOfEntry, client_id: str, *, is_required: bool) -> None:
    """Raises NinetyDayRefused with what is missing. `is_required`: the client is registered as unemployed."""
    if not call.has_talked:
        raise NinetyDayRefused("Kontakt można odnotować dopiero po rozpoczęciu rozmowy.")
    if call.client_id != client_id or call.verification_level < VERIFIED:
        raise NinetyDayRefused("Kontaktu nie można odnotować: tożsamość tej osoby nie została sprawdzona.")
    if not is_required:
        raise NinetyDayRefused("Ta osoba nie jest zarejestrowana jako bezrobotna: kontakt nie jest wymagany.")


def is_repetition(stored: StoredEntry, typed_on: int, content: EntryContent) -> bool:
    """Has this very save been done already?"""
    return stored.content == content and typed_on in (stored.version, stored.version - 1)


def summary_pl(content: EntryContent, topic_title: str | None) -> str:
    """One sentence for the history, without the note."""
    said = ["Rozmowa z konsultantem"]
    if topic_title:
        said.append(f"temat: {topic_title}")
    if content.outcome is not None:
        said.append(OUTCOMES_PL[content.outcome])
    if content.is_ninety_day:
        said.append("odnotowano obowiązkowy kontakt")
    return "; ".join(said) + "."

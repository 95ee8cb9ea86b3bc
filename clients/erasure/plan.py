"""What becomes of each table when a person is erased. Pure.

Every table with a column marked `PERSONAL` stands here (`tests/unit/clients/erasure`). Categories are what a legal
hold may keep; what is in none goes in any case.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Category: TypeAlias = Literal["identity", "registration", "benefits", "contacts", "calls", "recordings"]
CATEGORIES: tuple[Category, ...] = get_args(Category)

CATEGORIES_PL: Mapping[Category, str] = {
    "identity": "dane identyfikacyjne",
    "registration": "rejestracja, kwalifikacje i przebieg zatrudnienia",
    "benefits": "świadczenia i decyzje",
    "contacts": "kontakty z urzędem i korekty danych",
    "calls": "rozmowy telefoniczne i wiadomości SMS",
    "recordings": "nagrania i wiadomości głosowe",
}

What: TypeAlias = Literal["delete", "clear", "keep"]
"""`clear`: the row stays for the figures, its columns marked `PERSONAL` are emptied."""

Key: TypeAlias = Literal["client", "calls", "numbers", "none"]
"""How the rows of a person are found: by the client, by the person's calls, or also by numbers that are only the
person's. `none`: by nothing of the person."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a table's rows about somebody, and why not more."""

    what: What
    key: Key
    category: Category | None = None
    why: str = ""


def _delete(category: Category | None) -> Fate:
    return Fate("delete", "client", category)


_STAFF = Fate("keep", "none", why="about the staff, not about clients")

PLAN: Mapping[str, Fate] = {
    # In this order: what refers to others comes first, the client last.
    "candidate": _delete("registration"),
    "profile_member": _delete("registration"),
    "interest_client": _delete("contacts"),
    "registration": _delete("registration"),
    "client_occupation": _delete("registration"),
    "registration_period": _delete("registration"),
    "qualification": _delete("registration"),
    "employment_period": _delete("registration"),
    "visit": _delete("registration"),
    "referral": _delete("registration"),
    "participation": _delete("registration"),
    "enrolment": _delete("registration"),
    "benefit": _delete("benefits"),
    "benefit_payment": _delete("benefits"),
    "decision": _delete("benefits"),
    "contact": _delete("contacts"),
    "contact_confirmation": _delete("contacts"),
    "correction_proposal": _delete("contacts"),
    "consent": _delete(None),
    "consent_evidence": Fate("delete", "client", None, "the words that were read: the event keeps a digest"),
    "consent_event": Fate(
        "keep", "client", why="proves what was agreed; the client's id is random, and says nothing alone"
    ),
    "suppression": Fate("keep", "none", why="a keyed hash of an address that wants no messages: it has to stay"),
    "card": _delete(None),
    "voice_message": Fate("delete", "numbers", "recordings", "with its file"),
    "recording_file": Fate("delete", "calls", "recordings", "with its file; the key is destroyed first"),
    "recording": Fate("clear", "calls", "recordings", "that there was one, and was destroyed; its file goes"),
    "sms_order": Fate("clear", "numbers", "calls", "that a message was sent stays in the figures"),
    "outbox": Fate("clear", "numbers", "calls", "that a message was sent stays in the figures"),
    "sms_received": Fate("delete", "numbers", "calls"),
    "matter": Fate("delete", "client", "contacts", "its key is destroyed first"),
    "matter_thread": Fate("delete", "none", "contacts", "with its matter"),
    "matter_message": Fate("delete", "none", "contacts", "with its matter"),
    "matter_file": Fate("delete", "none", "contacts", "with its matter"),
    "matter_draft": Fate("delete", "none", "contacts", "with its matter"),
    "inbox_mail": Fate("delete", "none", "contacts", "with its matter, or after 30 days"),
    "mail_bounce": Fate("keep", "none", why="a keyed hash of an address; it goes after 90 days"),
    "contact_request": Fate("delete", "numbers", "calls"),
    "callback": Fate("clear", "numbers", "calls", "that a call-back was made stays in the figures"),
    "knowledge_proposal": Fate("clear", "calls", "calls", "that something was proposed; none should name anybody"),
    "assessment_sheet": Fate("clear", "calls", "calls", "of a consultant's work; free text should name nobody"),
    "call": Fate("clear", "calls", "calls", "figures of the past do not change"),
    "event": Fate("keep", "calls", "calls", "append-only: the key of what is personal in it is destroyed"),
    "access_reason": Fate("delete", "client", None, "free text"),
    "person_request_step": Fate("clear", "client", None, "who did what when proves the erasure"),
    "person_request": Fate("clear", "client", None, "proves the erasure"),
    "legal_hold": Fate("clear", "client", None, "that there was one stays"),
    "erasure_readmission": Fate("clear", "none", None, "lets an import take the key in; found by its keyed hash"),
    "attempt_guard": Fate("delete", "client", None, "keyed hashes of cards and numbers"),
    "verified_number": Fate("delete", "client", None, "keyed hashes of cards and numbers"),
    "client": _delete("identity"),
    "access_log": Fate(
        "keep", "none", why="proves who looked: the client's id is random, and says nothing without the client"
    ),
    "personal_key": Fate("delete", "calls", None, "the keys of the facts"),
    "employer": Fate("keep", "none", why="employers, not clients"),
    "employer_contact": Fate("keep", "none", why="whom to turn to at an employer's; removed there"),
    "employer_note": Fate("keep", "none", why="about employers, not clients"),
    "offer_record": Fate("keep", "none", why="employers, not clients"),
    "interest": Fate("keep", "none", why="employers, not clients"),
    "offer_intake": Fate("keep", "none", why="employers, not clients"),
    "audit_log": Fate("keep", "none", why="values of persons never stand there"),
    "security_event": _STAFF,
    "account": _STAFF,
    "agent": _STAFF,
    "session": _STAFF,
    "known_device": _STAFF,
    "login_guard": _STAFF,
    "pairing": _STAFF,
}


REACHES = ("phone", "email", "sms_number", "gmina", "postal_code", "street", "house", "mailing_address")
"""Columns of the client that serve to reach somebody: emptied also where a hold keeps who it was."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold that is in force. `categories`: None for all."""

    id: str
    call_id: str | None
    categories: frozenset[Category] | None
    basis: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What holds keep of a person: whole categories, and single calls with their recordings."""

    categories: frozenset[Category] = frozenset()
    calls: frozenset[str] = frozenset()

    @property
    def is_nothing(self) -> bool:
        return not self.categories and not self.calls

    def keeps(self, table: str) -> bool:
        """Does every row of the table stay? Who is kept in anything stays, since all else refers to the client."""
        if table == "client":
            return not self.is_nothing
        return PLAN[table].category in self.categories


def kept_by(holds: Iterable[Hold]) -> Kept:
    """What these holds keep together. One of a call keeps that call with its recordings, or as far as it says."""
    categories: set[Category] = set()
    calls: set[str] = set()
    for hold in holds:
        if hold.call_id is not None:
            calls.add(hold.call_id)
        else:
            categories |= frozenset(CATEGORIES) if hold.categories is None else hold.categories
    return Kept(frozenset(categories), frozenset(calls))


def told_kept(holds: Collection[Hold]) -> list[dict[str, object]]:
    """What the request says was kept, and why: without a word that anybody typed about the person."""
    return [
        {
            "hold": hold.id,
            "call_id": hold.call_id,
            "categories": [c for c in CATEGORIES if hold.categories is None or c in hold.categories],
            "basis": hold.basis,
        }
        for hold in holds
    ]


_DONE_PL = "Dane usunięto."
_DONE_BUT_PL = "Dane usunięto z wyjątkiem tych, które zatrzymuje blokada prawna: {kept}."


def outcome_pl(holds: Collection[Hold]) -> str:
    """What the request says came of it."""
    if not holds:
        return _DONE_PL
    names = [
        name
        for category, name in CATEGORIES_PL.items()
        if any(hold.call_id is None and (hold.categories is None or category in hold.categories) for hold in holds)
    ]
    calls = sum(1 for hold in holds if hold.call_id is not None)
    if calls:
        names.append(f"wskazane rozmowy ({calls})")
    return _DONE_BUT_PL.format(kept=", ".join(names))

"""What waits for the office or for the client, in Polish sentences. Pure."""

from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from core.questions.client_data import ContactState
from core.zone import WARSAW

MatterKind: TypeAlias = Literal[
    "callback", "request", "correction", "message", "matter", "contact_due", "contact_overdue"
]

DUE_SOON = timedelta(days=14)
"""So long before its last day the regular contact is told: a conversation can be that contact."""

_REQUESTS = {
    "access": "o dostęp do danych",
    "export": "o kopię danych",
    "correction": "o sprostowanie danych",
    "restriction": "o ograniczenie przetwarzania",
    "erasure": "o usunięcie danych",
}
_FIELDS = {
    "first_name": "imię",
    "last_name": "nazwisko",
    "birth_date": "data urodzenia",
    "citizenship": "obywatelstwo",
    "phone": "telefon",
    "sms_number": "numer do SMS-ów",
    "email": "adres e-mail",
    "postal_code": "kod pocztowy",
    "gmina": "gmina",
    "street": "ulica",
    "house": "numer domu",
    "language": "język",
}


class OpenMatter(BaseModel):
    """One of them. `id`: of the order, request, proposal, message or matter; `due_on` is included. Never a value
    that somebody keyed, wrote or left: those stand where they are kept."""

    # What is answered has every field, those with a default, too: the description says so.
    model_config = ConfigDict(frozen=True, from_attributes=True, json_schema_serialization_defaults_required=True)

    kind: MatterKind
    id: str | None = Field(description="Of the order, request, proposal, message or matter")
    at: datetime | None = Field(description="Since when")
    due_on: date | None = Field(default=None, description="Until when, included")
    words: str = Field(examples=["Zamówione oddzwonienie z 14.11.2026, 10:20: czeka."])


def callback_matter(key: str, at: datetime, not_before: datetime | None, attempts: int) -> OpenMatter:
    """A call-back that was ordered and did not come to a conversation yet."""
    when = "czeka w kolejce" if not_before is None else f"nie wcześniej niż {_moment(not_before)}"
    tried = f", prób: {attempts}" if attempts else ""
    return OpenMatter(
        kind="callback", id=key, at=at, words=f"Zamówione oddzwonienie z {_moment(at)}: {when}{tried}."
    )


def request_matter(key: str, at: datetime, due_on: date | None, kind: str) -> OpenMatter:
    """What the person asked by GDPR, and the office has not answered."""
    until = "" if due_on is None else f", termin odpowiedzi: {due_on:%d.%m.%Y}"
    about = _REQUESTS.get(kind, kind)
    return OpenMatter(
        kind="request", id=key, at=at, due_on=due_on, words=f"Wniosek {about} z {_moment(at)}{until}."
    )


def correction_matter(key: str, at: datetime, field: str) -> OpenMatter:
    """A proposal about which the office has not decided; what it would change is told without its values."""
    words = f"Zgłoszona zmiana danych ({_FIELDS.get(field, field)}) z {_moment(at)}: czeka na decyzję urzędu."
    return OpenMatter(kind="correction", id=key, at=at, words=words)


def message_matter(key: str, at: datetime, state: str) -> OpenMatter:
    """A voice message that nobody has heard, or that was heard and not done with."""
    stands = "odsłuchana, niezałatwiona" if state == "listened" else "czeka na odsłuchanie"
    return OpenMatter(kind="message", id=key, at=at, words=f"Wiadomość głosowa z {_moment(at)}: {stands}.")


def written_matter(key: str, at: datetime, due_on: date | None, number: str) -> OpenMatter:
    """What somebody has written to the office from the client's address or number, which proves nothing."""
    until = "" if due_on is None else f", termin {due_on:%d.%m.%Y}"
    words = f"Sprawa {number} z {_moment(at)} (według adresu albo numeru): czeka na odpowiedź urzędu{until}."
    return OpenMatter(kind="matter", id=key, at=at, due_on=due_on, words=words)


def contact_matter(state: ContactState) -> OpenMatter | None:
    """The regular contact, from `DUE_SOON` before its last day on; None if nothing is required by then."""
    if not state.is_required or state.days_left > DUE_SOON.days:
        return None
    if state.days_left < 0:
        words = f"Kontakt z urzędem był wymagany do {state.due_on:%d.%m.%Y}, termin minął."
        return OpenMatter(kind="contact_overdue", id=None, at=None, due_on=state.due_on, words=words)
    words = f"Najbliższy kontakt z urzędem jest wymagany do {state.due_on:%d.%m.%Y}."
    return OpenMatter(kind="contact_due", id=None, at=None, due_on=state.due_on, words=words)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(WARSAW):%d.%m.%Y, %-H:%M}"

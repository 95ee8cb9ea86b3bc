"""The one history of a client's contacts: what each line of it is, and how lines of several sources become one
list. Pure.

A call, what self-service told in it, text messages and what consultants wrote are kept where they arise; the
history only reads them, so it shows each of them at once and none of them twice.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from core.facts.kinds.calls import CallDirection
from core.questions.client_data import CLIENT_TOPICS_PL

Channel: TypeAlias = Literal["call", "self_service", "sms", "letter", "portal", "office"]
ContactKind: TypeAlias = Literal["entry", "call", "step", "sms", "message"]

Place: TypeAlias = tuple[datetime, str]
"""After the line of this moment and id."""

_STEPS_PL = {
    "told": "podano",
    "none": "brak",
    "skipped": "pominięto",
    "unavailable": "dane niedostępne",
    "not_verified": "tożsamość niesprawdzona",
    "confirmed": "potwierdzono",
    "declined": "nie potwierdzono",
    "not_due": "nie jest wymagane",
    "already": "już odnotowano",
}
_LEFT_PL = {
    "abandoned": "osoba dzwoniąca nie doczekała się rozmowy",
    "callback": "zamówiono oddzwonienie",
    "nobody_there": "nie było konsultantów",
    "too_long": "upłynął najdłuższy czas oczekiwania",
    "full": "kolejka była pełna",
    "interrupted": "połączenie przerwała awaria centrali",
}
_MADE_PL: dict[CallDirection, str] = {"callback": "Oddzwonienie", "outbound": "Telefon do klienta"}
_DIALLED_PL = {
    "no_answer": "nikt nie odebrał",
    "busy": "numer był zajęty",
    "declined": "połączenie odrzucono",
    "unreachable": "numer był niedostępny",
    "given_up": "konsultant przerwał, zanim ktoś odebrał",
    "not_taken": "do klienta nie zadzwoniono",
    "failed": "nie udało się zadzwonić",
    "interrupted": "przerwane przez awarię programu",
}


class Contact(BaseModel):
    """One line of the history. Moments are UTC."""

    # What is answered has every field, those with a default, too: the description says so.
    model_config = ConfigDict(frozen=True, from_attributes=True, json_schema_serialization_defaults_required=True)

    id: str = Field(examples=["contact-019ab3c4d5e0000-4f2a91c3d0"])
    at: datetime
    kind: ContactKind = Field(description="`entry`: what a consultant wrote, or came from the office")
    channel: Channel
    direction: Literal["in", "out"]
    call_id: str | None
    account: str | None = Field(default=None, description="The consultant")
    topic: str | None = None
    outcome: str | None = None
    note: str | None = None
    summary: str = Field(description="One sentence in Polish")
    is_ninety_day: bool = False
    evidence: str | None = None


def merged(lines: Iterable[Contact], limit: int) -> tuple[list[Contact], Place | None]:
    """The newest `limit` lines, and where the next page begins; None if there is nothing more."""
    found = sorted(lines, key=lambda line: (line.at, line.id), reverse=True)
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], (last.at, last.id)


def call_pl(
    direction: CallDirection,
    dialled_number: str,
    talk_time: float | None,
    left_reason: str | None,
    dial_outcome: str | None,
    *,
    is_over: bool,
) -> str:
    """What a call came to, in a sentence."""
    began = f"Połączenie na numer {dialled_number}" if direction == "inbound" else _MADE_PL[direction]
    if talk_time is not None:
        return f"{began}: rozmowa z konsultantem, {_minutes_pl(talk_time)}."
    if not is_over:
        return f"{began}: trwa."
    left = _LEFT_PL.get(left_reason or "") or _DIALLED_PL.get(dial_outcome or "")
    return f"{began}: {left or 'bez rozmowy z konsultantem'}."


def step_pl(topic: str, outcome: str) -> str:
    """What self-service told, in a sentence."""
    words = {str(key): value for key, value in CLIENT_TOPICS_PL.items()}
    return f"Samoobsługa, {words.get(topic, topic)}: {_STEPS_PL.get(outcome, outcome)}."


def sms_pl(template: str) -> str:
    """That a text message was ordered; what it says stands in the template."""
    return f"Zamówiono wiadomość SMS ({template})."


MESSAGE_PL = "Zostawiono wiadomość głosową dla urzędu."


def _minutes_pl(seconds: float) -> str:
    minutes = round(seconds / 60)
    return "poniżej minuty" if minutes == 0 else f"{minutes} min"

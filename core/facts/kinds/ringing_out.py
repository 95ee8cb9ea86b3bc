"""Facts of a consultant who rings a client, after a `CallStarted` with the direction "outbound". Pure."""

from typing import Literal

from core.facts.event import Event

DialReason = Literal[
    "callback",  # what was promised, and the centre could not reach by itself
    "open_matter",
    "visit",
    "offer",  # of a job, a training, a programme
    "documents",
    "benefit",
    "contact",  # the regular one
    "other",
]
DIAL_REASONS_PL: dict[DialReason, str] = {
    "callback": "obiecane oddzwonienie",
    "open_matter": "otwarta sprawa",
    "visit": "termin wizyty",
    "offer": "oferta pracy, szkolenie albo program",
    "documents": "dokumenty",
    "benefit": "świadczenie",
    "contact": "obowiązkowy kontakt",
    "other": "inna sprawa urzędowa",
}

DialOutcome = Literal[
    "reached",  # somebody answered, and both talked
    "no_answer",
    "busy",
    "declined",
    "unreachable",
    "given_up",  # by the consultant, while the client's telephone rang, or before
    "not_taken",  # the consultant's own telephone, which is rung first, was not answered
    "failed",
    "interrupted",  # the application died
]


class ClientDialled(Event, kw_only=True, frozen=True, tag=True):
    """The consultant rings a client of `office`: first the own telephone rings, in the browser `page` if there is
    one. `callback`: for that order. No `client_id`: nobody knows whose the number of the order is."""

    agent: str
    office: str
    reason: DialReason
    client_id: str | None = None
    callback: str | None = None
    page: str = ""


class ClientDialEnded(Event, kw_only=True, frozen=True, tag=True):
    """Exactly one for each ClientDialled. `ring_time`: seconds for which the client's telephone rang."""

    agent: str
    outcome: DialOutcome
    ring_time: float
    callback: str | None = None

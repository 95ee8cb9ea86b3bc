"""What an offer is here: where it comes from, what its state lets it be, what it asks. Pure.

The names in comments are those of the official description of the central base of job offers (CBOP, manual of
21 February 2024), which the field `record` of an imported offer keeps as they came.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Source(StrEnum):
    """Who has brought it."""

    OFFICE = "office"
    """The import of an office's own system."""
    OFFICIAL = "official"
    """The central base of job offers."""
    EURES = "eures"
    """The network of European employment services."""
    EMPLOYER = "employer"
    """An employer, by the portal's port."""
    FILE = "file"
    """A file that somebody of an office has sent."""
    LINE = "line"
    """A consultant, who wrote down what an employer said."""


class State(StrEnum):
    DRAFT = "draft"
    """Being written: only who writes it sees it."""
    SUBMITTED = "submitted"
    """Complete, and waiting to be looked at by another person."""
    UNVERIFIED = "unverified"
    """Shown, and marked everywhere as not verified yet. Never told by telephone."""
    VERIFIED = "verified"
    """Somebody of the office has looked at it: told to callers."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """By the employer, or gone from where it came from."""


STATES_PL: Mapping[State, str] = {
    State.DRAFT: "w przygotowaniu",
    State.SUBMITTED: "czeka na sprawdzenie",
    State.UNVERIFIED: "niesprawdzona",
    State.VERIFIED: "sprawdzona",
    State.REJECTED: "odrzucona",
    State.WITHDRAWN: "wycofana",
}

SOURCES_PL: Mapping[Source, str] = {
    Source.OFFICE: "system urzędu",
    Source.OFFICIAL: "Centralna Baza Ofert Pracy",
    Source.EURES: "EURES",
    Source.EMPLOYER: "pracodawca",
    Source.FILE: "plik urzędu",
    Source.LINE: "przyjęta telefonicznie",
}

FOLLOWS: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset({State.DRAFT, State.UNVERIFIED, State.VERIFIED, State.REJECTED, State.WITHDRAWN}),
    State.UNVERIFIED: frozenset({State.VERIFIED, State.REJECTED, State.WITHDRAWN}),
    State.VERIFIED: frozenset({State.WITHDRAWN}),
    State.REJECTED: frozenset({State.DRAFT}),
    State.WITHDRAWN: frozenset(),
}
"""What may come after a state by somebody's word. An import brings a withdrawn offer back if it is there again."""

TOLD = State.VERIFIED
"""The only state in which the line and the portal tell an offer without a mark."""
SHOWN = (State.VERIFIED, State.UNVERIFIED)
"""The states that a search finds for everybody."""


class Kind(StrEnum):
    """`typOferty`."""

    WORK = "work"
    INTERNSHIP = "internship"
    OFFICE_INTERNSHIP = "office_internship"
    PRACTICE = "practice"
    STUDENT_PRACTICE = "student_practice"
    ADULT_TRAINING = "adult_training"
    SOCIALLY_USEFUL = "socially_useful"
    VOLUNTEERING = "volunteering"


KINDS_PL: Mapping[Kind, str] = {
    Kind.WORK: "praca",
    Kind.INTERNSHIP: "staż",
    Kind.OFFICE_INTERNSHIP: "staż z urzędu pracy",
    Kind.PRACTICE: "praktyka",
    Kind.STUDENT_PRACTICE: "praktyka studencka",
    Kind.ADULT_TRAINING: "przygotowanie zawodowe dorosłych",
    Kind.SOCIALLY_USEFUL: "prace społecznie użyteczne",
    Kind.VOLUNTEERING: "wolontariat",
}


class PayUnit(StrEnum):
    """For what the pay is given (`systemWynagradzania`)."""

    MONTH = "month"
    HOUR = "hour"
    WEEK = "week"
    YEAR = "year"
    PIECE = "piece"


PAY_UNITS_PL: Mapping[PayUnit, str] = {
    PayUnit.MONTH: "miesięcznie",
    PayUnit.HOUR: "za godzinę",
    PayUnit.WEEK: "tygodniowo",
    PayUnit.YEAR: "rocznie",
    PayUnit.PIECE: "za wykonaną pracę",
}


class WorkMode(StrEnum):
    """`trybyPracy`."""

    ON_SITE = "on_site"
    REMOTE = "remote"
    HYBRID = "hybrid"


WORK_MODES_PL: Mapping[WorkMode, str] = {
    WorkMode.ON_SITE: "na miejscu",
    WorkMode.REMOTE: "zdalna",
    WorkMode.HYBRID: "hybrydowa",
}


@dataclass(frozen=True, slots=True)
class Pay:
    """Gross, in grosze. `most` is None where one amount is given."""

    least: int | None = None
    most: int | None = None
    unit: PayUnit = PayUnit.MONTH


@dataclass(frozen=True, slots=True)
class Place:
    """Where the work is. `county`: four digits of TERYT, `gmina`: seven; None where nobody knows."""

    town: str
    county: str | None = None
    gmina: str | None = None
    country: str = "PL"


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer as it comes from outside. Days are included. `record`: all that came, by the official names."""

    ext_id: str
    office: str | None
    position: str
    occupation: str | None
    place: Place
    contract: str
    pay: Pay
    kind: Kind
    valid_from: date
    valid_until: date
    places: int = 1
    employer: str | None = None
    nip: str | None = None
    starts_on: date | None = None
    shifts: str | None = None
    work_mode: WorkMode | None = None
    duties: str | None = None
    is_for_registered: bool = False
    is_for_disabled: bool = False
    is_from_eures: bool = False
    occupation_name: str | None = None
    digest: str = ""
    record: Mapping[str, Any] = field(default_factory=dict)


def may_follow(state: State, wanted: State) -> bool:
    return wanted in FOLLOWS[state]


def is_open(state: State, valid_from: date, valid_until: date, today: date) -> bool:
    """Can somebody still ask for it?"""
    return state in SHOWN and valid_from <= today <= valid_until

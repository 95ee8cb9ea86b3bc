"""A made-up person with everything that an office's own system tells of one. Pure.

Fields are named as the columns of the tables (`core.db.tables.person_tables`, `core.db.tables.client_tables`).
Days are days in Warsaw, sums are in grosze.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from clients.pesel import Sex

Status = Literal["unemployed", "seeker"]
VisitState = Literal["planned", "kept", "missed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Registration:
    """The present state."""

    status: Status
    since: date
    is_insured: bool
    last_contact_on: date
    contact_interval: int
    reason_code: str | None
    first_time: bool
    is_long_term: bool
    insured_from: date | None
    adviser: str
    plan_from: date | None
    contact_due: date


@dataclass(frozen=True, slots=True)
class RegistrationPeriod:
    from_on: date
    to_on: date | None
    status: Status
    reason_code: str | None


@dataclass(frozen=True, slots=True)
class Qualification:
    kind: Literal["learned", "performed", "wished", "licence", "language", "school"]
    occupation: str | None
    name: str
    level: str | None
    years: int | None


@dataclass(frozen=True, slots=True)
class EmploymentPeriod:
    employer_name: str
    position: str
    occupation: str
    from_on: date
    to_on: date
    basis: str


@dataclass(frozen=True, slots=True)
class Visit:
    ext_id: str
    at: datetime
    room: str
    adviser: str
    purpose: str
    state: VisitState


@dataclass(frozen=True, slots=True)
class Benefit:
    kind: Literal["zasilek", "stypendium", "dodatek_aktywizacyjny"]
    from_on: date
    to_on: date
    days_left: int
    grosze: int


@dataclass(frozen=True, slots=True)
class Payment:
    """A benefit for a month; `month` is its first day."""

    kind: str
    month: date
    pay_on: date
    grosze: int


@dataclass(frozen=True, slots=True)
class Referral:
    kind: Literal["offer", "training"]
    target_id: str
    title: str
    given_on: date
    outcome: str


@dataclass(frozen=True, slots=True)
class Participation:
    kind: Literal["training", "internship", "work"]
    title: str
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Decision:
    number: str
    decided_on: date
    kind: str


@dataclass(frozen=True, slots=True)
class Consent:
    purpose: Literal["contact", "marketing", "employer_search"]
    channel: Literal["sms", "email", "letter", "phone"]
    is_given: bool
    since: date


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """`number` counts the population from 0; `ext_id` is the key in the office's own system, None if it knows
    nothing of the person."""

    number: int
    office: str
    ext_id: str | None
    pesel: str
    first_name: str
    last_name: str
    birth_date: date
    sex: Sex
    citizenship: str
    phone: str | None
    email: str | None
    gmina: str
    postal_code: str
    street: str | None
    house: str
    mailing_address: str | None
    language: Literal["pl", "uk"]
    is_rural: bool
    registration: Registration
    periods: tuple[RegistrationPeriod, ...]
    qualifications: tuple[Qualification, ...]
    employment: tuple[EmploymentPeriod, ...]
    visits: tuple[Visit, ...]
    benefits: tuple[Benefit, ...]
    payments: tuple[Payment, ...]
    referrals: tuple[Referral, ...]
    participations: tuple[Participation, ...]
    decisions: tuple[Decision, ...]
    consents: tuple[Consent, ...]

    @property
    def occupations(self) -> tuple[str, ...]:
        """Those that the person has, had or wants, each once, in the order of the qualifications."""
        return tuple(dict.fromkeys(q.occupation for q in self.qualifications if q.occupation))

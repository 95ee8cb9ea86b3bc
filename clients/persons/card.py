"""The client card: what may be shown of a person, group by group. Values only. Pure.

Days are days in Warsaw, moments are UTC, sums are in grosze. A group that may not be seen is None; one that may be
seen and holds nothing is an empty list.
"""

from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, computed_field

from clients.access import FieldGroup
from clients.persons.referral_state import ReferralState, state_of
from core.consents.consent import Channel, Purpose, Source, State, What
from core.lists.gminas import gmina_name

Status: TypeAlias = Literal["unemployed", "seeker", "none"]


class _Part(BaseModel):
    # What is answered has every field, those with a default, too: the description says so.
    model_config = ConfigDict(frozen=True, from_attributes=True, json_schema_serialization_defaults_required=True)


class _InGmina(_Part):
    """Of somebody who lives in a gmina. People read its name, the office's system its code."""

    gmina: str | None = Field(description="Seven digits of TERYT", examples=["2006011"])

    @computed_field(  # type: ignore[prop-decorator]
        description="Null: unknown, or outside the province", examples=["Kolno"]
    )
    @property
    def gmina_name(self) -> str | None:
        return gmina_name(self.gmina)


class Identity(_Part):
    """Who it is."""

    first_name: str = Field(description="All first names", examples=["Anna Maria"])
    last_name: str = Field(examples=["Nowak"])
    birth_date: date | None
    sex: str | None = Field(description="K or M")
    citizenship: str | None


class ContactData(_InGmina):
    """How the office reaches the person."""

    phone: str | None
    sms_number: str | None = Field(description="Registered for messages and one-time codes")
    email: str | None
    street: str | None
    house: str | None
    postal_code: str | None
    mailing_address: str | None = Field(description="Where letters go, if not to where the person lives")
    language: str


class RegistrationPeriod(_Part):
    """A time in which the status was the same; `to_on` is included."""

    from_on: date
    to_on: date | None = Field(description="None: it still is")
    status: Status
    reason_code: str | None


class Registration(_Part):
    """How the person is registered now, and was before. Nobody registered: `status` none, no day."""

    status: Status
    since: date | None
    reason_code: str | None
    is_insured: bool
    insured_from: date | None
    is_first_time: bool
    is_long_term: bool
    is_rural: bool
    adviser: str | None
    plan_from: date | None = Field(description="Since when the individual action plan holds")
    last_contact_on: date | None = Field(description="As far as the office's system and this centre know")
    contact_due: date | None = Field(description="The last day for the next contact; None: nothing is required")
    contact_interval: int = Field(description="The longest time between two contacts, in days")
    periods: list[RegistrationPeriod] = Field(description="Newest first")


class Qualification(_Part):
    """What the person has learned or can do."""

    kind: Literal["learned", "performed", "wished", "licence", "language", "school"]
    name: str | None
    occupation: str | None = Field(description="Six digits of KZiS")
    level: str | None
    years: int | None


class Employment(_Part):
    """A job of the past; `to_on` is included."""

    employer_name: str | None
    position: str | None
    occupation: str | None
    from_on: date | None
    to_on: date | None
    basis: str | None


class Visit(_Part):
    """An appointment in the office."""

    at: datetime
    room: str
    adviser: str
    purpose: str | None
    state: Literal["planned", "kept", "missed", "cancelled"]


class BenefitRight(_Part):
    """The right to a benefit. `grosze`: a month."""

    kind: str
    from_on: date | None
    to_on: date | None
    days_left: int | None
    grosze: int | None


class BenefitPayment(_Part):
    """What is or was paid for a month."""

    kind: str
    month: date = Field(description="Its first day")
    pay_on: date
    grosze: int


class Benefits(_Part):
    """Rights to benefits, and payments, newest first."""

    benefits: list[BenefitRight]
    payments: list[BenefitPayment]


class Referral(_Part):
    """An offer or training to which the office has sent the person."""

    kind: Literal["offer", "training"]
    title: str | None
    given_on: date | None
    outcome: str | None = Field(description="In the words of the office's own system; null: none has come back")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def state(self) -> ReferralState:
        return state_of(self.outcome)


class Participation(_Part):
    """What the person takes or took part in."""

    kind: Literal["training", "internship", "work"]
    title: str | None
    from_on: date | None
    to_on: date | None


class Decision(_Part):
    """That there is a decision of the office: never what it says."""

    number: str
    decided_on: date
    kind: str


class Referrals(_Part):
    """What the office has done for the person."""

    referrals: list[Referral]
    participations: list[Participation]
    decisions: list[Decision]


class ConsentSaid(_Part):
    """An entry of the register of consents: what was said, and what proves it."""

    at: datetime
    what: What
    source: Source
    by: str | None = Field(description="The account that wrote it down")
    text_id: str | None = Field(description="The version of the text that was read or shown")
    reference: str | None = Field(description="A call, a message, a form or an import")
    evidence: dict[str, Any] = Field(description="What else proves it; empty once it was erased, or for imports")


class Consent(_Part):
    """What the person has agreed to or refused, last, and everything that was ever said of it."""

    purpose: Purpose
    channel: Channel
    state: State
    is_given: bool
    since: datetime
    source: Source
    said: list[ConsentSaid] = Field(description="Newest first")


class Card(_Part):
    """An identification card, without anything of its PIN but whether there is one."""

    number: str
    state: Literal["active", "locked", "replaced", "revoked"]
    has_pin: bool
    issued_at: datetime
    issued_by: str
    letter_printed_at: datetime | None
    ended_at: datetime | None


class ClientCard(_Part):
    """A person as far as the one who asks may see now: `groups` says which those are. The others are null."""

    id: str = Field(examples=["client-019ab3c4d5e0000-4f2a91c3d0"])
    office: str = Field(examples=["20060"])
    version: int = Field(description="Counts changes of the card; the ETag of the answer")
    groups: list[FieldGroup] = Field(examples=[["identity", "registration", "visits"]])
    occasion: Literal["call", "callback", "ticket", "reason"] = Field(description="Why it may be seen now")
    identity: Identity | None = None
    contact_data: ContactData | None = None
    registration: Registration | None = None
    qualifications: list[Qualification] | None = None
    employment: list[Employment] | None = None
    visits: list[Visit] | None = None
    benefits: Benefits | None = None
    referrals: Referrals | None = None
    consents: list[Consent] | None = None
    cards: list[Card] | None = None


class FoundClient(_InGmina):
    """A person in a list: enough to tell apart people of the same name."""

    id: str
    office: str = Field(examples=["20060"])
    first_name: str
    last_name: str
    birth_date: date | None

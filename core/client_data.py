"""What the line may know of a client, as plain values between who reads it and who says it. Pure.

Days are days in Warsaw, moments are UTC, sums are in grosze.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

ClientTopic = Literal[
    "visit",
    "contact",
    "contact_confirmation",
    "benefit",
    "benefit_amount",
    "registration",
    "offers",
    "trainings",
]
"""What was looked at: the words of the access log."""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The data could not be reached in time. Nothing may be concluded from it, and nothing is said."""


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    at: datetime
    room: str
    adviser: str


@dataclass(frozen=True, slots=True)
class NextVisit:
    """The next appointment, and until when a contact is due; None if there is none."""

    visit: PlannedVisit | None
    contact_due_on: date | None


@dataclass(frozen=True, slots=True)
class ContactState:
    """Where a client stands with the rule of regular contact.

    `is_required` is False for whoever is not registered as unemployed: the other fields then say nothing.
    `days_left` counts from today to the last day, 0 on it and negative after it.
    """

    is_required: bool
    last_on: date
    due_on: date
    days_left: int
    is_noted_today: bool = False  # by this line, today


@dataclass(frozen=True, slots=True)
class ContactEvidence:
    """What proves that a client confirmed the contact: the words that were played and the key that answered."""

    pressed_at: datetime
    verification_level: int
    prompt: str
    question: str = field(repr=False)
    key: str


@dataclass(frozen=True, slots=True)
class NotedContact:
    """A contact that stands in the database. `was_due_on` lies before `noted_on` where it came too late."""

    noted_on: date
    was_due_on: date
    next_due_on: date
    is_new: bool  # False: it stood already


@dataclass(frozen=True, slots=True)
class Payment:
    """`grosze` is None where the amount was not asked for."""

    kind: str
    month: date
    pay_on: date
    grosze: int | None


@dataclass(frozen=True, slots=True)
class NextPayment:
    payment: Payment | None


Status = Literal["unemployed", "seeker", "none"]


@dataclass(frozen=True, slots=True)
class Registration:
    status: Status
    since: date | None = None
    is_insured: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    id: str
    position: str
    town: str
    pay_from: int | None
    pay_to: int | None
    contract: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class Offers:
    """Those that fit best come first."""

    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Training:
    id: str
    title: str
    town: str
    hours: int
    starts_on: date
    sign_up_until: date


@dataclass(frozen=True, slots=True)
class Trainings:
    trainings: tuple[Training, ...]


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    text: str
    legal_status_on: date


@dataclass(frozen=True, slots=True)
class ShortAnswers:
    """In the order in which they are read."""

    answers: tuple[ShortAnswer, ...]

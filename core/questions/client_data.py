"""A verified client's own data: what a call may ask, and what it is answered. Plain values. Pure.

A new kind of question is a subclass of `ClientQuestion` here, a function in `clients.store` that answers it from
the database, and one in `ivr.simulator.client_data` that answers it in a simulated call.

Days are days in Warsaw, moments are UTC, sums are in grosze.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Generic, Literal, Protocol, TypeAlias, TypeVar

ClientTopic = Literal[
    "visit",
    "contact",
    "contact_confirmation",
    "consent_state",
    "consent",
    "benefit",
    "benefit_amount",
    "registration",
    "offers",
    "trainings",
]
"""What was looked at: the words of the access log."""

CLIENT_TOPICS_PL: dict[ClientTopic, str] = {
    "visit": "najbliższa wizyta",
    "contact": "termin kontaktu",
    "contact_confirmation": "potwierdzenie kontaktu",
    "consent_state": "stan zgody na wiadomości",
    "consent": "zgoda na wiadomości",
    "benefit": "wypłata świadczenia",
    "benefit_amount": "wypłata świadczenia z kwotą",
    "registration": "stan rejestracji",
    "offers": "oferty pracy",
    "trainings": "szkolenia",
}

AnswerT = TypeVar("AnswerT", covariant=True)
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The data could not be reached in time. Nothing may be concluded from it, and nothing is said."""


@dataclass(frozen=True)
class ClientQuestion(Generic[AnswerT]):
    """What a call asks about a verified client; a subclass names the type of the answer.

    `topic` is what the access log says was looked at. A question that `writes` is carried out even if the caller
    has hung up meanwhile; any other is dropped then.
    """

    topic: ClassVar[ClientTopic]
    writes: ClassVar[bool] = False

    client_id: str
    call_id: str


class ClientData(Protocol):
    """Answers questions about clients' own data."""

    async def ask(self, question: ClientQuestion[Answer]) -> Answer | Unavailable:
        """Within 3 s; `Unavailable` if the data cannot be reached by then.

        The look stands in the access log before it is answered. A hang-up ends the waiting only.
        """
        ...


class NoClientData:
    """`ClientData` of an installation, or a test, that has no way to the data."""

    async def ask(self, question: ClientQuestion[Answer]) -> Answer | Unavailable:
        return Unavailable()


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


@dataclass(frozen=True)
class NextVisitOf(ClientQuestion[NextVisit]):
    topic = "visit"


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


Purpose: TypeAlias = Literal["contact", "offers", "newsletter", "survey"]
Channel: TypeAlias = Literal["sms", "email"]
"""Of the register of consents (`core.consents.consent`), what is asked on the line."""

SaidOnTheLine: TypeAlias = Literal["asked", "given", "refused"]
"""`asked`: and did not answer."""


@dataclass(frozen=True, slots=True)
class ConsentState:
    """What the register knows of one purpose and channel. `is_said`: the person has said something of it before,
    yes or no, by whatever way; what an office's own system told is no word of the person."""

    is_given: bool
    is_said: bool


@dataclass(frozen=True)
class ConsentStateOf(ClientQuestion[ConsentState]):
    topic = "consent_state"

    purpose: Purpose
    channel: Channel


@dataclass(frozen=True)
class SayConsent(ClientQuestion[ConsentState]):
    """Write down what was said. The answer stands in the register; `Unavailable` says only that it is not known to
    stand. `evidence`: the words that were played; its key is empty where none was pressed."""

    topic = "consent"
    writes = True

    purpose: Purpose
    channel: Channel
    said: SaidOnTheLine
    evidence: "ContactEvidence"


@dataclass(frozen=True)
class ContactStateOf(ClientQuestion[ContactState]):
    topic = "contact"


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
    """A contact that stands in the database. `was_due_on` lies before `noted_on` if it came too late."""

    noted_on: date
    was_due_on: date
    next_due_on: date
    is_new: bool  # False: it stood already


@dataclass(frozen=True)
class ConfirmContact(ClientQuestion[NotedContact]):
    """Note today's contact. The answer stands in the database, once for a client and day; `Unavailable` says only
    that it is not known to stand."""

    topic = "contact_confirmation"
    writes = True

    evidence: ContactEvidence


@dataclass(frozen=True, slots=True)
class Payment:
    """`grosze` is None if the amount was not asked for."""

    kind: str
    month: date
    pay_on: date
    grosze: int | None


@dataclass(frozen=True, slots=True)
class NextPayment:
    payment: Payment | None


@dataclass(frozen=True)
class NextPaymentOf(ClientQuestion[NextPayment]):
    """Without the amount, which is not even read."""

    topic = "benefit"


@dataclass(frozen=True)
class NextPaymentWithAmountOf(ClientQuestion[NextPayment]):
    topic = "benefit_amount"


Status = Literal["unemployed", "seeker", "none"]


@dataclass(frozen=True, slots=True)
class Registration:
    status: Status
    since: date | None = None
    is_insured: bool = False


@dataclass(frozen=True)
class RegistrationOf(ClientQuestion[Registration]):
    topic = "registration"


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


@dataclass(frozen=True)
class OffersFor(ClientQuestion[Offers]):
    """Open offers of the client's occupations: of the own office, or `everywhere` in the province."""

    topic = "offers"

    everywhere: bool
    most: int


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


@dataclass(frozen=True)
class TrainingsFor(ClientQuestion[Trainings]):
    """Those that the client can sign up for, `most` at most."""

    topic = "trainings"

    most: int

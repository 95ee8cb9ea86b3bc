"""What the offices know of Anna, and the knowledge base, by hand: for whole calls in virtual time."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast

import anyio

from core.clock import Clock
from core.questions.client_data import (
    ClientQuestion,
    ConfirmContact,
    ContactEvidence,
    ContactState,
    ContactStateOf,
    NextPayment,
    NextPaymentOf,
    NextPaymentWithAmountOf,
    NextVisit,
    NextVisitOf,
    NotedContact,
    Offer,
    Offers,
    OffersFor,
    Payment,
    PlannedVisit,
    Registration,
    RegistrationOf,
    Training,
    Trainings,
    TrainingsFor,
)
from core.questions.job_market import MarketQuestion, OpenOffer, OpenOffers, OpenOffersNear
from core.questions.public_answers import ShortAnswer, ShortAnswers, ShortAnswersOn
from core.zone import WARSAW
from ivr.simulator.client_data import MadeUpClient
from tests.support.timing.standing_clock import StandingClock

Answer = TypeVar("Answer")

TODAY = date(2026, 11, 24)  # the day of the fake centre
DUE = date(2026, 12, 3)
NEXT_DUE = date(2027, 2, 22)
VISIT = PlannedVisit(datetime(2026, 12, 1, 9, 15, tzinfo=UTC), "12a", "Maria Zalewska")
PAYMENT = Payment("zasiłek", date(2026, 11, 1), date(2026, 12, 10), 172190)
OFFERS = tuple(
    Offer(f"offer-{n}", position, town, 480600, 480600, "umowa o pracę", date(2026, 12, 31))
    for n, (position, town) in enumerate(
        [("magazynier", "Kolno"), ("sprzedawca", "Stawiski"), ("kierowca", "Łomża")], start=1
    )
)
TRAININGS = tuple(
    Training(f"training-{n}", title, "Kolno", 40, date(2027, 1, 7), date(2026, 12, 30))
    for n, title in enumerate(["operator wózka widłowego", "obsługa kasy fiskalnej"], start=1)
)


@dataclass
class _Tables:
    """Answers after `time` seconds; not at all while it is frozen, with an error while it is broken."""

    time: float = 0.1
    is_frozen: bool = False
    is_broken: bool = False

    async def _works(self) -> None:
        if self.is_frozen:
            await anyio.sleep_forever()
        await anyio.sleep(self.time)
        if self.is_broken:
            raise OSError("the database is away")


@dataclass
class FakeTables(_Tables):
    """`clients.client_data.ClientTables`. `asked` are the questions, in order; `confirmed` is what was noted.

    `breaks_on` is a kind of question that alone is answered by an error. What `answers` does not know is answered
    as in a simulated call, so that a new kind of question needs nothing here.
    """

    breaks_on: type[ClientQuestion[Any]] | None = None
    next: NextVisit = field(default_factory=lambda: NextVisit(VISIT, DUE))
    state: ContactState = field(default_factory=lambda: ContactState(True, date(2026, 9, 4), DUE, 9))
    payment: Payment | None = PAYMENT
    registered: Registration = field(
        default_factory=lambda: Registration("unemployed", date(2025, 6, 1), is_insured=True)
    )
    own_offers: tuple[Offer, ...] = OFFERS
    other_offers: tuple[Offer, ...] = ()
    courses: tuple[Training, ...] = TRAININGS
    asked: list[ClientQuestion[Any]] = field(default_factory=list)
    confirmed: dict[tuple[str, date], ContactEvidence] = field(default_factory=dict)
    answers: dict[type[ClientQuestion[Any]], Callable[[Any], object]] = field(default_factory=dict)
    _news: anyio.Event = field(default_factory=anyio.Event)

    def __post_init__(self) -> None:
        self.answers |= {
            NextVisitOf: lambda question: self.next,
            ContactStateOf: self._contact_state,
            ConfirmContact: self._confirm,
            NextPaymentOf: lambda question: NextPayment(self.payment and replace(self.payment, grosze=None)),
            NextPaymentWithAmountOf: lambda question: NextPayment(self.payment),
            RegistrationOf: lambda question: self.registered,
            OffersFor: self._offers,
            TrainingsFor: lambda question: Trainings(self.courses[: question.most]),
        }

    async def ask(self, question: ClientQuestion[Answer]) -> Answer:
        self.asked.append(question)
        self._news.set()
        self._news = anyio.Event()
        await self._works()
        if type(question) is self.breaks_on:
            raise OSError("the database is away")
        if type(question) not in self.answers:
            return MadeUpClient(StandingClock()).answer(question)
        return cast(Answer, self.answers[type(question)](question))

    @property
    def topics(self) -> list[str]:
        """Of the questions, in order."""
        return [question.topic for question in self.asked]

    async def is_asked(self, kind: type[ClientQuestion[Any]]) -> None:
        """Return as soon as the tables are asked such a question for the first time."""
        while kind not in [type(question) for question in self.asked]:
            await self._news.wait()

    def _contact_state(self, question: ContactStateOf) -> ContactState:
        if (question.client_id, TODAY) in self.confirmed:
            return ContactState(True, TODAY, NEXT_DUE, 90, is_noted_today=True)
        return self.state

    def _confirm(self, question: ConfirmContact) -> NotedContact:
        is_new = self.confirmed.setdefault((question.client_id, TODAY), question.evidence) is question.evidence
        return NotedContact(TODAY, self.state.due_on, NEXT_DUE, is_new)

    def _offers(self, question: OffersFor) -> Offers:
        return Offers((self.own_offers + (self.other_offers if question.everywhere else ()))[: question.most])


@dataclass
class FakeMarket(_Tables):
    """`market.told.market_desk.MarketTables`: offers near the office of the call and elsewhere, and trainings.

    `asked` are the questions, in order."""

    near: tuple[Offer, ...] = OFFERS
    elsewhere: tuple[Offer, ...] = ()
    office: str = "20060"  # that tells more of them
    courses: tuple[Training, ...] = TRAININGS
    asked: list[MarketQuestion[Any]] = field(default_factory=list)

    async def ask(self, question: MarketQuestion[Answer]) -> Answer:
        self.asked.append(question)
        await self._works()
        if isinstance(question, OpenOffersNear):
            found = (self.near + (self.elsewhere if question.everywhere else ()))[: question.most]
            return cast(Answer, OpenOffers(tuple(OpenOffer(offer, self.office) for offer in found)))
        return cast(Answer, Trainings(self.courses))


@dataclass
class FakeKnowledge(_Tables):
    """`knowledge.public_answers.AnswerTables`: the same answers on every topic.

    `clock`: which day it is; none: always `TODAY`. `last_days`, `first_days`: of texts that do not always hold.
    `away_from`: from that moment on the database is away. `on_the_way`: seconds from looking at the day until the
    answers are there.
    """

    clock: Clock | None = None
    last_days: dict[str, date] = field(default_factory=dict)
    first_days: dict[str, date] = field(default_factory=dict)
    away_from: datetime | None = None
    on_the_way: float = 0.0
    language: str = "pl"
    texts: tuple[str, ...] = ("Odpowiedź.",)
    legal_status_on: date | None = date(2025, 6, 1)
    asked: list[ShortAnswersOn] = field(default_factory=list)

    async def ask(self, question: ShortAnswersOn) -> ShortAnswers:
        self.asked.append(question)
        await self._works()
        day = TODAY
        if self.clock is not None:
            day = self.clock.now().astimezone(WARSAW).date()
            if self.away_from is not None and self.clock.now() >= self.away_from:
                raise OSError("the database is away")
        await anyio.sleep(self.on_the_way)
        texts = [
            text for text in self.texts if self.first_days.get(text, day) <= day <= self.last_days.get(text, day)
        ][: question.most]
        return ShortAnswers(
            tuple(ShortAnswer(text, self.legal_status_on, self.language, text) for text in texts), day
        )

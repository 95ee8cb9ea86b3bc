"""The data of the made-up client, and a stand-in for the knowledge base. Dates follow from that of the call."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

import anyio

from core.clock import Clock
from core.questions.client_data import (
    ClientQuestion,
    ConfirmContact,
    ConsentState,
    ConsentStateOf,
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
    SayConsent,
    Training,
    Trainings,
    TrainingsFor,
    Unavailable,
)
from core.questions.job_market import MarketQuestion, OpenOffer, OpenOffers, OpenOffersNear
from core.questions.public_answers import ShortAnswer, ShortAnswers, ShortAnswersOn
from core.zone import WARSAW

Answer = TypeVar("Answer")

LOOK_TIME = 0.3  # seconds that a look into the data takes
_CONTACT_EVERY = timedelta(days=90)
_ANSWER = "W tym miejscu rozmówca słyszy odpowiedź z bazy wiedzy."


class MadeUpClient:
    """What is known of the client: a function for each kind of question."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._has_confirmed = False
        self.answers: dict[type[ClientQuestion[Any]], Callable[[Any], object]] = {
            NextVisitOf: self._next_visit,
            ContactStateOf: self._contact,
            ConfirmContact: self._confirm_contact,
            ConsentStateOf: lambda question: ConsentState(is_given=False, is_said=False),
            SayConsent: lambda question: ConsentState(question.said == "given", question.said != "asked"),
            NextPaymentOf: lambda question: self._payment(None),
            NextPaymentWithAmountOf: lambda question: self._payment(150000),
            RegistrationOf: self._registration,
            OffersFor: self._offers,
            TrainingsFor: self._trainings,
        }

    def answer(self, question: ClientQuestion[Answer]) -> Answer:
        return cast(Answer, self.answers[type(question)](question))

    @property
    def _midnight(self) -> datetime:
        return self._clock.now().astimezone(WARSAW).replace(hour=0, minute=0, second=0, microsecond=0)

    def _in_days(self, days: int) -> date:
        return (self._midnight + timedelta(days=days)).date()

    def _next_visit(self, question: NextVisitOf) -> NextVisit:
        """In a week at a quarter past nine."""
        at = (self._midnight + timedelta(days=7)).replace(hour=9, minute=15)
        return NextVisit(PlannedVisit(at, "12", "Maria Przykładowa"), self._in_days(9))

    def _contact(self, question: ContactStateOf) -> ContactState:
        """Due in nine days, unless it was confirmed in this call."""
        today, due_on = self._in_days(0), self._in_days(9)
        if self._has_confirmed:
            return ContactState(True, today, today + _CONTACT_EVERY, _CONTACT_EVERY.days, is_noted_today=True)
        return ContactState(True, due_on - _CONTACT_EVERY, due_on, 9)

    def _confirm_contact(self, question: ConfirmContact) -> NotedContact:
        """Noted for this call only."""
        today, is_new = self._in_days(0), not self._has_confirmed
        self._has_confirmed = True
        return NotedContact(today, self._in_days(9), today + _CONTACT_EVERY, is_new)

    def _payment(self, grosze: int | None) -> NextPayment:
        """Of the month before, in two weeks."""
        month = (self._midnight.replace(day=1) - timedelta(days=1)).replace(day=1).date()
        return NextPayment(Payment("zasiłek", month, self._in_days(14), grosze))

    def _registration(self, question: RegistrationOf) -> Registration:
        """Unemployed for half a year."""
        return Registration("unemployed", self._in_days(-182), is_insured=True)

    def _offers(self, question: OffersFor) -> Offers:
        found = [
            Offer(f"offer-{number}", position, town, 500000, 600000, "umowa o pracę", self._in_days(30))
            for number, (position, town) in enumerate([("magazynier", "Kolno"), ("sprzedawca", "Łomża")], 1)
        ]
        return Offers(tuple(found[: question.most]))

    def _trainings(self, question: TrainingsFor) -> Trainings:
        starts, sign_up = self._in_days(40), self._in_days(30)
        training = Training("training-1", "obsługa komputera", "Kolno", 40, starts, sign_up)
        return Trainings((training,)[: question.most])


class SimulatedClientData:
    """`core.questions.client_data.ClientData`: of the made-up client, unless the data are away."""

    def __init__(self, clock: Clock, *, is_away: bool) -> None:
        self._client = MadeUpClient(clock)
        self._is_away = is_away

    async def ask(self, question: ClientQuestion[Answer]) -> Answer | Unavailable:
        """See ClientData."""
        await anyio.sleep(LOOK_TIME)
        return Unavailable() if self._is_away else self._client.answer(question)


class SimulatedMarket:
    """`core.questions.job_market.MarketAnswers`: what the made-up client hears, for everybody.
    `office`: who tells more where the call has none."""

    def __init__(self, clock: Clock, office: str, *, is_away: bool) -> None:
        self._client = MadeUpClient(clock)
        self._office = office
        self._is_away = is_away

    async def ask(self, question: MarketQuestion[Answer]) -> Answer | Unavailable:
        """See MarketAnswers."""
        await anyio.sleep(LOOK_TIME)
        return Unavailable() if self._is_away else cast(Answer, self._answer(question))

    def _answer(self, question: MarketQuestion[Any]) -> OpenOffers | Trainings:
        if isinstance(question, OpenOffersNear):
            found = self._client.answer(OffersFor("", "", everywhere=True, most=question.most))
            return OpenOffers(tuple(OpenOffer(offer, question.office or self._office) for offer in found.offers))
        return self._client.answer(TrainingsFor("", "", most=5))


class SimulatedAnswers:
    """`core.questions.public_answers.PublicAnswers`: says what it stands for, since articles change without the
    scenario.

    `until`: the last day on which it has an answer; None: it always has.
    """

    def __init__(self, clock: Clock, *, is_away: bool, until: date | None = None) -> None:
        self._clock = clock
        self._is_away = is_away
        self._until = until

    async def ask(self, question: ShortAnswersOn) -> ShortAnswers | Unavailable:
        """See PublicAnswers."""
        await anyio.sleep(LOOK_TIME)
        if self._is_away:
            return Unavailable()
        today = self._clock.now().astimezone(WARSAW).date()
        has_any = self._until is None or today <= self._until
        return ShortAnswers((ShortAnswer(_ANSWER, today),)[: question.most if has_any else 0], today)

"""What the offices know of Anna, by hand: for whole calls in virtual time."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import anyio

from core.client_data import (
    ContactEvidence,
    ContactState,
    NextPayment,
    NextVisit,
    NotedContact,
    Offer,
    Offers,
    Payment,
    PlannedVisit,
    Registration,
    ShortAnswer,
    ShortAnswers,
    Training,
    Trainings,
)

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
class FakeTables:
    """`clients.client_data.ClientTables`. `asked` are the questions, in order; `confirmed` is what was noted.

    Answers after `time` seconds; not at all while it is frozen, with an error while it is broken. `breaks_on` is a
    question that alone is answered by an error.
    """

    time: float = 0.1
    is_frozen: bool = False
    is_broken: bool = False
    breaks_on: str = ""
    next: NextVisit = field(default_factory=lambda: NextVisit(VISIT, DUE))
    state: ContactState = field(default_factory=lambda: ContactState(True, date(2026, 9, 4), DUE, 9))
    payment: Payment | None = PAYMENT
    registered: Registration = field(
        default_factory=lambda: Registration("unemployed", date(2025, 6, 1), is_insured=True)
    )
    own_offers: tuple[Offer, ...] = OFFERS
    other_offers: tuple[Offer, ...] = ()
    courses: tuple[Training, ...] = TRAININGS
    texts: tuple[str, ...] = ("Odpowiedź.",)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    confirmed: dict[tuple[str, date], ContactEvidence] = field(default_factory=dict)
    _news: anyio.Event = field(default_factory=anyio.Event)

    async def is_asked(self, question: str) -> None:
        """Return as soon as the tables are asked that for the first time."""
        while question not in [asked[0] for asked in self.asked]:
            await self._news.wait()

    async def _works(self, *question: str) -> None:
        self.asked.append(question)
        self._news.set()
        self._news = anyio.Event()
        if self.is_frozen:
            await anyio.sleep_forever()
        await anyio.sleep(self.time)
        if self.is_broken or question[0] == self.breaks_on:
            raise OSError("the database is away")

    async def next_visit(self, client_id: str, call_id: str) -> NextVisit:
        await self._works("visit", client_id)
        return self.next

    async def contact(self, client_id: str, call_id: str) -> ContactState:
        await self._works("contact", client_id)
        if (client_id, TODAY) in self.confirmed:
            return ContactState(True, TODAY, NEXT_DUE, 90, is_noted_today=True)
        return self.state

    async def confirm_contact(self, client_id: str, call_id: str, evidence: ContactEvidence) -> NotedContact:
        await self._works("confirm", client_id)
        is_new = self.confirmed.setdefault((client_id, TODAY), evidence) is evidence
        return NotedContact(TODAY, self.state.due_on, NEXT_DUE, is_new)

    async def benefit(self, client_id: str, call_id: str, *, with_amount: bool) -> NextPayment:
        await self._works("benefit with amount" if with_amount else "benefit", client_id)
        if self.payment is None or with_amount:
            return NextPayment(self.payment)
        return NextPayment(replace(self.payment, grosze=None))

    async def registration(self, client_id: str, call_id: str) -> Registration:
        await self._works("registration", client_id)
        return self.registered

    async def offers(self, client_id: str, call_id: str, *, everywhere: bool, most: int) -> Offers:
        await self._works("everywhere" if everywhere else "offers", client_id)
        return Offers((self.own_offers + (self.other_offers if everywhere else ()))[:most])

    async def trainings(self, client_id: str, call_id: str, *, most: int) -> Trainings:
        await self._works("trainings", client_id)
        return Trainings(self.courses[:most])

    async def short_answers(self, topic: str, office: str | None, language: str, *, most: int) -> ShortAnswers:
        await self._works("answers", topic, office or "", language)
        return ShortAnswers(tuple(ShortAnswer(text, date(2025, 6, 1)) for text in self.texts[:most]))

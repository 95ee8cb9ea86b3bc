"""Clients' data in the database: for each kind of question the function that answers it.

Every access to a client's data writes its entry of the access log in the same transaction, and is answered only
when that stands: none is without its entry.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import literal, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.access_store import LineOutcome, note_line_access
from clients.contact_rule import day_of
from clients.contact_store import contact_of, note_contact
from core.clock import Clock
from core.consents.addresses import AddressHashes
from core.consents.register_store import Said, consents_of, note_said
from core.db.engine import Engine
from core.db.tables.client_tables import (
    BenefitPaymentRow,
    RegistrationRow,
    VisitRow,
)
from core.db.tables.person_tables import Client
from core.errors import S724Error
from core.questions.client_data import (
    Channel,
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
    Purpose,
    Registration,
    RegistrationOf,
    SayConsent,
    Status,
    Training,
    Trainings,
    TrainingsFor,
)

Answer = TypeVar("Answer")


class Matches(Protocol):
    """What of the job market fits a client, the best first (`market.told.matched_store`)."""

    async def offers(
        self, connection: AsyncConnection, client_id: str, *, everywhere: bool, most: int, today: date
    ) -> Sequence[Offer]: ...

    async def trainings(
        self, connection: AsyncConnection, client_id: str, *, most: int, today: date
    ) -> Sequence[Training]: ...


@dataclass(frozen=True, slots=True)
class LineAccess:
    """A transaction in which one question is answered, and the moment for which the answer holds."""

    connection: AsyncConnection
    now: datetime
    hashes: AddressHashes | None = None
    """Of addresses; None where no consent is asked."""
    matches: Matches | None = None
    """None where neither offers nor trainings are asked."""

    @property
    def today(self) -> date:
        return day_of(self.now)


Answered = tuple[Answer, LineOutcome]
"""The answer, and what the access log says came of the access."""

_Answering = Callable[[LineAccess, Any], Awaitable[Answered[Any]]]
ANSWERED_BY: dict[type[ClientQuestion[Any]], _Answering] = {}
"""For each kind of question the function that answers it."""


def _answers(
    *kinds: type[ClientQuestion[Answer]],
) -> Callable[[Callable[[LineAccess, Any], Awaitable[Answered[Answer]]]], _Answering]:
    """The function below answers questions of these kinds."""

    def note(answering: Callable[[LineAccess, Any], Awaitable[Answered[Answer]]]) -> _Answering:
        ANSWERED_BY.update(dict.fromkeys(kinds, answering))
        return answering

    return note


class DataRestricted(S724Error):
    """The person's data are kept, and used for nothing (GDPR Art. 18): a call that began before hears that they
    cannot be reached."""

    code = "data_restricted"


class ClientStore:
    """`clients.client_data.ClientTables` on PostgreSQL."""

    def __init__(
        self, engine: Engine, clock: Clock, hashes: AddressHashes | None = None, matches: Matches | None = None
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._hashes = hashes
        self._matches = matches

    async def ask(self, question: ClientQuestion[Answer]) -> Answer:
        """The answer, when its entry of the access log stands.

        Raises whatever the database raises, and `clients.contact_store.NobodyRegistered`; nothing is written then.
        """
        try:
            return await self._answer(question)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The pool has dropped its dead connections. Nothing was committed, so it is done once more.
            return await self._answer(question)

    async def _answer(self, question: ClientQuestion[Answer]) -> Answer:
        answering = ANSWERED_BY[type(question)]
        now = self._clock.now()
        async with self._engine.begin() as connection:
            query = select(Client.restricted_at).where(Client.id == question.client_id)
            if await connection.scalar(query) is not None:
                raise DataRestricted
            answer, outcome = await answering(LineAccess(connection, now, self._hashes, self._matches), question)
            await note_line_access(connection, now, question.client_id, question.call_id, question.topic, outcome)
        return cast(Answer, answer)


def _outcome(is_anything: object) -> LineOutcome:
    return "found" if is_anything else "none"


@_answers(NextVisitOf)
async def _next_visit(access: LineAccess, question: NextVisitOf) -> Answered[NextVisit]:
    query = (
        select(VisitRow.at, VisitRow.room, VisitRow.adviser)
        .where(VisitRow.client_id == question.client_id, VisitRow.state == "planned", VisitRow.at > access.now)
        .order_by(VisitRow.at)
        .limit(1)
    )
    row = (await access.connection.execute(query)).one_or_none()
    contact = await contact_of(access.connection, question.client_id, access.now)
    visit = None if row is None else PlannedVisit(row.at, row.room, row.adviser)
    return NextVisit(visit, contact.due_on if contact.is_required else None), _outcome(visit)


@_answers(ContactStateOf)
async def _contact_state(access: LineAccess, question: ContactStateOf) -> Answered[ContactState]:
    state = await contact_of(access.connection, question.client_id, access.now)
    return state, _outcome(state.is_required)


@_answers(ConfirmContact)
async def _confirm_contact(access: LineAccess, question: ConfirmContact) -> Answered[NotedContact]:
    noted = await note_contact(access.connection, question.client_id, question.call_id, question.evidence)
    return noted, "written"


@_answers(ConsentStateOf)
async def _consent_state(access: LineAccess, question: ConsentStateOf) -> Answered[ConsentState]:
    state = await _consent(access, question.client_id, question.purpose, question.channel)
    return state, _outcome(state.is_said)


@_answers(SayConsent)
async def _say_consent(access: LineAccess, question: SayConsent) -> Answered[ConsentState]:
    """The words that were played are the evidence, as at the desk."""
    if access.hashes is None:
        raise ValueError("consents are not asked without the key of addresses")
    evidence = question.evidence
    said = Said(
        client_id=question.client_id,
        purpose=question.purpose,
        channel=question.channel,
        what=question.said,
        source="line",
        at=evidence.pressed_at,
        text_id=f"prompt-{evidence.prompt}",
        text_sha256=hashlib.sha256(evidence.question.encode()).hexdigest(),
        reference=question.call_id,
        evidence={"words": evidence.question, "key": evidence.key, "level": evidence.verification_level},
    )
    await note_said(access.connection, said, access.hashes)
    return await _consent(access, question.client_id, question.purpose, question.channel), "written"


async def _consent(access: LineAccess, client_id: str, purpose: Purpose, channel: Channel) -> ConsentState:
    for one in await consents_of(access.connection, client_id):
        if (one.purpose, one.channel) == (purpose, channel):
            return ConsentState(one.is_given, one.state != "none" and one.source != "import")
    return ConsentState(is_given=False, is_said=False)


@_answers(NextPaymentOf, NextPaymentWithAmountOf)
async def _next_payment(
    access: LineAccess, question: NextPaymentOf | NextPaymentWithAmountOf
) -> Answered[NextPayment]:
    """An amount that is not asked for is not even read."""
    amount = BenefitPaymentRow.grosze if isinstance(question, NextPaymentWithAmountOf) else literal(None)
    query = (
        select(
            BenefitPaymentRow.kind,
            BenefitPaymentRow.month,
            BenefitPaymentRow.pay_on,
            amount.label("grosze"),
        )
        .where(BenefitPaymentRow.client_id == question.client_id, BenefitPaymentRow.pay_on >= access.today)
        .order_by(BenefitPaymentRow.pay_on)
        .limit(1)
    )
    row = (await access.connection.execute(query)).one_or_none()
    return NextPayment(None if row is None else Payment(*row)), _outcome(row)


@_answers(RegistrationOf)
async def _registration(access: LineAccess, question: RegistrationOf) -> Answered[Registration]:
    query = select(RegistrationRow.status, RegistrationRow.since, RegistrationRow.is_insured).where(
        RegistrationRow.client_id == question.client_id, RegistrationRow.status.in_(["unemployed", "seeker"])
    )
    row = (await access.connection.execute(query)).one_or_none()
    if row is None:
        return Registration("none"), "none"
    return Registration(cast(Status, row.status), row.since, row.is_insured), "found"


@_answers(OffersFor)
async def _offers(access: LineAccess, question: OffersFor) -> Answered[Offers]:
    if access.matches is None:
        raise ValueError("offers are not asked without matches")
    found = await access.matches.offers(
        access.connection,
        question.client_id,
        everywhere=question.everywhere,
        most=question.most,
        today=access.today,
    )
    return Offers(tuple(found)), _outcome(found)


@_answers(TrainingsFor)
async def _trainings(access: LineAccess, question: TrainingsFor) -> Answered[Trainings]:
    if access.matches is None:
        raise ValueError("trainings are not asked without matches")
    found = await access.matches.trainings(
        access.connection, question.client_id, most=question.most, today=access.today
    )
    return Trainings(tuple(found)), _outcome(found)

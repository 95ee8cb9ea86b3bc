"""Clients' data and short answers in the database.

Every read of a client's data writes its entry of the access log in the same transaction, and is answered only when
that stands: no look without its entry.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar, cast

from sqlalchemy import case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access_store import LineOutcome, note_look
from clients.contact_rule import contact_state, day_of, due_on
from core.client_data import (
    ClientTopic,
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
    Status,
    Training,
    Trainings,
)
from core.clock import Clock
from core.db.client_tables import (
    BenefitPaymentRow,
    ClientOccupation,
    ContactConfirmationRow,
    KnowledgeItem,
    OfferRow,
    RegistrationRow,
    TrainingRow,
    VisitRow,
)
from core.db.tables import Client
from core.event_log import write_facts
from core.events import ContactConfirmed
from core.ids import new_id

Found = TypeVar("Found")

GROUP = 4  # digits of an occupation that make its group: who was a storeman may be a forwarder


class NobodyRegistered(Exception):
    """A contact was to be noted for somebody who is not registered."""


class ClientStore:
    """`clients.client_data.ClientTables` on PostgreSQL."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def next_visit(self, client_id: str, call_id: str) -> NextVisit:
        now = self._clock.now()

        async def read(connection: AsyncConnection) -> tuple[NextVisit, bool]:
            query = (
                select(VisitRow.at, VisitRow.room, VisitRow.adviser)
                .where(VisitRow.client_id == client_id, VisitRow.state == "planned", VisitRow.at > now)
                .order_by(VisitRow.at)
                .limit(1)
            )
            row = (await connection.execute(query)).one_or_none()
            contact = await _contact(connection, client_id, now)
            visit = None if row is None else PlannedVisit(row.at, row.room, row.adviser)
            return NextVisit(visit, contact.due_on if contact.is_required else None), visit is not None

        return await self._look(client_id, call_id, "visit", now, read)

    async def contact(self, client_id: str, call_id: str) -> ContactState:
        now = self._clock.now()

        async def read(connection: AsyncConnection) -> tuple[ContactState, bool]:
            state = await _contact(connection, client_id, now)
            return state, state.is_required

        return await self._look(client_id, call_id, "contact", now, read)

    async def confirm_contact(self, client_id: str, call_id: str, evidence: ContactEvidence) -> NotedContact:
        """Evidence, fact and entry of the access log in one transaction; what stands for that day already stays.

        Raises NobodyRegistered.
        """
        today = day_of(evidence.pressed_at)

        async def write(connection: AsyncConnection) -> NotedContact:
            state = await _contact(connection, client_id, evidence.pressed_at)
            if not state.is_required:
                raise NobodyRegistered
            interval = (state.due_on - state.last_on).days
            insert = (
                pg_insert(ContactConfirmationRow)
                .values(
                    id=new_id("contact"),
                    client_id=client_id,
                    contact_on=today,
                    confirmed_at=evidence.pressed_at,
                    call_id=call_id,
                    verification_level=evidence.verification_level,
                    prompt=evidence.prompt,
                    question=evidence.question,
                    question_sha256=hashlib.sha256(evidence.question.encode()).hexdigest(),
                    key=evidence.key,
                    due_on=state.due_on,
                    next_due_on=due_on(today, interval),
                )
                .on_conflict_do_nothing(index_elements=["client_id", "contact_on"])
                .returning(ContactConfirmationRow.id)
            )
            new = await connection.scalar(insert)
            if new is not None:
                fact = ContactConfirmed(
                    id=f"event-{new}",
                    at=evidence.pressed_at,
                    call_id=call_id,
                    client_id=client_id,
                    confirmation=new,
                )
                await write_facts(connection, [fact])
            stands = select(ContactConfirmationRow.due_on, ContactConfirmationRow.next_due_on).where(
                ContactConfirmationRow.client_id == client_id, ContactConfirmationRow.contact_on == today
            )
            row = (await connection.execute(stands)).one()
            now = self._clock.now()
            await note_look(connection, now, client_id, call_id, "contact_confirmation", "written")
            return NotedContact(today, row.due_on, row.next_due_on, new is not None)

        return await self._in_transaction(write)

    async def benefit(self, client_id: str, call_id: str, *, with_amount: bool) -> NextPayment:
        """The amount is not even read where it is not wanted."""
        now = self._clock.now()
        amount = BenefitPaymentRow.grosze if with_amount else literal(None)

        async def read(connection: AsyncConnection) -> tuple[NextPayment, bool]:
            query = (
                select(
                    BenefitPaymentRow.kind,
                    BenefitPaymentRow.month,
                    BenefitPaymentRow.pay_on,
                    amount.label("grosze"),
                )
                .where(BenefitPaymentRow.client_id == client_id, BenefitPaymentRow.pay_on >= day_of(now))
                .order_by(BenefitPaymentRow.pay_on)
                .limit(1)
            )
            row = (await connection.execute(query)).one_or_none()
            return NextPayment(None if row is None else Payment(*row)), row is not None

        return await self._look(client_id, call_id, "benefit_amount" if with_amount else "benefit", now, read)

    async def registration(self, client_id: str, call_id: str) -> Registration:
        now = self._clock.now()

        async def read(connection: AsyncConnection) -> tuple[Registration, bool]:
            query = select(RegistrationRow.status, RegistrationRow.since, RegistrationRow.is_insured).where(
                RegistrationRow.client_id == client_id, RegistrationRow.status.in_(["unemployed", "seeker"])
            )
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return Registration("none"), False
            return Registration(cast(Status, row.status), row.since, row.is_insured), True

        return await self._look(client_id, call_id, "registration", now, read)

    async def offers(self, client_id: str, call_id: str, *, everywhere: bool, most: int) -> Offers:
        """Of the client's own occupations first, then of their groups; the ones that end sooner first."""
        now = self._clock.now()
        today = day_of(now)
        own = select(ClientOccupation.occupation).where(ClientOccupation.client_id == client_id)
        groups = select(func.substr(ClientOccupation.occupation, 1, GROUP)).where(
            ClientOccupation.client_id == client_id
        )

        async def read(connection: AsyncConnection) -> tuple[Offers, bool]:
            query = (
                select(
                    OfferRow.id,
                    OfferRow.position,
                    OfferRow.town,
                    OfferRow.pay_from,
                    OfferRow.pay_to,
                    OfferRow.contract,
                    OfferRow.valid_until,
                )
                .where(
                    func.substr(OfferRow.occupation, 1, GROUP).in_(groups),
                    OfferRow.valid_from <= today,
                    OfferRow.valid_until >= today,
                )
                .order_by(case((OfferRow.occupation.in_(own), 0), else_=1), OfferRow.valid_until, OfferRow.id)
                .limit(most)
            )
            if not everywhere:
                office = select(Client.office).where(Client.id == client_id).scalar_subquery()
                query = query.where(OfferRow.office == office)
            rows = (await connection.execute(query)).all()
            return Offers(tuple(Offer(*row) for row in rows)), bool(rows)

        return await self._look(client_id, call_id, "offers", now, read)

    async def trainings(self, client_id: str, call_id: str, *, most: int) -> Trainings:
        """Of the client's office and of the province, for the client's groups of occupations or for everybody."""
        now = self._clock.now()
        groups = select(func.substr(ClientOccupation.occupation, 1, GROUP)).where(
            ClientOccupation.client_id == client_id
        )
        office = select(Client.office).where(Client.id == client_id).scalar_subquery()

        async def read(connection: AsyncConnection) -> tuple[Trainings, bool]:
            query = (
                select(
                    TrainingRow.id,
                    TrainingRow.title,
                    TrainingRow.town,
                    TrainingRow.hours,
                    TrainingRow.starts_on,
                    TrainingRow.sign_up_until,
                )
                .where(
                    TrainingRow.sign_up_until >= day_of(now),
                    or_(TrainingRow.office.is_(None), TrainingRow.office == office),
                    or_(
                        TrainingRow.occupation.is_(None),
                        func.substr(TrainingRow.occupation, 1, GROUP).in_(groups),
                    ),
                )
                .order_by(TrainingRow.occupation.is_(None), TrainingRow.sign_up_until, TrainingRow.id)
                .limit(most)
            )
            rows = (await connection.execute(query)).all()
            return Trainings(tuple(Training(*row) for row in rows)), bool(rows)

        return await self._look(client_id, call_id, "trainings", now, read)

    async def short_answers(self, topic: str, office: str | None, language: str, *, most: int) -> ShortAnswers:
        """An office's own answers replace those of the province. Nothing personal: no entry of the access log."""
        today = day_of(self._clock.now())

        async def read(connection: AsyncConnection) -> ShortAnswers:
            query = (
                select(KnowledgeItem.office, KnowledgeItem.short_answer, KnowledgeItem.legal_status_on)
                .where(
                    KnowledgeItem.topic == topic,
                    KnowledgeItem.language == language,
                    or_(KnowledgeItem.office.is_(None), KnowledgeItem.office == office),
                    KnowledgeItem.valid_from <= today,
                    or_(KnowledgeItem.valid_until.is_(None), KnowledgeItem.valid_until >= today),
                )
                .order_by(KnowledgeItem.place, KnowledgeItem.id)
            )
            rows = (await connection.execute(query)).all()
            own = [row for row in rows if row.office is not None]
            return ShortAnswers(
                tuple(ShortAnswer(row.short_answer, row.legal_status_on) for row in (own or rows)[:most])
            )

        return await self._in_transaction(read)

    async def _look(
        self,
        client_id: str,
        call_id: str,
        topic: ClientTopic,
        now: datetime,
        read: Callable[[AsyncConnection], Awaitable[tuple[Found, bool]]],
    ) -> Found:
        """`read` tells what it found and whether that is anything."""

        async def noted(connection: AsyncConnection) -> Found:
            found, is_anything = await read(connection)
            outcome: LineOutcome = "found" if is_anything else "none"
            await note_look(connection, now, client_id, call_id, topic, outcome)
            return found

        return await self._in_transaction(noted)

    async def _in_transaction(self, work: Callable[[AsyncConnection], Awaitable[Found]]) -> Found:
        """Everything here may be done twice: where a dead connection is met, it is done with a new one."""
        try:
            async with self._engine.begin() as connection:
                return await work(connection)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            async with self._engine.begin() as connection:
                return await work(connection)


async def _contact(connection: AsyncConnection, client_id: str, now: datetime) -> ContactState:
    """Folded from what the office's system knows and what the line has noted. For nobody: nothing is required."""
    today = day_of(now)
    registered = select(RegistrationRow.__table__).where(RegistrationRow.client_id == client_id)
    row = (await connection.execute(registered)).one_or_none()
    if row is None:
        return contact_state("none", today, [], 90, today)
    noted = select(ContactConfirmationRow.contact_on).where(ContactConfirmationRow.client_id == client_id)
    days = list((await connection.scalars(noted)).all())
    is_noted_today = today in days
    known = [*days, *([] if row.last_contact_on is None else [row.last_contact_on])]
    return contact_state(row.status, row.since, known, row.contact_interval, today, is_noted_today=is_noted_today)

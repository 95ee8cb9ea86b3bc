"""The regular contact in the database: where a client stands, and a confirmation with its evidence."""

import hashlib
from datetime import datetime

from sqlalchemy import ARRAY, Date, DateTime, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.contact_rule import contact_state, day_of, due_on
from core.db.tables.client_tables import ContactConfirmationRow, RegistrationRow
from core.db.tables.contact_tables import ContactRow
from core.fact_log.event_log import write_facts
from core.facts.kinds.scenarios import ContactConfirmed
from core.ids import new_id
from core.questions.client_data import ContactEvidence, ContactState, NotedContact

_CLIENT = bindparam("client", type_=Text)
_NOTED = select(ContactConfirmationRow.contact_on).where(ContactConfirmationRow.client_id == _CLIENT)
_BY_CONSULTANTS = select(ContactRow.at).where(ContactRow.client_id == _CLIENT, ContactRow.is_ninety_day)
# One statement, made once: it is asked for in calls, at desks, and with each card.
_STANDS = select(
    RegistrationRow.status,
    RegistrationRow.since,
    RegistrationRow.last_contact_on,
    RegistrationRow.contact_interval,
    func.array(_NOTED.scalar_subquery(), type_=ARRAY(Date)).label("noted"),
    func.array(_BY_CONSULTANTS.scalar_subquery(), type_=ARRAY(DateTime(timezone=True))).label("by_consultants"),
).where(RegistrationRow.client_id == _CLIENT)


class NobodyRegistered(Exception):
    """A contact was to be noted for somebody who is not registered."""


async def contact_of(connection: AsyncConnection, client_id: str, now: datetime) -> ContactState:
    """Folded from what the office's system knows and what the line and consultants have noted. Of somebody who is
    not registered nothing is required."""
    today = day_of(now)
    row = (await connection.execute(_STANDS, {"client": client_id})).one_or_none()
    if row is None:
        return contact_state("none", today, [], 90, today)
    days = list(row.noted)
    is_noted_today = today in days
    days += [day_of(at) for at in row.by_consultants]
    known = [*days, *([] if row.last_contact_on is None else [row.last_contact_on])]
    return contact_state(row.status, row.since, known, row.contact_interval, today, is_noted_today=is_noted_today)


async def note_contact(
    connection: AsyncConnection, client_id: str, call_id: str, evidence: ContactEvidence
) -> NotedContact:
    """Write evidence and fact; a confirmation that stands for that day already stays.

    Raises NobodyRegistered.
    """
    today = day_of(evidence.pressed_at)
    state = await contact_of(connection, client_id, evidence.pressed_at)
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
    return NotedContact(today, row.due_on, row.next_due_on, new is not None)

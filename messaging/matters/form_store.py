"""Matters that come by a form of a page: the same as by mail, with an address that nobody has proved."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.calendar.calling_hours import CallingHours
from core.consents.addresses import AddressHashes
from core.db.tables.messages.matter_tables import MatterMessageRow, MatterRow
from core.messages.content import Content
from messaging.matters.confirming_store import confirm
from messaging.matters.matter import MatterRefused, due_at
from messaging.matters.matter_store import add_message, client_by_address, open_matter, thread_of


@dataclass(frozen=True, slots=True)
class Form:
    """`id`: made by the page, the same when it is sent again."""

    id: str
    office: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    name: str = field(repr=False)
    email: str = field(repr=False)


async def open_by_form(
    engine: AsyncEngine,
    hashes: AddressHashes,
    mailboxes: Mapping[str, str],
    hours: CallingHours,
    form: Form,
    now: datetime,
    *,
    confirms: bool = True,
) -> tuple[str, datetime | None]:
    """The number of the matter, and until when it is to be answered. Sent again, it is the same one. `mailboxes`:
    addresses with their offices. `confirms`: mail goes out here. Raises MatterRefused for an office that answers
    no mail."""
    mailbox = next((address for address, office in mailboxes.items() if office == form.office), None)
    if mailbox is None:
        raise MatterRefused("Ten urząd nie przyjmuje pism tą drogą.")
    mark = hashlib.sha256(f"form:{form.office}:{form.id}".encode()).hexdigest()
    async with engine.begin() as connection:
        # Of two that are sent at once the second waits, and finds the first.
        await connection.execute(select(func.pg_advisory_xact_lock(int(mark[:15], 16))))
        known = await _known(connection, mark)
        if known is not None:
            return known
        due = due_at(hours, form.office, now)
        client = await client_by_address(connection, form.office, form.email)
        matter = await open_matter(
            connection, form.office, form.subject, now, origin="form", due_at=due, client_id=client
        )
        thread = await thread_of(connection, matter, mailbox, form.email, hashes)
        content = Content(text=form.text, subject=form.subject, sender=form.email, sender_name=form.name)
        await add_message(connection, matter, "in", content, now, thread=thread, mail_id_hash=mark)
        if confirms:
            await confirm(connection, hashes, matter, form.email, now)
        return matter.number, due


async def _known(connection: AsyncConnection, mark: str) -> tuple[str, datetime | None] | None:
    query = (
        select(MatterRow.number, MatterRow.due_at)
        .join(MatterMessageRow, MatterMessageRow.matter_id == MatterRow.id)
        .where(MatterMessageRow.mail_id_hash == mark)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else (row.number, row.due_at)

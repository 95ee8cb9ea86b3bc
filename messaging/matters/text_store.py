"""Text messages of people are matters, too: of the office that wrote last, or whose client has the number."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.calendar.calling_hours import CallingHours
from core.consents.addresses import AddressHashes, national
from core.db.tables.centre.office_tables import Office
from core.db.tables.messages.matter_tables import MatterRow, MatterThreadRow
from core.db.tables.messages.outbox_tables import OutboxRow
from core.db.tables.person_tables import Client
from core.messages.content import Content
from messaging.matters.fact_store import note_fact
from messaging.matters.matter import due_at
from messaging.matters.matter_store import SMS, add_message, change, open_matter, opened_of, thread_of

TITLE_PL: Final = "Wiadomość SMS"

_LATELY: Final = timedelta(days=30)
"""For so long what a number writes belongs to the matter before: a text message does not say what it answers."""


class Texts:
    """`hours`: of the offices, by which terms are counted."""

    def __init__(self, hashes: AddressHashes, hours: CallingHours) -> None:
        self._hashes = hashes
        self._hours = hours

    async def file(self, connection: AsyncConnection, number: str, words: str, now: datetime) -> None:
        """Put it where it belongs, in the caller's transaction."""
        address = national(number)
        row = await self._matter(connection, address, now)
        if row is not None:
            matter = await opened_of(connection, row)
            due = row.due_at if row.state == "open" else due_at(self._hours, row.office, now)
            if row.state != "open":
                await note_fact(connection, "reopened", row.id, row.office, now)
            await change(connection, row.id, now, state="open", due_at=due, closed_at=None, outcome=None)
        else:
            office, client = await _office_of(connection, address, now)
            due = due_at(self._hours, office, now)
            matter = await open_matter(
                connection, office, TITLE_PL, now, origin="sms", due_at=due, client_id=client
            )
        thread = await thread_of(connection, matter, "", address, self._hashes, channel=SMS)
        await add_message(connection, matter, "in", Content(text=words, sender=address), now, thread=thread)

    async def _matter(self, connection: AsyncConnection, address: str, now: datetime) -> Any | None:
        thread, matter = MatterThreadRow, MatterRow
        query = (
            select(matter.__table__)
            .join(thread, thread.matter_id == matter.id)
            .where(
                thread.channel == SMS,
                thread.address_hash == self._hashes.of(SMS, address),
                matter.joined_to.is_(None),
                matter.changed_at > now - _LATELY,
            )
            .order_by(matter.changed_at.desc())
            .limit(1)
            .with_for_update(of=matter.__table__)
        )
        return (await connection.execute(query)).one_or_none()


async def _office_of(connection: AsyncConnection, address: str, now: datetime) -> tuple[str, str | None]:
    """Whose it is, and the one client of that office who has the number; of a number that nobody knows the
    provincial office's."""
    client = select(Client.id, Client.office).where(or_(Client.sms_number == address, Client.phone == address))
    known = (await connection.execute(client.limit(20))).all()
    out = OutboxRow
    wrote = select(out.office).where(
        out.address == address, out.channel == SMS, out.office.is_not(None), out.queued_at > now - _LATELY
    )
    office = await connection.scalar(wrote.order_by(out.queued_at.desc()).limit(1))
    if office is None and len({row.office for row in known}) == 1:
        office = known[0].office
    if office is None:
        province = select(Office.code).order_by(Office.is_province.desc(), Office.code).limit(1)
        office = (await connection.execute(province)).scalar_one()
    theirs = [row.id for row in known if row.office == office]
    return str(office), theirs[0] if len(theirs) == 1 else None

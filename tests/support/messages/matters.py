"""An office's post room in the loop of a test: mail is kept, read and filed as the courier does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.calendar.calling_hours import Shift
from core.clock import SystemClock
from core.consents.addresses import AddressHashes
from core.db.tables.messages.outbox_tables import OutboxRow
from core.keys.secret_box import ValueBox
from messaging.mail.inbox_store import Inbox
from messaging.mail.reading import Unreadable, read_mail
from messaging.matters.marks import Marks
from messaging.matters.reading_store import MatterSeen, MessageSeen, Wanted, list_matters, read_matter

PEPPER = "p" * 40
HASHES, MARKS = AddressHashes(PEPPER), Marks(PEPPER)
RAW_BOX = ValueBox(b"r" * 32)
KOLNO, LOMZA = "kolno@pup.example", "lomza@pup.example"
MAILBOXES = {KOLNO: "20060", LOMZA: "20070"}


class AlwaysOpen:
    """Hours without an end."""

    def shift(self, office: str, topic: str | None, moment: datetime) -> Shift | None:
        return Shift(office, moment)


@dataclass
class PostRoom:
    engine: AsyncEngine

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.engine, RAW_BOX, HASHES, MARKS, AlwaysOpen(), MAILBOXES)

    async def bring(self, raw: bytes, to: str = KOLNO, *, has_sender: bool = True) -> bool:
        """As the office's server brings it, and read at once. False: it was there already."""
        now = SystemClock().now()
        is_new = await self.inbox.keep(to, raw, now, has_sender=has_sender)
        while (mail := await self.inbox.next()) is not None:
            try:
                read = read_mail(mail.content)
            except Unreadable:
                read = None
            await self.inbox.file(mail, read, SystemClock().now())
        return is_new

    async def matters(self) -> list[MatterSeen]:
        """In their order."""
        found: list[MatterSeen] = []
        after = None
        while True:
            now = SystemClock().now()
            part, after = await list_matters(self.engine, Wanted(), now, limit=100, after=after)
            found += part
            if after is None:
                return sorted(found, key=lambda matter: matter.number)

    async def only(self) -> tuple[MatterSeen, list[MessageSeen]]:
        [matter] = await self.matters()
        return await read_matter(self.engine, None, matter.id)

    async def orders(self) -> list[Any]:
        async with self.engine.connect() as connection:
            query = select(OutboxRow.__table__).order_by(OutboxRow.queued_at, OutboxRow.id)
            return list((await connection.execute(query)).all())


def letter(
    text: str = "Dzień dobry, czy jest staż?",
    sender: str = "Anna Nowak <anna@example.pl>",
    subject: str = "Staż",
    files: Sequence[tuple[str, bytes]] = (),
    **heads: str,
) -> bytes:
    """A mail as people write it; `heads` with _ for -."""
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    message["To"] = KOLNO
    for name, value in heads.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()

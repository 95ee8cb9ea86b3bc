"""Mail that has come: kept as it came before anybody answers for it, and then filed to a matter.

The server that brought it is told that it is ours only after the commit. Brought again, it is the same row.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.calendar.calling_hours import CallingHours
from core.consents.addresses import AddressHashes
from core.consents.consent import PURPOSES
from core.consents.register_store import suppress
from core.db.tables.messages.matter_tables import (
    InboxMailRow,
    MailBounceRow,
    MailboxCursorRow,
    MatterMessageRow,
    MatterRow,
)
from core.db.tables.messages.outbox_tables import OutboxRow
from core.ids import new_id
from core.keys.secret_box import ValueBox
from core.messages.content import Content
from messaging.mail.reading import ReadMail, bare_subject
from messaging.matters.confirming_store import confirm
from messaging.matters.fact_store import note_fact
from messaging.matters.marks import Marks, mailbox_of
from messaging.matters.matter import ANSWER_TEMPLATE, due_at, state_after_mail
from messaging.matters.matter_store import (
    EMAIL,
    NewFile,
    add_message,
    change,
    client_by_address,
    find_thread,
    locked_matter,
    open_matter,
    opened_of,
    reopen,
    thread_of,
)
from messaging.report_mail_store import end_mail

NO_TITLE_PL: Final = "(bez tematu)"
UNREADABLE_PL: Final = "Nie udało się odczytać wiadomości. Jest zachowana w takiej postaci, w jakiej przyszła."

_SOFT_TIME: Final = timedelta(days=30)
_MOST_SOFT = 5
_NUMBER = re.compile(r"\b[A-Z]{3}/20\d{2}/\d{6}\b")
_TRACES = (
    *(b"received", b"return-path", b"delivered-to", b"envelope-to", b"delivery-date", b"x-original-to"),
    *(b"x-spam-status", b"x-spam-score", b"x-spam-flag", b"authentication-results", b"received-spf"),
)


@dataclass(frozen=True, slots=True)
class RawMail:
    """As it came. `recipient`: our address, with what stands behind its plus."""

    id: str
    office: str
    mailbox: str
    recipient: str
    has_sender: bool
    came_at: datetime
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a mailbox, as IMAP counts."""

    uid_validity: int
    uid: int


class Inbox:
    """`box`: of mail that nobody has read yet. `mailboxes`: our addresses with their offices. `confirms`: there
    is a line by which numbers of matters can be told."""

    def __init__(
        self,
        engine: AsyncEngine,
        box: ValueBox,
        hashes: AddressHashes,
        marks: Marks,
        hours: CallingHours,
        mailboxes: Mapping[str, str],
        *,
        confirms: bool = True,
    ) -> None:
        self._engine = engine
        self._box = box
        self._hashes = hashes
        self._marks = marks
        self._hours = hours
        self._mailboxes = mailboxes
        self._confirms = confirms

    def takes(self, address: str) -> bool:
        """Is it an address of ours?"""
        return mailbox_of(address) in self._mailboxes

    async def keep(
        self, recipient: str, content: bytes, now: datetime, *, has_sender: bool, cursor: Cursor | None = None
    ) -> bool:
        """It is in the database when this returns. False: it was there already. `cursor`: where it stands in its
        mailbox, which is read up to there from the same commit on."""
        mailbox = mailbox_of(recipient)
        values = {
            "id": new_id("mail"),
            "office": self._mailboxes[mailbox],
            "mailbox": mailbox,
            "recipient": recipient,
            "digest": digest_of(content),
            "has_sender": has_sender,
            "came_at": now,
            "content": self._box.lock(content),
            "state": "new",
        }
        added = pg_insert(InboxMailRow).values(values).on_conflict_do_nothing().returning(InboxMailRow.id)
        async with self._engine.begin() as connection:
            is_new = (await connection.execute(added)).one_or_none() is not None
            if cursor is not None:
                read = {"uid_validity": cursor.uid_validity, "uid": cursor.uid}
                place = pg_insert(MailboxCursorRow).values(mailbox=mailbox, **read)
                await connection.execute(place.on_conflict_do_update(index_elements=["mailbox"], set_=read))
        return is_new

    async def read_up_to(self, mailbox: str, uid_validity: int) -> int:
        """The uid of the last mail that was kept of the mailbox; 0 where all of it is to be read."""
        row = MailboxCursorRow
        query = select(row.uid).where(row.mailbox == mailbox, row.uid_validity == uid_validity)
        async with self._engine.connect() as connection:
            return await connection.scalar(query) or 0

    async def next(self) -> RawMail | None:
        """The oldest that nobody has read. Raises WrongKey for one of another installation."""
        row = InboxMailRow
        query = select(row.__table__).where(row.state == "new").order_by(row.came_at, row.id).limit(1)
        async with self._engine.connect() as connection:
            found = (await connection.execute(query)).one_or_none()
        if found is None:
            return None
        content = self._box.unlock(found.content)
        return RawMail(
            found.id, found.office, found.mailbox, found.recipient, found.has_sender, found.came_at, content
        )

    async def file(self, raw: RawMail, read: ReadMail | None, now: datetime) -> None:
        """Put it where it belongs; `read` None: it could not be read. Done once, however often it is tried."""
        async with self._engine.begin() as connection:
            mine = select(InboxMailRow.id).where(InboxMailRow.id == raw.id, InboxMailRow.state == "new")
            if await connection.scalar(mine.with_for_update()) is None:
                return
            message = None
            bounced = self._marks.read_address("z", raw.recipient, "message")
            if read is None:
                message = await self._file_unreadable(connection, raw, now)
            elif (report := self._marks.read_address("w", raw.recipient, "view")) is not None:
                await end_mail(connection, [report])
            elif bounced is not None and (not raw.has_sender or read.bounce is not None):
                await self._note_bounce(connection, bounced, read, now)
            else:
                message = await self._file(connection, raw, read, now)
            state = "read" if read is not None else "unreadable"
            done = update(InboxMailRow).where(InboxMailRow.id == raw.id)
            await connection.execute(done.values(state=state, message_id=message))

    async def _file(self, connection: AsyncConnection, raw: RawMail, read: ReadMail, now: datetime) -> str:
        automatic = read.is_automatic or not raw.has_sender
        address_hash = self._hashes.of(EMAIL, read.sender) if read.sender else ""
        candidate = await self._candidate(connection, raw, read)
        matter, follows = None, None
        if candidate is not None:
            row = await locked_matter(connection, candidate)
            if row is not None and address_hash and await find_thread(connection, row.id, address_hash):
                matter = await opened_of(connection, row)
                state = state_after_mail(is_automatic=automatic, state=row.state)
                due = row.due_at if row.state == "open" or state != "open" else self._due(row.office, now)
                if state == "open" != row.state:
                    await note_fact(connection, "reopened", row.id, row.office, now)
                more: dict[str, Any] = {"closed_at": None, "outcome": None} if state == "open" else {}
                await change(connection, row.id, now, state=state, due_at=due, **more)
            elif row is not None:
                follows = row.id
        is_new = matter is None
        if matter is None:
            client = await client_by_address(connection, raw.office, read.sender) if read.sender else None
            matter = await open_matter(
                connection,
                raw.office,
                read.subject or NO_TITLE_PL,
                now,
                origin="email",
                due_at=self._due(raw.office, now),
                client_id=client,
                follows=follows,
            )
        thread = None
        if read.sender:
            thread = await thread_of(connection, matter, raw.mailbox, read.sender, self._hashes)
        content = Content(
            text=read.text,
            reply=read.reply if read.reply != read.text.strip() else "",
            subject=read.subject,
            sender=read.sender,
            sender_name=read.sender_name,
            mail_id=read.mail_id,
            references=list(read.references),
            faults=list(read.faults),
        )
        message = await add_message(
            connection,
            matter,
            "in",
            content,
            now,
            thread=thread,
            mail_id_hash=hash_of(read.mail_id) if read.mail_id else None,
            files=[NewFile(file.name, file.kind, file.content) for file in read.files],
            is_automatic=automatic,
        )
        if is_new and thread is not None and not automatic and self._confirms:
            await confirm(connection, self._hashes, matter, read.sender, now)
        return message

    async def _file_unreadable(self, connection: AsyncConnection, raw: RawMail, now: datetime) -> str:
        due = self._due(raw.office, now)
        matter = await open_matter(connection, raw.office, UNREADABLE_PL, now, origin="email", due_at=due)
        return await add_message(
            connection, matter, "in", Content(text=UNREADABLE_PL), now, is_readable=False, is_automatic=True
        )

    async def _candidate(self, connection: AsyncConnection, raw: RawMail, read: ReadMail) -> str | None:
        """The matter it says to belong to, which is no proof. Never by the subject, but for a number in it."""
        if marked := self._marks.read_address("s", raw.recipient, "matter"):
            return marked
        row = MatterMessageRow
        ours = [one for mail_id in read.references if (one := self._marks.read_mail_id(mail_id, "message"))]
        if ours:
            found = await connection.scalar(select(row.matter_id).where(row.id.in_(ours)).limit(1))
            if found is not None:
                return str(found)
        if read.references:
            hashes = [hash_of(mail_id) for mail_id in read.references]
            query = select(row.matter_id).where(row.mail_id_hash.in_(hashes)).order_by(row.at.desc()).limit(1)
            found = await connection.scalar(query)
            if found is not None:
                return str(found)
        numbers = _NUMBER.findall(bare_subject(read.subject).upper())
        if numbers:
            found = await connection.scalar(select(MatterRow.id).where(MatterRow.number == numbers[0]))
            return None if found is None else str(found)
        return None

    async def _note_bounce(
        self, connection: AsyncConnection, outbox_id: str, read: ReadMail, now: datetime
    ) -> None:
        row = OutboxRow
        if read.bounce is None:  # the server goes on trying
            return
        mine = select(row.__table__).where(row.id == outbox_id).with_for_update()
        sent = (await connection.execute(mine)).one_or_none()
        if sent is None:
            return
        address_hash = self._hashes.of(EMAIL, sent.address)
        bounce = {
            "id": new_id("bounce"),
            "outbox_id": sent.id,
            "address_hash": address_hash,
            "at": now,
            "is_hard": read.bounce.is_hard,
            "status": read.bounce.status,
        }
        await connection.execute(insert(MailBounceRow).values(bounce))
        reason = f"Serwer odbiorcy odmówił ({read.bounce.status or 'bez kodu'})."
        ended = update(row).where(row.id == sent.id)
        await connection.execute(ended.values(state="undelivered", reason=reason, ended_at=now))
        if sent.address and await self._is_dead(connection, address_hash, read, now):
            await suppress(connection, address_hash, EMAIL, PURPOSES, None, now, None)
        if sent.template == ANSWER_TEMPLATE:
            await reopen(connection, sent.about, now)

    async def _is_dead(
        self, connection: AsyncConnection, address_hash: str, read: ReadMail, now: datetime
    ) -> bool:
        if read.bounce is not None and read.bounce.is_hard:
            return True
        row = MailBounceRow
        soft = select(func.count()).where(row.address_hash == address_hash, row.at > now - _SOFT_TIME)
        return (await connection.execute(soft)).scalar_one() >= _MOST_SOFT

    def _due(self, office: str, now: datetime) -> datetime:
        return due_at(self._hours, office, now)


def hash_of(mail_id: str) -> str:
    """Of a Message-ID: it may name a person."""
    return hashlib.sha256(mail_id.strip().encode()).hexdigest()


def digest_of(content: bytes) -> str:
    """Of what stays the same when a mail is brought again; not of its Message-ID, which anybody may make up."""
    head, blank, body = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept, is_trace = [], False
    for line in head.split(b"\n"):
        if not line.startswith((b" ", b"\t")):
            is_trace = line.partition(b":")[0].strip().lower() in _TRACES
        if not is_trace:
            kept.append(line)
    return hashlib.sha256(b"\n".join(kept) + blank + body).hexdigest()

"""Mail that goes out, in the database: claimed by the sender when the gate lets it through, and what became of it.

The words are not in the outbox: an answer stands sealed in its matter, what goes by itself is a template here.
"""

import mimetypes
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.consents.addresses import AddressHashes
from core.db.tables.centre.office_tables import Office
from core.db.tables.messages.matter_tables import MatterMessageRow, MatterRow, MatterThreadRow
from core.db.tables.messages.outbox_tables import OutboxRow
from core.keys.secret_box import WrongKey
from core.messages.content import opened, opened_text
from core.messages.sealing_store import boxes_to_read
from core.zone import WARSAW
from messaging.gate_store import refused
from messaging.mail.writing import Letter, LetterFile, reply_subject
from messaging.matters.marks import Marks
from messaging.matters.matter import ANSWER_TEMPLATE, RECEIVED_TEMPLATE
from messaging.matters.matter_store import EMAIL, reopen
from messaging.outbox import State, next_try
from messaging.report_mail_store import REPORT_TEMPLATE, report_file
from messaging.templates.template import known
from messaging.templates.template_store import mail_of

ONCE_MORE_TIME: Final = timedelta(minutes=1)
"""After which an uncertain mail goes once more, with the same Message-ID and bytes: receivers know it again."""
_MOST_UNCERTAIN_TRIES = 2


REPORT_PL: Final = (
    "Dzień dobry,\n\nw załączniku jest zapisany raport „{name}”, taki, jaki widać według uprawnień z dnia "
    "wysłania.\n\nRaport przychodzi w każdy poniedziałek. Aby przestał, wystarczy odpowiedzieć na tę wiadomość "
    "albo wyłączyć go na stronie Raporty."
)


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """A mail that is the sender's now. `envelope`: where reports of it go; empty for what goes by itself."""

    id: str
    letter: Letter = field(repr=False)
    envelope: str
    tries: int


class MailOutbox:
    """`mailboxes`: our addresses with their offices."""

    def __init__(
        self, engine: AsyncEngine, hashes: AddressHashes, marks: Marks, mailboxes: Mapping[str, str]
    ) -> None:
        self._engine = engine
        self._hashes = hashes
        self._marks = marks
        self._mailbox_of = {office: address for address, office in reversed(list(mailboxes.items()))}

    async def begin(self, now: datetime) -> int:
        """At the start, with nobody else sending: what was on its way when the sender died is uncertain."""
        stopped = update(OutboxRow).where(OutboxRow.state == "sending", OutboxRow.channel == EMAIL)
        async with self._engine.begin() as connection:
            done = await connection.execute(stopped.values(state="uncertain", uncertain_at=now))
        return done.rowcount

    async def claim(self, now: datetime, allowed: Collection[str] | None = None) -> ClaimedMail | None:
        """The next mail, which is `sending` from the commit on; None where none may go now. What the gate refuses,
        and what is too late, is passed over for good. `allowed`: the only addresses to which anything may go, or
        domains with their @; None: all."""
        async with self._engine.begin() as connection:
            while True:
                row = await self._next(connection, now)
                if row is None:
                    return None
                letter, why = None, None
                if allowed is not None and not _is_allowed(row.address, allowed):
                    why = "Pokaz wysyła tylko na adresy z listy."
                why = why or await refused(
                    connection, self._hashes, EMAIL, row.kind, row.client_id, row.address, row.office, now
                )
                is_late = row.expires_at is not None and row.expires_at <= now
                if why is None and not is_late:
                    letter = await self._letter(connection, row)
                    why = None if letter is not None else "Treści tej wiadomości już nie ma."
                if letter is None:
                    await _end(connection, row.id, "expired" if is_late else "refused", why, now)
                    continue
                mine = update(OutboxRow).where(OutboxRow.id == row.id)
                await connection.execute(mine.values(state="sending", tries=OutboxRow.tries + 1))
                answers = row.template == RECEIVED_TEMPLATE  # a report of it would be a mail to us by a program
                envelope = "" if answers else self._marks.address("z", row.id, letter.sender)
                return ClaimedMail(row.id, letter, envelope, row.tries + 1)

    async def _next(self, connection: AsyncConnection, now: datetime) -> Any:
        query = (
            select(OutboxRow.__table__)
            .where(OutboxRow.state == "queued", OutboxRow.channel == EMAIL, OutboxRow.not_before <= now)
            .order_by(OutboxRow.not_before, OutboxRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        return (await connection.execute(query)).one_or_none()

    async def _letter(self, connection: AsyncConnection, row: Any) -> Letter | None:
        """None where its words are gone, or no office sends them."""
        if row.template == ANSWER_TEMPLATE:
            return await self._answer(connection, row)
        if row.template == REPORT_TEMPLATE:
            return await self._report(connection, row)
        if row.template in known():
            return await self._by_itself(connection, row)
        return None

    async def _answer(self, connection: AsyncConnection, row: Any) -> Letter | None:
        message, thread, matter = MatterMessageRow, MatterThreadRow, MatterRow
        query = (
            select(message.matter_id, message.content, message.at, thread.mailbox, thread.id.label("thread"))
            .add_columns(matter.number, matter.title, Office.name)
            .join(thread, thread.id == message.thread_id)
            .join(matter, matter.id == message.matter_id)
            .join(Office, Office.code == matter.office)
            .where(message.id == row.about)
        )
        found = (await connection.execute(query)).one_or_none()
        if found is None:
            return None
        try:
            box = (await boxes_to_read(connection, [found.matter_id]))[found.matter_id]
            content, title = opened(found.content, box), opened_text(found.title, box)
        except (KeyError, WrongKey):
            return None
        return Letter(
            sender=found.mailbox,
            sender_name=found.name,
            to=row.address,
            subject=reply_subject(title, found.number),
            text=content.text,
            mail_id=self._marks.mail_id(row.about, found.mailbox),
            at=found.at,
            reply_to=self._marks.address("s", found.matter_id, found.mailbox),
            answers=content.mail_id,
            references=tuple(content.references),
        )

    async def _by_itself(self, connection: AsyncConnection, row: Any) -> Letter | None:
        mailbox = self._mailbox_of.get(row.office or "")
        name = await connection.scalar(select(Office.name).where(Office.code == row.office))
        if mailbox is None or name is None:
            return None
        values = {"numer": str(row.template_values.get("number", "")), **row.template_values, "urzad": name}
        day = row.queued_at.astimezone(WARSAW).date()
        subject, text = await mail_of(connection, row.template, row.office, values, day)
        return Letter(
            sender=mailbox,
            sender_name=name,
            to=row.address,
            subject=subject,
            text=text,
            mail_id=self._marks.mail_id(row.id, mailbox),
            at=row.queued_at,
            reply_to=self._marks.address("s", row.about, mailbox) if row.template == RECEIVED_TEMPLATE else "",
            is_automatic=True,
        )

    async def _report(self, connection: AsyncConnection, row: Any) -> Letter | None:
        """From the office's mailbox, or where it has none from another one of ours."""
        found = await report_file(connection, row.about)
        mailbox = self._mailbox_of.get(row.office or "") or next(iter(self._mailbox_of.values()), None)
        if found is None or mailbox is None:
            return None
        end = self._marks.address("w", found.view_id, mailbox)
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        return Letter(
            sender=mailbox,
            sender_name="System 7/24",
            to=row.address,
            subject=f"Raport: {found.view_name}",
            text=REPORT_PL.format(name=found.view_name),
            mail_id=self._marks.mail_id(row.id, mailbox),
            at=found.made_at,
            reply_to=end,
            is_automatic=True,
            unsubscribe=end,
            files=(LetterFile(found.name, kind, found.content),),
        )

    async def note_sent(self, mail: ClaimedMail, now: datetime) -> None:
        """The server has it; a report may have been there before."""
        sent = update(OutboxRow).where(OutboxRow.id == mail.id, OutboxRow.state == "sending")
        async with self._engine.begin() as connection:
            await connection.execute(sent.values(state="sent", sent_at=now, reason=None, uncertain_at=None))

    async def note_uncertain(self, mail: ClaimedMail, now: datetime) -> None:
        going = update(OutboxRow).where(OutboxRow.id == mail.id, OutboxRow.state == "sending")
        async with self._engine.begin() as connection:
            await connection.execute(going.values(state="uncertain", uncertain_at=now))

    async def note_not_taken(self, mail: ClaimedMail, why: str, now: datetime, *, is_final: bool) -> None:
        async with self._engine.begin() as connection:
            if is_final:
                await _end(connection, mail.id, "failed", why, now)
                about = select(OutboxRow.about).where(
                    OutboxRow.id == mail.id, OutboxRow.template == ANSWER_TEMPLATE
                )
                if (answer := await connection.scalar(about)) is not None:
                    await reopen(connection, answer, now)
                return
            again = update(OutboxRow).where(OutboxRow.id == mail.id)
            later = now + next_try(mail.tries)
            await connection.execute(again.values(state="queued", reason=why, not_before=later))

    async def settle_waiting(self, now: datetime) -> int:
        """What has been uncertain for a minute goes once more, and after that is left for people to see; how many
        go."""
        row = OutboxRow
        old = update(row).where(
            row.state == "uncertain",
            row.channel == EMAIL,
            row.uncertain_at <= now - ONCE_MORE_TIME,
            row.tries < _MOST_UNCERTAIN_TRIES,
        )
        async with self._engine.begin() as connection:
            done = await connection.execute(old.values(state="queued", not_before=now))
        return done.rowcount


async def _end(connection: AsyncConnection, message: str, state: State, why: str | None, now: datetime) -> None:
    ended = update(OutboxRow).where(OutboxRow.id == message)
    await connection.execute(ended.values(state=state, reason=why, ended_at=now))


def _is_allowed(address: str, allowed: Collection[str]) -> bool:
    plain = address.strip().casefold()
    return plain in allowed or f"@{plain.rpartition('@')[2]}" in allowed

"""What the staff do with matters: answer, take an answer back, note, hand on, close.

Each is one transaction, and checks the version that was read: of two at one matter the second is told.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.consents.addresses import AddressHashes
from core.db.tables.messages.matter_tables import (
    MatterDraftRow,
    MatterMessageRow,
    MatterRow,
    MatterThreadRow,
)
from core.db.tables.messages.outbox_tables import OutboxRow
from core.db.tables.work_tables import WorkTakenRow
from core.errors import NotFound, StaleVersion
from core.ids import new_id
from core.keys.secret_box import WrongKey
from core.messages.content import Content, opened, opened_text
from messaging.gate_store import refused
from messaging.matters.draft_store import forget_draft, keep_draft
from messaging.matters.fact_store import forget_answer, note_answer, note_fact
from messaging.matters.matter import (
    ANSWER_TEMPLATE,
    CHANNELS,
    MOST_SMS,
    SMS_TEMPLATE,
    UNDO_TIME,
    MatterChannel,
    MatterOutcome,
    MatterRefused,
)
from messaging.matters.matter_store import EMAIL, SMS, add_message, change, opened_of
from messaging.sms.stop_words import can_be_answered

WORK: Final = "matter"
"""The kind of work that waits (`core.todo.work`)."""

_ANSWER_TIME: Final = timedelta(days=3)
"""After which an answer that no server took is late, and told to be."""

Offices = Collection[str] | None
"""Those whose matters the account may work on; None: all."""


async def answer(
    engine: AsyncEngine,
    hashes: AddressHashes,
    offices: Offices,
    matter: str,
    version: int,
    text: str,
    account: str,
    now: datetime,
    *,
    lines: Collection[MatterChannel] = CHANNELS,
) -> None:
    """It goes in `UNDO_TIME` to who has written last, by the same channel. Raises NotFound, StaleVersion, and
    MatterRefused where nobody can be answered, or the gate says no. `lines`: the channels by which anything goes
    out here."""
    async with engine.begin() as connection:
        row = await own_matter(connection, offices, matter, version)
        if row.joined_to is not None:
            raise MatterRefused("Ta sprawa jest połączona z inną: proszę odpowiedzieć w tamtej.")
        last = await _last_written(connection, matter)
        if last is None:
            raise MatterRefused("W tej sprawie nie ma adresu, na który można odpowiedzieć.")
        matter_opened = await opened_of(connection, row)
        try:
            address = opened_text(last.address, matter_opened.box)
            said = opened(last.content, matter_opened.box)
        except WrongKey:
            raise MatterRefused("Treść tej sprawy usunięto.") from None
        if last.channel not in lines:
            raise MatterRefused("Nic nie wysyła stąd takich wiadomości: nie ma ustawionej linii.")
        if last.channel == SMS and not can_be_answered(address):
            raise MatterRefused("Na ten numer nie można odpowiedzieć.")
        if last.channel == SMS and len(text) > MOST_SMS:
            raise MatterRefused(f"Odpowiedź SMS może mieć najwyżej {MOST_SMS} znaków.")
        why = await refused(connection, hashes, last.channel, "service", row.client_id, address, row.office, now)
        if why is not None:
            raise MatterRefused(why)
        chain = list(dict.fromkeys([*said.references, *([said.mail_id] if said.mail_id else [])]))
        content = Content(text=text, mail_id=said.mail_id, references=chain)
        message = await add_message(
            connection, matter_opened, "out", content, now, thread=last.thread_id, author=account
        )
        order = {
            "id": new_id("message"),
            "channel": last.channel,
            "kind": "service",
            "about": message,
            "occasion": "answer",
            "office": row.office,
            "client_id": row.client_id,
            "address": address,
            "template": SMS_TEMPLATE if last.channel == SMS else ANSWER_TEMPLATE,
            "template_values": {"odpowiedz": text} if last.channel == SMS else {},
            "state": "queued",
            "queued_at": now,
            "not_before": now + UNDO_TIME,
            "expires_at": now + _ANSWER_TIME,
        }
        await connection.execute(insert(OutboxRow).values(order))
        await note_answer(connection, row, message, now)
        first = row.first_answered_at or now
        await change(connection, matter, now, state="answered", first_answered_at=first)
        await forget_draft(connection, matter, account)
        await let_go(connection, matter)


async def take_back(
    engine: AsyncEngine, offices: Offices, matter: str, message: str, account: str, now: datetime
) -> None:
    """The answer does not go. Raises NotFound, and MatterRefused once it is on its way."""
    async with engine.begin() as connection:
        row = await own_matter(connection, offices, matter, None)
        is_there = select(MatterMessageRow.at).where(
            MatterMessageRow.id == message,
            MatterMessageRow.matter_id == matter,
            MatterMessageRow.direction == "out",
        )
        at = await connection.scalar(is_there)
        if at is None:
            raise NotFound
        order = OutboxRow
        back = update(order).where(
            order.about == message,
            order.occasion == "answer",
            order.state == "queued",
            order.tries == 0,
        )
        done = await connection.execute(back.values(state="withdrawn", ended_at=now))
        if not done.rowcount:
            raise MatterRefused("Ta odpowiedź już wyszła.")
        await forget_answer(connection, message)
        first = None if row.first_answered_at == at else row.first_answered_at
        await change(connection, matter, now, state="open", due_at=row.due_at or now, first_answered_at=first)
        await add_message(
            connection, await opened_of(connection, row), "step", Content(), now, author=account, step="withdrawn"
        )


async def put_aside(
    engine: AsyncEngine, offices: Offices, matter: str, text: str, account: str, now: datetime
) -> None:
    """An answer as far as it is typed, for who types alone; nothing of the matter changes. Raises NotFound."""
    async with engine.begin() as connection:
        row = await own_matter(connection, offices, matter, None)
        await keep_draft(connection, await opened_of(connection, row), account, text, now)


async def note(
    engine: AsyncEngine, offices: Offices, matter: str, version: int, text: str, account: str, now: datetime
) -> None:
    """For colleagues alone. Raises NotFound and StaleVersion."""
    async with engine.begin() as connection:
        row = await own_matter(connection, offices, matter, version)
        await add_message(
            connection, await opened_of(connection, row), "note", Content(text=text), now, author=account
        )
        await change(connection, matter, now)


async def close(
    engine: AsyncEngine,
    offices: Offices,
    matter: str,
    version: int,
    outcome: MatterOutcome,
    account: str,
    now: datetime,
) -> None:
    """Nothing more is to be done, until the person writes again. Raises NotFound, StaleVersion, and MatterRefused
    for one that is closed."""
    async with engine.begin() as connection:
        row = await own_matter(connection, offices, matter, version)
        if row.state == "closed":
            raise MatterRefused
        await change(connection, matter, now, state="closed", outcome=outcome, closed_at=now)
        await note_fact(connection, "closed", matter, row.office, now)
        values: dict[str, str] = {"outcome": outcome}
        await add_message(
            connection,
            await opened_of(connection, row),
            "step",
            Content(values=values),
            now,
            author=account,
            step="closed",
        )
        await let_go(connection, matter)


async def hand_on(
    engine: AsyncEngine,
    offices: Offices,
    matter: str,
    version: int,
    office: str,
    mailboxes: Mapping[str, str],
    account: str,
    now: datetime,
) -> None:
    """To another office, with all that was written, which answers from its own address from now on. `mailboxes`:
    addresses with their offices. Raises NotFound, StaleVersion, and MatterRefused for an office without one, or
    the same."""
    mailbox = next((address for address, of in mailboxes.items() if of == office), None)
    thread = MatterThreadRow
    by_mail = select(thread.id).where(thread.matter_id == matter, thread.channel == EMAIL).limit(1)
    async with engine.begin() as connection:
        row = await own_matter(connection, offices, matter, version)
        if row.joined_to is not None or office == row.office:
            raise MatterRefused
        if mailbox is None and await connection.scalar(by_mail) is not None:
            raise MatterRefused("Ten urząd nie ma adresu, z którego mógłby odpowiedzieć.")
        matter_opened = await opened_of(connection, row)
        moved = update(thread).where(thread.matter_id == matter, thread.channel == EMAIL)
        await connection.execute(moved.values(mailbox=mailbox or ""))
        await connection.execute(delete(MatterDraftRow).where(MatterDraftRow.matter_id == matter))
        # Whose client the address may be was known of the office of before.
        await change(connection, matter, now, office=office, client_id=None)
        values = {"from": row.office, "to": office}
        await add_message(
            connection, matter_opened, "step", Content(values=values), now, author=account, step="handed_on"
        )
        await let_go(connection, matter)


async def own_matter(connection: AsyncConnection, offices: Offices, matter: str, version: int | None) -> Any:
    """The row, for this transaction alone. One of another office is answered like none."""
    query = select(MatterRow.__table__).where(MatterRow.id == matter).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None or (offices is not None and row.office not in offices):
        raise NotFound
    if version is not None and row.version != version:
        raise StaleVersion(row.version)
    return row


async def _last_written(connection: AsyncConnection, matter: str) -> Any | None:
    message, thread = MatterMessageRow, MatterThreadRow
    query = (
        select(message.thread_id, message.content, thread.address, thread.channel)
        .join(thread, thread.id == message.thread_id)
        .where(message.matter_id == matter, message.direction == "in")
        .order_by(message.is_automatic, message.at.desc(), message.id.desc())
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()


async def let_go(connection: AsyncConnection, matter: str) -> None:
    """Nobody has it any more: there is nothing to do, or it is somebody else's."""
    taken = WorkTakenRow
    await connection.execute(delete(taken).where(taken.kind == WORK, taken.subject == matter))

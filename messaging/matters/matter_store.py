"""Matters in the database: opened, numbered, and what is added to them. All in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.consents.addresses import AddressHashes
from core.db.tables.centre.office_tables import Office
from core.db.tables.messages.matter_tables import (
    MatterCountRow,
    MatterFileRow,
    MatterMessageRow,
    MatterRow,
    MatterThreadRow,
)
from core.db.tables.person_tables import Client
from core.ids import new_id
from core.keys.secret_box import ValueBox
from core.messages.content import Content, sealed, sealed_text
from core.messages.sealing_store import box_to_write
from core.relay.relay import tell_on_commit
from core.zone import WARSAW
from messaging.matters.fact_store import Origin, note_fact
from messaging.matters.matter import (
    NEWS,
    Direction,
    MatterChannel,
    MatterState,
    MatterStep,
    number_of,
    prefix_of,
)

EMAIL: Final = "email"
SMS: Final = "sms"


@dataclass(frozen=True, slots=True)
class Opened:
    """A matter to which something may be added, and the box of its key."""

    id: str
    number: str
    office: str
    state: MatterState
    client_id: str | None
    box: ValueBox


@dataclass(frozen=True, slots=True)
class NewFile:
    name: str = field(repr=False)
    kind: str
    content: bytes = field(repr=False)


async def open_matter(
    connection: AsyncConnection,
    office: str,
    title: str,
    now: datetime,
    *,
    origin: Origin,
    due_at: datetime | None,
    client_id: str | None = None,
    follows: str | None = None,
) -> Opened:
    """A new matter with its number, which nobody else gets."""
    row = (await connection.execute(select(Office.seat, Office.is_province).where(Office.code == office))).one()
    prefix, year = prefix_of(row.seat, is_province=row.is_province), now.astimezone(WARSAW).year
    count = pg_insert(MatterCountRow).values(prefix=prefix, year=year, last=1)
    count = count.on_conflict_do_update(index_elements=["prefix", "year"], set_={"last": MatterCountRow.last + 1})
    last: int = (await connection.execute(count.returning(MatterCountRow.last))).scalar_one()
    matter, number = new_id("matter"), number_of(prefix, year, last)
    box = await box_to_write(connection, matter)
    values = {
        "id": matter,
        "number": number,
        "office": office,
        "state": "open",
        "title": sealed_text(title, box),
        "client_id": client_id,
        "opened_at": now,
        "due_at": due_at,
        "changed_at": now,
        "follows": follows,
    }
    await connection.execute(insert(MatterRow).values(values))
    await note_fact(connection, "opened", matter, office, now, origin)
    await tell_on_commit(connection, NEWS)
    return Opened(matter, number, office, "open", client_id, box)


async def locked_matter(connection: AsyncConnection, matter: str) -> Any | None:
    """The row, for this transaction alone; of a joined one the matter that has its messages now."""
    seen: set[str] = set()
    while matter not in seen:
        seen.add(matter)
        query = select(MatterRow.__table__).where(MatterRow.id == matter).with_for_update()
        row = (await connection.execute(query)).one_or_none()
        if row is None or row.joined_to is None:
            return row
        matter = row.joined_to
    return None


async def opened_of(connection: AsyncConnection, row: Any) -> Opened:
    box = await box_to_write(connection, row.id)
    return Opened(row.id, row.number, row.office, row.state, row.client_id, box)


async def thread_of(
    connection: AsyncConnection,
    matter: Opened,
    mailbox: str,
    address: str,
    hashes: AddressHashes,
    *,
    channel: MatterChannel = EMAIL,
) -> str:
    """The thread of this address in the matter, made if there is none."""
    address_hash = hashes.of(channel, address)
    thread = await find_thread(connection, matter.id, address_hash, channel=channel)
    if thread is not None:
        return thread
    made = new_id("thread")
    values = {
        "id": made,
        "matter_id": matter.id,
        "channel": channel,
        "mailbox": mailbox,
        "address_hash": address_hash,
        "address": sealed_text(address, matter.box),
    }
    await connection.execute(insert(MatterThreadRow).values(values))
    return made


async def find_thread(
    connection: AsyncConnection, matter: str, address_hash: str, *, channel: MatterChannel = EMAIL
) -> str | None:
    """Has this address part in the matter?"""
    row = MatterThreadRow
    found: str | None = await connection.scalar(
        select(row.id).where(row.matter_id == matter, row.channel == channel, row.address_hash == address_hash)
    )
    return found


async def add_message(
    connection: AsyncConnection,
    matter: Opened,
    direction: Direction,
    content: Content,
    now: datetime,
    *,
    thread: str | None = None,
    author: str | None = None,
    mail_id_hash: str | None = None,
    step: MatterStep | None = None,
    files: Sequence[NewFile] = (),
    is_automatic: bool = False,
    is_readable: bool = True,
) -> str:
    """The id of the message."""
    message = new_id("message")
    values = {
        "id": message,
        "matter_id": matter.id,
        "thread_id": thread,
        "direction": direction,
        "step": step,
        "at": now,
        "author": author,
        "content": sealed(content, matter.box),
        "mail_id_hash": mail_id_hash,
        "is_automatic": is_automatic,
        "is_readable": is_readable,
    }
    await connection.execute(insert(MatterMessageRow).values(values))
    if files:
        rows = [
            {
                "id": new_id("file"),
                "message_id": message,
                "position": position,
                "name": sealed_text(file.name, matter.box),
                "kind": file.kind,
                "size": len(file.content),
                "content": matter.box.lock(file.content),
            }
            for position, file in enumerate(files, 1)
        ]
        await connection.execute(insert(MatterFileRow), rows)
    return message


async def change(connection: AsyncConnection, matter: str, now: datetime, **values: Any) -> None:
    """The row as it is from now on, a version further."""
    row = MatterRow
    changed = update(row).where(row.id == matter)
    await connection.execute(changed.values(**values, changed_at=now, version=row.version + 1))
    await tell_on_commit(connection, NEWS)


async def client_by_address(connection: AsyncConnection, office: str, address: str) -> str | None:
    """The one client of the office with this address, which proves nothing; None of none, or of several."""
    query = select(Client.id).where(Client.office == office, func.lower(Client.email) == address.strip().lower())
    found = list(await connection.scalars(query.limit(2)))
    return found[0] if len(found) == 1 else None


async def reopen(connection: AsyncConnection, message: str, now: datetime) -> None:
    """The answer has not gone, or not arrived: somebody has to find another way at once."""
    matter = await connection.scalar(select(MatterMessageRow.matter_id).where(MatterMessageRow.id == message))
    row = None if matter is None else await locked_matter(connection, matter)
    if row is not None:
        opened = await opened_of(connection, row)
        await change(connection, row.id, now, state="open", due_at=now, closed_at=None, outcome=None)
        await note_fact(connection, "reopened", row.id, row.office, now)
        await add_message(connection, opened, "step", Content(), now, step="reopened")

"""Two matters become one, and one becomes two: joined, taken apart again, or split.

Everything is sealed anew with the key of the matter where it is from then on: each key opens what is of its
matter, and nothing else. A message keeps in mind with which joined matter it came (`came_with`).
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.calendar.calling_hours import CallingHours
from core.db.tables.messages.matter_tables import MatterFileRow, MatterMessageRow, MatterRow, MatterThreadRow
from core.ids import new_id
from core.keys.secret_box import ValueBox, WrongKey
from core.messages.content import Content
from messaging.matters.draft_store import move_drafts
from messaging.matters.matter import MatterRefused, due_at
from messaging.matters.matter_store import Opened, add_message, change, locked_matter, open_matter, opened_of
from messaging.matters.work_store import Offices, let_go, own_matter


async def join(
    engine: AsyncEngine,
    offices: Offices,
    matter: str,
    version: int,
    number: str,
    account: str,
    now: datetime,
) -> str:
    """Everything of the matter belongs to another one of the office from now on, by whose number it is given; the
    id of that one. Raises NotFound, StaleVersion, and MatterRefused where there is no such matter."""
    async with engine.begin() as connection:
        row = await own_matter(connection, offices, matter, version)
        other_id = await connection.scalar(select(MatterRow.id).where(MatterRow.number == number))
        query = select(MatterRow.__table__).where(MatterRow.id == other_id).with_for_update()
        other = (await connection.execute(query)).one_or_none()
        is_fit = other is not None and other.office == row.office and other.joined_to is None
        if other is None or not is_fit or other.id == matter or row.joined_to is not None:
            raise MatterRefused("Nie ma takiej sprawy w tym urzędzie.")
        source, target = await opened_of(connection, row), await opened_of(connection, other)
        message = MatterMessageRow
        came = update(message).where(message.matter_id == matter, message.came_with.is_(None))
        await connection.execute(came.values(came_with=matter))
        await _move(connection, source, target, await _messages_of(connection, matter))
        is_open = "open" in (row.state, other.state)
        terms = [one.due_at for one in (row, other) if one.state == "open" and one.due_at is not None]
        more: dict[str, Any] = {"closed_at": None, "outcome": None} if is_open else {}
        due = min(terms, default=other.due_at)
        state = "open" if is_open else other.state
        await change(connection, other.id, now, state=state, due_at=due, **more)
        await change(connection, matter, now, state="closed", outcome="joined", closed_at=now, joined_to=other.id)
        values = {"number": row.number}
        await add_message(connection, target, "step", Content(values=values), now, author=account, step="joined")
        await move_drafts(connection, source, target, now)
        await let_go(connection, matter)
        return str(other.id)


async def undo_joining(
    engine: AsyncEngine, offices: Offices, matter: str, version: int, account: str, now: datetime
) -> None:
    """A joined matter is one of its own again, open, with what came with it. What was written since then stays
    where it is. Raises NotFound, StaleVersion, and MatterRefused for one that is not joined, or whose other one
    another office has by now."""
    async with engine.begin() as connection:
        row = await own_matter(connection, offices, matter, version)
        if row.joined_to is None:
            raise MatterRefused("Ta sprawa nie jest połączona z inną.")
        holder = await locked_matter(connection, row.joined_to)
        if holder is None or holder.office != row.office:
            raise MatterRefused("Sprawa, z którą tę połączono, należy już do innego urzędu.")
        source, target = await opened_of(connection, holder), await opened_of(connection, row)
        message = MatterMessageRow
        came = select(message.id).where(
            message.matter_id == holder.id, message.came_with.in_(await _joined_into(connection, matter))
        )
        await _move(connection, source, target, list(await connection.scalars(came)))
        own = update(message).where(message.matter_id == matter, message.came_with == matter)
        await connection.execute(own.values(came_with=None))
        await change(
            connection,
            matter,
            now,
            state="open",
            outcome=None,
            closed_at=None,
            joined_to=None,
            due_at=row.due_at or now,
        )
        await change(connection, holder.id, now)
        for one, other in ((source, row.number), (target, holder.number)):
            values = {"number": other}
            await add_message(
                connection, one, "step", Content(values=values), now, author=account, step="taken_apart"
            )


async def split(
    engine: AsyncEngine,
    offices: Offices,
    hours: CallingHours,
    matter: str,
    version: int,
    messages: Collection[str],
    title: str,
    account: str,
    now: datetime,
) -> str:
    """Some messages become a matter of their own, with the term of the old one while that is open, else with a new
    one; its id. Answers stay where they are. Raises NotFound, StaleVersion, and MatterRefused where nothing of the
    person would go or stay."""
    async with engine.begin() as connection:
        row = await own_matter(connection, offices, matter, version)
        if row.joined_to is not None:
            raise MatterRefused("Ta sprawa jest połączona z inną.")
        message = MatterMessageRow
        query = select(message.id, message.direction).where(message.matter_id == matter)
        there = {one.id: one.direction for one in await connection.execute(query)}
        if any(there.get(each) not in ("in", "note") for each in messages):
            raise MatterRefused("Wydzielić można tylko wiadomości i notatki tej sprawy.")
        going = [there[each] for each in messages]
        staying = [of for each, of in there.items() if each not in messages]
        if "in" not in going or "in" not in staying:
            raise MatterRefused("W każdej z dwóch spraw musi zostać co najmniej jedna wiadomość.")
        due = row.due_at if row.state == "open" else due_at(hours, row.office, now)
        made = await open_matter(
            connection, row.office, title, now, origin="split", due_at=due, client_id=row.client_id
        )
        source = await opened_of(connection, row)
        await _move(connection, source, made, list(messages))
        gone = update(message).where(message.matter_id == made.id)
        await connection.execute(gone.values(came_with=None))
        await change(connection, matter, now)
        gave, got = Content(values={"number": made.number}), Content(values={"number": row.number})
        await add_message(connection, source, "step", gave, now, author=account, step="split")
        await add_message(connection, made, "step", got, now, author=account, step="split_off")
        return made.id


async def _messages_of(connection: AsyncConnection, matter: str) -> list[str]:
    message = MatterMessageRow
    return list(await connection.scalars(select(message.id).where(message.matter_id == matter)))


async def _joined_into(connection: AsyncConnection, matter: str) -> list[str]:
    """The matter, and all that were joined to it before, over however many steps."""
    joined = select(MatterRow.id).where(MatterRow.id == matter).cte("joined", recursive=True)
    joined = joined.union(select(MatterRow.id).where(MatterRow.joined_to == joined.c.id))
    return list(await connection.scalars(select(joined.c.id)))


async def _move(connection: AsyncConnection, source: Opened, target: Opened, messages: Sequence[str]) -> None:
    """With their files and threads. A thread of which nothing is left goes: its address has no part there any
    more."""
    message, file = MatterMessageRow, MatterFileRow
    query = select(message.id, message.thread_id, message.content).where(message.id.in_(messages))
    rows = (await connection.execute(query)).all()
    threads = {
        thread: await _thread_there(connection, source, target, thread)
        for thread in {row.thread_id for row in rows if row.thread_id is not None}
    }
    for row in rows:
        content = _anew(row.content, source.box, target.box)
        moved = update(message).where(message.id == row.id)
        values = {"matter_id": target.id, "content": content, "thread_id": threads.get(row.thread_id)}
        await connection.execute(moved.values(**values))
        files = select(file.id, file.name, file.content).where(file.message_id == row.id)
        for one in (await connection.execute(files)).all():
            sealed = {name: _anew(getattr(one, name), source.box, target.box) for name in ("name", "content")}
            await connection.execute(update(file).where(file.id == one.id).values(**sealed))
    for thread in threads:
        left = select(func.count()).where(message.thread_id == thread)
        if not (await connection.execute(left)).scalar_one():
            await connection.execute(delete(MatterThreadRow).where(MatterThreadRow.id == thread))


async def _thread_there(connection: AsyncConnection, source: Opened, target: Opened, thread: str) -> str:
    """That of the same address in the other matter, made if there is none."""
    row = MatterThreadRow
    old = (await connection.execute(select(row.__table__).where(row.id == thread))).one()
    known = select(row.id).where(
        row.matter_id == target.id, row.channel == old.channel, row.address_hash == old.address_hash
    )
    if (found := await connection.scalar(known)) is not None:
        return str(found)
    made = new_id("thread")
    values = {
        "id": made,
        "matter_id": target.id,
        "channel": old.channel,
        "mailbox": old.mailbox,
        "address_hash": old.address_hash,
        "address": _anew(old.address, source.box, target.box),
    }
    await connection.execute(insert(row).values(values))
    return made


def _anew(secret: bytes, old: ValueBox, new: ValueBox) -> bytes:
    """What nobody can open any more stays as it is."""
    try:
        return new.lock(old.unlock(secret))
    except WrongKey:
        return secret

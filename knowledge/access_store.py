"""The access log: who looked at whose data, what for, and when. Written only here, and never changed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from core.client_data import ClientTopic
from core.db.client_tables import AccessLogRow
from core.db.tables import Client
from core.ids import new_id

MAX_PAGE = 200
CHUNK = 1000

LineOutcome = Literal["found", "none", "written"]


@dataclass(frozen=True, slots=True)
class AccessFilter:
    """Which entries are wanted; None does not restrict. `seen_to` is not included."""

    seen_from: datetime | None = None
    seen_to: datetime | None = None
    client_id: str | None = None  # exactly; personal data
    call_id: str | None = None
    who: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the log: the account, and the office whose clients it may be about; None for all."""

    account: str
    office: str | None


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Entries, newest first. `after` leads to the next page; None on the last."""

    entries: list[AccessLogRow]
    after: tuple[datetime, str] | None


async def note_look(
    connection: AsyncConnection,
    now: datetime,
    client_id: str,
    call_id: str,
    topic: ClientTopic,
    outcome: LineOutcome,
) -> None:
    """The line looked at a client's data, in the transaction of the look."""
    office = await connection.scalar(select(Client.office).where(Client.id == client_id))
    await connection.execute(
        insert(AccessLogRow).values(
            id=new_id("access"),
            at=now,
            who_kind="line",
            who=call_id,
            client_id=client_id,
            office=office,
            topic=topic,
            purpose="self_service",
            outcome=outcome,
            call_id=call_id,
        )
    )


async def read_access_log(
    engine: AsyncEngine,
    wanted: AccessFilter,
    reader: Reader,
    now: datetime,
    *,
    limit: int,
    after: tuple[datetime, str] | None = None,
) -> AccessPage:
    """At most `limit` entries, newest first, and an entry of this reading in the same transaction.

    Who asks about a client of an office that is not the own one finds nothing, and the entry says `refused`.
    """
    limit = min(limit, MAX_PAGE)
    query, is_refused = _query(wanted, reader), False
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        connection = await session.connection()
        office = await _office_of(connection, wanted.client_id)
        is_refused = reader.office is not None and office is not None and office != reader.office
        if after is not None:
            query = query.where(tuple_(AccessLogRow.at, AccessLogRow.id) < after)
        rows = [] if is_refused else list(await session.scalars(query.limit(limit + 1)))
        await _note_reading(connection, wanted, reader, office, now, "refused" if is_refused else _found(rows))
    if len(rows) <= limit:
        return AccessPage(rows, None)
    last = rows[limit - 1]
    return AccessPage(rows[:limit], (last.at, last.id))


async def export_access_log(
    engine: AsyncEngine, wanted: AccessFilter, reader: Reader, now: datetime
) -> AsyncIterator[AccessLogRow]:
    """All entries, newest first, one at a time; an entry of this reading is written before the first."""
    async with engine.begin() as connection:
        office = await _office_of(connection, wanted.client_id)
        is_refused = reader.office is not None and office is not None and office != reader.office
        await _note_reading(connection, wanted, reader, office, now, "refused" if is_refused else "exported")
    if is_refused:
        return
    upto = replace(wanted, seen_to=min(now, wanted.seen_to or now))  # the entry just written is not of it
    async with AsyncSession(engine) as session:
        rows = await session.stream_scalars(_query(upto, reader).execution_options(yield_per=CHUNK))
        async for row in rows:
            yield row


def _query(wanted: AccessFilter, reader: Reader) -> Select[AccessLogRow]:
    query: Select[AccessLogRow] = select(AccessLogRow).where(*_conditions(wanted))
    if reader.office is not None:
        query = query.where(AccessLogRow.office == reader.office)
    return query.order_by(AccessLogRow.at.desc(), AccessLogRow.id.desc())


def _conditions(wanted: AccessFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.seen_from is not None:
        found.append(AccessLogRow.at >= wanted.seen_from)
    if wanted.seen_to is not None:
        found.append(AccessLogRow.at < wanted.seen_to)
    equal = (
        (AccessLogRow.client_id, wanted.client_id),
        (AccessLogRow.call_id, wanted.call_id),
        (AccessLogRow.who, wanted.who),
        (AccessLogRow.office, wanted.office),
    )
    return found + [column == value for column, value in equal if value is not None]


async def _office_of(connection: AsyncConnection, client_id: str | None) -> str | None:
    office: str | None = None
    if client_id is not None:
        office = await connection.scalar(select(Client.office).where(Client.id == client_id))
    return office


async def _note_reading(
    connection: AsyncConnection,
    wanted: AccessFilter,
    reader: Reader,
    office: str | None,
    now: datetime,
    outcome: str,
) -> None:
    """`office` is the client's, where one was named; else the one that the reader is restricted to."""
    await connection.execute(
        insert(AccessLogRow).values(
            id=new_id("access"),
            at=now,
            who_kind="account",
            who=reader.account,
            client_id=wanted.client_id,
            office=office or reader.office,
            topic="access_log",
            purpose="access_review",
            outcome=outcome,
            call_id=wanted.call_id,
        )
    )


def _found(rows: list[AccessLogRow]) -> str:
    return "found" if rows else "none"

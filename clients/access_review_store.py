"""Reading the access log: page by page, and as a file. Each reading is an entry of it, too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access_store import AccessEntry, note_access
from core.db.pages import MAX_PAGE
from core.db.tables.centre_tables import Client
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.request_tables import AccessReasonRow
from core.errors import S724Error


class TooManyEntries(S724Error):
    """More entries than one file may hold."""

    code = "too_many_entries"

    def __init__(self, most: int) -> None:
        super().__init__(f"Wpisów jest więcej niż {most}. Prosimy zawęzić okres lub inne warunki.")


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
    """Who reads the log: the account, and the offices whose clients it may be about; None for all."""

    account: str
    offices: frozenset[str] | None


AccessRow: TypeAlias = Row[Any]
"""The columns of `AccessLogRow`; `reason` as it was given, None if it was erased with the person."""


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Entries, newest first. `after` leads to the next page; None on the last."""

    entries: list[AccessRow]
    after: tuple[datetime, str] | None


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
    query = _query(wanted, reader)
    if after is not None:
        query = query.where(tuple_(AccessLogRow.at, AccessLogRow.id) < after)
    rows = await _read(engine, query.limit(limit + 1), wanted, reader, now, "found")
    if len(rows) <= limit:
        return AccessPage(rows, None)
    last = rows[limit - 1]
    return AccessPage(rows[:limit], (last.at, last.id))


async def export_access_log(
    engine: AsyncEngine, wanted: AccessFilter, reader: Reader, now: datetime, *, most: int
) -> list[AccessRow]:
    """All entries, newest first, and an entry of this reading, as for the list.

    Raises TooManyEntries if there are more than `most`; nothing has been read then, and nothing is noted.
    """
    return await _read(engine, _query(wanted, reader).limit(most + 1), wanted, reader, now, "exported", most)


async def _read(
    engine: AsyncEngine,
    query: Select[Any],
    wanted: AccessFilter,
    reader: Reader,
    now: datetime,
    outcome: Literal["found", "exported"],
    most: int | None = None,
) -> list[AccessRow]:
    async with engine.begin() as connection:
        office = await _office_of(connection, wanted.client_id)
        is_refused = reader.offices is not None and office is not None and office not in reader.offices
        rows = [] if is_refused else list(await connection.execute(query))
        if most is not None and len(rows) > most:
            raise TooManyEntries(most)
        found: Literal["found", "none", "exported"] = outcome if rows else "none"
        await _note_reading(connection, wanted, reader, office, now, "refused" if is_refused else found)
    return rows


_ENTRIES: Select[Any] = select(
    *(column for column in AccessLogRow.__table__.c if column.name != "reason"), AccessReasonRow.reason
).outerjoin(AccessReasonRow, AccessReasonRow.access_id == AccessLogRow.id)


def _query(wanted: AccessFilter, reader: Reader) -> Select[Any]:
    query = _ENTRIES.where(*_conditions(wanted))
    if reader.offices is not None:
        query = query.where(AccessLogRow.office.in_(reader.offices))
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
    outcome: Literal["found", "none", "refused", "exported"],
) -> None:
    """`office` is the client's, if one was named; else the one that the reader is restricted to, if it is one."""
    only = next(iter(reader.offices)) if reader.offices is not None and len(reader.offices) == 1 else None
    entry = AccessEntry(
        at=now,
        who=reader.account,
        client_id=wanted.client_id,
        office=office or only,
        topic="access_log",
        purpose="access_review",
        outcome=outcome,
        call_id=wanted.call_id,
    )
    await note_access(connection, entry)

"""The access log as people read it: one row for what somebody saw of one person in one conversation, or without a
conversation on one day (Warsaw); the single entries behind it.

A visit stands where its newest entry stands among those that are wanted. Pages are read as of the moment of the
first one, so that what comes in meanwhile moves nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Date, Row, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import aliased

from clients.access_review.review_store import (
    AccessFilter,
    AccessRow,
    Asked,
    Reader,
    asked_about,
    in_order,
    note_reading,
    select_entries,
)
from core.db.pages import MAX_PAGE_OF_TEXTS
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.client_tables import AccessLogRow
from core.lists.account_name_store import account_names
from core.zone import WARSAW

MOST_ENTRIES = 50
"""Entries that are told of one visit: a program may have looked a thousand times."""

_ZONE = "Europe/Warsaw"
_Key: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CallOfVisit:
    """In which conversation somebody looked. `is_of_client`: that client was verified as its caller."""

    id: str
    started_at: datetime
    office: str | None
    is_of_client: bool


@dataclass(frozen=True, slots=True)
class AccessVisit:
    """`entries`: the newest of `looks`, newest first. `who_name` is None for the line, and for no account."""

    who_kind: str
    who: str
    who_name: str | None
    client_id: str | None = field(repr=False)
    office: str | None
    call_id: str | None
    call: CallOfVisit | None
    looks: int
    entries: list[AccessRow] = field(repr=False)


@dataclass(frozen=True, slots=True)
class VisitPlace:
    """After which visit a page begins; `as_of`: the moment of the first page."""

    as_of: datetime
    at: datetime
    entry_id: str


@dataclass(frozen=True, slots=True)
class VisitPage:
    """Visits, those with the newest entry first. `after` leads to the next page; None on the last."""

    visits: list[AccessVisit]
    after: VisitPlace | None


async def read_visits(
    engine: AsyncEngine,
    wanted: AccessFilter,
    reader: Reader,
    now: datetime,
    *,
    limit: int,
    after: VisitPlace | None = None,
) -> VisitPage:
    """At most `limit` visits, and entries of this reading, in one transaction. Who learns what of whom: as
    `review_store.read_access_log`."""
    limit = min(limit, MAX_PAGE_OF_TEXTS)
    as_of = now if after is None else after.as_of
    async with engine.begin() as connection:
        asked = await asked_about(connection, wanted, reader)
        heads = await _heads(connection, asked, as_of, limit + 1, after)
        visits = await _visits(connection, asked, as_of, heads[:limit])
        await note_reading(connection, asked, now, "found" if visits else "none")
    if len(heads) <= limit:
        return VisitPage(visits, None)
    last = heads[limit - 1]
    return VisitPage(visits, VisitPlace(as_of, last.at, last.id))


def _day(at: Any) -> ColumnElement[Any]:
    return func.date(func.timezone(_ZONE, at), type_=Date)


async def _heads(
    connection: AsyncConnection, asked: Asked, as_of: datetime, most: int, after: VisitPlace | None
) -> Sequence[Row[Any]]:
    """The newest entry of each visit: none of the same visit is newer. Two questions, so that each goes by its own
    index: of one conversation, or of one account within a day."""
    row, newer = AccessLogRow, aliased(AccessLogRow)
    same = and_(
        *asked.conditions(newer),
        newer.who == row.who,
        newer.client_id.is_not_distinct_from(row.client_id),
        newer.at <= as_of,
        tuple_(newer.at, newer.id) > tuple_(row.at, row.id),
    )
    in_call = exists().where(newer.call_id == row.call_id, same)
    midnight = func.timezone(_ZONE, _day(row.at) + timedelta(days=1))
    in_day = exists().where(newer.call_id.is_(None), newer.at >= row.at, newer.at < midnight, same)
    is_continued = case((row.call_id.is_not(None), in_call), else_=in_day)
    query = select(row.id, row.at, row.who, row.client_id, row.call_id, _day(row.at).label("day"))
    query = query.where(*asked.conditions(), row.at <= as_of, ~is_continued)
    if after is not None:
        query = query.where(tuple_(row.at, row.id) < (after.at, after.entry_id))
    return list(await connection.execute(in_order(query).limit(most)))


async def _visits(
    connection: AsyncConnection, asked: Asked, as_of: datetime, heads: Sequence[Row[Any]]
) -> list[AccessVisit]:
    if not heads:
        return []
    entries: dict[_Key, list[Row[Any]]] = {_key(head): [] for head in heads}
    for entry in await _entries(connection, asked, as_of, heads):
        entries.get(_key(entry), []).append(entry)
    names = await account_names(connection, {head.who for head in heads})
    calls = await _calls(connection, {head.call_id for head in heads if head.call_id is not None})
    return [_visit(entries[_key(head)], names, calls) for head in heads]


def _key(row: Row[Any]) -> _Key:
    return (row.who, row.client_id, row.call_id, row.day if row.call_id is None else None)


async def _entries(
    connection: AsyncConnection, asked: Asked, as_of: datetime, heads: Sequence[Row[Any]]
) -> Sequence[Row[Any]]:
    """Of these visits, at most MOST_ENTRIES of each; some of others may be among them."""
    row = AccessLogRow
    day = case((row.call_id.is_(None), _day(row.at)))
    visit = (row.who, row.client_id, row.call_id, day)
    newest_first = (row.at.desc(), row.id.desc())
    alone = [head for head in heads if head.call_id is None]
    ways: list[ColumnElement[bool]] = []
    if calls := {head.call_id for head in heads} - {None}:
        ways.append(row.call_id.in_(calls))
    if alone:
        since = datetime.combine(min(head.day for head in alone), time(), WARSAW)
        ways.append(and_(row.call_id.is_(None), row.who.in_({head.who for head in alone}), row.at >= since))
    inner = (
        select_entries(asked)
        .add_columns(
            day.label("day"),
            func.row_number().over(partition_by=visit, order_by=newest_first).label("place"),
            func.count().over(partition_by=visit).label("looks"),
        )
        .where(row.at <= as_of, or_(*ways))
        .subquery()
    )
    query = select(inner).where(inner.c.place <= MOST_ENTRIES).order_by(inner.c.at.desc(), inner.c.id.desc())
    return list(await connection.execute(query))


async def _calls(connection: AsyncConnection, calls: Collection[str]) -> dict[str, Row[Any]]:
    if not calls:
        return {}
    columns: tuple[Any, ...] = (CallRow.id, CallRow.started_at, CallRow.office, CallRow.client_id)
    query = select(*columns)
    return {row.id: row for row in await connection.execute(query.where(CallRow.id.in_(calls)))}


def _visit(entries: list[Row[Any]], names: dict[str, str], calls: dict[str, Row[Any]]) -> AccessVisit:
    newest = entries[0]
    call = calls.get(newest.call_id)
    is_of_client = call is not None and call.client_id is not None and call.client_id == newest.client_id
    return AccessVisit(
        who_kind=newest.who_kind,
        who=newest.who,
        who_name=names.get(newest.who) if newest.who_kind == "account" else None,
        client_id=newest.client_id,
        office=newest.office,
        call_id=newest.call_id,
        call=None if call is None else CallOfVisit(call.id, call.started_at, call.office, is_of_client),
        looks=newest.looks,
        entries=entries,
    )

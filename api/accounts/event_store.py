"""Security events in the database: who logged in or tried to, from where, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from api.accounts.security_event import EventKind, Outcome, SecurityEvent
from core.db.pages import MAX_PAGE
from core.db.tables.staff_tables import Account, SecurityEventRow
from core.lists.account_name_store import account_names, accounts_named


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; None does not restrict. `until` is not included."""

    since: datetime | None = None
    until: datetime | None = None
    account: str | None = None
    staff: str | None = None  # an account, by its id or by a part of its name
    kind: EventKind | None = None
    outcome: Outcome | None = None
    offices: frozenset[str] | None = None  # of the account


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events, newest first. `after` leads to the next page; None on the last."""

    events: Sequence[SecurityEventRow]
    after: tuple[datetime, int] | None
    names: Mapping[str, str]
    """Of the accounts, by their ids."""


async def note_event(connection: AsyncConnection, event: SecurityEvent, now: datetime) -> None:
    """In the transaction of what it tells of."""
    office = select(Account.office).where(Account.username == event.account).scalar_subquery()
    await connection.execute(
        insert(SecurityEventRow).values(
            at=now,
            kind=event.kind,
            account=event.account,
            office=office,
            address=event.address,
            outcome=event.outcome,
        )
    )


async def write_event(engine: AsyncEngine, event: SecurityEvent, now: datetime) -> None:
    """On its own, where nothing else is changed."""
    async with engine.begin() as connection:
        await note_event(connection, event, now)


async def list_events(
    engine: AsyncEngine, wanted: EventFilter, *, limit: int, after: tuple[datetime, int] | None = None
) -> EventPage:
    """At most `limit` events, newest first; what comes in meanwhile moves no page."""
    limit = min(limit, MAX_PAGE)
    query = _query(wanted)
    if after is not None:
        query = query.where(tuple_(SecurityEventRow.at, SecurityEventRow.number) < after)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        connection = await session.connection()
        if wanted.staff is not None:
            query = query.where(SecurityEventRow.account.in_(await accounts_named(connection, wanted.staff)))
        rows = list(await session.scalars(query.limit(limit + 1)))
        names = await account_names(connection, [row.account for row in rows if row.account is not None])
    if len(rows) <= limit:
        return EventPage(rows, None, names)
    last = rows[limit - 1]
    return EventPage(rows[:limit], (last.at, last.number), names)


def _query(wanted: EventFilter) -> Select[SecurityEventRow]:
    query: Select[SecurityEventRow] = select(SecurityEventRow)
    if wanted.since is not None:
        query = query.where(SecurityEventRow.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(SecurityEventRow.at < wanted.until)
    if wanted.offices is not None:
        query = query.where(SecurityEventRow.office.in_(sorted(wanted.offices)))
    equal = (
        (SecurityEventRow.account, wanted.account),
        (SecurityEventRow.kind, wanted.kind),
        (SecurityEventRow.outcome, wanted.outcome),
    )
    query = query.where(*(column == value for column, value in equal if value is not None))
    return query.order_by(SecurityEventRow.at.desc(), SecurityEventRow.number.desc())

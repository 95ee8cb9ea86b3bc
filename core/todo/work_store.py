"""What waits, as statements that features make, read together; and who has taken it up.

A feature's own module (`…/waiting_store.py`) says by `waiting` what of it waits for whom. Here all of it becomes
one question to the database, whose cost does not grow with what is done already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Row,
    Select,
    Text,
    cast,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.staff_tables import Account
from core.db.tables.work_tables import WorkTakenRow
from core.relay.relay import tell_on_commit
from core.todo.work import (
    CloseableKind,
    TakenHere,
    WaitingWork,
    WorkKind,
    WorkOutcome,
    WorkTaken,
    day_in_warsaw,
    holds,
)
from core.zone import WARSAW

Waiting: TypeAlias = Select[Any]
"""Made by `waiting`."""

_TAKEN = WorkTakenRow.__table__.c

NEWS: Final = "takes"
"""Told when somebody has taken up or given back what waits."""


def waiting(
    kind: WorkKind,
    *,
    subject: ColumnElement[Any],
    office: ColumnElement[Any],
    since: ColumnElement[Any],
    due_on: ColumnElement[Any] | None = None,
    what: ColumnElement[Any] | None = None,
    title: ColumnElement[Any] | None = None,
    entered_by: ColumnElement[Any] | None = None,
    holder: ColumnElement[Any] | None = None,
    held_since: ColumnElement[Any] | None = None,
) -> Waiting:
    """A statement with the columns of `WaitingWork`, to which its feature adds what waits for whom. `holder` only
    where the feature keeps itself who has it."""
    return select(
        literal(kind).label("kind"),
        subject.label("subject"),
        cast(office, Text).label("office"),
        since.label("since"),
        cast(null() if due_on is None else due_on, Date).label("due_on"),
        func.coalesce(cast(null() if what is None else what, Text), "").label("what"),
        func.coalesce(cast(null() if title is None else title, Text), "").label("title"),
        cast(null() if entered_by is None else entered_by, Text).label("entered_by"),
        cast(null() if holder is None else holder, Text).label("own_holder"),
        cast(null() if held_since is None else held_since, DateTime(timezone=True)).label("own_held_since"),
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of a kind waits. `open`: that nobody else has today; `mine`: of it what the account has itself;
    `late`: of it what is past its last day."""

    open: int
    mine: int
    late: int


async def read_waiting(engine: AsyncEngine, sources: Sequence[Waiting], most: int) -> list[WaitingWork]:
    """At most `most`, in the order of `WaitingWork.order`."""
    if not sources:
        return []
    found = _with_takes(sources)
    one = found.selected_columns
    wanted_on = func.coalesce(one.due_on, cast(func.timezone(WARSAW.key, one.since), Date) + 1)
    found = found.order_by(wanted_on, one.since, one.subject).limit(most)
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(found)]


async def count_waiting(
    engine: AsyncEngine, sources: Sequence[Waiting], account: str, now: datetime
) -> dict[WorkKind, Counted]:
    """By kind, without those of which there is nothing."""
    if not sources:
        return {}
    one = _with_takes(sources).subquery().c
    today = day_in_warsaw(now)
    is_open = or_(
        one.holder.is_(None),
        one.holder == account,
        cast(func.timezone(WARSAW.key, one.held_since), Date) != today,
    )
    query = select(
        one.kind,
        func.count().filter(is_open).label("open"),
        func.count().filter(one.holder == account).label("mine"),
        func.count().filter(is_open, one.due_on < today).label("late"),
    ).group_by(one.kind)
    async with engine.connect() as connection:
        return {row.kind: Counted(row.open, row.mine, row.late) for row in await connection.execute(query)}


async def find_waiting(engine: AsyncEngine, source: Waiting, subject: str) -> WaitingWork | None:
    """One thing of one kind; None if it does not wait, or not for who asks."""
    found = _with_takes([source])
    columns = found.selected_columns
    async with engine.connect() as connection:
        row = (await connection.execute(found.where(columns.subject == subject))).one_or_none()
    return None if row is None else _read(row)


@dataclass(frozen=True, slots=True)
class Take:
    """Who has a thing, by account and by name, and since when."""

    holder: str
    holder_name: str
    held_since: datetime


async def read_takes(engine: AsyncEngine, kind: TakenHere, subjects: Sequence[str]) -> dict[str, Take]:
    """Who has which of these."""
    query = (
        select(_TAKEN.subject, _TAKEN.holder, _TAKEN.held_since, Account.display_name.label("holder_name"))
        .join(Account, Account.username == _TAKEN.holder, isouter=True)
        .where(_TAKEN.kind == kind, _TAKEN.subject.in_(subjects))
    )
    async with engine.connect() as connection:
        rows = await connection.execute(query)
        return {row.subject: Take(row.holder, row.holder_name or row.holder, row.held_since) for row in rows}


async def take(
    engine: AsyncEngine, kind: TakenHere, subject: str, office: str | None, account: str, now: datetime
) -> None:
    """It is this account's from now on. Of two who take at once the second waits for the first, and gets
    WorkTaken.

    What somebody else has had since an earlier day goes over. Taken by the same account again, nothing changes.
    """
    async with engine.begin() as connection:
        await _take(connection, kind, subject, office, account, now)


async def give_back(
    engine: AsyncEngine, kind: TakenHere, subject: str, account: str, now: datetime, *, may_for_others: bool
) -> None:
    """Nobody has it then. Raises WorkTaken for another's, unless `may_for_others`."""
    async with engine.begin() as connection:
        row = await _locked(connection, kind, subject)
        if row is None or row.closed_at is not None:
            return
        if not may_for_others and holds(row.holder, row.held_since, account, now):
            raise WorkTaken(await name_of(connection, row.holder), row.held_since)
        await connection.execute(delete(WorkTakenRow).where(_TAKEN.kind == kind, _TAKEN.subject == subject))
        await tell_on_commit(connection, NEWS)


async def assign(
    connection: AsyncConnection,
    kind: TakenHere,
    subject: str,
    office: str | None,
    account: str | None,
    now: datetime,
) -> None:
    """It is this account's from now on, whoever has it; None: nobody's."""
    await tell_on_commit(connection, NEWS)
    if account is None:
        await connection.execute(delete(WorkTakenRow).where(_TAKEN.kind == kind, _TAKEN.subject == subject))
        return
    had = {"holder": account, "held_since": now}
    given = insert(WorkTakenRow).values(kind=kind, subject=subject, office=office, **had)
    await connection.execute(given.on_conflict_do_update(index_elements=["kind", "subject"], set_=had))


async def close(
    engine: AsyncEngine,
    kind: CloseableKind,
    subject: str,
    office: str | None,
    account: str,
    outcome: WorkOutcome,
    now: datetime,
) -> None:
    """It waits no more. Raises WorkTaken if somebody else has it today."""
    async with engine.begin() as connection:
        await _take(connection, kind, subject, office, account, now)
        ended = update(WorkTakenRow).where(_TAKEN.kind == kind, _TAKEN.subject == subject)
        await connection.execute(ended.values(closed_at=now, outcome=outcome))


async def name_of(connection: AsyncConnection, account: str) -> str:
    """Of an account, for people."""
    found: str | None = await connection.scalar(select(Account.display_name).where(Account.username == account))
    return found or account


async def _take(
    connection: AsyncConnection, kind: TakenHere, subject: str, office: str | None, account: str, now: datetime
) -> None:
    values = {"kind": kind, "subject": subject, "office": office, "holder": account, "held_since": now}
    # Whoever comes second waits here until the first has committed; what is given back meanwhile is made anew.
    taken = insert(WorkTakenRow).values(values)
    locked = taken.on_conflict_do_update(index_elements=["kind", "subject"], set_={"kind": kind}).returning(
        *_TAKEN
    )
    row = (await connection.execute(locked)).one()
    await tell_on_commit(connection, NEWS)
    if row.holder == account:
        return
    if holds(row.holder, row.held_since, account, now):
        raise WorkTaken(await name_of(connection, row.holder), row.held_since)
    taken_over = update(WorkTakenRow).where(_TAKEN.kind == kind, _TAKEN.subject == subject)
    await connection.execute(taken_over.values(holder=account, held_since=now))


async def _locked(connection: AsyncConnection, kind: str, subject: str) -> Row[Any] | None:
    query = select(*_TAKEN).where(_TAKEN.kind == kind, _TAKEN.subject == subject).with_for_update()
    return (await connection.execute(query)).one_or_none()


def _with_takes(sources: Sequence[Waiting]) -> Select[Any]:
    """What waits, with who has it, and without what was ended here."""
    all_of_it = union_all(*sources).subquery() if len(sources) > 1 else sources[0].subquery()
    one = all_of_it.c
    holder = func.coalesce(one.own_holder, _TAKEN.holder)
    is_taken = (_TAKEN.kind == one.kind) & (_TAKEN.subject == one.subject)
    return (
        select(
            one.kind,
            one.subject,
            one.office,
            one.since,
            one.due_on,
            one.what,
            one.title,
            one.entered_by,
            holder.label("holder"),
            func.coalesce(one.own_held_since, _TAKEN.held_since).label("held_since"),
            Account.display_name.label("holder_name"),
        )
        .select_from(all_of_it)
        .join(WorkTakenRow, is_taken, isouter=True)
        .join(Account, Account.username == holder, isouter=True)
        .where(or_(_TAKEN.kind.is_(None), _TAKEN.closed_at.is_(None)))
    )


def _read(row: Row[Any]) -> WaitingWork:
    return WaitingWork(
        row.kind,
        row.subject,
        row.office,
        row.since,
        row.due_on,
        row.what,
        row.title,
        row.entered_by,
        row.holder,
        row.holder_name or row.holder,
        row.held_since,
    )

"""How staged rows become rows of a table: set by set, writing only what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.importing.staging_store import PERSON, SPARED
from core.clock import WARSAW

HERE = func.coalesce(PERSON.c.gone, False).is_(False)


@dataclass(slots=True)
class Merged:
    """Rows of a table: how many came, were changed, and went. `moved`: persons who came from another office."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    moved: int = 0


def table_of(row: type) -> Table:
    found = row.__table__  # type: ignore[attr-defined]
    assert isinstance(found, Table)
    return found


def of_persons(rows: Table, *columns: ColumnElement[Any]) -> Select[Any]:
    """Staged rows with the client whose they are."""
    return (
        select(PERSON.c.client_id, *columns)
        .select_from(rows)
        .join(PERSON, PERSON.c.ext_id == rows.c.ext_id)
        .where(HERE)
    )


def not_spared(entity: str) -> ColumnElement[bool]:
    return PERSON.c.ext_id.not_in(select(SPARED.c.ext_id).where(SPARED.c.entity == entity))


async def count(connection: AsyncConnection, query: Select[Any]) -> int:
    return await connection.scalar(select(func.count()).select_from(query.subquery("counted"))) or 0


def day_in_warsaw(moment: datetime) -> date:
    return moment.astimezone(WARSAW).date()


async def merge_rows(
    connection: AsyncConnection,
    row: type,
    wanted_rows: Select[Any],
    key: Sequence[str],
    scope: ColumnElement[bool],
) -> Merged:
    """Make the rows of a table in `scope` those that are wanted."""
    target, wanted = table_of(row), wanted_rows.subquery("wanted")
    same = and_(*(target.c[name] == wanted.c[name] for name in key))
    values = {column.name: column for column in wanted.c if column.name not in key}
    merged = Merged()
    gone = delete(target).where(scope, ~exists(select(literal(1)).select_from(wanted).where(same)))
    merged.gone = (await connection.execute(gone)).rowcount
    if values:
        differs = or_(*(target.c[name].is_distinct_from(column) for name, column in values.items()))
        change = update(target).where(same, differs).values(**values)
        merged.changed = (await connection.execute(change)).rowcount
    new = insert(target).from_select(
        [column.name for column in wanted.c],
        select(wanted).where(~exists(select(literal(1)).select_from(target).where(same))),
    )
    merged.new = (await connection.execute(new)).rowcount
    return merged


def scope_of(row: type, entity: str) -> ColumnElement[bool]:
    """The rows that the extract may remove: those of its persons of whom every row was read."""
    persons = select(PERSON.c.client_id).where(HERE, not_spared(entity))
    return table_of(row).c.client_id.in_(persons)

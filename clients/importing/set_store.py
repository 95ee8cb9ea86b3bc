"""How staged rows become rows of a table: set by set, writing only what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    case,
    delete,
    false,
    func,
    insert,
    join,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.importing.files.manifest import Manifest
from clients.importing.staging_store import PERSON, SPARED, is_told
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


def only_told(wanted: Select[Any], manifest: Manifest) -> Select[Any]:
    """Without the columns of which the extract's format says nothing: that is not the same as an empty value, and
    changes nothing of what is known."""
    every = list(wanted.selected_columns)
    told = [column for column in every if is_told(column, manifest.format)]
    return wanted if len(told) == len(every) else wanted.with_only_columns(*told)


async def merge_rows(
    connection: AsyncConnection,
    manifest: Manifest,
    row: type,
    wanted_rows: Select[Any],
    key: Sequence[str],
    near: ColumnElement[bool],
    may_go: ColumnElement[bool],
) -> Merged:
    """Make the rows of a table those that are wanted. What the extract cannot tell (`only_told`) stays; of a row
    that is known by its place alone and has changed it goes, for another thing may stand there now.

    `near`: the rows that the wanted ones can be compared with, by their key; `may_go`: those of them that go if
    nobody wants them. Both sides are read once, and what differs is set down before any of it is written: so a
    night on which little has changed writes, and locks, little.
    """
    target, wanted = table_of(row), only_told(wanted_rows, manifest).subquery("wanted")
    differences = await _differences(connection, target, wanted, key, near, may_go)
    counted = select(differences.c.what, func.count().label("number")).group_by(differences.c.what)
    counts: dict[str, int] = {one.what: one.number for one in await connection.execute(counted)}
    same = and_(*(target.c[name] == differences.c[name] for name in key))
    if _GONE in counts:
        await connection.execute(delete(target).where(same, differences.c.what == _GONE))
    if _CHANGED in counts:
        values: dict[str, Any] = {
            column.name: differences.c[column.name] for column in wanted.c if column.name not in key
        }
        if "place" in key:
            values |= {column.name: None for column in target.c if column.name not in wanted.c}
        await connection.execute(update(target).where(same, differences.c.what == _CHANGED).values(**values))
    if _NEW in counts:
        names = [column.name for column in wanted.c]
        new = select(*(differences.c[name] for name in names)).where(differences.c.what == _NEW)
        await connection.execute(insert(target).from_select(names, new))
    return Merged(counts.get(_NEW, 0), counts.get(_CHANGED, 0), counts.get(_GONE, 0))


_NEW, _CHANGED, _GONE = "new", "changed", "gone"


async def _differences(
    connection: AsyncConnection,
    target: Table,
    wanted: Subquery,
    key: Sequence[str],
    near: ColumnElement[bool],
    may_go: ColumnElement[bool],
) -> Table:
    """A temporary table with the rows that are not as they are wanted: of those that go, only the key."""
    columns = [Column(column.name, target.c[column.name].type) for column in wanted.c]
    made = Table(
        f"import_{target.name}_differences",
        MetaData(),
        *columns,
        Column("what", Text),
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )
    await connection.run_sync(made.create)
    stands = select(target, may_go.label("may_go")).where(near).subquery("stands")
    names, first = [column.name for column in wanted.c], key[0]
    is_new, goes = stands.c[first].is_(None), wanted.c[first].is_(None)
    values = [name for name in names if name not in key]
    differs = or_(false(), *(stands.c[name].is_distinct_from(wanted.c[name]) for name in values))
    found = (
        select(
            *(func.coalesce(wanted.c[name], stands.c[name]) if name in key else wanted.c[name] for name in names),
            case((is_new, _NEW), (goes, _GONE), else_=_CHANGED),
        )
        .select_from(join(wanted, stands, and_(*(wanted.c[name] == stands.c[name] for name in key)), full=True))
        .where(or_(is_new, and_(goes, stands.c.may_go), and_(~goes, differs)))
    )
    await connection.execute(insert(made).from_select([column.name for column in made.c], found))
    return made


def near_persons(row: type) -> ColumnElement[bool]:
    """The rows of the extract's persons."""
    return table_of(row).c.client_id.in_(select(PERSON.c.client_id).where(HERE))


def is_whole(row: type, entity: str) -> ColumnElement[bool]:
    """Of the rows of the extract's persons those that it may remove: of whom every row was read."""
    persons = select(PERSON.c.client_id).where(HERE, not_spared(entity))
    return table_of(row).c.client_id.in_(persons)

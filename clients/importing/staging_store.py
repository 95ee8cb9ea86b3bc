"""An extract in temporary tables of one transaction: loaded by COPY, and its persons found among the clients.

The tables have the columns of the files (`clients.importing.files.columns`) with values of their types, and go
with the transaction. What the extract's format cannot tell is empty there, and `is_told` says so. Nothing else is
written before `clients.importing.merge.merging` writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import visitors

from clients.importing.files import columns, values
from clients.importing.files.columns import Entity
from clients.importing.files.values import Reader
from core.db.tables.client_tables import RegistrationRow
from core.db.tables.person_tables import Client

_LOCK = 7_240_021
"""Of PostgreSQL's advisory locks: one import writes at a time, whoever runs it."""

METADATA = MetaData()

_SINCE = "since"
"""Under which a column remembers the first format that has it."""

_TYPES: Mapping[Reader, Any] = {
    **dict.fromkeys((values.day, values.last_day, values.month), Date),
    values.flag: Boolean,
    **dict.fromkeys((values.grosze, values.small_number), Integer),
    values.change_number: BigInteger,
}
"""By what reads a column; what is not here reads texts."""

_TOLD_OTHERWISE: Mapping[str, frozenset[str]] = {
    "person": frozenset({"office_code", "pesel"}),
    "visit": frozenset({"date", "time"}),
}
"""Columns of a file that `clients.importing.staged_rows` makes others of."""


def _staged(entity: Entity, **made: Any) -> Table:
    """The columns of the file in its order, then those that are made, each with its type."""
    without = _TOLD_OTHERWISE.get(entity.name, frozenset())
    read = [
        Column(column.name, _TYPES.get(column.read, Text), info={_SINCE: column.since})
        for column in entity.columns
        if column.name not in without
    ]
    if not entity.key:
        made["place"] = Integer  # among the rows of its person
    return _temporary(entity.name, *read, *(Column(name, kind) for name, kind in made.items()))


def _temporary(name: str, *columns: Column[Any]) -> Table:
    return Table(f"import_{name}_rows", METADATA, *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")


PERSON = _staged(
    columns.PERSON,
    line=Integer,
    pesel_hash=Text,
    pesel_box=LargeBinary,
    new_id=Text,
    # Found out by `match`: whose row it is, and the office that has the client now; None for who is new.
    client_id=Text,
    from_office=Text,
)
REGISTRATION = _staged(columns.REGISTRATION)
QUALIFICATION = _staged(columns.QUALIFICATION)
EMPLOYMENT_PERIOD = _staged(columns.EMPLOYMENT_PERIOD)
VISIT = _staged(columns.VISIT, at=DateTime(timezone=True))
BENEFIT = _staged(columns.BENEFIT)
REFERRAL = _staged(columns.REFERRAL)
PARTICIPATION = _staged(columns.PARTICIPATION)
DECISION = _staged(columns.DECISION)
EMPLOYER = _staged(columns.EMPLOYER)
OFFER = _staged(columns.OFFER)
SPARED = _temporary("spared", Column("entity", Text), Column("ext_id", Text))
"""Persons of whom a row was rejected: what stands of them there is left as it is."""

BY_ENTITY = {name: METADATA.tables[f"import_{name}_rows"] for name in columns.ENTITIES}

_FOUND_LATER = ("client_id", "from_office")


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of looking for the persons of an extract. `elsewhere`: persons whom another office has, who is
    newer; they are left there. `other_persons`: lines of rows that are another person than the client with that
    key; they are rejected."""

    elsewhere: int
    other_persons: list[int]


async def begin_staging(connection: AsyncConnection) -> None:
    """Wait for an import that is writing, then make the tables of this transaction."""
    await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    # For the joins of whole extracts; only for this transaction.
    await connection.execute(
        select(func.set_config("work_mem", "64MB", True), func.set_config("jit", "off", True))
    )
    await connection.run_sync(METADATA.create_all, checkfirst=False)


def is_told(column: ColumnElement[Any], in_format: int) -> bool:
    """Can an extract of that format tell what a query makes of staged columns?"""
    parts = [part for part in visitors.iterate(column) if isinstance(part, ColumnElement)]
    bases = {base for part in parts for base in part.base_columns}
    return all(base.info.get(_SINCE, 1) <= in_format for base in bases if isinstance(base, Column))


def loaded_columns(entity: str, in_format: int) -> list[Column[Any]]:
    """What the rows of a file of that format fill."""
    return [one for one in BY_ENTITY[entity].c if one.name not in _FOUND_LATER and is_told(one, in_format)]


async def load(connection: AsyncConnection, entity: str, in_format: int, rows: Sequence[Sequence[Any]]) -> None:
    """COPY rows of a file of that format, with values in the order of the table's columns."""
    if not rows:
        return
    names = [column.name for column in loaded_columns(entity, in_format)]
    await _copy(connection, BY_ENTITY[entity], names, rows)


async def spare(connection: AsyncConnection, spared: Mapping[str, Iterable[str]]) -> None:
    rows = [(entity, ext_id) for entity, ext_ids in spared.items() for ext_id in ext_ids]
    if rows:
        await _copy(connection, SPARED, ["entity", "ext_id"], rows)


async def _copy(
    connection: AsyncConnection, table: Table, names: list[str], rows: Sequence[Sequence[Any]]
) -> None:
    raw: Any = (await connection.get_raw_connection()).driver_connection
    await raw.copy_records_to_table(table.name, records=rows, columns=names)


async def match(connection: AsyncConnection, office: str) -> Matched:
    """Find out which clients the persons are: by PESEL in the whole province, else by the office's own key.

    Who is registered in two offices belongs to the one that registered the person last; at the same day, to the
    one that has the person now. So the extracts of two offices never take a person from each other in turn.
    """
    for table in METADATA.sorted_tables:
        await connection.execute(text(f"ANALYZE {table.name}"))  # names of ours
    await connection.execute(_find_by_pesel(office))
    await connection.execute(_find_by_key(office))
    others = list((await connection.scalars(_other_persons(office))).all())
    if others:
        await set_aside(connection, others)
    elsewhere = await connection.execute(_leave_elsewhere(office))
    await connection.execute(update(PERSON).where(PERSON.c.client_id.is_(None)).values(client_id=PERSON.c.new_id))
    await connection.execute(text(f"ANALYZE {PERSON.name}"))
    return Matched(elsewhere.rowcount, others)


async def set_aside(connection: AsyncConnection, lines: list[int]) -> None:
    """Take rows out, and spare the clients who have their keys."""
    are_those = PERSON.c.line.in_(lines)
    keys = select(literal("person"), PERSON.c.ext_id).where(are_those)
    await connection.execute(insert(SPARED).from_select(["entity", "ext_id"], keys))
    await connection.execute(delete(PERSON).where(are_those))


def _find_by_pesel(office: str) -> Any:
    """If a PESEL stands twice, the own office's client comes first, then one who is not gone."""
    found = (
        select(Client.pesel_hash, Client.id, Client.office)
        .where(Client.pesel_hash.in_(select(PERSON.c.pesel_hash)))
        .ext(distinct_on(Client.pesel_hash))
        .order_by(Client.pesel_hash, Client.office != office, Client.gone_at.is_not(None), Client.id)
        .subquery("found")
    )
    return (
        update(PERSON)
        .where(PERSON.c.pesel_hash == found.c.pesel_hash)
        .values(client_id=found.c.id, from_office=found.c.office)
    )


def _find_by_key(office: str) -> Any:
    taken = PERSON.alias("taken")
    return (
        update(PERSON)
        .where(
            PERSON.c.client_id.is_(None),
            Client.office == office,
            Client.ext_id == PERSON.c.ext_id,
            ~exists(select(taken.c.line).where(taken.c.client_id == Client.id)),
        )
        .values(client_id=Client.id, from_office=Client.office)
    )


def _other_persons(office: str) -> Select[int]:
    """A key that was given to somebody else: the old client's card and history must not come with it."""
    return (
        select(PERSON.c.line)
        .join(Client, Client.id == PERSON.c.client_id)
        .where(
            Client.office == office,
            Client.ext_id == PERSON.c.ext_id,
            Client.pesel_hash != PERSON.c.pesel_hash,
            func.lower(Client.last_name) != func.lower(PERSON.c.last_name),
            Client.birth_date != PERSON.c.birth_date,
        )
    )


def current_registration() -> Any:
    """The present state of each person of the extract: the span without an end, else the last one."""
    rows = REGISTRATION.c
    return (
        select(REGISTRATION)
        .ext(distinct_on(rows.ext_id))
        .order_by(rows.ext_id, rows.to.desc().nulls_first(), rows["from"].desc())
        .subquery("present")
    )


def _leave_elsewhere(office: str) -> Any:
    """Take those persons out whom another office has, and has registered later or at the same time."""
    present = current_registration()
    is_registered_here = and_(present.c.to.is_(None), present.c.status != "none")
    stands = RegistrationRow
    is_registered_there = and_(Client.gone_at.is_(None), stands.status.is_not(None), stands.status != "none")
    comes = (
        select(PERSON.c.line)
        .join(Client, Client.id == PERSON.c.client_id)
        .join(present, present.c.ext_id == PERSON.c.ext_id)
        .outerjoin(stands, stands.client_id == Client.id)
        .where(
            is_registered_here,
            func.coalesce(PERSON.c.gone, False).is_(False),
            or_(func.coalesce(is_registered_there, False).is_(False), stands.since < present.c["from"]),
        )
    )
    return delete(PERSON).where(PERSON.c.from_office != office, PERSON.c.line.not_in(comes))

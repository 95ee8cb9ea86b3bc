"""Makes a database as it was when it was made, at a fraction of the price of a new one.

Only what has changed is put right: tables with rows are emptied, rows that migrations put in are put back,
sequences start anew, months of reports go, and whoever is still connected is cut off. A database whose structure
has changed cannot be made as new: who asks is told so, and drops it.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg

from core.db.tables.report_tables import PARTS_SCHEMA

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

FIRST_OF_OURS = 16_384
"""PostgreSQL numbers its own things below this."""
_ALONE_WITHIN = 10.0  # seconds
_LOOK_TIME = 0.001  # seconds

_OURS = (
    "SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
    f"WHERE relkind IN ('r', 'p') AND pg_class.oid >= {FIRST_OF_OURS} AND NOT relispartition "
    "AND relpersistence <> 't' ORDER BY 1"
)
_SEQUENCES = (
    "SELECT format('%I.%I', nspname, relname), pg_sequence_last_value(c.oid) FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'S' ORDER BY 1"
)
_OTHERS = "FROM pg_stat_activity WHERE datid = (SELECT oid FROM pg_database WHERE datname = current_database()) "
_OTHERS += "AND pid <> pg_backend_pid()"
_CUT_OTHERS = f"SELECT count(pg_terminate_backend(pid)) {_OTHERS}"
_PARTS = (
    f"ARRAY(SELECT format('%I.%I', '{PARTS_SCHEMA}', relname) FROM pg_class "
    f"WHERE relnamespace = '{PARTS_SCHEMA}'::regnamespace AND relkind IN ('r', 'p'))"
)

_ROWS_OF_OURS = {
    "pg_attribute": f"attrelid >= {FIRST_OF_OURS}",
    "pg_attrdef": "true",
    "pg_constraint": f"oid >= {FIRST_OF_OURS}",
    "pg_db_role_setting": "setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())",
    "pg_default_acl": "true",
    "pg_enum": "true",
    "pg_event_trigger": "true",
    "pg_extension": "true",
    "pg_index": f"indexrelid >= {FIRST_OF_OURS}",
    "pg_inherits": "true",
    "pg_largeobject_metadata": "true",
    # A session leaves its empty folder of temporary tables for the next one.
    "pg_namespace": r"nspname !~ '^pg_(toast_)?temp_'",
    "pg_policy": "true",
    "pg_proc": f"oid >= {FIRST_OF_OURS}",
    "pg_publication": "true",
    "pg_rewrite": f"oid >= {FIRST_OF_OURS}",
    "pg_sequence": "true",
    "pg_statistic_ext": "true",
    "pg_trigger": "true",
    "pg_type": f"oid >= {FIRST_OF_OURS}",
}
"""Where PostgreSQL writes the structure down. A row that is changed there gets a later number of a transaction."""

_OF_RELATIONS = (
    "SELECT concat('pg_class ', count(*), ' ', sum(hashtextextended(concat_ws('|', oid, relname, relnamespace, "
    "relkind, relowner, relpersistence, relnatts, relchecks, relrowsecurity, relforcerowsecurity, relreplident, "
    f"reloptions, relacl), 0))) FROM pg_class WHERE oid >= {FIRST_OF_OURS}"
)
"""By content: to empty a table by TRUNCATE changes its row, and not the structure."""

_STRUCTURE = " UNION ALL ".join(
    [
        _OF_RELATIONS,
        *(
            f"SELECT concat('{table} ', count(*), ' ', sum(xmin::text::bigint)) FROM {table} WHERE {condition}"
            for table, condition in _ROWS_OF_OURS.items()
        ),
    ]
)


@dataclass(frozen=True, slots=True)
class _Seeds:
    """The rows of a table that a new database has."""

    digest: str
    rows: str  # JSON


@dataclass(frozen=True, slots=True)
class New:
    """What a new database is like; `look` is the question that tells what has changed."""

    look: str
    structure: list[str]
    seeds: dict[str, _Seeds]
    sequences: dict[str, int | None]
    months: frozenset[str]
    """Of reports; those that came since go."""

    def changed(self, found: asyncpg.Record) -> list[str]:
        """Tables that had rows from the beginning, and have others now."""
        digests = zip(self.seeds, found["seeds"], strict=True)
        return [name for name, digest in digests if digest != self.seeds[name].digest]

    def put_back(self, tables: Iterable[str], sequences: Iterable[int | None]) -> str:
        """SQL that fills empty tables as they were and sets sequences back; empty if there is nothing to do."""
        statements = []
        for table in tables:
            rows = self.seeds[table].rows.replace("'", "''")
            statements.append(
                f"INSERT INTO {table} OVERRIDING SYSTEM VALUE "
                f"SELECT * FROM json_populate_recordset(NULL::{table}, '{rows}')"
            )
        for (name, first), value in zip(self.sequences.items(), sequences, strict=True):
            if value != first:
                # As `pg_restore` does for one that was never asked: the next value is then its start.
                start = f"(SELECT seqstart FROM pg_sequence WHERE seqrelid = '{name}'::regclass)"
                statements.append(
                    f"SELECT setval('{name}', {start if first is None else first}, {first is not None})"
                )
        return "; ".join(statements)


async def read_new(connection: Connection) -> New:
    """What a database is like that nobody has used yet."""
    tables = [record[0] for record in await connection.fetch(_OURS)]
    filled = ", ".join(f"CASE WHEN EXISTS (SELECT FROM {table}) THEN '{table}' END" for table in tables)
    seeds = {}
    for table in await connection.fetchval(f"SELECT array_remove(ARRAY[{filled}], NULL)"):
        rows = f"(SELECT json_agg(t ORDER BY ctid)::text FROM {table} t)"
        record = await connection.fetchrow(f"SELECT {_digest(table)}, {rows}")
        assert record is not None
        seeds[table] = _Seeds(*record)
    sequences = {record[0]: record[1] for record in await connection.fetch(_SEQUENCES)}
    filled = ", ".join(
        f"CASE WHEN EXISTS (SELECT FROM {table}) THEN '{table}' END" for table in tables if table not in seeds
    )
    digests = ", ".join(_digest(table) for table in seeds)
    values = ", ".join(f"pg_sequence_last_value('{name}')" for name in sequences)
    look = (
        f"SELECT ARRAY({_STRUCTURE}) AS structure, array_remove(ARRAY[{filled}], NULL) AS filled, "
        f"ARRAY[{digests}]::text[] AS seeds, ARRAY[{values}]::bigint[] AS sequences, "
        f"{_PARTS} AS parts"
    )
    found = await _look(connection, look)
    return New(look, found["structure"], seeds, sequences, frozenset(found["parts"]))


async def make_as_new(connection: Connection, new: New) -> bool:
    """False if that cannot be done: the structure has changed, or somebody connects again and again.

    `connection` belongs to a superuser, with `session_replication_role = replica`. Raises asyncpg's errors if a
    table is missing or the server goes away.
    """
    if not await _cut_others(connection):
        return False
    found = await _look(connection, new.look)
    if came := [part for part in found["parts"] if part not in new.months]:
        await connection.execute(f"DROP TABLE {', '.join(came)}")
        found = await _look(connection, new.look)
    if found["structure"] != new.structure:
        return False
    changed = new.changed(found)
    if emptied := [*found["filled"], *changed]:
        await connection.execute("; ".join(f"DELETE FROM {table}" for table in emptied))
        # Else rows that are gone would still stand in the files, and new ones in any order between them.
        await connection.execute(f"VACUUM (SKIP_DATABASE_STATS) {', '.join(emptied)}")
    if statements := new.put_back(changed, found["sequences"]):
        await connection.execute(statements)
    return not await connection.fetchval(f"SELECT count(*) {_OTHERS}")


async def _look(connection: Connection, look: str) -> asyncpg.Record:
    found = await connection.fetchrow(look)
    assert found is not None
    return found


async def _cut_others(connection: Connection) -> bool:
    """Whether they are gone, and with them their locks and temporary tables."""
    clock = asyncio.get_running_loop()
    until = clock.time() + _ALONE_WITHIN
    while await connection.fetchval(_CUT_OTHERS):
        if clock.time() > until:
            return False
        await asyncio.sleep(_LOOK_TIME)
    return True


def _digest(table: str) -> str:
    return f"(SELECT coalesce(md5(string_agg(t::text, ' ' ORDER BY t::text)), '') FROM {table} t)"

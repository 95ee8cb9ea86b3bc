"""A database that a test gives back is as new for the next one, whatever the test has left in it."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeAlias

import asyncpg
import pytest
from sqlalchemy import event, text

from reports.figures.partition_store import make_months_ahead, take_away
from tests.support.database.postgres import HOUSEKEEPING, engine_for, fresh_database, server
from tests.support.database.reset import FIRST_OF_OURS

pytestmark = pytest.mark.anyio

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Leaving: TypeAlias = Callable[[Connection], Coroutine[Any, Any, Any]]

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TABLES = (
    "SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
    f"WHERE relkind IN ('r', 'p') AND pg_class.oid >= {FIRST_OF_OURS} AND relpersistence <> 't'"
)
STRUCTURE = {
    "relations": "SELECT oid::regclass::text, relkind, relacl::text, reloptions::text FROM pg_class",
    "columns": "SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull, "
    "pg_get_expr(adbin, adrelid) FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint",
    "triggers": "SELECT pg_get_triggerdef(oid), tgenabled::text FROM pg_trigger",
    "functions": f"SELECT proname, prosrc FROM pg_proc WHERE oid >= {FIRST_OF_OURS}",
    "types": f"SELECT oid::regtype::text FROM pg_type WHERE oid >= {FIRST_OF_OURS}",
    "schemas": r"SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'",
    "settings": "SELECT setconfig::text FROM pg_db_role_setting",
    "sequences": "SELECT sequencename, last_value FROM pg_sequences",
    "locks": "SELECT locktype, mode FROM pg_locks WHERE locktype = 'advisory'",
    "sessions": "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
    f"AND pid <> pg_backend_pid() AND application_name <> '{HOUSEKEEPING}'",
}


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(dsn.replace("+asyncpg", ""))
    try:
        yield connection
    finally:
        await connection.close()


async def everything(dsn: str) -> dict[str, list[str]]:
    """All that a test could meet in a database, sorted."""
    async with connected(dsn) as connection:
        found = {name: await connection.fetch(question) for name, question in STRUCTURE.items()}
        for record in await connection.fetch(TABLES):
            found[f"rows of {record[0]}"] = await connection.fetch(f"SELECT t::text FROM {record[0]} t")
    return {name: sorted(str(tuple(record)) for record in records) for name, records in found.items()}


async def identity(dsn: str) -> int:
    async with connected(dsn) as connection:
        oid = await connection.fetchval("SELECT oid FROM pg_database WHERE datname = current_database()")
        return int(oid)


def sql(*statements: str) -> Leaving:
    async def leave(connection: Connection) -> None:
        for statement in statements:
            await connection.execute(statement)

    return leave


async def months(connection: Connection) -> None:
    """Of which one is taken away and stands alone."""
    async with engine_for(await _dsn(connection)) as engine:
        await make_months_ahead(engine, datetime(2026, 8, 3, tzinfo=UTC))
        await take_away(engine, datetime(2026, 8, 3, tzinfo=UTC), NOW)


async def _dsn(connection: Connection) -> str:
    return server().dsn(str(await connection.fetchval("SELECT current_database()")))


AN_OFFICE = (
    "INSERT INTO office (code, name, seat, locative, genitive, area_code, postal_code, is_province) "
    "VALUES ('20060', 'Urząd', 'Kolno', 'Kolnie', 'Kolna', '86', '18-500', false)"
)
ITS_QUEUE = (
    "INSERT INTO queue_policy (id, office, valid_from, settings, changed_by, changed_at) "
    "VALUES ('one', '20060', now(), '{}', 'system', now())"
)

ROWS: dict[str, Leaving] = {
    "rows": sql(AN_OFFICE, ITS_QUEUE),
    "rows without what they belong to": sql("SET session_replication_role = replica", ITS_QUEUE),
    "rows emptied by TRUNCATE": sql(AN_OFFICE, "TRUNCATE office CASCADE"),
    "a log that nobody may delete from": sql(AN_OFFICE, "UPDATE office SET name = 'Inny'"),
    "very many rows": sql(
        "INSERT INTO jobs.pgqueuer_log (job_id, status, priority, entrypoint) "
        "SELECT n, 'queued', 1, repeat('x', 100) FROM generate_series(1, 5000) n",
    ),
    "changed seeds": sql("UPDATE retention_rule SET days = days + 1"),
    "deleted seeds": sql("SET session_replication_role = replica", "DELETE FROM retention_rule"),
    "one seed more": sql(
        "SET session_replication_role = replica",
        "UPDATE report_progress SET kept_from = now()",
        "INSERT INTO alembic_version VALUES ('another')",
    ),
    "sequences that were asked": sql(
        "SELECT nextval(seqrelid) FROM pg_sequence", "SELECT setval(seqrelid, 700) FROM pg_sequence"
    ),
    "temporary tables": sql("CREATE TEMPORARY TABLE office (code text)", "CREATE TEMPORARY TABLE mine (n int)"),
    "an advisory lock": sql("SELECT pg_advisory_lock(7240041)"),
    "an open transaction": sql("BEGIN", AN_OFFICE, "SELECT pg_advisory_xact_lock(1)"),
    "a transaction that failed": sql("BEGIN", AN_OFFICE, "DO $$ BEGIN PERFORM 1; END $$", "SAVEPOINT one"),
    "somebody who listens": sql("LISTEN s724_news"),
    "months of reports": months,
}
"""After these the same database is as new."""
SEEN_BY_NOBODY = ("rows emptied by TRUNCATE", "a transaction that failed", "somebody who listens")

STRUCTURES: dict[str, Leaving] = {
    "a table more": sql("CREATE TABLE mine (id integer)"),
    "a table less": sql("DROP TABLE rate CASCADE"),
    "a table of another name": sql("ALTER TABLE search_due RENAME TO away"),
    "a column more": sql("ALTER TABLE office ADD COLUMN mine integer"),
    "a column of another type": sql("ALTER TABLE agent ALTER COLUMN id TYPE varchar(70)"),
    "a default": sql("ALTER TABLE office ALTER COLUMN name SET DEFAULT 'x'"),
    "a constraint": sql("ALTER TABLE access_log ADD CONSTRAINT refuses CHECK (topic <> 'visit')"),
    "an index less": sql("DROP INDEX ix_client_name"),
    "a trigger that is off": sql("ALTER TABLE access_log DISABLE TRIGGER USER"),
    "another function": sql(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    ),
    "a view": sql("CREATE VIEW mine AS SELECT 1 AS one"),
    "a schema": sql("CREATE SCHEMA mine"),
    "a type": sql("CREATE TYPE mine AS ENUM ('a')"),
    "a sequence": sql("CREATE SEQUENCE mine"),
    "rights": sql("GRANT SELECT ON office TO PUBLIC"),
    "a setting of the database": sql(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''1MB''', current_database()); END $$"
    ),
    "another version": sql("ALTER TABLE alembic_version ALTER COLUMN version_num TYPE varchar(64)"),
}
"""After these there is a new one in its place."""


@asynccontextmanager
async def left(leave: Leaving) -> AsyncIterator[str]:
    """A database in which that was left; its connection is still open when the database is given back."""
    connections = []
    try:
        async with fresh_database() as dsn:
            connections.append(await asyncpg.connect(dsn.replace("+asyncpg", "")))
            await leave(connections[0])
            yield dsn
    finally:
        for connection in connections:
            connection.terminate()


@pytest.mark.parametrize("what", [*ROWS, *STRUCTURES])
async def test_a_database_is_as_new_after_a_test_that_left(what: str) -> None:
    async with fresh_database() as dsn:
        before = await everything(dsn)
    async with left((ROWS | STRUCTURES)[what]) as dsn:
        own = await identity(dsn)
        now = await everything(dsn)
        assert now.pop("sessions") != before["sessions"]
        assert [name for name in now if now[name] != before.get(name)] or what in SEEN_BY_NOBODY
    async with fresh_database() as dsn:
        assert await everything(dsn) == before
        assert (await identity(dsn) == own) == (what in ROWS)


async def test_the_first_values_of_sequences_are_those_of_a_new_database() -> None:
    async with left(sql("SELECT nextval(seqrelid) FROM pg_sequence")):
        pass
    async with fresh_database() as dsn, connected(dsn) as connection:
        started = await connection.fetch("SELECT seqstart, nextval(seqrelid) FROM pg_sequence")
        assert started and all(start == first for start, first in started)


async def test_nothing_that_is_gone_stands_in_the_files_any_more() -> None:
    async with left(sql(AN_OFFICE, ITS_QUEUE, "UPDATE retention_rule SET days = days + 1")):
        pass
    async with fresh_database() as dsn, connected(dsn) as connection:
        for table, pages in (("office", 0), ("queue_policy", 0), ("retention_rule", 1)):
            assert await connection.fetchval(f"SELECT pg_relation_size('{table}') / 8192") == pages
        places = await connection.fetch("SELECT ctid::text AS place FROM retention_rule ORDER BY ctid")
        assert [record[0] for record in places] == [f"(0,{n + 1})" for n in range(len(places))]


async def test_two_databases_at_once_are_two() -> None:
    async with fresh_database() as one, fresh_database() as two:
        assert await identity(one) != await identity(two)
        async with connected(one) as connection:
            await connection.execute(AN_OFFICE)
        async with connected(two) as connection:
            assert await connection.fetchval("SELECT count(*) FROM office") == 0


async def test_a_database_is_as_new_after_its_server_has_crashed() -> None:
    async with fresh_database() as dsn:
        before = await everything(dsn)
        async with connected(dsn) as connection:
            await connection.execute(AN_OFFICE)
        server().stop()
    async with fresh_database() as dsn:
        assert await everything(dsn) == before


async def test_engines_keep_no_listener_and_no_connection_of_a_test_before() -> None:
    heard: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    async with fresh_database() as dsn:
        async with engine_for(dsn) as engine, engine.connect() as connection:
            event.listen(engine.sync_engine, "before_cursor_execute", note)
            await connection.execute(text("SET work_mem = '1MB'"))
            first = await connection.scalar(text("SELECT pg_backend_pid()"))
        async with engine_for(dsn) as engine, engine.connect() as connection:
            heard.clear()
            assert await connection.scalar(text("SELECT pg_backend_pid()")) != first
            assert await connection.scalar(text("SHOW work_mem")) != "1MB"
            assert not heard

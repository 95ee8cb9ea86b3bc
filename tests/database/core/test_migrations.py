"""A database of an earlier release is brought to the present schema with everything in it.

`release_0_2_0.sql.gz` is a database of release 0.2.0, as pg_dump wrote it: made-up people, a call and its facts.
From then on migrations are for ever.
"""

import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from anyio import to_thread
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.migrate import SchemaNotKnown, config, upgrade
from core.db.tables import Base
from tests.support.database.postgres import engine_for, fresh_database, server

pytestmark = pytest.mark.anyio

BASELINE = "0022"
STORED = Path(__file__).with_name("release_0_2_0.sql.gz")


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


async def rows_of(engine: AsyncEngine) -> dict[str, int]:
    """How many rows each table has that has any."""
    async with engine.connect() as connection:
        counts = {
            name: await connection.scalar(text(f"SELECT count(*) FROM {name}"))
            for name in await connection.scalars(
                text("SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public'")
            )
        }
    return {name: count for name, count in counts.items() if count and name != "alembic_version"}


@pytest.fixture
async def stored() -> AsyncIterator[str]:
    """A database of release 0.2.0."""
    running = await to_thread.run_sync(server)
    main = running.dsn("postgres").replace("+asyncpg", "")
    connection = await asyncpg.connect(main)
    await connection.execute("CREATE DATABASE stored TEMPLATE template0")
    try:
        own = await asyncpg.connect(running.dsn("stored").replace("+asyncpg", ""))
        await own.execute(gzip.decompress(STORED.read_bytes()).decode("utf-8"))
        await own.close()
        yield running.dsn("stored")
    finally:
        await connection.execute("DROP DATABASE stored WITH (FORCE)")
        await connection.close()


async def test_the_migrations_make_the_tables_that_the_code_knows() -> None:
    async with fresh_database() as dsn, engine_for(dsn) as engine, engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_database_of_release_0_2_0_comes_to_the_present_schema_with_its_rows(stored: str) -> None:
    async with engine_for(stored) as engine:
        before = await rows_of(engine)
        assert {"office", "account", "client", "card", "call", "event", "contact"} <= set(before)
        await to_thread.run_sync(upgrade, stored)
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
            facts = await connection.scalar(text("SELECT count(*) FROM event WHERE call_id = 'call-1'"))
        after = await rows_of(engine)
    assert facts
    fewer = {name for name, count in before.items() if after.get(name, 0) < count}
    assert fewer == {"fact_sealing"}  # facts are sealed when they are written, and only so


async def test_a_database_with_facts_that_nobody_would_seal_is_refused_and_stays_as_it_is(stored: str) -> None:
    clear = {"type": "CallStarted", "caller_number": "601202303"}
    async with engine_for(stored) as engine:
        async with engine.begin() as connection:
            values = {"id": "event-clear", "type": "CallStarted", "call": "call-clear", "data": json.dumps(clear)}
            await connection.execute(text(_WRITE_CLEAR), values)
        before = await rows_of(engine)
        with pytest.raises(SchemaNotKnown, match=r"start release 0\.2\.0 once"):
            await to_thread.run_sync(upgrade, stored)
        assert await rows_of(engine) == before


_WRITE_CLEAR = """
INSERT INTO event (id, type, call_id, at, data) VALUES (:id, :type, :call, now(), CAST(:data AS jsonb))
"""


@pytest.mark.parametrize("revision", ["0017", "9999"])
async def test_a_database_of_a_release_that_is_not_known_is_refused_and_stays_as_it_is(
    stored: str, revision: str
) -> None:
    async with engine_for(stored) as engine:
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
        before = await rows_of(engine)
        with pytest.raises(SchemaNotKnown, match=r"last release before 0\.2\.0"):
            await to_thread.run_sync(upgrade, stored)
        assert await rows_of(engine) == before


def test_every_migration_follows_the_baseline() -> None:
    script = ScriptDirectory.from_config(config("postgresql+asyncpg://nowhere"))
    assert [each.revision for each in script.walk_revisions()][-1] == BASELINE
    assert len(script.get_heads()) == 1

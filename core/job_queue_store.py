# ruff: noqa: S608 - put together of a name that stands in core.job_names, never of what anybody has given
"""Work for the process `jobs`: any process may ask for it, in the transaction of what the work is about.

The queue is pgqueuer's, in a schema of its own. It keeps the text of an error that leaves a job, so no job of ours
lets one out that may quote data (`jobs.work`).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import asyncpg
from pgqueuer import Queries
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.db import AsyncpgDriver
from pgqueuer.domain.settings import DBSettings
from pgqueuer.ports.driver import Driver
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.job_names import CHANNEL, SCHEMA, JobName

Pool: TypeAlias = "asyncpg.Pool[Any]"  # generic for the type checker only


def job_queries(driver: Driver) -> Queries:
    """The library's questions, put to our schema."""
    settings = DBSettings(db_schema=SCHEMA, channel=CHANNEL)
    return Queries(
        driver,
        qbe=QueryBuilderEnvironment(settings),
        qbq=QueryQueueBuilder(settings),
        qbs=QuerySchedulerBuilder(settings),
    )


_WAITS = text(
    f"SELECT id FROM {SCHEMA}.pgqueuer WHERE entrypoint = :name AND payload = :about AND status = 'queued' "
    "LIMIT 1 FOR SHARE SKIP LOCKED"  # whoever does the work leaves it until the asker's transaction has ended
)
_STANDS = text(
    f"SELECT id FROM {SCHEMA}.pgqueuer WHERE entrypoint = :name AND payload = :about "
    "AND status IN ('queued', 'picked') LIMIT 1"
)


async def ask_for_job(connection: AsyncConnection, name: JobName, about: str) -> None:
    """Once the transaction is committed, the job is done as soon as there is a process for it.

    The same that waits already is not asked for twice: it will see what this transaction writes. One that is under
    way may have looked before, so it is done once more after it.
    """
    await _ask_unless(_WAITS, connection, name, about)


async def put_back_job(connection: AsyncConnection, name: JobName, about: str) -> None:
    """Ask for a job that may have lost its place in the queue; not if it waits or is under way."""
    await _ask_unless(_STANDS, connection, name, about)


async def _ask_unless(there: TextClause, connection: AsyncConnection, name: JobName, about: str) -> None:
    payload = about.encode()
    found = await connection.execute(there, {"name": name, "about": payload})
    if found.first() is None:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        await job_queries(AsyncpgDriver(raw)).enqueue(name, payload)


@asynccontextmanager
async def job_pool(dsn: str) -> AsyncIterator[Pool]:
    """Connections for the process that does the work: one listens, the others ask."""
    plain = dsn.replace("postgresql+asyncpg://", "postgresql://")
    async with asyncpg.create_pool(plain, min_size=2, max_size=4, timeout=5, command_timeout=30) as pool:
        yield pool

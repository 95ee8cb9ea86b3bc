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
from sqlalchemy import select
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


async def ask_for_job(connection: AsyncConnection, name: JobName, about: str) -> None:
    """Once the transaction is committed, the job is done as soon as there is a process for it. The same that
    waits or is under way already is not asked for twice."""
    await connection.execute(select(1))  # the transaction begins with its first statement
    raw: Any = (await connection.get_raw_connection()).driver_connection
    await job_queries(AsyncpgDriver(raw)).enqueue(
        name, about.encode(), dedupe_key=f"{name}:{about}", on_conflict="skip"
    )


@asynccontextmanager
async def job_pool(dsn: str) -> AsyncIterator[Pool]:
    """Connections for the process that does the work: one listens, the others ask."""
    plain = dsn.replace("postgresql+asyncpg://", "postgresql://")
    async with asyncpg.create_pool(plain, min_size=2, max_size=4, timeout=5, command_timeout=30) as pool:
        yield pool

"""The queue as the process that does the work sees it: the library, pointed at our schema.

It keeps the text of an error that leaves a job, so no job of ours lets one out that may quote data (`jobs.work`).
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
from pgqueuer.domain.settings import DBSettings
from pgqueuer.ports.driver import Driver

from core.jobs.job_names import CHANNEL, SCHEMA

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


@asynccontextmanager
async def job_pool(dsn: str) -> AsyncIterator[Pool]:
    """Connections for the process that does the work: one listens, the others ask."""
    plain = dsn.replace("postgresql+asyncpg://", "postgresql://")
    async with asyncpg.create_pool(
        plain, min_size=2, max_size=4, timeout=5, command_timeout=30, reset=_as_it_is
    ) as pool:
        yield pool


async def _as_it_is(_connection: object) -> None:
    """The library leaves nothing behind on a connection, and to reset it costs more than most of its questions."""

"""Asking the process `jobs` for work: nothing that is asked for while the same is under way is lost."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
from pgqueuer import AsyncpgPoolDriver
from pgqueuer.models import Job
from pgqueuer.ports.repository import EntrypointExecutionParameter
from pgqueuer.types import QueueEntrypoint, QueueManagerId
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.jobs.job_names import CHANNEL
from core.jobs.job_queue_store import ask_for_job, put_back_job
from jobs.job_queue import Pool, job_pool, job_queries
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio]

ONE_AT_A_TIME = {QueueEntrypoint("import"): EntrypointExecutionParameter(concurrency_limit=1)}


@pytest.fixture
async def pool(dsn: str, engine: AsyncEngine) -> AsyncIterator[Pool]:
    async with job_pool(dsn) as made:
        yield made


async def taken_up(pool: Pool) -> list[Job]:
    """What `jobs` takes up now."""
    queries = job_queries(AsyncpgPoolDriver(pool))
    return await queries.dequeue(10, ONE_AT_A_TIME, QueueManagerId(uuid4()), None, timedelta(minutes=1))


async def done(pool: Pool, job: Job) -> None:
    await job_queries(AsyncpgPoolDriver(pool)).log_jobs([(job, "successful", None)])


async def asked(engine: AsyncEngine, about: str = "run-1") -> None:
    async with engine.begin() as connection:
        await ask_for_job(connection, "import", about)


async def standing(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list(await connection.scalars(text("SELECT status::text FROM jobs.pgqueuer ORDER BY id")))


async def test_what_waits_already_is_not_asked_for_twice(engine: AsyncEngine, pool: Pool) -> None:
    await asked(engine)
    await asked(engine)
    await asked(engine, "run-2")
    assert await standing(engine) == ["queued", "queued"]


async def test_nobody_is_woken_for_what_waits_already(dsn: str, engine: AsyncEngine) -> None:
    await asked(engine)
    told: list[object] = []
    connection = await asyncpg.connect(dsn.replace("postgresql+asyncpg://", "postgresql://"))
    try:
        await connection.add_listener(CHANNEL, lambda *note: told.append(note))
        await asked(engine)
        await asked(engine, "run-2")
        await eventually(lambda: bool(told))
        assert len(told) == 1
    finally:
        await connection.close()


async def test_what_is_asked_for_while_the_same_is_under_way_is_done_after_it(
    engine: AsyncEngine, pool: Pool
) -> None:
    await asked(engine)
    [first] = await taken_up(pool)
    await asked(engine)  # such as a word that lets a quarantined import through, at the moment when it is told
    assert await taken_up(pool) == []
    await done(pool, first)
    [again] = await taken_up(pool)
    assert again.payload == first.payload and again.id != first.id


async def test_what_waits_is_not_taken_up_before_the_asker_has_written_what_it_is_about(
    engine: AsyncEngine, pool: Pool
) -> None:
    await asked(engine)
    async with engine.begin() as connection:
        await ask_for_job(connection, "import", "run-1")
        assert await taken_up(pool) == []
    assert await standing(engine) == ["queued"]
    assert len(await taken_up(pool)) == 1


async def test_what_may_have_lost_its_place_is_put_back_once(engine: AsyncEngine, pool: Pool) -> None:
    async def put_back() -> None:
        async with engine.begin() as connection:
            await put_back_job(connection, "import", "run-1")

    await put_back()
    await put_back()
    assert await standing(engine) == ["queued"]
    [job] = await taken_up(pool)
    await put_back()
    assert await standing(engine) == ["picked"]
    await done(pool, job)
    await put_back()
    assert await standing(engine) == ["queued"]

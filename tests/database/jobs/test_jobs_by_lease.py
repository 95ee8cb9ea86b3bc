"""Two machines have the process `jobs`: one of them works, the other takes over."""

import signal
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.process_tables import LeaseRow
from core.lease.lease import JOBS
from core.lease.standby_store import is_waiting
from tests.support.centres.installation_secrets import write_secrets
from tests.support.centres.jobs_process import Start, jobs_over
from tests.support.timing.eventually import LONG, eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]


@pytest.fixture
def started(dsn: str, tmp_path: Path) -> Iterator[Start]:
    write_secrets(tmp_path)
    with jobs_over(tmp_path, dsn) as start:
        yield start


async def test_one_works_and_the_other_one_does_when_the_first_is_asked_to_end(
    engine: AsyncEngine, started: Start, tmp_path: Path
) -> None:
    async def holder() -> str | None:
        async with engine.connect() as connection:
            found: str | None = await connection.scalar(select(LeaseRow.holder).where(LeaseRow.name == JOBS))
            return found

    def works() -> int:
        return (tmp_path / "jobs.log").read_text().count("waiting for work")

    async def is_first() -> bool:
        return await holder() == "first" and works() == 1

    async def second_waits() -> bool:
        return await is_waiting(engine, "second", JOBS)

    async def is_second() -> bool:
        return await holder() == "second" and works() == 2

    first = started(S724_APPLICATION="first")
    await eventually(is_first, LONG)
    second = started(S724_APPLICATION="second")
    await eventually(second_waits, LONG)
    assert await is_first()
    first.send_signal(signal.SIGTERM)
    with anyio.fail_after(LONG):
        assert await anyio.to_thread.run_sync(first.wait) == 0
    began = anyio.current_time()
    await eventually(is_second, LONG)
    assert anyio.current_time() - began < 20, "it was told, and did not wait for the end of the lease"
    second.send_signal(signal.SIGTERM)

"""The process `jobs` carries out an erasure that was approved, also when it is killed in the middle of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio import to_thread
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.request_tables import ErasureRow, PersonRequestRow
from core.jobs.job_queue_store import ask_for_job
from tests.database.conftest import RunningLog
from tests.support.centres.installation_secrets import write_secrets
from tests.support.centres.jobs_process import Start, jobs_over, sign_of_life_grows_old
from tests.support.clients.erasable_person import (
    PEPPER,
    SIGNING_KEY,
    approved,
    dumped,
    found_in,
    found_in_files,
    put_everything,
)
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]


@pytest.fixture
def started(dsn: str, tmp_path: Path) -> Iterator[Start]:
    write_secrets(tmp_path, pin_pepper=PEPPER, pesel_pepper=PEPPER, export_key=SIGNING_KEY)
    with jobs_over(tmp_path, dsn) as start:
        yield start


async def test_a_kill_in_the_middle_ends_the_same_as_none(
    engine: AsyncEngine, dsn: str, running_log: RunningLog, tmp_path: Path, started: Start
) -> None:
    await put_everything(engine, running_log, tmp_path)
    request = await approved(engine)
    async with engine.begin() as connection:
        await ask_for_job(connection, "erase", request)
    first = started()

    async def has_begun() -> bool:
        async with engine.connect() as connection:
            return bool(await connection.scalar(select(func.count()).select_from(ErasureRow)))

    await eventually(has_begun, timeout=60)
    first.kill()
    first.wait()
    await sign_of_life_grows_old(engine)
    started()

    async def is_done() -> bool:
        async with engine.connect() as connection:
            query = select(PersonRequestRow.state).where(PersonRequestRow.id == request)
            return await connection.scalar(query) == "carried_out"

    await eventually(is_done, timeout=150)
    assert found_in(await to_thread.run_sync(dumped, dsn)) == set()
    assert found_in_files(tmp_path) == set(), "not in the log of the process either"

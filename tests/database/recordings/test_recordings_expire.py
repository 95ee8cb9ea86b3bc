"""The process `jobs`, as it is started, lets recordings go when their days are over, but for legal holds."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import OFFSET, SystemClock
from core.db.tables.recording_tables import RecordingKeyRow
from core.retention.retention_run_store import ask_for_run, get_run
from recordings.vault.faults import KeyDestroyed
from tests.support.centres.jobs_process import jobs_over
from tests.support.database.offices import put_offices
from tests.support.database.retained_records import OFFICES, MovedClock, hold
from tests.support.recordings.recording_setup import RecordingSetup
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

DAYS = 31


@pytest.fixture
def setup(engine: AsyncEngine, tmp_path: Path) -> RecordingSetup:
    return RecordingSetup(tmp_path / "state", engine, MovedClock(SystemClock().now()))


@pytest.fixture
def jobs(setup: RecordingSetup, dsn: str) -> Iterator[None]:
    """Its clock is a month ahead."""
    with jobs_over(setup.state, dsn) as start:
        start(**{OFFSET: str(DAYS * 86_400)})
        yield


async def test_after_31_days_a_recording_is_gone_unless_a_legal_hold_keeps_it(
    setup: RecordingSetup, engine: AsyncEngine, jobs: None
) -> None:
    await put_offices(engine, *OFFICES)
    now = setup.clock.now()
    await setup.record("rec-due", 1, at=now)
    await setup.record("rec-held", 1, at=now)
    await setup.record("rec-young", 1, at=now + timedelta(days=5))
    await hold(engine, call="call-rec-held")

    async def are_packed() -> bool:
        return set((await setup.states()).values()) == {"packed"}

    await eventually(are_packed, timeout=90)
    run = (await ask_for_run(engine, "system", now + timedelta(days=DAYS), is_dry=False)).id

    async def is_over() -> bool:
        return (await get_run(engine, run)).state == "done"

    await eventually(is_over, timeout=60)
    assert await setup.states() == {"rec-due": "expired", "rec-held": "packed", "rec-young": "packed"}
    counts = (await get_run(engine, run)).counts["recording"]
    assert (counts["rows"], counts["files"], counts["held"]) == (1, 1, 1)
    assert {Path(name).stem for name in setup.files()} == {"rec-held", "rec-young"}
    assert ("expired", "rec-due") in await setup.log()
    with pytest.raises(KeyDestroyed):
        await setup.reader.open("rec-due")
    async with engine.connect() as connection:
        row = RecordingKeyRow
        assert await connection.scalar(select(row.wrapped).where(row.recording_id == "rec-due")) is None
    assert await setup.is_heard("rec-held") and await setup.is_heard("rec-young")

"""Retention by the process `jobs` as it is started, with its clock moved: it goes on after a kill."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import anyio
import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import OFFSET, SystemClock
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.recording_tables import RecordingRow
from core.retention.retention_run_store import ask_for_run, get_run
from tests.support.centres.forked import Process
from tests.support.centres.installation_secrets import write_secrets
from tests.support.centres.jobs_process import jobs_over, sign_of_life_grows_old
from tests.support.database.offices import put_offices
from tests.support.database.retained_records import NUMBER, OFFICES, files_of, put_things, remains, roots_in
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

CALLS = 20_000
FILES = 2_000
StartAhead = Callable[[float], Process]


@pytest.fixture
def started(dsn: str, tmp_path: Path) -> Iterator[StartAhead]:
    """Starts the process; its clock is so many days ahead."""
    write_secrets(tmp_path)
    with jobs_over(tmp_path, dsn) as start:
        yield lambda days: start(**{OFFSET: str(days * 86_400)})


async def _asked(engine: AsyncEngine, days: float) -> str:
    return (await ask_for_run(engine, "system", SystemClock().now() + timedelta(days=days), is_dry=False)).id


async def _is_over(engine: AsyncEngine, run: str) -> bool:
    return (await get_run(engine, run)).state == "done"


@pytest.mark.parametrize(
    ("days", "stays"),
    [
        (32, {"voice_message", "sms", "call", "client"}),
        pytest.param(
            *(3660, set()),
            marks=pytest.mark.more(
                "ten years of days for the process; what is due after any time goes without it, too",
                "tests/database/core/test_retention.py::test_what_is_due_goes_and_what_is_not_stays",
            ),
        ),
    ],
)
async def test_what_is_due_goes_when_the_clock_of_the_process_has_moved_on(
    engine: AsyncEngine, started: StartAhead, tmp_path: Path, days: float, stays: set[str]
) -> None:
    await put_offices(engine, *OFFICES)
    await put_things(engine, roots_in(tmp_path), "zofia", SystemClock().now())
    started(days)

    async def is_chained() -> bool:
        async with engine.connect() as connection:
            return bool(await connection.scalar(text("SELECT count(DISTINCT log) = 3 FROM log_block")))

    await eventually(is_chained, timeout=60)
    run = await _asked(engine, days)

    async def is_over() -> bool:
        return await _is_over(engine, run)

    await eventually(is_over, timeout=60)
    async with engine.connect() as connection:
        left = {table for table, names in (await remains(connection)).items() if "zofia" in names}
    assert left >= stays and "recording" not in left
    assert left == set() or stays
    assert "recordings/2026/11/zofia.wav" not in files_of(roots_in(tmp_path))


@pytest.mark.timeout(400)
async def test_killed_in_the_middle_it_goes_on_and_counts_nothing_twice(
    engine: AsyncEngine, started: StartAhead, tmp_path: Path
) -> None:
    await _put_many(engine, tmp_path)
    run = await _asked(engine, 400)
    kills = 0
    while not await _is_over(engine, run):
        process = started(400)
        before = (await get_run(engine, run)).counts

        async def has_done_some(known: dict[str, object] = before) -> bool:
            now = await get_run(engine, run)
            return now.counts != known or now.state == "done"

        await eventually(has_done_some, timeout=150)
        if kills == 2:
            break
        process.kill()
        await anyio.to_thread.run_sync(process.wait)
        await sign_of_life_grows_old(engine)
        kills += 1

    async def is_over() -> bool:
        return await _is_over(engine, run)

    await eventually(is_over, timeout=150)
    done = await get_run(engine, run)
    assert kills == 2
    assert (done.state, done.pending) == ("done", [])
    assert (done.counts["recording"]["rows"], done.counts["recording"]["files"]) == (FILES, FILES)
    assert done.counts["call_personal"]["rows"] == CALLS
    assert files_of(roots_in(tmp_path)) - {"secrets.json", "jobs.log", "erasures.json"} == set()
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(CallRow)) == CALLS
        left = select(func.count()).where(CallRow.caller_number != "")
        assert await connection.scalar(left) == 0


async def _put_many(engine: AsyncEngine, folder: Path) -> None:
    await put_offices(engine, *OFFICES)
    now = SystemClock().now()
    calls = [
        {
            "id": f"call-{n}",
            "dialled_number": "9510",
            "caller_number": NUMBER,
            "started_at": now - timedelta(seconds=n),
            "office": OFFICES[n % 2],
        }
        for n in range(CALLS)
    ]
    recordings = [
        {"id": f"rec-{n}", "call_id": f"call-{n}", "file": f"2026/{n}.wav", "state": "closed", "started_at": now}
        for n in range(FILES)
    ]
    async with engine.begin() as connection:
        for first in range(0, CALLS, 10_000):
            await connection.execute(insert(CallRow), calls[first : first + 10_000])
        await connection.execute(insert(RecordingRow), recordings)
    sounds = roots_in(folder).recordings / "2026"

    def write() -> None:
        sounds.mkdir(parents=True)
        for n in range(FILES):
            (sounds / f"{n}.wav").write_bytes(b"RIFF")

    await anyio.to_thread.run_sync(write)

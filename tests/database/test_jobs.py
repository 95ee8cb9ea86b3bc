"""The process `jobs`, as it is started: it takes work up, survives a kill, and goes when it is told to."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import anyio
import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.exporting.batch_file import new_signing_key
from clients.importing.asking_store import ask_for_import
from clients.importing.run_store import get_run
from core.db.person_tables import Client
from core.db.tables import Office
from core.job_queue_store import ask_for_job
from core.secret_box import new_identity
from ops.extracts import write_extracts
from ops.paths import PROJECT
from tests.support.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PEOPLE = 3000


@pytest.fixture
async def state(engine: AsyncEngine, tmp_path: Path) -> Path:
    """A state folder with secrets, and extracts of every office."""
    made = {
        "ari_password": "-",
        "pin_pepper": "p" * 40,
        "pesel_pepper": "p" * 40,
        "pesel_key": new_identity(),
        "export_key": new_signing_key(),
    }
    (tmp_path / "secrets.json").write_text(json.dumps(made))
    written = write_extracts(tmp_path / "imports", PEOPLE, AT)
    async with engine.begin() as connection:
        for source in written:
            office = source.partition("/")[0]
            names = dict.fromkeys(("name", "seat", "locative", "genitive"), office)
            given = {"code": office, "area_code": "85", "postal_code": "15-000", "is_province": False}
            await connection.execute(insert(Office).values({**names, **given}))
    return tmp_path


Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
async def started(dsn: str, state: Path) -> AsyncIterator[Start]:
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = {"S724_STATE_DIR": str(state), "S724_DATABASE_URL": dsn}
        with (state / "jobs.log").open("ab") as out:
            made = subprocess.Popen(
                [sys.executable, "-m", "jobs"],
                cwd=PROJECT,
                env={**_inherited(), **environment},
                stdout=out,
                stderr=out,
            )
        running.append(made)
        return made

    yield start
    for process in running:
        process.kill()
        process.wait()


def _inherited() -> dict[str, str]:
    return dict(os.environ)


def _biggest(state: Path) -> str:
    folders = sorted(state.glob("imports/*/*"), key=lambda folder: (folder / "person.csv").stat().st_size)
    return f"{folders[-1].parent.name}/{folders[-1].name}"


async def _asked(engine: AsyncEngine, state: Path) -> str:
    return await ask_for_import(engine, state / "imports", _biggest(state), bool, "kierownik", AT)


async def _state_of(engine: AsyncEngine, run: str) -> str:
    return str((await get_run(engine, run)).state)


async def _people(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(Client)) or 0


async def test_work_is_done_as_soon_as_it_is_asked_for(engine: AsyncEngine, state: Path, started: Start) -> None:
    process = started()
    run = await _asked(engine, state)

    async def is_done() -> bool:
        return await _state_of(engine, run) == "done"

    await eventually(is_done, timeout=60)
    assert await _people(engine) > 0
    process.send_signal(signal.SIGTERM)
    with anyio.fail_after(15):
        assert await anyio.to_thread.run_sync(process.wait) == 0


async def test_a_kill_in_the_middle_ends_the_same_as_none(
    engine: AsyncEngine, state: Path, started: Start
) -> None:
    run = await _asked(engine, state)
    first = started()

    async def is_at_work() -> bool:
        return await _state_of(engine, run) in ("reading", "checking", "writing")

    await eventually(is_at_work, timeout=60)
    first.kill()
    first.wait()
    assert await _people(engine) in (0, (await get_run(engine, run)).counts.get("person", {}).get("new", 0))
    started()

    async def is_done() -> bool:
        return await _state_of(engine, run) == "done"

    await eventually(is_done, timeout=90)
    counts = (await get_run(engine, run)).counts["person"]
    assert counts["new"] == counts["read"] == await _people(engine)


async def test_a_stop_in_the_middle_puts_the_work_back(engine: AsyncEngine, state: Path, started: Start) -> None:
    run = await _asked(engine, state)
    first = started()

    async def is_at_work() -> bool:
        return await _state_of(engine, run) in ("reading", "checking", "writing", "done")

    await eventually(is_at_work, timeout=60)
    first.send_signal(signal.SIGTERM)
    with anyio.fail_after(15):
        assert await anyio.to_thread.run_sync(first.wait) == 0
    started()

    async def is_done() -> bool:
        return await _state_of(engine, run) == "done"

    await eventually(is_done, timeout=60)


async def test_files_for_the_offices_are_made_when_somebody_asks(
    engine: AsyncEngine, state: Path, started: Start
) -> None:
    started()
    async with engine.begin() as connection:
        await ask_for_job(connection, "export", "now")

    async def is_there() -> bool:
        return (state / "exports" / "public-key.pem").is_file()

    await eventually(is_there, timeout=60)

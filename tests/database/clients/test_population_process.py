"""`python -m ops.commands.population`: killed in the middle and started again it comes to the same end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.population.population_store import BATCH, client_id
from core.db.tables.client_tables import RegistrationRow
from core.db.tables.person_tables import Client
from ops.install.secrets import Secrets
from ops.paths import PROJECT
from tests.support.database.offices import put_shipped_offices
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

SIZE = 12 * BATCH


@pytest.fixture(autouse=True)
async def _offices(engine: AsyncEngine, tmp_path: Path) -> None:
    Secrets.load(tmp_path)
    await put_shipped_offices(engine)


def begun(dsn: str, state: Path) -> "subprocess.Popen[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("S724_")}
    own = {"S724_STATE_DIR": str(state), "S724_DATABASE_URL": dsn, "S724_POPULATION": str(SIZE)}
    return subprocess.Popen(
        [sys.executable, "-m", "ops.commands.population"],
        cwd=PROJECT,
        env={**clean, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


async def people(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(Client)) or 0)


async def test_killed_in_the_middle_it_leaves_nobody_half_and_goes_on_at_the_next_start(
    engine: AsyncEngine, dsn: str, tmp_path: Path
) -> None:
    first = begun(dsn, tmp_path)

    async def has_begun() -> bool:
        return await people(engine) > 0

    try:
        await eventually(has_begun, 60, 0.02)
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()
    there = await people(engine)
    assert there % BATCH == 0
    assert 0 < there < SIZE, "it was killed in the middle"
    second = begun(dsn, tmp_path)
    told, _ = second.communicate(timeout=120)
    assert second.returncode == 0, told
    assert f"{SIZE - there} clients were made up." in told
    async with engine.connect() as connection:
        ids = (await connection.scalars(select(Client.id).order_by(Client.id))).all()
        registered = exists().where(RegistrationRow.client_id == Client.id)
        without = await connection.scalar(select(func.count()).select_from(Client).where(~registered))
    assert list(ids) == [client_id(number) for number in range(SIZE)]
    assert without == 0


async def test_a_database_that_is_away_is_told_in_one_line(tmp_path: Path) -> None:
    process = begun("postgresql+asyncpg://nobody@127.0.0.1:1/nothing", tmp_path)
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in told
    assert len(told.strip().splitlines()) == 1

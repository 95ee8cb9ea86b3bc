"""What is left of the erased in the database's own files: measured, and made certain."""

import subprocess
from pathlib import Path

import pytest
from anyio import to_thread
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.erasure.carrying_out_store import is_to_be_wiped, wipe_files
from tests.database.conftest import RunningLog
from tests.support.clients.erasable_person import LATER, OF_ANNA, approved, erasures, put_everything
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

WORDS = [OF_ANNA["first_name"], OF_ANNA["email"], "notatka o Genowefie", "powód: Genowefa pyta"]


def _found(folder: Path, words: list[str]) -> set[str]:
    """Which words stand in any file below the folder, in what is free there, too."""
    arguments = [part for word in words for part in ("-e", word)]
    done = subprocess.run(
        ["grep", "-raoFh", *arguments, str(folder)], capture_output=True, text=True, errors="replace", check=False
    )
    return set(done.stdout.splitlines())


async def test_after_the_wipe_neither_tables_nor_log_hold_a_word_of_the_erased(
    engine: AsyncEngine, running_log: RunningLog, tmp_path: Path
) -> None:
    await put_everything(engine, running_log, tmp_path)
    async with engine.connect() as connection:
        data = Path(str(await connection.scalar(text("SHOW data_directory"))))
        number = await connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("CHECKPOINT"))
    tables, written_ahead = data / "base" / str(number), data / "pg_wal"
    assert await to_thread.run_sync(_found, tables, WORDS) == set(WORDS)
    assert await to_thread.run_sync(_found, written_ahead, WORDS) == set(WORDS)
    await erasures(engine, tmp_path, StandingClock(LATER)).run(await approved(engine))
    assert await wipe_files(engine, LATER)
    assert not await is_to_be_wiped(engine)
    assert await to_thread.run_sync(_found, tables, WORDS) == set()
    assert await to_thread.run_sync(_found, written_ahead, WORDS) == set()

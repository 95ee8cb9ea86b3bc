"""A new key of the installation wraps all keys of recordings: beside whoever packs and reads, and after a kill."""

import json
import os
from functools import partial
from pathlib import Path

import pytest
from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.recording_tables import RecordingKeyRow
from core.settings import Settings
from ops.commands.rotate_recording_key import rotate
from ops.console import Failed
from recordings.vault import key_store
from recordings.vault.destroying import destroy
from recordings.vault.faults import WrongKey
from recordings.vault.keys import InstallationKeys, key_id, new_installation_key
from tests.support.centres import forked
from tests.support.centres.installation_secrets import write_secrets
from tests.support.recordings.recording_setup import RecordingSetup

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

COUNT = 7


@pytest.fixture
async def setup(engine: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RecordingSetup:
    monkeypatch.setattr(key_store, "BATCH", 2)
    made = RecordingSetup(tmp_path / "state", engine)
    for number in range(COUNT):
        await made.record(f"rec-{number}", 0.2)
    await made.packing.sweep()
    return made


def settings_of(setup: RecordingSetup, dsn: str) -> Settings:
    return Settings(state_dir=setup.state, database_url=dsn)


def secrets_of(setup: RecordingSetup) -> dict[str, object]:
    found: dict[str, object] = json.loads((setup.state / "secrets.json").read_text())
    return found


async def wrapped_by(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.scalars(select(RecordingKeyRow.installation_key)))


async def are_heard(setup: RecordingSetup) -> bool:
    return all([await setup.is_heard(name) for name in setup.sounds])


async def test_all_keys_are_wrapped_anew_and_every_recording_is_heard_all_the_time(
    setup: RecordingSetup, dsn: str, engine: AsyncEngine
) -> None:
    before = str(secrets_of(setup)["recording_key"])
    reader = setup.reader  # of a process that began before
    assert await to_thread.run_sync(rotate, settings_of(setup, dsn)) == COUNT
    after = str(secrets_of(setup)["recording_key"])
    assert after != before and "recording_keys_old" not in secrets_of(setup)
    assert await wrapped_by(engine) == {key_id(after)}
    assert (await reader.open("rec-0")).seconds == pytest.approx(0.2)
    assert await are_heard(setup)
    await setup.record("rec-new", 0.2)
    await setup.packing.sweep()
    assert await wrapped_by(engine) == {key_id(after)}
    write_secrets(setup.state, recording_key=before)
    with pytest.raises(WrongKey):
        await setup.reader.open("rec-0")


@pytest.mark.parametrize("batches", [0, 1, 3, 4])
async def test_killed_in_the_middle_everything_is_heard_and_the_same_command_goes_on(
    setup: RecordingSetup, dsn: str, engine: AsyncEngine, batches: int
) -> None:
    """A real process, killed with SIGKILL when so many batches stand."""
    program = "tests.support.recordings.kill_while_rotating"
    done = await to_thread.run_sync(
        partial(forked.run, program, str(batches), str(setup.state), dsn, environment=os.environ)
    )
    assert done.returncode == -9, done.stderr
    present = secrets_of(setup)["recording_key"]
    assert secrets_of(setup)["recording_keys_old"]
    assert await are_heard(setup)
    await setup.record("rec-meanwhile", 0.2)
    await setup.packing.sweep()
    await to_thread.run_sync(rotate, settings_of(setup, dsn))
    assert secrets_of(setup)["recording_key"] == present, "no other key was made"
    assert "recording_keys_old" not in secrets_of(setup)
    assert len(await wrapped_by(engine)) == 1 and await are_heard(setup)


async def test_keys_that_are_wrapped_by_a_lost_key_are_told_and_left(
    setup: RecordingSetup, dsn: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = str(secrets_of(setup)["recording_key"])
    write_secrets(setup.state, recording_key=new_installation_key())
    await setup.record("rec-new", 0.2)
    await setup.packing.sweep()
    assert await to_thread.run_sync(rotate, settings_of(setup, dsn)) == 1
    assert f"{COUNT} are wrapped by the key {key_id(lost)}" in capsys.readouterr().out
    assert await setup.is_heard("rec-new")


async def test_a_database_that_is_away_takes_no_key_away(setup: RecordingSetup, tmp_path: Path) -> None:
    away = "postgresql+asyncpg://nobody@127.0.0.1:9/none"
    with pytest.raises(Failed, match="does not answer"):
        await to_thread.run_sync(rotate, settings_of(setup, away))
    assert secrets_of(setup)["recording_keys_old"] and await are_heard(setup)


async def test_what_is_destroyed_is_not_wrapped_again(setup: RecordingSetup, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await destroy(connection, ["rec-0"], by="k", why="ordered", state="destroyed", now=setup.clock.now())
    old, new = str(secrets_of(setup)["recording_key"]), new_installation_key()

    async def finish() -> None:
        write_secrets(setup.state, recording_key=new)

    assert await key_store.wrap_anew(engine, InstallationKeys(new, [old]), finish) == COUNT - 1
    async with engine.connect() as connection:
        row = RecordingKeyRow
        assert await connection.scalar(select(row.wrapped).where(row.recording_id == "rec-0")) is None

"""A new key of the installation wraps all keys of recordings: beside whoever packs and reads, and after a kill."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.recording_tables import RecordingKeyRow
from core.settings import Settings
from ops.commands.rotate_recording_key import rotate
from ops.console import Failed
from ops.paths import PROJECT
from recordings.vault import key_store
from recordings.vault.destroying import destroy
from recordings.vault.faults import WrongKey
from recordings.vault.keys import InstallationKeys, key_id, new_installation_key
from tests.support.secrets import write_secrets
from tests.support.vault import VaultHouse

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

COUNT = 7


@pytest.fixture
async def house(engine: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VaultHouse:
    monkeypatch.setattr(key_store, "BATCH", 2)
    made = VaultHouse(tmp_path / "state", engine)
    for number in range(COUNT):
        await made.record(f"rec-{number}", 0.2)
    await made.packing.sweep()
    return made


def settings_of(house: VaultHouse, dsn: str) -> Settings:
    return Settings(state_dir=house.state, database_url=dsn)


def secrets_of(house: VaultHouse) -> dict[str, object]:
    found: dict[str, object] = json.loads((house.state / "secrets.json").read_text())
    return found


async def wrapped_by(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.scalars(select(RecordingKeyRow.installation_key)))


async def are_heard(house: VaultHouse) -> bool:
    return all([await house.is_heard(name) for name in house.sounds])


async def test_all_keys_are_wrapped_anew_and_every_recording_is_heard_all_the_time(
    house: VaultHouse, dsn: str, engine: AsyncEngine
) -> None:
    before = str(secrets_of(house)["recording_key"])
    reader = house.reader  # of a process that began before
    assert await to_thread.run_sync(rotate, settings_of(house, dsn)) == COUNT
    after = str(secrets_of(house)["recording_key"])
    assert after != before and "recording_keys_old" not in secrets_of(house)
    assert await wrapped_by(engine) == {key_id(after)}
    assert (await reader.open("rec-0")).seconds == pytest.approx(0.2)
    assert await are_heard(house)
    await house.record("rec-new", 0.2)
    await house.packing.sweep()
    assert await wrapped_by(engine) == {key_id(after)}
    write_secrets(house.state, recording_key=before)
    with pytest.raises(WrongKey):
        await house.reader.open("rec-0")


@pytest.mark.parametrize("batches", [0, 1, 3, 4])
async def test_killed_in_the_middle_everything_is_heard_and_the_same_command_goes_on(
    house: VaultHouse, dsn: str, engine: AsyncEngine, batches: int
) -> None:
    """A real process, killed with SIGKILL when so many batches stand."""
    program = (
        "import os, signal, sys\n"
        "from recordings.vault import key_store\n"
        "key_store.BATCH, left, work = 2, int(sys.argv[1]), key_store._wrap_batch\n"
        "async def batch(*given):\n"
        "    global left\n"
        "    if left == 0: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    left -= 1\n"
        "    return await work(*given)\n"
        "key_store._wrap_batch = batch\n"
        "from ops.commands.rotate_recording_key import rotate\n"
        "from core.settings import Settings\n"
        "rotate(Settings(state_dir=sys.argv[2], database_url=sys.argv[3]))\n"
    )
    command = [sys.executable, "-c", program, str(batches), str(house.state), dsn]
    done = await to_thread.run_sync(lambda: subprocess.run(command, cwd=PROJECT, capture_output=True, check=False))
    assert done.returncode == -9, done.stderr
    present = secrets_of(house)["recording_key"]
    assert secrets_of(house)["recording_keys_old"]
    assert await are_heard(house)
    await house.record("rec-meanwhile", 0.2)
    await house.packing.sweep()
    await to_thread.run_sync(rotate, settings_of(house, dsn))
    assert secrets_of(house)["recording_key"] == present, "no other key was made"
    assert "recording_keys_old" not in secrets_of(house)
    assert len(await wrapped_by(engine)) == 1 and await are_heard(house)


async def test_keys_that_are_wrapped_by_a_lost_key_are_told_and_left(
    house: VaultHouse, dsn: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = str(secrets_of(house)["recording_key"])
    write_secrets(house.state, recording_key=new_installation_key())
    await house.record("rec-new", 0.2)
    await house.packing.sweep()
    assert await to_thread.run_sync(rotate, settings_of(house, dsn)) == 1
    assert f"{COUNT} are wrapped by the key {key_id(lost)}" in capsys.readouterr().out
    assert await house.is_heard("rec-new")


async def test_a_database_that_is_away_takes_no_key_away(house: VaultHouse, tmp_path: Path) -> None:
    away = "postgresql+asyncpg://nobody@127.0.0.1:9/none"
    with pytest.raises(Failed, match="does not answer"):
        await to_thread.run_sync(rotate, settings_of(house, away))
    assert secrets_of(house)["recording_keys_old"] and await are_heard(house)


async def test_what_is_destroyed_is_not_wrapped_again(house: VaultHouse, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await destroy(connection, ["rec-0"], by="k", why="ordered", state="destroyed", now=house.clock.now())
    old, new = str(secrets_of(house)["recording_key"]), new_installation_key()

    async def finish() -> None:
        write_secrets(house.state, recording_key=new)

    assert await key_store.wrap_anew(engine, InstallationKeys(new, [old]), finish) == COUNT - 1
    async with engine.connect() as connection:
        row = RecordingKeyRow
        assert await connection.scalar(select(row.wrapped).where(row.recording_id == "rec-0")) is None

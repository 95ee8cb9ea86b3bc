"""A destroyed recording is nowhere any more: no byte of it can be played, whoever searches wherever."""

import json
from datetime import timedelta
from functools import partial
from pathlib import Path

import anyio
import pyrage
import pytest
from anyio import to_thread
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.tables.recording_tables import RecordingFileRow, RecordingKeyRow, RecordingRow
from core.settings import Settings
from ops import ports
from ops.commands import backup as backup_module
from ops.commands.backup import make_key, save
from ops.commands.restore import database, restore
from recordings.vault import packing as packing_module
from recordings.vault.destroying import destroy, leftovers, remove, wipe
from recordings.vault.faults import KeyDestroyed
from recordings.vault.objects.object_store import LocalStore
from tests.support.clients.erasable_person import dumped
from tests.support.database.postgres import engine_for
from tests.support.recordings.recording_setup import RecordingSetup, files_with, fragments
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]


@pytest.fixture
def setup(engine: AsyncEngine, tmp_path: Path) -> RecordingSetup:
    return RecordingSetup(tmp_path / "state", engine)


async def destroyed(setup: RecordingSetup, name: str = "rec-1") -> None:
    """As the office orders it; what is left is removed by the process `jobs`."""
    async with setup.engine.begin() as connection:
        await destroy(connection, [name], by="k-1", why="withdrawn", state="destroyed", now=setup.clock.now())


async def _files_of_the_server(engine: AsyncEngine) -> list[Path]:
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("CHECKPOINT"))
        data = Path(str(await connection.scalar(text("SHOW data_directory"))))
        number = await connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    return [data / "base" / str(number), data / "pg_wal"]


async def test_no_playable_byte_is_left_on_disk_in_database_log_or_a_later_backup(
    setup: RecordingSetup, dsn: str, tmp_path: Path
) -> None:
    await setup.record("rec-1", 60)
    await setup.record("rec-2", 1)
    sound = fragments(setup.sounds["rec-1"])
    assert files_with(setup.state, sound) == {"recordings/2026/11/24/rec-1.wav"}
    await setup.packing.sweep()
    opened = await setup.reader.open("rec-1")
    flac = await opened.read(0, opened.clear_size)
    sealed = (setup.folder / "2026/11/24/rec-1.s724").read_bytes()
    async with setup.engine.connect() as connection:
        row = RecordingKeyRow
        wrapped = bytes(await connection.scalar(select(row.wrapped).where(row.recording_id == "rec-1")) or b"")
        curve = bytes(await connection.scalar(select(RecordingFileRow.waveform).limit(1)) or b"")
    key = (await setup.ring.now()).unwrap("rec-1", opened.file.installation_key, wrapped)
    playable = [*fragments(setup.sounds["rec-1"], flac), key, key.hex().encode()]
    of_key = [wrapped, wrapped[:24], curve[:24]]
    tables, written_ahead = await _files_of_the_server(setup.engine)
    assert await to_thread.run_sync(files_with, tables, of_key), "it can be found, while it is there"
    assert wrapped.hex() in await to_thread.run_sync(dumped, dsn)

    await destroyed(setup)
    with pytest.raises(KeyDestroyed, match="zniszczone"):
        await setup.reader.open("rec-1")
    packing = setup.packing
    await packing.sweep()
    await packing.wipe()

    assert setup.files() == {"2026/11/24/rec-2.s724"}
    everything = [*playable, *of_key, sealed[100:160], sealed[-60:]]
    assert await to_thread.run_sync(files_with, setup.state, everything) == set()
    for folder in (tables, written_ahead):
        assert await to_thread.run_sync(files_with, folder, everything) == set()
    text_of_all = await to_thread.run_sync(dumped, dsn)
    assert not any(part.hex() in text_of_all for part in everything)
    assert await setup.is_heard("rec-2"), "others stay"

    opened_backup = await _opened_backup(setup, dsn, tmp_path)
    assert await to_thread.run_sync(files_with, opened_backup, everything) == set()


async def _opened_backup(setup: RecordingSetup, dsn: str, folder: Path) -> Path:
    """A backup made now, with everything in it decrypted, as whoever has its key can."""
    key = folder / "backup-key"
    public = make_key(key)
    settings = Settings(state_dir=setup.state, database_url=dsn, backup_key=public)
    await to_thread.run_sync(save, settings, folder / "backups")
    identity = pyrage.x25519.Identity.from_str(key.read_text().strip())
    clear = folder / "opened"
    clear.mkdir()
    for number, file in enumerate(sorted((folder / "backups").rglob("*.age"))):
        (clear / str(number)).write_bytes(pyrage.decrypt(file.read_bytes(), [identity]))
    assert len(list(clear.iterdir())) >= 3
    return clear


async def test_an_earlier_backup_that_is_restored_brings_no_destroyed_recording_back(
    setup: RecordingSetup, dsn: str, tmp_path: Path
) -> None:
    """Neither a packed one, nor one whose clear file the backup had; another one is heard."""
    await setup.record("rec-1", 5)
    await setup.record("rec-2", 5)
    await setup.packing.sweep()
    await setup.record("rec-3", 5)
    key = tmp_path / "backup-key"
    settings = Settings(state_dir=setup.state, database_url=dsn, backup_key=make_key(key))
    backup = await to_thread.run_sync(save, settings, tmp_path / "backups")
    await destroyed(setup, "rec-1")
    await destroyed(setup, "rec-3")
    await setup.packing.sweep()
    made_at = f"{SystemClock().now():%H%M%S}"
    await eventually(lambda: f"{SystemClock().now():%H%M%S}" != made_at)  # a backup is named by its second
    await to_thread.run_sync(save, settings, tmp_path / "backups")
    assert not list((tmp_path / "backups").rglob("rec-1*")), "from the copies of earlier backups, too"
    listed = json.loads((tmp_path / "backups" / "erasures.json").read_text())
    assert len(listed["recordings"]) == 2 and "rec-1" not in json.dumps(listed)

    sip, http, ari, agi, ami = ports.free(5)
    fresh = Settings(
        state_dir=tmp_path / "new", sip_port=sip, http_port=http, ari_port=ari, agi_port=agi, ami_port=ami
    )
    await to_thread.run_sync(restore, fresh, backup, key)
    assert not list(fresh.recordings.rglob("rec-1*")) and not list(fresh.recordings.rglob("rec-3*"))
    running = database(fresh)
    await to_thread.run_sync(running.__enter__)
    try:
        async with engine_for(fresh.dsn) as engine:
            await _is_as_it_should_be(RecordingSetup.of(fresh.state, engine, setup))
    finally:
        await to_thread.run_sync(partial(running.__exit__, None, None, None))


async def _is_as_it_should_be(restored: RecordingSetup) -> None:
    assert await restored.states() == {"rec-1": "destroyed", "rec-2": "packed", "rec-3": "destroyed"}
    with pytest.raises(KeyDestroyed):
        await restored.reader.open("rec-1")
    assert await restored.is_heard("rec-2")
    async with restored.engine.connect() as connection:
        found = await connection.execute(select(RecordingKeyRow.__table__))
        wrapped = {one.recording_id: one.wrapped for one in found}
    assert wrapped["rec-1"] is None and wrapped["rec-2"] is not None and "rec-3" not in wrapped


async def test_a_recording_that_is_packed_while_a_backup_is_made_is_in_it(
    setup: RecordingSetup, dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy of the database says that it lies in clear, so the clear file is there, too."""
    await setup.record("rec-1", 5)
    key = tmp_path / "backup-key"
    settings = Settings(state_dir=setup.state, database_url=dsn, backup_key=make_key(key))
    saved = backup_module._save_recordings
    calls = []

    def after_the_copy(*given: object) -> object:
        calls.append(given)
        if len(calls) == 2:  # the database is copied
            anyio.from_thread.run(setup.packing.sweep)
        return saved(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(backup_module, "_save_recordings", after_the_copy)
    backup = await to_thread.run_sync(save, settings, tmp_path / "backups")
    assert await setup.states() == {"rec-1": "packed"}
    names = json.loads((backup / "recordings.json").read_text())["recordings"]
    assert names == ["2026/11/24/rec-1.s724", "2026/11/24/rec-1.wav"]


async def test_zeros_of_a_clear_file_that_is_being_removed_never_replace_its_copy(
    setup: RecordingSetup, dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is packed after the database was copied, which says that it lies in clear."""
    clear = await setup.record("rec-1", 5)
    sound, key = clear.read_bytes(), tmp_path / "backup-key"
    settings = Settings(state_dir=setup.state, database_url=dsn, backup_key=make_key(key))
    listed = backup_module._wrapping_keys
    asked = 0

    def overwritten_afterwards(given: Settings) -> tuple[str, ...]:
        nonlocal asked
        asked += 1
        if asked == 1:  # after the first copy of the files, before that of the database
            clear.write_bytes(bytes(len(sound)))
        return listed(given)

    monkeypatch.setattr(backup_module, "_wrapping_keys", overwritten_afterwards)
    backup = await to_thread.run_sync(save, settings, tmp_path / "backups")
    copied = backup.parent / "recordings" / "2026/11/24/rec-1.wav.age"
    identity = pyrage.x25519.Identity.from_str(key.read_text().strip().splitlines()[-1])
    assert pyrage.decrypt(copied.read_bytes(), [identity]) == sound


async def test_it_may_be_destroyed_again_and_stays_as_it_was_first(
    setup: RecordingSetup, engine: AsyncEngine
) -> None:
    await setup.record("rec-1")
    await setup.packing.sweep()
    await destroyed(setup)
    setup.clock.moves(1)
    async with engine.begin() as connection:
        again = await destroy(
            connection, ["rec-1", "rec-none"], by="system", why="rule", state="expired", now=setup.clock.now()
        )
    assert again == []
    async with engine.connect() as connection:
        row = (await connection.execute(select(RecordingRow.__table__))).one()
    assert (row.state, row.gone_by, row.gone_why) == ("destroyed", "k-1", "withdrawn")
    assert row.gone_at == setup.clock.now() - timedelta(days=1)
    assert await setup.log() == [("stored", "rec-1"), ("destroyed", "rec-1")]


async def test_a_transaction_that_is_taken_back_destroys_nothing(
    setup: RecordingSetup, engine: AsyncEngine
) -> None:
    await setup.record("rec-1")
    await setup.packing.sweep()
    async with engine.connect() as connection:
        await destroy(connection, ["rec-1"], by="k-1", why="ordered", state="destroyed", now=setup.clock.now())
        await connection.rollback()
    assert await setup.is_heard("rec-1") and await leftovers(engine) == []


async def test_files_that_cannot_be_removed_now_are_removed_later(
    setup: RecordingSetup, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await setup.record("rec-1")
    await setup.packing.sweep()
    async with engine.begin() as connection:
        left = await destroy(
            connection, ["rec-1"], by="k-1", why="ordered", state="destroyed", now=setup.clock.now()
        )

    def refused(self: LocalStore, *_: object) -> None:
        raise PermissionError(13, "refused")

    with monkeypatch.context() as context:
        context.setattr(LocalStore, "_path", refused)
        assert await remove(left, setup.folder, setup.stores) == left
        assert (await setup.packing.sweep()).removed == 0
    assert setup.files() == {"2026/11/24/rec-1.s724"}
    assert (await setup.packing.sweep()).removed == 1
    assert setup.files() == set()


async def test_files_in_a_store_that_is_given_up_keep_none_of_the_others_from_being_removed(
    setup: RecordingSetup, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of them than are removed at once."""
    monkeypatch.setattr(packing_module, "leftovers", partial(leftovers, limit=2))
    for number in range(4):
        await setup.record(f"rec-{number}", 0.1)
    await setup.packing.sweep()
    async with engine.begin() as connection:
        given_up = update(RecordingFileRow).where(RecordingFileRow.recording_id != "rec-3")
        await connection.execute(given_up.values(store="s3://given/up"))
    for number in range(4):
        await destroyed(setup, f"rec-{number}")
    assert (await setup.packing.sweep()).removed == 1
    assert setup.files() == set(), "and what may lie here goes, too"
    assert len(await leftovers(engine)) == 3


def test_a_clear_file_is_overwritten_before_it_is_removed(tmp_path: Path) -> None:
    """A second name shows what stands in the blocks of the disk."""
    file, shown = tmp_path / "rec.wav", tmp_path / "shown"
    file.write_bytes(b"sound" * 500_000)
    shown.hardlink_to(file)
    wipe(tmp_path, "rec.wav")
    assert not file.exists() and shown.read_bytes() == bytes(2_500_000)


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "recordings").mkdir()
    outside = tmp_path / "outside.wav"
    outside.write_bytes(b"another's")
    (tmp_path / "recordings" / "link.wav").symlink_to(outside)
    for name in ("../outside.wav", str(outside), "link.wav", ""):
        wipe(tmp_path / "recordings", name)
    assert outside.read_bytes() == b"another's"

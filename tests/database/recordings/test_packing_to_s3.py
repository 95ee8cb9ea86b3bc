"""Recordings go to a server that speaks S3; while it is away they wait, and then they are stored in order."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.recording_tables import RecordingFileRow, RecordingRow
from recordings.vault.destroying import destroy, leftovers, remove
from recordings.vault.faults import StoreAway
from recordings.vault.objects.s3_store import S3Store
from recordings.vault.objects.stores import Stores
from recordings.vault.packing import Swept
from tests.support.centres.jobs_process import jobs_over
from tests.support.recordings.recording_setup import RecordingSetup
from tests.support.recordings.s3_server import BUCKET, KEYS, S3Server, key_file, s3_server
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

PLACE = f"s3://{BUCKET}/wup"


@pytest.fixture
async def server() -> AsyncIterator[S3Server]:
    with s3_server() as made:
        await made.start()
        yield made


@pytest.fixture
def setup(engine: AsyncEngine, tmp_path: Path, server: S3Server) -> RecordingSetup:
    made = RecordingSetup(tmp_path / "state", engine)
    store = S3Store(
        PLACE, endpoint=server.endpoint, region="", key_file=key_file(tmp_path), answer_time=timedelta(seconds=2)
    )
    made.stores = Stores(made.stores.local, store)
    return made


async def objects(setup: RecordingSetup) -> set[str]:
    return {one.name async for one in setup.stores.current.list()}


async def test_a_recording_is_stored_there_heard_from_there_and_destroyed_there(setup: RecordingSetup) -> None:
    await setup.record("rec-1", 90)
    assert await setup.packing.sweep() == Swept(packed=1)
    assert (setup.files(), await objects(setup)) == (set(), {"2026/11/24/rec-1.s724"})
    async with setup.engine.connect() as connection:
        assert await connection.scalar(select(RecordingFileRow.store)) == PLACE
    assert await setup.is_heard("rec-1")
    async with setup.engine.begin() as connection:
        left = await destroy(
            connection, ["rec-1"], by="k-1", why="ordered", state="destroyed", now=setup.clock.now()
        )
    assert await remove(left, setup.folder, setup.stores) == []
    assert await objects(setup) == set()


async def test_recordings_of_before_stay_where_they_are_and_are_heard(setup: RecordingSetup) -> None:
    there, setup.stores = setup.stores, Stores(setup.stores.local)
    await setup.record("rec-1", 1)
    await setup.packing.sweep()
    setup.stores = there
    await setup.record("rec-2", 1)
    await setup.packing.sweep()
    assert setup.files() == {"2026/11/24/rec-1.s724"} and await objects(setup) == {"2026/11/24/rec-2.s724"}
    assert await setup.is_heard("rec-1") and await setup.is_heard("rec-2")


async def test_away_for_an_hour_recordings_are_kept_and_then_stored_in_their_order(
    setup: RecordingSetup, server: S3Server
) -> None:
    server.stop()
    packing = setup.packing
    for minute in range(6):
        await setup.record(f"rec-{minute}", 1, at=setup.clock.now())
        assert await packing.sweep() == Swept(is_away=True)
        setup.clock.moves(10 / 1440)
    assert len([name for name in setup.files() if name.endswith(".wav")]) == 6
    assert await setup.log() == []
    await server.start()
    assert await packing.sweep() == Swept(packed=6)
    assert await setup.log() == [("stored", f"rec-{minute}") for minute in range(6)]
    assert setup.files() == set() and len(await objects(setup)) == 6
    for minute in range(6):
        assert await setup.is_heard(f"rec-{minute}")


async def test_what_is_destroyed_while_it_is_away_is_removed_when_it_is_back(
    setup: RecordingSetup, server: S3Server
) -> None:
    """The key is gone at once; here the server keeps what it held, as a real one does."""
    await setup.record("rec-1", 1)
    await setup.packing.sweep()
    with server.paused():
        async with setup.engine.begin() as connection:
            await destroy(
                connection, ["rec-1"], by="k-1", why="withdrawn", state="destroyed", now=setup.clock.now()
            )
        with pytest.raises(StoreAway):
            await setup.stores.current.size("2026/11/24/rec-1.s724")
        assert len(await leftovers(setup.engine)) == 1
    assert await setup.packing.sweep() == Swept(removed=1)
    assert await objects(setup) == set() and await leftovers(setup.engine) == []
    async with setup.engine.connect() as connection:
        assert await connection.scalar(select(RecordingRow.file)) == ""


@pytest.fixture
def jobs(setup: RecordingSetup, dsn: str, server: S3Server, tmp_path: Path) -> Iterator[Path]:
    """The process with the settings of an administrator; yields its log."""
    given = {
        "S724_RECORDINGS_STORE": PLACE,
        "S724_S3_ENDPOINT": server.endpoint,
        "S724_S3_KEY_FILE": str(key_file(tmp_path)),
        "S724_LOG_LEVEL": "DEBUG",
    }
    with jobs_over(setup.state, dsn) as start:
        start(**given)
        yield setup.state / "jobs.log"


async def test_the_process_jobs_stores_by_its_settings_and_never_logs_the_key(
    setup: RecordingSetup, server: S3Server, jobs: Path
) -> None:
    await setup.record("rec-1", 5)

    async def is_packed() -> bool:
        return await setup.states() == {"rec-1": "packed"}

    await eventually(is_packed, timeout=90)
    assert await objects(setup) == {"2026/11/24/rec-1.s724"} and await setup.is_heard("rec-1")
    server.stop()
    await setup.record("rec-2", 1)

    def told() -> str:
        text = jobs.read_text()
        return text if "recordings wait to be stored" in text else ""

    text = await eventually(told, timeout=90)
    assert not any(secret in text for secret in KEYS)
    assert setup.files() == {"2026/11/24/rec-2.wav"}

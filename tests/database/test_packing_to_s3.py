"""Recordings go to a server that speaks S3; while it is away they wait, and then they are stored in order."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre_tables import RecordingRow
from core.db.tables.recording_tables import RecordingFileRow
from recordings.vault.destroying import destroy, leftovers, remove
from recordings.vault.faults import StoreAway
from recordings.vault.objects.s3_store import S3Store
from recordings.vault.objects.stores import Stores
from recordings.vault.packing import Swept
from tests.support.eventually import eventually
from tests.support.jobs_process import jobs_over
from tests.support.s3_server import BUCKET, KEYS, S3Server, key_file, s3_server
from tests.support.vault import VaultHouse

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

PLACE = f"s3://{BUCKET}/wup"


@pytest.fixture
async def server() -> AsyncIterator[S3Server]:
    with s3_server() as made:
        await made.start()
        yield made


@pytest.fixture
def house(engine: AsyncEngine, tmp_path: Path, server: S3Server) -> VaultHouse:
    made = VaultHouse(tmp_path / "state", engine)
    store = S3Store(
        PLACE, endpoint=server.endpoint, region="", key_file=key_file(tmp_path), answer_time=timedelta(seconds=2)
    )
    made.stores = Stores(made.stores.local, store)
    return made


async def objects(house: VaultHouse) -> set[str]:
    return {one.name async for one in house.stores.current.list()}


async def test_a_recording_is_stored_there_heard_from_there_and_destroyed_there(house: VaultHouse) -> None:
    await house.record("rec-1", 90)
    assert await house.packing.sweep() == Swept(packed=1)
    assert (house.files(), await objects(house)) == (set(), {"2026/11/24/rec-1.s724"})
    async with house.engine.connect() as connection:
        assert await connection.scalar(select(RecordingFileRow.store)) == PLACE
    assert await house.is_heard("rec-1")
    async with house.engine.begin() as connection:
        left = await destroy(
            connection, ["rec-1"], by="k-1", why="ordered", state="destroyed", now=house.clock.now()
        )
    assert await remove(left, house.folder, house.stores) == []
    assert await objects(house) == set()


async def test_recordings_of_before_stay_where_they_are_and_are_heard(house: VaultHouse) -> None:
    there, house.stores = house.stores, Stores(house.stores.local)
    await house.record("rec-1", 1)
    await house.packing.sweep()
    house.stores = there
    await house.record("rec-2", 1)
    await house.packing.sweep()
    assert house.files() == {"2026/11/24/rec-1.s724"} and await objects(house) == {"2026/11/24/rec-2.s724"}
    assert await house.is_heard("rec-1") and await house.is_heard("rec-2")


async def test_away_for_an_hour_recordings_are_kept_and_then_stored_in_their_order(
    house: VaultHouse, server: S3Server
) -> None:
    server.stop()
    packing = house.packing
    for minute in range(6):
        await house.record(f"rec-{minute}", 1, at=house.clock.now())
        assert await packing.sweep() == Swept(is_away=True)
        house.clock.moves(10 / 1440)
    assert len([name for name in house.files() if name.endswith(".wav")]) == 6
    assert await house.log() == []
    await server.start()
    assert await packing.sweep() == Swept(packed=6)
    assert await house.log() == [("stored", f"rec-{minute}") for minute in range(6)]
    assert house.files() == set() and len(await objects(house)) == 6
    for minute in range(6):
        assert await house.is_heard(f"rec-{minute}")


async def test_what_is_destroyed_while_it_is_away_is_removed_when_it_is_back(
    house: VaultHouse, server: S3Server
) -> None:
    """The key is gone at once; here the server keeps what it held, as a real one does."""
    await house.record("rec-1", 1)
    await house.packing.sweep()
    with server.paused():
        async with house.engine.begin() as connection:
            await destroy(
                connection, ["rec-1"], by="k-1", why="withdrawn", state="destroyed", now=house.clock.now()
            )
        with pytest.raises(StoreAway):
            await house.stores.current.size("2026/11/24/rec-1.s724")
        assert len(await leftovers(house.engine)) == 1
    assert await house.packing.sweep() == Swept(removed=1)
    assert await objects(house) == set() and await leftovers(house.engine) == []
    async with house.engine.connect() as connection:
        assert await connection.scalar(select(RecordingRow.file)) == ""


@pytest.fixture
def jobs(house: VaultHouse, dsn: str, server: S3Server, tmp_path: Path) -> Iterator[Path]:
    """The process with the settings of an administrator; yields its log."""
    given = {
        "S724_RECORDINGS_STORE": PLACE,
        "S724_S3_ENDPOINT": server.endpoint,
        "S724_S3_KEY_FILE": str(key_file(tmp_path)),
        "S724_LOG_LEVEL": "DEBUG",
    }
    with jobs_over(house.state, dsn) as start:
        start(**given)
        yield house.state / "jobs.log"


async def test_the_process_jobs_stores_by_its_settings_and_never_logs_the_key(
    house: VaultHouse, server: S3Server, jobs: Path
) -> None:
    await house.record("rec-1", 5)

    async def is_packed() -> bool:
        return await house.states() == {"rec-1": "packed"}

    await eventually(is_packed, timeout=90)
    assert await objects(house) == {"2026/11/24/rec-1.s724"} and await house.is_heard("rec-1")
    server.stop()
    await house.record("rec-2", 1)

    def told() -> str:
        text = jobs.read_text()
        return text if "recordings wait to be stored" in text else ""

    text = await eventually(told, timeout=90)
    assert not any(secret in text for secret in KEYS)
    assert house.files() == {"2026/11/24/rec-2.wav"}

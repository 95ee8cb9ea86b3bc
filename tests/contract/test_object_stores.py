"""Both kinds of stores keep what `ObjectStore` promises; S3 with a real server."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from core.settings import Settings
from recordings.vault.faults import ObjectChanged, ObjectMissing, StoreAway
from recordings.vault.objects.object_store import LocalStore, ObjectStore
from recordings.vault.objects.s3_store import S3Store
from recordings.vault.objects.stores import stores_of
from tests.support.recordings.s3_server import BUCKET, S3Server, key_file, s3_server

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

NAME = "2026/11/24/rec-1.s724"


@pytest.fixture
async def server() -> AsyncIterator[S3Server]:
    with s3_server() as made:
        await made.start()
        yield made


@pytest.fixture(scope="module")
def shared() -> Iterator[S3Server]:
    """For tests that let it run; not started yet."""
    with s3_server() as made:
        yield made


@pytest.fixture(params=["local", "s3"])
async def store(request: pytest.FixtureRequest, tmp_path: Path, shared: S3Server) -> AsyncIterator[ObjectStore]:
    if request.param == "local":
        (tmp_path / "store").mkdir()
        (tmp_path / "store" / "2026").mkdir()  # an empty folder may be the mount point of a disk that is away
        yield LocalStore(tmp_path / "store")
        return
    await shared.start_or_empty()
    place = f"s3://{BUCKET}/wup/rozmowy"
    yield S3Store(place, endpoint=shared.endpoint, region="", key_file=key_file(tmp_path))


def written(folder: Path, content: bytes) -> Path:
    file = folder / "sealed"
    file.write_bytes(content)
    return file


async def test_what_is_put_is_there_whole_and_in_ranges(store: ObjectStore, tmp_path: Path) -> None:
    content = os.urandom(20_000_000)  # more than a part of an upload
    assert await store.size(NAME) is None and not await store.exists(NAME)
    file = written(tmp_path, content)
    await store.put(NAME, file)
    assert not file.exists()
    assert await store.size(NAME) == len(content) and await store.exists(NAME)
    assert await store.get_range(NAME, 0, 40) == content[:40]
    assert await store.get_range(NAME, 8_388_600, 8_388_620) == content[8_388_600:8_388_620]
    assert await store.get_range(NAME, len(content) - 9, len(content)) == content[-9:]


async def test_what_is_put_again_takes_the_place_of_the_first(store: ObjectStore, tmp_path: Path) -> None:
    await store.put(NAME, written(tmp_path, b"first, and longer"))
    await store.put(NAME, written(tmp_path, b"second"))
    assert await store.size(NAME) == 6 and await store.get_range(NAME, 0, 6) == b"second"
    assert [(one.name, one.size) async for one in store.list()] == [(NAME, 6)]


async def test_a_range_behind_the_end_tells_that_the_file_is_another(store: ObjectStore, tmp_path: Path) -> None:
    await store.put(NAME, written(tmp_path, b"short"))
    for start, end in ((0, 9), (5, 9), (7, 9)):
        with pytest.raises(ObjectChanged):
            await store.get_range(NAME, start, end)


async def test_what_is_not_there_is_missing_and_may_be_deleted(store: ObjectStore) -> None:
    with pytest.raises(ObjectMissing):
        await store.get_range(NAME, 0, 9)
    await store.delete(NAME)


async def test_what_is_deleted_is_gone(store: ObjectStore, tmp_path: Path) -> None:
    await store.put(NAME, written(tmp_path, b"sound"))
    await store.delete(NAME)
    assert not await store.exists(NAME)
    assert [one async for one in store.list()] == []


async def test_everything_below_a_folder_is_listed(store: ObjectStore, tmp_path: Path) -> None:
    for name in (NAME, "2026/11/25/rec-2.s724"):
        await store.put(name, written(tmp_path, b"sound"))
    assert {one.name async for one in store.list()} == {NAME, "2026/11/25/rec-2.s724"}
    assert [one.name async for one in store.list("2026/11/25")] == ["2026/11/25/rec-2.s724"]


async def test_a_server_that_is_away_is_told_apart_from_a_file_that_is_missing(
    server: S3Server, tmp_path: Path
) -> None:
    given = {"endpoint": server.endpoint, "region": "", "key_file": key_file(tmp_path)}
    store = S3Store(f"s3://{BUCKET}", **given)  # type: ignore[arg-type]
    nowhere = S3Store("s3://another", **given)  # type: ignore[arg-type]
    with pytest.raises(StoreAway):
        await nowhere.put(NAME, written(tmp_path, b"sound"))
    server.stop()
    file = written(tmp_path, b"sound")
    for work in (store.put(NAME, file), store.size(NAME), store.get_range(NAME, 0, 1), store.delete(NAME)):
        with pytest.raises(StoreAway):
            await work
    with pytest.raises(StoreAway):
        [one async for one in store.list()]
    assert file.exists()


async def test_a_folder_that_is_not_mounted_has_lost_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreAway):
        await LocalStore(tmp_path / "away").size(NAME)


async def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    outside = written(tmp_path, b"secrets")
    store = LocalStore(tmp_path / "store")
    for name in ("../sealed", str(outside), ""):
        await store.delete(name)
        with pytest.raises(ObjectMissing):
            await store.get_range(name, 0, 3)
    assert outside.exists()


def test_the_settings_say_which_store_takes_recordings_and_earlier_ones_stay_readable(tmp_path: Path) -> None:
    place, keys = f"s3://{BUCKET}/wup", key_file(tmp_path)
    stores = stores_of(Settings(state_dir=tmp_path, recordings_store=place, s3_key_file=keys))
    assert (stores.current.name, stores.named("local").name) == (place, "local")
    assert "secret" not in repr(stores.current)
    with pytest.raises(StoreAway, match="nie jest ustawiony"):
        stores.named("s3://earlier")
    assert stores_of(Settings(state_dir=tmp_path)).current.name == "local"


async def test_a_key_that_cannot_be_read_makes_the_store_away_and_ends_no_process(tmp_path: Path) -> None:
    keys = tmp_path / "s3.key"
    for _ in range(2):
        stores = stores_of(Settings(state_dir=tmp_path, recordings_store=f"s3://{BUCKET}/wup", s3_key_file=keys))
        with pytest.raises(StoreAway):
            await stores.current.put(NAME, tmp_path / "sealed")
        with pytest.raises(StoreAway):
            [one async for one in stores.named(f"s3://{BUCKET}/wup").list()]
        keys.write_text("an id without its secret")


@pytest.mark.parametrize("content", ["", "only-an-id\n", "a\nb\nc\n"])
def test_a_key_file_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "s3.key"
    file.write_text(content)
    with pytest.raises(ValueError, match="a line each"):
        S3Store("s3://a", endpoint="", region="", key_file=file)

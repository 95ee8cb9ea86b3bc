"""Recordings are packed whole, once and in order, whatever happens meanwhile: and nothing of one is ever lost."""

import os
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import anyio
import numpy as np
import pytest
from anyio import to_thread
from sqlalchemy import event, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.errors import DATABASE_AWAY
from core.db.tables.recording_tables import RecordingFileRow, RecordingKeyRow, RecordingRow
from core.facts.kinds.recordings import RecordingEnded, RecordingStarted, RecordingWithdrawn
from recordings.vault import packing as packing_module
from recordings.vault.destroying import destroy, wipe
from recordings.vault.faults import (
    KeyDestroyed,
    KeyMissing,
    ObjectChanged,
    ObjectMissing,
    RecordingNotThere,
    StoreAway,
    WrongKey,
)
from recordings.vault.keys import new_installation_key
from recordings.vault.packing import Swept
from recordings.vault.sound import packed_sound
from tests.database.conftest import RunningLog
from tests.support.calls.call_facts import Story
from tests.support.centres import forked
from tests.support.centres.installation_secrets import write_secrets
from tests.support.centres.jobs_process import Start, jobs_over
from tests.support.machine.small_disk import NEEDS_ROOT, small_disk
from tests.support.plugins.more import few_of
from tests.support.recordings.kill_while_packing import STAGES
from tests.support.recordings.recording_setup import NOON, RecordingSetup, files_with, fragments
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]


@pytest.fixture
def setup(engine: AsyncEngine, tmp_path: Path) -> RecordingSetup:
    return RecordingSetup(tmp_path / "state", engine)


async def test_a_closed_recording_is_sealed_and_its_clear_file_goes(setup: RecordingSetup) -> None:
    clear = await setup.record("rec-1", 70)
    assert await setup.packing.sweep() == Swept(packed=1)
    assert setup.files() == {"2026/11/24/rec-1.s724"}
    assert await setup.states() == {"rec-1": "packed"}
    assert await setup.log() == [("stored", "rec-1")]
    assert await setup.is_heard("rec-1")
    opened = await setup.reader.open("rec-1")
    flac = await opened.read(0, opened.clear_size)
    assert (opened.seconds, opened.codec, opened.media_type) == (70, "flac", "audio/flac")
    assert len(opened.waveform()) == 2 * 700
    assert await opened.read(65_530, 131_080) == flac[65_530:131_080]
    assert await opened.read(len(flac) - 5, len(flac) + 5) == flac[-5:] and await opened.read(9, 9) == b""
    assert files_with(setup.state, fragments(setup.sounds["rec-1"], flac)) == set()
    assert not clear.exists() and (setup.folder / "2026/11/24/rec-1.s724").stat().st_mode & 0o077 == 0


async def test_recordings_are_stored_in_their_order_and_once(setup: RecordingSetup) -> None:
    for name in ("rec-b", "rec-a", "rec-c"):
        await setup.record(name, 0.5)
    await setup.packing.sweep()
    assert await setup.packing.sweep() == Swept()
    assert await setup.log() == [("stored", "rec-b"), ("stored", "rec-a"), ("stored", "rec-c")]


async def test_an_empty_recording_is_packed_too(setup: RecordingSetup) -> None:
    await setup.record("rec-1", 0)
    await setup.packing.sweep()
    assert (await setup.reader.open("rec-1")).seconds == 0


async def test_what_goes_on_is_left_alone(setup: RecordingSetup) -> None:
    await setup.record("rec-1", state="recording", is_open=True)
    assert await setup.packing.sweep() == Swept()
    assert setup.files() == {"2026/11/24/rec-1.wav"}


async def test_a_recording_that_asterisk_still_writes_waits_and_does_not_hold_up_others(
    setup: RecordingSetup,
) -> None:
    await setup.record("rec-1", state="failed", is_open=True)
    await setup.record("rec-2")
    with (setup.settings.open_recordings / "rec-1.raw").open("ab") as writing:
        packing = setup.packing
        await packing.sweep()
        assert await setup.states() == {"rec-1": "failed", "rec-2": "packed"}
        writing.write(bytes(0))
    setup.clock.moves(1 / 24)
    await packing.sweep()
    assert await setup.is_heard("rec-1"), "whose end nobody saw: completed, and packed whole"
    assert not any(setup.settings.open_recordings.iterdir())


async def test_a_failed_recording_without_a_file_is_left_as_it_is(setup: RecordingSetup) -> None:
    (await setup.record("rec-1", state="failed")).unlink()
    assert await setup.packing.sweep() == Swept()
    assert (await setup.states(), await setup.log()) == ({"rec-1": "failed"}, [])


async def test_a_file_that_is_gone_is_told_once_and_packed_when_it_is_back(setup: RecordingSetup) -> None:
    clear = await setup.record("rec-1")
    clear.rename(setup.state / "rec-1.wav")
    packing = setup.packing
    for _ in range(2):
        assert await packing.sweep() == Swept()
        assert (await setup.states(), await setup.log()) == ({"rec-1": "missing"}, [("missing", "rec-1")])
        setup.clock.moves(2 / 24)
    (setup.state / "rec-1.wav").rename(clear)
    assert await packing.sweep() == Swept(packed=1)
    assert await setup.is_heard("rec-1")


@pytest.mark.parametrize("is_mount_point_there", [True, False])
async def test_a_disk_that_is_not_mounted_has_lost_nothing(
    setup: RecordingSetup, is_mount_point_there: bool
) -> None:
    await setup.record("rec-1")
    await setup.record("rec-2")
    async with setup.engine.begin() as connection:
        gone = {"by": "k-1", "why": "ordered", "state": "destroyed"}
        await destroy(connection, ["rec-2"], **gone, now=setup.clock.now())  # type: ignore[arg-type]
    setup.folder.rename(setup.state / "away")
    if is_mount_point_there:
        setup.folder.mkdir()
    assert await setup.packing.sweep() == Swept(is_away=True)
    assert await setup.states() == {"rec-1": "closed", "rec-2": "destroyed"}
    if is_mount_point_there:
        setup.folder.rmdir()
    (setup.state / "away").rename(setup.folder)
    assert await setup.packing.sweep() == Swept(packed=1, removed=1)
    assert setup.files() == {"2026/11/24/rec-1.s724"}


async def test_an_empty_folder_of_an_installation_without_recordings_is_no_fault(setup: RecordingSetup) -> None:
    assert await setup.packing.sweep() == Swept()


async def test_a_damaged_file_stays_and_does_not_hold_up_others(setup: RecordingSetup) -> None:
    clear = await setup.record("rec-1")
    clear.write_bytes(b"nothing that anybody could hear")
    await setup.record("rec-2")
    await setup.packing.sweep()
    assert await setup.states() == {"rec-1": "closed", "rec-2": "packed"} and clear.exists()


@pytest.mark.parametrize(
    "stage",
    few_of(
        STAGES,
        {"in _seal", "after put", "before note_packed", "in wipe"},
        "a sweep of kills",
        "tests/database/recordings/test_packing.py::test_killed_at_any_stage_the_next_one_goes_on_and_one_file_is_left",
        "tests/database/recordings/test_packing.py::test_the_process_jobs_killed_while_it_packs_goes_on_when_it_is_started_again",
    ),
)
async def test_killed_at_any_stage_the_next_one_goes_on_and_one_file_is_left(
    setup: RecordingSetup, dsn: str, stage: str
) -> None:
    clear = await setup.record("rec-1", 20)
    before = clear.read_bytes()
    program = "tests.support.recordings.kill_while_packing"
    killed = await to_thread.run_sync(
        partial(forked.run, program, str(setup.state), dsn, stage, environment=os.environ)
    )
    assert killed.returncode == -9, killed.stderr
    is_packed = (await setup.states())["rec-1"] == "packed"
    assert is_packed or clear.read_bytes() == before, "the clear file is there, or the whole sealed one"
    if is_packed:
        assert await setup.is_heard("rec-1")

    async def has_packed() -> bool:  # the server notices the death of the process after a moment
        await setup.packing.sweep()
        return (await setup.states())["rec-1"] == "packed" and not clear.exists()

    await eventually(has_packed)
    assert setup.files() == {"2026/11/24/rec-1.s724"}
    assert await setup.log() == [("stored", "rec-1")]
    assert await setup.is_heard("rec-1")
    async with setup.engine.connect() as connection:
        assert await connection.scalar(select(RecordingRow.file)) == ""


@NEEDS_ROOT
async def test_on_a_full_disk_the_clear_file_stays_until_there_is_room(setup: RecordingSetup) -> None:
    with small_disk(setup.folder, 8) as disk:
        await setup.record("rec-1", 40)
        await setup.record("rec-2", 40)
        disk.fill()
        assert await setup.packing.sweep() == Swept(is_away=True)
        assert await setup.states() == {"rec-1": "closed", "rec-2": "closed"}
        assert setup.files() == {"ballast", "2026/11/24/rec-1.wav", "2026/11/24/rec-2.wav"}
        disk.clear()
        assert await setup.packing.sweep() == Swept(packed=2)
        assert await setup.is_heard("rec-1") and await setup.is_heard("rec-2")


async def test_without_the_installations_key_recordings_wait_and_tell_why(setup: RecordingSetup) -> None:
    await setup.record("rec-1")
    await setup.packing.sweep()
    await setup.record("rec-2")
    kept = (setup.state / "secrets.json").read_text()
    for is_there in (True, False):
        write_secrets(setup.state, recording_key="")
        if not is_there:
            (setup.state / "secrets.json").unlink()
        assert await setup.packing.sweep() == Swept(is_away=True)
        with pytest.raises(KeyMissing, match="nie ma klucza nagrań"):
            await setup.reader.open("rec-1")
    (setup.state / "secrets.json").write_text(kept)
    assert await setup.packing.sweep() == Swept(packed=1)
    assert await setup.is_heard("rec-1") and await setup.is_heard("rec-2")


async def test_with_another_key_nothing_is_heard_and_it_says_why(setup: RecordingSetup) -> None:
    await setup.record("rec-1")
    await setup.packing.sweep()
    write_secrets(setup.state, recording_key=new_installation_key())
    with pytest.raises(WrongKey, match="nie otwiera tego nagrania"):
        await setup.reader.open("rec-1")


async def test_a_withdrawn_recording_is_never_packed(
    setup: RecordingSetup, running_log: RunningLog, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if it is withdrawn while it is being packed."""
    await setup.record("rec-1", 30)
    sealed = packing_module._seal

    async with running_log() as log:

        def withdrawn_meanwhile(*given: object) -> object:
            story = Story("call-rec-1").rings()
            story.then(RecordingWithdrawn(recording="rec-1", by="k-1", way="page"))
            for fact in story.facts:
                anyio.from_thread.run_sync(log.take, fact)
            anyio.from_thread.run(log.flushed)
            return sealed(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(packing_module, "_seal", withdrawn_meanwhile)
        await setup.packing.sweep()
    await setup.packing.sweep()
    assert setup.files() == set()
    assert (await setup.states(), await setup.log()) == ({"rec-1": "destroyed"}, [("destroyed", "rec-1")])
    async with engine.connect() as connection:
        assert (await connection.execute(select(RecordingKeyRow.__table__))).all() == []
        assert (await connection.execute(select(RecordingFileRow.__table__))).all() == []


async def test_a_packer_that_has_lost_its_turn_touches_nothing_of_the_next_one(
    setup: RecordingSetup, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends its connection while it works, and another process packs the same recording."""
    await setup.record("rec-1", 5)
    is_first = True
    of_lock = "FROM pg_locks WHERE locktype = 'advisory' AND objid = 7240041"

    async def loses_its_turn() -> None:
        async with engine.connect() as connection:
            await connection.execute(text(f"SELECT pg_terminate_backend(pid) {of_lock}"))

        async def packs() -> bool:
            return await setup.packing.sweep() == Swept(packed=1)

        await eventually(packs)

    def slow(file: Path) -> object:
        nonlocal is_first
        found, was_first, is_first = packed_sound(file), is_first, False
        if was_first:
            anyio.from_thread.run(loses_its_turn)
        return found

    monkeypatch.setattr(packing_module, "packed_sound", slow)
    with pytest.raises(DATABASE_AWAY):
        await setup.packing.sweep()
    assert setup.files() == {"2026/11/24/rec-1.s724"} and await setup.is_heard("rec-1")
    assert await setup.log() == [("stored", "rec-1")]
    assert await setup.packing.sweep() == Swept()


async def test_thousands_of_failed_recordings_without_a_file_hold_up_no_other(
    setup: RecordingSetup, engine: AsyncEngine
) -> None:
    """After some days of a full disk. One question for each of them, with all the others as its values, ended with
    the 32767 values that a statement takes: then nothing was packed any more."""
    failed = [
        {"id": f"rec-f{n:05}", "call_id": "c", "file": f"f/rec-f{n:05}.wav", "state": "failed", "started_at": NOON}
        for n in range(700)
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(RecordingRow), failed)
    asked = 0

    def counts(*_: object) -> None:
        nonlocal asked
        asked += 1

    await setup.record("rec-1", 1)
    event.listen(engine.sync_engine, "before_cursor_execute", counts)
    assert await setup.packing.sweep() == Swept(packed=1)
    event.remove(engine.sync_engine, "before_cursor_execute", counts)
    assert asked < 60


async def test_a_clear_file_that_cannot_be_removed_holds_up_no_other(
    setup: RecordingSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    await setup.record("rec-1", 1)

    def refuses(folder: Path, name: str) -> None:
        if "rec-1" in name:
            raise PermissionError(13, "refused")
        wipe(folder, name)

    monkeypatch.setattr(packing_module, "wipe", refuses)
    await setup.packing.sweep()
    await setup.record("rec-2", 1)
    assert await setup.packing.sweep() == Swept(packed=1)
    assert setup.files() == {"2026/11/24/rec-1.s724", "2026/11/24/rec-1.wav", "2026/11/24/rec-2.s724"}
    monkeypatch.undo()
    await setup.packing.sweep()
    assert setup.files() == {"2026/11/24/rec-1.s724", "2026/11/24/rec-2.s724"}


async def test_on_a_disk_that_is_not_mounted_no_file_is_missing(setup: RecordingSetup) -> None:
    await setup.record("rec-1", 1)
    await setup.packing.sweep()
    setup.folder.rename(setup.state / "away")
    setup.folder.mkdir()
    with pytest.raises(StoreAway):
        await setup.reader.open("rec-1")
    setup.folder.rmdir()
    (setup.state / "away").rename(setup.folder)
    assert await setup.is_heard("rec-1")


async def test_facts_ask_for_packing_and_a_withdrawal_before_the_end_leaves_nothing_to_pack(
    setup: RecordingSetup, running_log: RunningLog, engine: AsyncEngine
) -> None:
    story = Story("call-1").rings()
    file = "2026/11/24/rec-1.wav"
    story.then(RecordingStarted(recording="rec-1", file=file))
    story.then(RecordingWithdrawn(recording="rec-1", by="k-1", way="telephone"))
    story.then(RecordingEnded(recording="rec-1", file=file, duration_time=2.0)).ends()
    async with running_log() as log:
        for fact in story.facts:
            log.take(fact)
        await log.flushed()
    async with engine.connect() as connection:
        row = (await connection.execute(select(RecordingRow.__table__))).one()
        asked = text("SELECT count(*) FROM jobs.pgqueuer WHERE entrypoint = 'pack'")
        assert await connection.scalar(asked) == 1
    assert (row.state, row.gone_by, row.gone_why) == ("destroyed", "k-1", "withdrawn")
    await setup.packing.sweep()
    assert await setup.states() == {"rec-1": "destroyed"}


async def test_a_reader_is_told_what_is_wrong_with_a_file(setup: RecordingSetup, engine: AsyncEngine) -> None:
    await setup.record("rec-1", 20)
    with pytest.raises(RecordingNotThere):
        await setup.reader.open("rec-1")
    await setup.packing.sweep()
    file = setup.folder / "2026/11/24/rec-1.s724"
    content = file.read_bytes()
    other = bytes([content[20] ^ 1])  # a fixed one would be the same byte once in 256 runs
    for changed in (content[:-1], content + b"x", b"x" + content[1:], content[:20] + other + content[21:]):
        file.write_bytes(changed)
        with pytest.raises(ObjectChanged):
            await (await setup.reader.open("rec-1")).read(0, 10)
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    opened = await setup.reader.open("rec-1")
    with pytest.raises(ObjectChanged):
        await opened.read(opened.clear_size - 1, opened.clear_size)
    file.unlink()
    with pytest.raises(ObjectMissing):
        await setup.reader.open("rec-1")
    async with engine.begin() as connection:
        await connection.execute(update(RecordingKeyRow).values(wrapped=None))
    with pytest.raises(KeyDestroyed):
        await setup.reader.open("rec-1")


@pytest.fixture
def jobs(setup: RecordingSetup, dsn: str) -> Iterator[Start]:
    with jobs_over(setup.state, dsn) as start:
        yield start


async def test_the_process_jobs_killed_while_it_packs_goes_on_when_it_is_started_again(
    setup: RecordingSetup, jobs: Start
) -> None:
    for number in range(12):
        await setup.record(f"rec-{number:02}", 60)
    packed = 0

    async def has_packed_more() -> bool:
        return len(await setup.log()) > packed

    for _ in range(3):
        process = jobs()
        await eventually(has_packed_more, timeout=60, interval=0.01)
        process.kill()
        await to_thread.run_sync(process.wait)
        packed = len(await setup.log())
    jobs()

    async def are_packed() -> bool:
        return set((await setup.states()).values()) == {"packed"} and len(setup.files()) == 12

    await eventually(are_packed, timeout=60)
    assert await setup.log() == [("stored", f"rec-{number:02}") for number in range(12)]
    for name in setup.sounds:
        assert await setup.is_heard(name)


async def test_the_process_jobs_packs_what_was_left_and_what_is_asked_for(
    setup: RecordingSetup, running_log: RunningLog, jobs: Start
) -> None:
    await setup.record("rec-1", 5, at=setup.clock.now() - timedelta(days=1))
    jobs()

    async def are_packed() -> bool:
        return set((await setup.states()).values()) == {"packed"}

    await eventually(are_packed, timeout=90)
    await setup.record("rec-2", 5, state="recording")
    began = anyio.current_time()
    async with running_log() as log:
        story = Story("call-rec-2").rings()
        story.then(RecordingEnded(recording="rec-2", file="2026/11/24/rec-2.wav", duration_time=5.0)).ends()
        for fact in story.facts:
            log.take(fact)
        await eventually(are_packed, timeout=60)
    took = anyio.current_time() - began
    assert took < 30, "at once, and not only when the minute is over"
    print(f"packed {took:.2f} s after the fact")
    assert np.array_equal(await setup.heard("rec-2"), setup.sounds["rec-2"])

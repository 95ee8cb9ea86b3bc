"""A real conversation, recorded, taken back or destroyed: afterwards nothing of the whole installation holds it.

Searched for is what Asterisk has written of this very conversation, whose tones nobody else has; everything in the
state folder is looked through (recordings, spool, logs, the files of the database), and a backup made afterwards.
"""

from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from anyio import to_thread
from sqlalchemy import select

from core.db.tables.recording_tables import RecordingFileRow, RecordingKeyRow, RecordingRow
from ops.commands.backup import make_key, save
from tests.asterisk.recordings.test_recordings_in_calls import ANNA, KOLNO, asks, ends, files, recorded_talk
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.recordings.packed_sound import packed_sound
from tests.support.recordings.recording_setup import files_with
from tests.support.telephones.phone import Phone, Phones
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(300), pytest.mark.usefixtures("jobs")]

CHIEF = f"kierownik-{KOLNO}"
REASON = {"reason": "Prośba osoby dzwoniącej"}
PIECE = 64  # bytes: 2 ms of both sides, in which the two tones have come nowhere else


def pieces(content: bytes) -> list[bytes]:
    """By which a copy would be found: some of its bytes, out of every part of it but silence."""
    step = max(PIECE, len(content) // 40)
    found = [content[at : at + PIECE] for at in range(200, len(content) - PIECE, step)]
    return [piece for piece in found if len(set(piece)) > PIECE // 4]


async def holders(folder: Path, wanted: list[bytes]) -> set[str]:
    return await to_thread.run_sync(files_with, folder, wanted)


@pytest.fixture
def backups(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "backups"


async def opened_backup(centre: RunningCentre, backups: Path) -> Path:
    """A backup made now, with every file of it decrypted, as whoever has its key can."""
    key = backups.parent / "backup-key"
    settings = centre.installation.settings.model_copy(update={"backup_key": make_key(key)})
    await to_thread.run_sync(save, settings, backups)
    identity = pyrage.x25519.Identity.from_str(key.read_text().strip())
    clear = backups.parent / "opened"
    clear.mkdir()
    sealed = await to_thread.run_sync(lambda: sorted(backups.rglob("*.age")))
    for number, file in enumerate(sealed):
        (clear / str(number)).write_bytes(await to_thread.run_sync(pyrage.decrypt, file.read_bytes(), [identity]))
    assert len(list(clear.iterdir())) >= 2, "the state and the database, whatever else there is"
    return clear


async def state_of(centre: RunningCentre, recording: str) -> str:
    rows = await centre.rows(select(RecordingRow.state).where(RecordingRow.id == recording))
    return str(rows[0].state) if rows else ""


async def say_what_nobody_says(caller: Phone, consultant: Phone) -> None:
    await caller.say(1237.3)
    await consultant.say(1811.9)
    await listen(caller, 3)


@pytest.mark.more(
    "searches the whole disk several times; a real recording is withdrawn, and no file is left, in the last ones",
    "tests/database/recordings/test_destroying.py::test_no_playable_byte_is_left_on_disk_in_database_log_or_a_later_backup",
    "tests/browser/test_recording_at_the_desk.py::test_a_recording_is_paused_goes_on_and_is_withdrawn_with_a_second_word",
    "tests/browser/test_recordings.py::test_a_supervisor_hears_a_conversation_and_takes_it_back_for_the_caller",
)
async def test_taken_back_in_the_middle_of_it(centre: RunningCentre, phones: Phones, backups: Path) -> None:
    before = files(centre)
    async with recorded_talk(centre, phones, "600100631") as (caller, consultant):
        await say_what_nobody_says(caller, consultant)
        [file] = files(centre) - before
        sound = pieces((await to_thread.run_sync(file.read_bytes))[-60_000:])
        assert len(sound) > 20
        assert await holders(centre.state, sound) == {str(file.relative_to(centre.state))}
        await asks(centre, "withdraw")
        assert await holders(centre.state, sound) == set(), "at once, while they go on talking"
        await listen(caller, 2)
        await ends(centre, caller)

    async def is_destroyed() -> bool:
        return await state_of(centre, file.stem) == "destroyed"

    await eventually(is_destroyed, timeout=60)
    assert await holders(centre.state, sound) == set()
    assert await holders(await opened_backup(centre, backups), sound) == set()
    assert not await centre.rows(select(RecordingFileRow).where(RecordingFileRow.recording_id == file.stem))
    answer = await centre.request(CHIEF, "POST", f"/api/recordings/{file.stem}/listen", json=REASON)
    assert answer.status_code == 410, answer.text


@pytest.mark.more(
    "searches the whole disk several times; a real recording is destroyed, and no file is left, in the last",
    "tests/database/recordings/test_destroying.py::test_no_playable_byte_is_left_on_disk_in_database_log_or_a_later_backup",
    "tests/browser/test_recordings.py::test_a_supervisor_hears_a_conversation_and_takes_it_back_for_the_caller",
)
async def test_destroyed_by_the_office_later(centre: RunningCentre, phones: Phones, backups: Path) -> None:
    before = files(centre)
    async with recorded_talk(centre, phones, "600100632") as (caller, consultant):
        await say_what_nobody_says(caller, consultant)
        [file] = files(centre) - before
        sound = pieces((await to_thread.run_sync(file.read_bytes))[-60_000:])
        await ends(centre, caller)
    await packed_sound(centre, file.stem)
    path = f"/api/recordings/{file.stem}"
    answer = await centre.request(CHIEF, "POST", f"{path}/listen", json=REASON)
    assert answer.status_code == 200, answer.text
    heard = await centre.request(CHIEF, "GET", f"{path}/audio")
    assert heard.status_code == 200 and len(heard.content) > 10_000
    await _until_clear_is_gone(centre, sound)
    [row] = await centre.rows(select(RecordingFileRow.object).where(RecordingFileRow.recording_id == file.stem))
    sealed = pieces((centre.state / "recordings" / row.object).read_bytes())
    everything = [*sound, *pieces(heard.content), *sealed]
    assert await holders(centre.state, everything) == {f"recordings/{row.object}"}, "sealed alone"

    answer = await centre.request(CHIEF, "POST", f"{path}/destroy", json=REASON)
    assert answer.status_code == 200, answer.text
    assert (await centre.request(CHIEF, "GET", f"{path}/audio")).status_code == 410

    async def is_nowhere() -> bool:
        return await holders(centre.state, everything) == set()

    await eventually(is_nowhere, timeout=60)
    assert await holders(await opened_backup(centre, backups), everything) == set()
    [key] = await centre.rows(select(RecordingKeyRow.wrapped).where(RecordingKeyRow.recording_id == file.stem))
    assert key.wrapped is None
    await centre.until_agent_is(ANNA, "available", "wrap_up")


async def _until_clear_is_gone(centre: RunningCentre, sound: list[bytes]) -> None:
    async def is_gone() -> bool:
        return await holders(centre.state, sound) == set()

    await eventually(is_gone, timeout=60)

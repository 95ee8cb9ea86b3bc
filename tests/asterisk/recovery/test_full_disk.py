"""The disk of the recordings is really full: recording stops with an alarm, conversations go on."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.asterisk.conftest import RECORDING_RESERVE
from tests.asterisk.queues import is_asked_about_recording
from tests.support.centres.running_centre import RunningCentre, listen, read_wav, texts
from tests.support.machine.small_disk import NEEDS_ROOT, small_disk
from tests.support.recordings.packed_sound import PACK_TIME
from tests.support.telephones.phone import Phone, Phones, two_way_sound
from tests.support.timing.eventually import eventually

_PATIENCE = pytest.mark.timeout(300)  # three whole calls
pytestmark = [pytest.mark.asyncio, NEEDS_ROOT, _PATIENCE, pytest.mark.usefixtures("jobs")]

SIZE = 4 * RECORDING_RESERVE  # MB


async def is_stopped(centre: RunningCentre) -> bool:
    """As the monitor sees it."""
    address = f"http://127.0.0.1:{centre.installation.settings.http_port}/metrics"
    token = centre.installation.secrets.metrics_token
    async with httpx.AsyncClient(timeout=10) as client:
        answer = await client.get(address, headers={"Authorization": f"Bearer {token}"})
    return "s724_recording_stopped 1.0" in answer.text.splitlines()


async def _anna_talks(centre: RunningCentre, phones: Phones, consultant: Phone) -> Phone:
    """She has agreed to recording, and both hear each other."""
    anna = await is_asked_about_recording(centre, phones, "600100200", "1")
    await consultant.wait_for_ring()
    await consultant.answer()
    await two_way_sound(anna, consultant)
    return anna


async def _ends(centre: RunningCentre, anna: Phone, consultant: Phone) -> dict[str, Any]:
    await two_way_sound(anna, consultant)
    await anna.hang_up()
    assert (await consultant.gone()).by_far_end
    call = await centre.newest_call()
    assert (call["end_reason"], call["is_recording_allowed"]) == ("caller_hung_up", True)
    centre.call_before = call["id"]
    return call


async def test_a_full_disk_stops_recording_and_no_conversation(centre: RunningCentre, phones: Phones) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    with small_disk(centre.state / "recordings", SIZE) as disk:
        await eventually(lambda: _is_not_stopped(centre), timeout=20)
        anna = await _anna_talks(centre, phones, consultant)
        await listen(anna, 2)
        said_before = _lines_of_asterisk(centre)
        disk.fill()
        await eventually(lambda: is_stopped(centre), timeout=20)
        await listen(anna, 2)
        call = await _ends(centre, anna, consultant)
        assert [text for text in texts(call) if "brak miejsca na dysku, rozmowa trwa" in text]
        assert not [text for text in texts(call) if "Nagranie zamknięte" in text]
        [file] = disk.folder.rglob("*.wav")
        assert read_wav(file).size > 8000  # what was said until then can be heard

        # Frames that cannot be written come fifty a second: a log full of them would fill the next disk.
        assert _lines_of_asterisk(centre) - said_before < 100

        await centre.until_agent_is("k20060-1", "available")
        anna = await _anna_talks(centre, phones, consultant)
        call = await _ends(centre, anna, consultant)
        assert "Rozmowa nie jest nagrywana: brak miejsca na dysku" in texts(call)
        assert [*disk.folder.rglob("*.wav")] == [file]

        disk.clear()
        await eventually(lambda: _is_not_stopped(centre), timeout=20)
        await centre.until_agent_is("k20060-1", "available")
        anna = await _anna_talks(centre, phones, consultant)
        call = await _ends(centre, anna, consultant)
        assert [text for text in texts(call) if "Nagranie zamknięte" in text]

        async def both_are_sealed() -> bool:
            """What was cut short, too: on the full disk it could only wait."""
            sealed, clear = _names(disk.folder, "*.s724"), _names(disk.folder, "*.wav")
            return len(sealed) == 2 and file.stem in sealed and not clear

        await eventually(both_are_sealed, timeout=PACK_TIME)


def _names(folder: Path, pattern: str) -> set[str]:
    return {found.stem for found in folder.rglob(pattern)}


async def _is_not_stopped(centre: RunningCentre) -> bool:
    return not await is_stopped(centre)


def _lines_of_asterisk(centre: RunningCentre) -> int:
    return (centre.state / "log" / "asterisk.log").read_bytes().count(b"\n")

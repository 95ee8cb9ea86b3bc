"""A message for an office on a real Asterisk: the beep, the file, the hang-up, the application that dies."""

from pathlib import Path
from typing import Any

import pytest

from ivr.tts.beep import write_beep
from tests.asterisk.recovery.test_the_application_dies import _killed_and_back
from tests.support.centres import direct_lines
from tests.support.centres.running_centre import RunningCentre, listen, read_wav
from tests.support.telephones.hearing import load_alaw, until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phone, Phones, tone_frames
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio

CONSULTANT = "k20060-1"
TONE = 440.0


async def _speaks(centre: RunningCentre, caller: Phone, seconds: float, beep: Path) -> None:
    """Cuts the question short, hears the beep, and speaks."""
    await centre.replies(caller, ("V01", "0"))
    await until_prompt_begins(caller, load_alaw(beep), timeout=5)
    await listen(caller, 1)
    await caller.say(TONE)
    await listen(caller, seconds)


async def _messages(centre: RunningCentre) -> list[dict[str, Any]]:
    answer = await centre.request(CONSULTANT, "GET", "/api/messages")
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["messages"]
    return found


def _files(centre: RunningCentre) -> list[Path]:
    return sorted((centre.state / "recordings" / "wiadomosci").rglob("*.wav"))


async def test_a_message_is_sent(centre: RunningCentre, phones: Phones, tmp_path: Path) -> None:
    beep = Path(write_beep(tmp_path) + ".alaw")
    caller = phones.caller("600100210")
    await caller.call(direct_lines.MESSAGE_NUMBER, centre.sip_port)
    await _speaks(centre, caller, 4, beep)
    await caller.send_keys("#")
    await centre.replies(caller, ("V02", "1"))
    await until_prompt(caller, await centre.prompt("V03"))
    await caller.gone()
    await centre.until_nothing_is_left()
    [sent] = await _messages(centre)
    assert sent["state"] == "new"
    assert 4 <= sent["duration_time"] <= 8
    [file] = _files(centre)
    sound = read_wav(file)
    assert abs(sound.size / 8000 - sent["duration_time"]) < 1.5
    assert tone_frames(sound[sound.size // 2 : sound.size // 2 + 4000], TONE).mean() > 0.8  # a packet may be late
    played = await centre.request(CONSULTANT, "GET", f"/api/messages/{sent['id']}/sound")
    assert played.content == file.read_bytes()


@pytest.mark.more(
    "killed at every moment in virtual time",
    "tests/scenario/nodes/test_voice_message.py::test_killed_at_every_moment_no_file_is_nobodys",
    "tests/scenario/nodes/test_voice_message.py::test_who_is_still_there_is_asked_anew_and_the_piece_is_deleted",
)
async def test_a_message_cut_by_the_death_of_the_application_is_deleted_and_asked_for_anew(
    centre: RunningCentre, phones: Phones, tmp_path: Path
) -> None:
    beep = Path(write_beep(tmp_path) + ".alaw")
    files, messages = _files(centre), await _messages(centre)
    stays = phones.caller("600100212")
    await stays.call(direct_lines.MESSAGE_NUMBER, centre.sip_port)
    await _speaks(centre, stays, 2, beep)
    assert len(_files(centre)) == len(files) + 1
    await _killed_and_back(centre)
    await until_prompt_begins(stays, await centre.prompt("V01"), timeout=20)
    await eventually(lambda: _files(centre) == files)
    await stays.hang_up()
    await centre.until_nothing_is_left()
    assert await _messages(centre) == messages

"""In `make test` centres hurry: they say the same in less time, under the same names of files."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from ivr.tts import espeak_engines
from ivr.tts.sound_file import RATE
from ivr.tts.telephone_sound import telephone_sound
from tests.support.centres.shared_speech import hurried
from tests.support.machine.tools import espeak_command

pytestmark = pytest.mark.anyio

WELCOME = "Dzień dobry. Bezpłatna linia urzędów pracy województwa podlaskiego."


async def spoken(command: Sequence[str], folder: Path) -> dict[tuple[str, str], float]:
    """By language and by what files of the voice are named after: how many seconds the welcome takes."""
    found = {}
    for engine in await espeak_engines(command):
        await engine.speak(WELCOME, folder / "spoken.wav")
        found[engine.language, engine.voice] = len(telephone_sound(folder / "spoken.wav")) / RATE
    return found


async def test_who_hurries_says_the_same_in_two_thirds_of_the_time(tmp_path: Path) -> None:
    program = shutil.which("espeak-ng", path=hurried(tmp_path / "hurried")["PATH"])
    assert program is not None
    usual, in_haste = await spoken(espeak_command(), tmp_path), await spoken([program], tmp_path)
    assert usual.keys() == in_haste.keys()
    assert all(in_haste[voice] < seconds * 0.7 for voice, seconds in usual.items()), (usual, in_haste)

"""What the centre says, spoken once for all centres of a run of the tests: it takes ten seconds of both cores."""

import fcntl
import os
from pathlib import Path

import anyio

from ari_app.calls.queue_prompts import texts_ahead
from core.settings import Settings
from ivr import defaults
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.spoken_form import Dictionary
from ivr.tts import espeak_engines
from tests.support.tools import espeak_command


def spoken_once(temporary: Path) -> Path:
    """The folder of the sounds, for all workers of a run; `temporary` is pytest's folder of this one.

    The worker that comes first speaks, and the others wait: together they would be slower. Blocks.
    """
    folder = (temporary.parent if "PYTEST_XDIST_WORKER" in os.environ else temporary) / "spoken"
    with (folder.parent / "spoken.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder.mkdir(exist_ok=True)
        anyio.run(_speak, folder)
    return folder


def lend(spoken: Path, settings: Settings) -> None:
    """Let a centre that has not been started yet find everything spoken."""
    settings.sounds.parent.mkdir(mode=0o700)
    settings.sounds.symlink_to(spoken)


async def _speak(folder: Path) -> None:
    words = {(row["language"], row["word"]): row["spoken"] for row in defaults.pronunciations()}
    cache = PromptCache(folder, *await espeak_engines(espeak_command()), dictionary=Dictionary(words))
    _, failures = await cache.try_ahead(texts_ahead(PromptLibrary.load(), defaults.office_directory()))
    assert not failures

"""What the centre says, spoken once for all centres of a run of the tests: it takes ten seconds of both cores."""

import fcntl
import os
import shlex
from datetime import timedelta
from pathlib import Path

import anyio

from ari_app.calls.answers_ahead import prompts_in, texts_of
from ari_app.calls.queue_prompts import texts_ahead
from core.clock import WARSAW, SystemClock
from core.db.engine import make_engine
from core.settings import Settings
from ivr import defaults
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.publishing.timetable_store import load_routes
from ivr.speech.spoken_form import Dictionary
from ivr.tts import espeak_engines
from knowledge.store import short_answers_by_article
from ops.install import tools
from tests.support.machine.tools import espeak_command

MADE = "S724_TESTS_MADE"
"""The variable that names the folder of what is made once for several runs of pytest; it need not exist yet."""

HURRIED = 260
"""Words a minute; callers hear 165. Faster still, the shortest announcements could not be told from each other."""


def hurried(folder: Path) -> dict[str, str]:
    """Variables by which a centre and its tests find a program `espeak-ng`, made in `folder`, that hurries.

    Most of a call by telephone is listening. What is said, and what comes after what, does not depend on the pace;
    `make test-more` has that of the callers.
    """
    folder.mkdir(mode=0o711)
    program = folder / "espeak-ng"
    # Of two rates the last one holds.
    program.write_text(f'#!/bin/sh\nexec {shlex.join(tools.espeak_command())} "$@" -s {HURRIED}\n', "utf-8")
    program.chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def shared_folder(temporary: Path) -> Path:
    """Where lies what is made once: for all parts of `python -m tests`, else for all workers of this pytest.

    `temporary` is pytest's folder of this worker.
    """
    if told := os.environ.get(MADE):
        Path(told).mkdir(mode=0o711, parents=True, exist_ok=True)
        return Path(told)
    return temporary.parent if "PYTEST_XDIST_WORKER" in os.environ else temporary


def spoken_once(temporary: Path) -> Path:
    """The folder of the sounds, for all workers of a run; `temporary` is pytest's folder of this one.

    The worker that comes first speaks, and the others wait: together they would be slower. Blocks.
    """
    folder = shared_folder(temporary) / "spoken"
    with (folder.parent / "spoken.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder.mkdir(exist_ok=True)
        anyio.run(_speak, folder)
    return folder


def lend(spoken: Path, settings: Settings) -> None:
    """Let a centre that has not been started yet find everything spoken."""
    settings.sounds.parent.mkdir(mode=0o700)
    settings.sounds.symlink_to(spoken)


async def speak_answers(settings: Settings) -> None:
    """Speak the short answers of the knowledge base of a centre whose database runs, as its application would do
    beside the calls of the first minute: five centres of five workers would do it five times."""
    clock = SystemClock()
    now = clock.now()
    engine = make_engine(settings.dsn, pool_size=1)
    try:
        routes = await load_routes(engine, now)
        days = [(now + timedelta(days=ahead)).astimezone(WARSAW).date() for ahead in (0, 1)]
        answers = [answer for day in days for answer in await short_answers_by_article(engine, day)]
    finally:
        await engine.dispose()
    cache = await _cache(settings.sounds)
    texts = texts_of(answers, prompts_in(routes), PromptLibrary.load(), cache.languages)
    _, failures = await cache.try_ahead(texts)
    assert not failures


async def _speak(folder: Path) -> None:
    cache = await _cache(folder)
    _, failures = await cache.try_ahead(texts_ahead(PromptLibrary.load(), defaults.office_directory()))
    assert not failures


async def _cache(folder: Path) -> PromptCache:
    words = {(row["language"], row["word"]): row["spoken"] for row in defaults.pronunciations()}
    return PromptCache(folder, *await espeak_engines(espeak_command()), dictionary=Dictionary(words))

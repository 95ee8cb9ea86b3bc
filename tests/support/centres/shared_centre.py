"""What all tests with a real Asterisk share: one centre, started as by `make run`, and clean after each test.

A conftest.py names its own `installation` beside these fixtures.
"""

from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager

import anyio
import pytest
import pytest_asyncio

from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.tts import SpeechEngine, espeak_engines
from ops.running.installation import Installation
from tests.support.centres import lean_centre
from tests.support.centres.running_centre import RunningCentre, facts_of_the_newest_calls
from tests.support.machine.tools import espeak_command
from tests.support.plugins.noise import has_failed
from tests.support.telephones.phone import Phones, phones, telephones
from tests.support.timing.eventually import eventually

__all__ = [
    "Said",
    "centre",
    "centre_of",
    "jobs",
    "phones",
    "pytest_runtest_makereport",
    "said",
    "telephones",
    "tokens",
    "watchdog",
]

KEPT_OPEN = 4

Said = tuple[PromptLibrary, list[SpeechEngine]]


@pytest.fixture(scope="session")
def said() -> Said:
    """The words and the engines of all tests: to load them takes as much of a processor as a whole call."""
    return PromptLibrary.load(), anyio.run(espeak_engines, espeak_command())


@pytest.fixture(scope="session")
def tokens() -> dict[str, str]:
    """Of the users of the web service who have logged in, which takes 50 ms of a processor."""
    return {}


@pytest.fixture(scope="session")
def jobs(installation: Installation) -> None:
    """The process `jobs` runs, too, from the first test that asks for it on."""
    lean_centre.start(installation, lean_centre.JOBS)


@pytest.fixture(scope="session")
def watchdog(installation: Installation) -> None:
    """The watchdog runs, too, from the first test that asks for it on."""
    lean_centre.start(installation, lean_centre.WATCHDOG)


@asynccontextmanager
async def centre_of(
    request: pytest.FixtureRequest, installation: Installation, said: Said, tokens: dict[str, str], phones: Phones
) -> AsyncIterator[RunningCentre]:
    """The centre; afterwards nothing of the test is left in it, and every consultant is logged out.

    What a failed test has left is cleared away, so that it fails no other one.
    """
    prompts, engines = said
    sounds = PromptCache(installation.settings.sounds, *engines)
    found = RunningCentre(installation, prompts, sounds, tokens=tokens)
    found.call_before = await found.newest_id()
    before = found.descriptors("asterisk")
    yield found
    if has_failed(request):
        await found.clear_away(phones)
        return
    await found.log_everybody_out()
    await found.until_nothing_is_left()

    def is_as_before() -> bool:
        # A few may have been opened for good: the module of a first use, the loop of the music.
        return found.descriptors("asterisk") <= before + KEPT_OPEN

    await eventually(is_as_before)


@pytest_asyncio.fixture
async def centre(
    request: pytest.FixtureRequest, installation: Installation, said: Said, tokens: dict[str, str], phones: Phones
) -> AsyncIterator[RunningCentre]:
    """See `centre_of`."""
    async with centre_of(request, installation, said, tokens, phones) as found:
        yield found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What the centre knows at the moment of a failure is in the report: afterwards it is gone."""
    report = yield
    found = getattr(item, "funcargs", {}).get("centre")
    if report.when == "call" and report.failed and isinstance(found, RunningCentre):
        for name in ("ari_app", "asterisk"):
            for file in sorted((found.state / "log").glob(f"{name}*.log")):
                lines = file.read_text("utf-8", "replace").splitlines()
                report.sections.append((f"log of {file.stem}", "\n".join(lines[-60:])))
        for words in ("core show channels concise", "bridge show all"):
            report.sections.append((words, found.installation.console(words)))
        report.sections.append(("facts", facts_of_the_newest_calls(found.installation.settings.dsn)))
    return report

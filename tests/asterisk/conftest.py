"""One centre for all tests of this folder, started by the same code as `make run`."""

import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import anyio
import pytest
import pytest_asyncio

from ivr.prompts.cache import PromptCache
from ivr.prompts.library import PromptLibrary
from ivr.tts import SpeechEngine, espeak_engines
from ops import ports
from ops.installation import Installation
from tests.support.eventually import eventually
from tests.support.noise import has_failed
from tests.support.phone import Phones, phones, telephones
from tests.support.prepared_state import lend_state, prepared_once
from tests.support.running_centre import RunningCentre, facts_of_the_newest_calls
from tests.support.tools import espeak_command

__all__ = ["phones", "telephones"]  # the fixtures

KEPT_OPEN = 4
RECORDING_RESERVE = 2  # MB: less than a small file system has, which a test fills
FAST = {
    "S724_HOURS": "plan",
    "S724_RING_TIME": "4",
    "S724_WRAP_UP_TIME": "0",
    "S724_RECORDING_RESERVE": str(RECORDING_RESERVE),
}


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="s724-") as folder:
        # The database server runs as another user where the tests run as root.
        Path(folder).chmod(0o755)
        (subscribers,) = ports.free(1)  # where a subscriber's telephone will listen
        way_out = {"S724_TRUNK_OUT": f"127.0.0.1:{subscribers}"}
        made = Installation(Path(folder) / "var", environment=FAST | way_out)
        lend_state(prepared_once(tmp_path_factory.getbasetemp(), made.settings), made.settings)
        with made as centre:
            yield centre


@pytest.fixture(scope="session")
def said() -> tuple[PromptLibrary, list[SpeechEngine]]:
    """The words and the engines of all tests: to load them takes as much of a processor as a whole call."""
    return PromptLibrary.load(), anyio.run(espeak_engines, espeak_command())


@pytest.fixture(scope="session")
def tokens() -> dict[str, str]:
    """Of the users of the web service who have logged in, which takes 50 ms of a processor."""
    return {}


@pytest_asyncio.fixture
async def centre(
    request: pytest.FixtureRequest,
    installation: Installation,
    said: tuple[PromptLibrary, list[SpeechEngine]],
    tokens: dict[str, str],
    phones: Phones,
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What the centre knows at the moment of a failure is in the report: afterwards it is gone."""
    report = yield
    found = getattr(item, "funcargs", {}).get("centre")
    if report.when == "call" and report.failed and isinstance(found, RunningCentre):
        for name in ("ari_app", "asterisk"):
            lines = (found.state / "log" / f"{name}.log").read_text("utf-8", "replace").splitlines()
            report.sections.append((f"log of {name}", "\n".join(lines[-60:])))
        for words in ("core show channels concise", "bridge show all"):
            report.sections.append((words, found.installation.console(words)))
        report.sections.append(("facts", facts_of_the_newest_calls(found.installation.settings.dsn)))
    return report

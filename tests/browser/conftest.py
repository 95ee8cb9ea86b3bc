"""A whole centre with its pages, and real browsers before it.

All tests of a worker share an event loop, since the browsers, and what drives them, belong to one.
"""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from ops.running.installation import Installation
from tests.browser.desks import Desks
from tests.support.browser.browsers import Browsers, Chromiums, browsers_in
from tests.support.browser.network_cable import Cable, cable
from tests.support.centres import lean_centre
from tests.support.centres.prepared_state import lend_state, prepared_once
from tests.support.centres.running_centre import RunningCentre
from tests.support.centres.shared_centre import (
    Said,
    centre_of,
    jobs,
    pytest_runtest_makereport,
    said,
    tokens,
    watchdog,
)
from tests.support.plugins.noise import has_failed
from tests.support.telephones.phone import Engine, Phones, phones_of, telephones

__all__ = ["jobs", "pytest_runtest_makereport", "said", "telephones", "tokens", "watchdog"]

# A telephone rings as long as a browser may take on a busy machine to come back after a reload.
UNHURRIED = {"S724_HOURS": "plan", "S724_RING_TIME": "12", "S724_WRAP_UP_TIME": "0"}


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="s724-") as folder:
        # The database server runs as another user where the tests run as root.
        Path(folder).chmod(0o755)
        made = Installation(Path(folder) / "var", module=lean_centre.MODULE, environment=UNHURRIED)
        lend_state(prepared_once(tmp_path_factory.getbasetemp(), made.settings), made.settings)
        with made as running:
            yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromiums(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chromiums]:
    """The browsers' programs of this worker; at its end no process of them is left."""
    async with Chromiums(tmp_path_factory.mktemp("chromium")) as made:
        yield made


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def _nothing_goes_on(chromiums: Chromiums) -> AsyncIterator[None]:
    """No task of a test goes on in the next one, not even if the test was broken off."""
    await chromiums.begin()
    before = asyncio.all_tasks()
    yield
    left = [task for task in asyncio.all_tasks() - before if task is not asyncio.current_task()]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


@pytest_asyncio.fixture(loop_scope="session")
async def phones(telephones: Engine) -> AsyncIterator[Phones]:
    """See `phones_of`."""
    async with phones_of(telephones) as mine:
        yield mine


@pytest_asyncio.fixture(loop_scope="session")
async def centre(
    request: pytest.FixtureRequest, installation: Installation, said: Said, tokens: dict[str, str], phones: Phones
) -> AsyncIterator[RunningCentre]:
    """See `centre_of`."""
    async with centre_of(request, installation, said, tokens, phones) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def browsers(
    request: pytest.FixtureRequest,
    centre: RunningCentre,
    chromiums: Chromiums,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Browsers]:
    """Browsers for one test. What a failed one showed, and what the centre noted, is in `browser-failures`."""
    name = re.sub(r"[^\w.-]+", "-", request.node.name)
    kept = tmp_path_factory.getbasetemp() / "browser-failures" / name
    async with browsers_in(chromiums, lambda: has_failed(request), kept) as mine:
        yield mine
    if has_failed(request):
        for log in (centre.state / "log").glob("*.log"):
            (kept / log.name).write_bytes(log.read_bytes()[-500_000:])
        print(f"what the browsers showed: {kept}")


@pytest.fixture
def address(centre: RunningCentre) -> str:
    """Where browsers reach the web service."""
    return f"http://127.0.0.1:{centre.installation.settings.http_port}"


@pytest_asyncio.fixture(loop_scope="session")
async def line(centre: RunningCentre) -> AsyncIterator[Cable]:
    """A network cable that leads to the web service."""
    async with cable(centre.installation.settings.http_port) as laid:
        yield laid


@pytest.fixture
def desks(centre: RunningCentre, browsers: Browsers, phones: Phones, address: str) -> Desks:
    """Consultants who work in browsers."""
    return Desks(centre, browsers, phones, address)

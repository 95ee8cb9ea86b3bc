"""A whole centre with its pages, and real browsers before it."""

import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from ops.installation import Installation
from tests.browser.desks import Desks
from tests.support.browsing import Browsers, browsers_in
from tests.support.cable import Cable, cable
from tests.support.noise import has_failed
from tests.support.phone import Phones
from tests.support.prepared_state import lend_state, prepared_once
from tests.support.running_centre import RunningCentre
from tests.support.shared_centre import centre, phones, pytest_runtest_makereport, said, telephones, tokens

__all__ = ["centre", "phones", "pytest_runtest_makereport", "said", "telephones", "tokens"]

# A telephone rings as long as a browser may take on a busy machine to come back after a reload.
UNHURRIED = {"S724_HOURS": "plan", "S724_RING_TIME": "12", "S724_WRAP_UP_TIME": "0"}


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="s724-") as folder:
        # The database server runs as another user where the tests run as root.
        Path(folder).chmod(0o755)
        made = Installation(Path(folder) / "var", environment=UNHURRIED)
        lend_state(prepared_once(tmp_path_factory.getbasetemp(), made.settings), made.settings)
        with made as running:
            yield running


@pytest_asyncio.fixture
async def browsers(
    request: pytest.FixtureRequest, centre: RunningCentre, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browsers]:
    """Browsers for one test. What a failed one showed, and what the centre noted, is in `browser-failures`."""
    name = re.sub(r"[^\w.-]+", "-", request.node.name)
    kept = tmp_path_factory.getbasetemp() / "browser-failures" / name
    async with browsers_in(tmp_path, lambda: has_failed(request), kept) as mine:
        yield mine
    if has_failed(request):
        for log in (centre.state / "log").glob("*.log"):
            (kept / log.name).write_bytes(log.read_bytes()[-500_000:])
        print(f"what the browsers showed: {kept}")


@pytest.fixture
def address(centre: RunningCentre) -> str:
    """Where browsers reach the web service."""
    return f"http://127.0.0.1:{centre.installation.settings.http_port}"


@pytest_asyncio.fixture
async def line(centre: RunningCentre) -> AsyncIterator[Cable]:
    """A network cable that leads to the web service."""
    async with cable(centre.installation.settings.http_port) as laid:
        yield laid


@pytest.fixture
def desks(centre: RunningCentre, browsers: Browsers, phones: Phones, address: str) -> Desks:
    """Consultants who work in browsers."""
    return Desks(centre, browsers, phones, address)

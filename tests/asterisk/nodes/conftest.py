"""One centre with two Asterisks behind two edges for all tests of this folder, as `make run-two` starts it."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from ivr.prompts.cache import PromptCache
from ops.running.several import SeveralAsterisks
from tests.asterisk.conftest import FAST
from tests.support.centres import lean_centre
from tests.support.centres.prepared_state import lend_state, prepared_once
from tests.support.centres.running_nodes import RunningNodes
from tests.support.centres.shared_centre import Said, jobs, phones, said, telephones
from tests.support.plugins.noise import has_failed
from tests.support.telephones.phone import Phones

__all__ = ["jobs", "phones", "said", "telephones"]


LEAN = {"S724_APPLICATIONS": "", "S724_WEB_AT": ""}
"""One of each that has tests of its own elsewhere."""


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeveralAsterisks]:
    with tempfile.TemporaryDirectory(prefix="s724-") as folder:
        Path(folder).chmod(0o755)  # for the database server, which runs as another user
        made = SeveralAsterisks(Path(folder) / "var", module=lean_centre.MODULE, environment=FAST | LEAN)
        lend_state(prepared_once(tmp_path_factory.getbasetemp(), made.settings), made.settings)
        with made as running:
            lean_centre.start(running, lean_centre.JOBS)
            yield running


@pytest.fixture(scope="session")
def nodes_tokens() -> dict[str, str]:
    """Of the users of this centre's web service who have logged in."""
    return {}


@pytest_asyncio.fixture
async def centre(
    request: pytest.FixtureRequest,
    installation: SeveralAsterisks,
    said: Said,
    nodes_tokens: dict[str, str],
    phones: Phones,
) -> AsyncIterator[RunningNodes]:
    """Afterwards nothing of the test is left in it, and every consultant is logged out."""
    prompts, engines = said
    found = RunningNodes(
        installation, prompts, PromptCache(installation.settings.sounds, *engines), tokens=nodes_tokens
    )
    found.call_before = await found.newest_id()
    yield found
    if has_failed(request):
        await found.clear_away(phones)
        return
    await found.log_everybody_out()
    await found.until_nothing_is_left()

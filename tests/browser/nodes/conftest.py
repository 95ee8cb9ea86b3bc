"""A centre with two Asterisks, two edges, and two web services behind the proxy that is shipped."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from ivr.prompts.cache import PromptCache
from ops.running.several import SeveralAsterisks
from tests.browser.conftest import UNHURRIED
from tests.support.centres import lean_centre
from tests.support.centres.prepared_state import lend_state, prepared_once
from tests.support.centres.running_nodes import RunningNodes
from tests.support.centres.shared_centre import Said
from tests.support.plugins.noise import has_failed
from tests.support.telephones.phone import Phones

ONE_APPLICATION = {"S724_APPLICATIONS": ""}
"""That one of two takes over is shown elsewhere."""


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeveralAsterisks]:
    with tempfile.TemporaryDirectory(prefix="s724-") as folder:
        Path(folder).chmod(0o755)  # for the database server, which runs as another user
        made = SeveralAsterisks(
            Path(folder) / "var", module=lean_centre.MODULE, environment=UNHURRIED | ONE_APPLICATION
        )
        lend_state(prepared_once(tmp_path_factory.getbasetemp(), made.settings), made.settings)
        with made as running:
            yield running


@pytest_asyncio.fixture(loop_scope="session")
async def centre(
    request: pytest.FixtureRequest, installation: SeveralAsterisks, said: Said, phones: Phones
) -> AsyncIterator[RunningNodes]:
    """Afterwards nothing of the test is left in it."""
    prompts, engines = said
    found = RunningNodes(installation, prompts, PromptCache(installation.settings.sounds, *engines), tokens={})
    found.call_before = await found.newest_id()
    yield found
    if has_failed(request):
        await found.clear_away(phones)
        return
    await found.log_everybody_out()
    await found.until_nothing_is_left()

"""One centre for all tests of this folder, started by the same code as `make run`."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops import ports
from ops.running.installation import Installation
from tests.support.centres import lean_centre
from tests.support.centres.prepared_state import lend_state, prepared_once
from tests.support.centres.shared_centre import (
    centre,
    jobs,
    phones,
    pytest_runtest_makereport,
    said,
    telephones,
    tokens,
)

__all__ = ["centre", "jobs", "phones", "pytest_runtest_makereport", "said", "telephones", "tokens"]

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
        made = Installation(Path(folder) / "var", module=lean_centre.MODULE, environment=FAST | way_out)
        lend_state(prepared_once(tmp_path_factory.getbasetemp(), made.settings), made.settings)
        with made as running:
            lean_centre.start(running, lean_centre.WATCHDOG)  # each call here is under its eyes
            yield running

"""A small centre (database and Asterisk) that the tests of this folder share, started as users start it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.running.installation import Installation
from softphone import Engine

SMALL = "tests.ops.small_centre"


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Tests leave it running and on the same data; they may kill what belongs to it."""
    with Installation(tmp_path_factory.mktemp("small"), module=SMALL) as centre:
        yield centre


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Installation]:
    """A centre of the test's own, not started. Its long path is no obstacle to anything."""
    centre = Installation(tmp_path / ("a" * 120), module=SMALL)
    yield centre
    centre.stop()
    assert not centre.processes(), "a process is left"


@pytest.fixture(scope="session")
def telephones() -> Iterator[Engine]:
    """The machinery of the telephones."""
    with Engine() as running:
        yield running

import gc
import os
from collections.abc import Generator

import pytest
import structlog
from hypothesis import HealthCheck, settings

from core.logging import configure_logging
from ops.running.go_first import keep_up_with_the_centre
from tests.support.plugins.width import IS_WIDE

# Everything that is made until the tests are collected lives to the end. To look it through for garbage again and
# again, while it grows, takes a third of all the time until the first test.
gc.disable()

pytest_plugins = [
    "tests.support.plugins.noise",
    "tests.support.plugins.more",
    "tests.support.plugins.second_start",
]

configure_logging("tests", "WARNING")
keep_up_with_the_centre()

# The same examples at every run, few enough for a suite that is run all day. `make test-more` looks for new ones,
# and so does
#     HYPOTHESIS_PROFILE=explore pytest tests/unit --timeout 3600
_SLOW_IS_FINE = [HealthCheck.too_slow]
settings.register_profile(
    "steady",
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=_SLOW_IS_FINE,
)
settings.register_profile("explore", max_examples=3000, deadline=None, suppress_health_check=_SLOW_IS_FINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "explore" if IS_WIDE else "steady"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Of a worker, and of the process that starts workers, which collects nothing."""
    try:
        return (yield)
    finally:
        gc.freeze()  # with what little garbage there is: to find that takes a second of each worker
        gc.enable()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _plain_log_context() -> None:
    structlog.contextvars.clear_contextvars()

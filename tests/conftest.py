import pytest
import structlog

from core.logging import configure_logging

configure_logging("tests", "WARNING")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _plain_log_context() -> None:
    structlog.contextvars.clear_contextvars()

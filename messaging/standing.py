"""What a sender has to write down, however long the database is away: it is not known twice."""

from collections.abc import Awaitable, Callable
from typing import Final

import anyio
import structlog

from core.db.errors import DATABASE_AWAY, is_our_fault

log = structlog.get_logger()

AGAIN_TIME: Final = 1.0


async def stands(write: Callable[[], Awaitable[None]]) -> None:
    """Try until it stands. Raises what is our own fault."""
    while True:
        try:
            return await write()
        except DATABASE_AWAY as error:
            if is_our_fault(error):
                raise
            tell(error)
            await anyio.sleep(AGAIN_TIME)


def tell(error: Exception) -> None:
    """Into the log: loudly what is our own fault."""
    if is_our_fault(error):
        log.error("the outbox failed", error=type(error).__name__, exc_info=True)
    else:
        log.warning("the database interrupted sending", error=type(error).__name__)

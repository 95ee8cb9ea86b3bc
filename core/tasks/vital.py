"""Services without which a process is of no use, and the end of such a process."""

import os
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()


async def vital(service: Callable[[], Awaitable[None]]) -> None:
    """Run a service that must not fail. Where it does, the process ends at once and not in order.

    An orderly end would cancel every call's task, and those would hang up. The supervisor starts the process anew,
    and that one takes up the calls.
    """
    try:
        await service()
    except Exception as error:
        log.critical("a vital service failed, the process ends", error=type(error).__name__, exc_info=error)
        end_process(1)


def end_process(status: int) -> None:
    """End now, with no clean-up: what others hold for us, Asterisk above all, stays as it is."""
    os._exit(status)

"""When a process gives up. It ends at once, like one that was killed, and the next one takes up what is there:
that one looks, and does not guess what it has missed.
"""

import os
import signal
from collections.abc import Callable

import anyio
import structlog

from core.tasks.vital import end_process

log = structlog.get_logger()


def stood_still() -> None:
    """The loop has stood still for so long that the watchdog may have moved callers: events that are read now may
    be of calls that are not ours any more.
    """
    log.critical("the process stood still for too long and ends")
    end_process(1)


def line_lost() -> None:
    """Commands on their way have failed, and events were missed. Also if Asterisk itself has died."""
    log.critical("the line to Asterisk is lost and the process ends")
    end_process(1)


async def hand_over() -> None:
    """The line to one of several is back, and what happened there meanwhile was missed: the next process looks.

    As if this one had been asked to end: what is stated is written first, and nobody waits for the end of the
    lease. Never returns."""
    log.critical("the line to an Asterisk is back and the process ends")
    os.kill(os.getpid(), signal.SIGTERM)
    await anyio.sleep_forever()


def lease_lost(cut_all: Callable[[], None] = lambda: None) -> None:
    """Another application leads the calls, or may do so. What is on its way to Asterisk must not arrive later."""
    log.critical("another application may have taken over, and the process ends")
    cut_all()
    end_process(1)


def caller_taken() -> None:
    """The watchdog has given this process up: the caller is in its hands, and will end there."""
    log.critical("a caller was taken away and the process ends")
    end_process(1)

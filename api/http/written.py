"""Waits a little until the database has what the live state knows already: the event log writes a moment later."""

from collections.abc import Awaitable, Callable

from anyio import sleep

PAUSES = (0.02, 0.02, 0.04, 0.04, 0.08, 0.1, 0.15, 0.15)
"""Seconds before each look, 0.6 in all: within them the event log has written what it heard, if it can. If it
cannot, many desks look at once at what it writes to: therefore ever more seldom."""


async def is_written(look: Callable[[], Awaitable[bool]]) -> bool:
    """Has what is waited for come? `look` is to ask the database for one small thing. No limit of time from
    outside: it would cut off a question to the database."""
    for pause in PAUSES:
        await sleep(pause)
        if await look():
            return True
    return False

"""Waits a little for who calls: the live feed says that a caller was verified a moment before that is written. It
cannot say who it is."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from anyio import sleep

from clients.assignment_store import is_caller_written
from core.db.engine import Engine
from core.live.live import AgentCall

T = TypeVar("T")

PAUSES = (0.02, 0.02, 0.04, 0.04, 0.08, 0.1, 0.15, 0.15)
"""Seconds before each look, 0.6 in all: within them the event log has written what it heard, if it can. If it
cannot, many desks look at once at what it writes to: therefore ever more seldom, and for one small thing."""


async def with_caller(
    engine: Engine, call: AgentCall | None, look: Callable[[], Awaitable[T]], is_known: Callable[[T], bool]
) -> tuple[T, bool]:
    """What `look` finds: of a verified caller, or a client whom the consultant rings, who is not known in it, once
    more when that is written; and is it still to be written?

    If nothing is written in time, what it found at first. No limit of time from outside: it would cut off a
    question to the database.
    """
    found = await look()
    if call is None or is_known(found):
        return found, False
    if not call.verified_by and (not call.is_outbound or call.callback is not None):
        return found, False
    for pause in PAUSES:
        await sleep(pause)
        if await is_caller_written(engine, call.id):
            return await look(), False
    return found, True

"""Work that ends when nobody waits for its answer any more: the page was closed, or asks something else."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request

from core.errors import S724Error

T = TypeVar("T")


class ClientGone(S724Error):
    """Whoever asked has hung up; what was being done for them is broken off. Nobody reads the answer."""

    code = "client_gone"
    message_pl = "Połączenie zostało zamknięte, zanim odpowiedź była gotowa."


async def while_asked(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`. When the client hangs up it is cancelled, and with it what it asked of the database.

    For routes that have read the body of the request. Raises ClientGone, and what `work` raises.
    """
    try:
        # A group of asyncio, which cancels once: a scope of anyio cancels again and again, and asyncpg, which has
        # to tell the database, would drop the connection before.
        async with asyncio.TaskGroup() as tasks:
            working = tasks.create_task(work)
            waiting = tasks.create_task(_hung_up(request))
            waiting.add_done_callback(lambda _: working.cancel())
            await asyncio.wait({working})
            waiting.cancel()
    except ExceptionGroup as group:  # of the one error of `work`
        raise group.exceptions[0] from None
    if working.cancelled():
        raise ClientGone
    return working.result()


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass

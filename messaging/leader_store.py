"""One courier at a time: who holds the lock of the database sends, and ends when it may have lost it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

_LOCK = 7_240_065
"""Of PostgreSQL's advisory locks."""

LOOK_TIME = 2.0


class LockLost(Exception):
    """The connection that held the lock is gone: another one may send by now."""


@asynccontextmanager
async def leading(engine: AsyncEngine) -> AsyncIterator[None]:
    """The block is this process's alone. Waits for whoever is before; raises LockLost in it, or what the database
    raises."""
    async with engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        while not await connection.scalar(select(func.pg_try_advisory_lock(_LOCK))):  # noqa: ASYNC110 - no event tells
            await anyio.sleep(LOOK_TIME)

        async def keep() -> None:
            while True:
                await anyio.sleep(LOOK_TIME)
                try:
                    with anyio.fail_after(LOOK_TIME):
                        await connection.execute(text("SELECT 1"))
                except Exception as error:
                    raise LockLost from error

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(keep)
            yield
            tasks.cancel_scope.cancel()

# ruff: noqa: S608 - put together of a name that stands in core.jobs.job_names, never of what anybody has given
"""Work for the process `jobs`: any process may ask for it, in the transaction of what the work is about.

The queue is pgqueuer's, in a schema of its own (migration 0012). What asks needs one statement of it and not the
library, which alone would take a tenth of the start of every process.
"""

from typing import Final

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.jobs.job_names import SCHEMA, JobName

_THERE: Final = f"SELECT 1 FROM {SCHEMA}.pgqueuer WHERE entrypoint = :name AND payload = :about AND "
# Whoever does the work leaves what waits until the asker's transaction has ended.
_WAITS: Final = text(_THERE + "status = 'queued' LIMIT 1 FOR SHARE SKIP LOCKED")
_IS_THERE: Final = text(_THERE + "status IN ('queued', 'picked') LIMIT 1")

# As the library puts a job into its queue, and says so in its log.
_ASK: Final = text(
    f"WITH asked AS (INSERT INTO {SCHEMA}.pgqueuer (priority, entrypoint, payload, status) "
    "VALUES (0, :name, :about, 'queued') RETURNING id) "
    f"INSERT INTO {SCHEMA}.pgqueuer_log (job_id, status, priority, entrypoint) "
    "SELECT id, 'queued', 0, :name FROM asked"
)


async def ask_for_job(connection: AsyncConnection, name: JobName, about: str) -> None:
    """Once the transaction is committed, the job is done as soon as there is a process for it.

    The same that waits already is not asked for twice: it will see what this transaction writes, within half a
    minute of its end. One that is under way may have looked before, so it is done once more after it.
    """
    await _ask_unless(_WAITS, connection, name, about)


async def put_back_job(connection: AsyncConnection, name: JobName, about: str) -> None:
    """Ask for a job that may have lost its place in the queue; not if it waits or is under way."""
    await _ask_unless(_IS_THERE, connection, name, about)


async def is_job_asked_for(connection: AsyncConnection, name: JobName, about: str) -> bool:
    """Does it wait, or is it under way?"""
    found = await connection.execute(_IS_THERE, {"name": name, "about": about.encode()})
    return found.first() is not None


async def _ask_unless(is_there: TextClause, connection: AsyncConnection, name: JobName, about: str) -> None:
    # Two statements: the queue's trigger wakes the process that works even if an INSERT puts nothing in.
    which = {"name": name, "about": about.encode()}
    if (await connection.execute(is_there, which)).first() is None:
        await connection.execute(_ASK, which)

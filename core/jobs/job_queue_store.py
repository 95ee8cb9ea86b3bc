# ruff: noqa: S608 - put together of a name that stands in core.jobs.job_names, never of what anybody has given
"""Work for the process `jobs`: any process may ask for it, in the transaction of what the work is about.

The queue is pgqueuer's, in a schema of its own (migration 0012). What asks needs one statement of it and not the
library, which alone would take a tenth of the start of every process.
"""

from typing import Final

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.jobs.job_names import SCHEMA, JobName


def _asking_unless(which: str) -> TextClause:
    """As the library puts a job into its queue, and says so in its log."""
    return text(
        f"WITH there AS (SELECT FROM {SCHEMA}.pgqueuer "
        f"WHERE entrypoint = :name AND payload = :about AND {which}), "
        f"asked AS (INSERT INTO {SCHEMA}.pgqueuer (priority, entrypoint, payload, status) "
        "SELECT 0, :name, :about, 'queued' WHERE NOT EXISTS (SELECT FROM there) RETURNING id) "
        f"INSERT INTO {SCHEMA}.pgqueuer_log (job_id, status, priority, entrypoint) "
        "SELECT id, 'queued', 0, :name FROM asked"
    )


# Whoever does the work leaves what waits until the asker's transaction has ended.
_UNLESS_IT_WAITS: Final = _asking_unless("status = 'queued' LIMIT 1 FOR SHARE SKIP LOCKED")
_UNLESS_IT_IS_THERE: Final = _asking_unless("status IN ('queued', 'picked') LIMIT 1")


async def ask_for_job(connection: AsyncConnection, name: JobName, about: str) -> None:
    """Once the transaction is committed, the job is done as soon as there is a process for it.

    The same that waits already is not asked for twice: it will see what this transaction writes, within half a
    minute of its end. One that is under way may have looked before, so it is done once more after it.
    """
    await connection.execute(_UNLESS_IT_WAITS, {"name": name, "about": about.encode()})


async def put_back_job(connection: AsyncConnection, name: JobName, about: str) -> None:
    """Ask for a job that may have lost its place in the queue; not if it waits or is under way."""
    await connection.execute(_UNLESS_IT_IS_THERE, {"name": name, "about": about.encode()})

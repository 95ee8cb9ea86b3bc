"""Runs of retention as rows: asked for by somebody or by the clock, going on, ended; and what they counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from core.clock import WARSAW
from core.db.pages import MAX_PAGE
from core.db.tables.retention_tables import RetentionRunRow
from core.errors import NotFound, S724Error
from core.ids import new_id
from core.jobs.job_queue_store import ask_for_job, put_back_job

NOT_ENDED = ("waiting", "running")
_LOCK = 7_240_024
"""Of PostgreSQL's advisory locks: two who ask at once have one run."""


class RunGoesOn(S724Error):
    """A run has not ended yet: of two at once neither would count right. Nothing was begun."""

    code = "run_goes_on"
    message_pl = "Poprzedni przebieg jeszcze się nie skończył."


@dataclass(frozen=True, slots=True)
class RunPage:
    """Runs, newest first. `after` leads to the next page; None on the last."""

    runs: list[RetentionRunRow]
    after: tuple[datetime, str] | None


async def ask_for_run(engine: AsyncEngine, by: str, now: datetime, *, is_dry: bool) -> RetentionRunRow:
    """A run that waits for the process `jobs`. Raises RunGoesOn."""
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        connection = await session.connection()
        await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        if await connection.scalar(
            select(RetentionRunRow.id).where(RetentionRunRow.state.in_(NOT_ENDED)).limit(1)
        ):
            raise RunGoesOn
        run = RetentionRunRow(
            id=new_id("retention"),
            asked_by=by,
            asked_at=now,
            day=now.astimezone(WARSAW).date(),
            is_dry=is_dry,
            state="waiting",
            counts={},
            pending=[],
        )
        session.add(run)
        await session.flush()
        await ask_for_job(connection, "retention", run.id)
    return run


async def unfinished_runs(engine: AsyncEngine) -> list[str]:
    """Those that wait or were begun, the oldest first; put back into the queue of jobs if they are not in it."""
    async with engine.begin() as connection:
        query = select(RetentionRunRow.id).where(RetentionRunRow.state.in_(NOT_ENDED))
        runs = list(await connection.scalars(query.order_by(RetentionRunRow.asked_at)))
        for run in runs:
            await put_back_job(connection, "retention", run)
    return runs


async def get_run(engine: AsyncEngine, run_id: str) -> RetentionRunRow:
    """Raises NotFound."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        run = await session.get(RetentionRunRow, run_id)
    if run is None:
        raise NotFound
    return run


async def list_runs(engine: AsyncEngine, *, limit: int, after: tuple[datetime, str] | None = None) -> RunPage:
    """Newest first, at most `limit`."""
    limit = min(limit, MAX_PAGE)
    query = select(RetentionRunRow).order_by(RetentionRunRow.asked_at.desc(), RetentionRunRow.id.desc())
    if after is not None:
        query = query.where(tuple_(RetentionRunRow.asked_at, RetentionRunRow.id) < after)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        rows = list(await session.scalars(query.limit(limit + 1)))
    last = rows[limit - 1] if len(rows) > limit else None
    return RunPage(rows[:limit], None if last is None else (last.asked_at, last.id))


async def note_begin(connection: AsyncConnection, run_id: str, now: datetime) -> None:
    """A run that goes on after an interruption keeps the moment at which it began."""
    began = func.coalesce(RetentionRunRow.began_at, now)
    await _change(connection, run_id, state="running", began_at=began)


async def note_progress(
    connection: AsyncConnection, run_id: str, counts: dict[str, Any], pending: list[list[str]]
) -> None:
    """In the transaction of what was let go: whoever is killed in between has counted nothing twice."""
    await _change(connection, run_id, counts=counts, pending=pending)


async def take_over_pending(connection: AsyncConnection, run_id: str) -> list[list[str]]:
    """The files that this run or one before it has left, now all of this one."""
    query = select(RetentionRunRow.id, RetentionRunRow.pending).where(RetentionRunRow.pending != [])
    rows = (await connection.execute(query.order_by(RetentionRunRow.asked_at).with_for_update())).all()
    pending = [file for row in rows for file in row.pending]
    for row in rows:
        await _change(connection, row.id, pending=[])
    await _change(connection, run_id, pending=pending)
    return pending


async def note_end(connection: AsyncConnection, run_id: str, now: datetime, *, is_failed: bool = False) -> None:
    await _change(connection, run_id, state="failed" if is_failed else "done", ended_at=now)


async def _change(connection: AsyncConnection, run_id: str, **values: Any) -> None:
    await connection.execute(update(RetentionRunRow).where(RetentionRunRow.id == run_id).values(**values))

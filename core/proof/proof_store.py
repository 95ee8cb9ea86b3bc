"""Verifications that were asked for, and what came of them; the state of the chains for people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import Field
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from core.db.tables.proof_tables import VerificationRunRow
from core.ids import new_id
from core.jobs.job_names import JobName
from core.jobs.job_queue_store import ask_for_job
from core.proof.chain_store import LOGS, last_block_made_at, tail, tip
from core.proof.proof import Verified
from core.proof.recordings_proof import RecordingsVerified

Subject: TypeAlias = Literal["logs", "recordings"]
_JOBS: dict[Subject, JobName] = {"logs": "verify", "recordings": "verify_recordings"}


@dataclass(frozen=True, slots=True)
class ChainState:
    """A chained log now; nothing is verified by telling this. Times are UTC."""

    log: Annotated[str, Field(examples=["access_log"])]
    blocks: int
    last_made_at: Annotated[datetime | None, Field(description="When the last block was made")]
    tail: Annotated[
        int, Field(description="Rows that are in no block yet: those of the last minute, if all is well")
    ]
    tail_since: Annotated[datetime | None, Field(description="The moment of the oldest of them")]


async def chain_states(engine: AsyncEngine) -> list[ChainState]:
    """Of every chained log; cheap: nothing is verified."""
    states = []
    async with engine.connect() as connection:
        for log in LOGS.values():
            end = await tip(connection, log.name)
            waiting = await tail(connection, log, end.last_row)
            made_at = await last_block_made_at(connection, log.name)
            states.append(ChainState(log.name, end.number, made_at, waiting.rows, waiting.since))
    return states


async def ask_for_verification(
    engine: AsyncEngine, asked_by: str, now: datetime, subject: Subject = "logs"
) -> str:
    """Let the process `jobs` verify everything; returns the id of the run, of the one that waits already if there
    is one."""
    async with engine.begin() as connection:
        waits = await connection.scalar(
            select(VerificationRunRow.id)
            .where(VerificationRunRow.state == "waiting", VerificationRunRow.subject == subject)
            .order_by(VerificationRunRow.asked_at.desc())
            .limit(1)
        )
        run = waits or new_id("verification")
        if waits is None:
            values = {"id": run, "subject": subject, "asked_by": asked_by, "asked_at": now, "state": "waiting"}
            await connection.execute(insert(VerificationRunRow).values(values))
        await ask_for_job(connection, _JOBS[subject], run)
    return run


async def begin_run(engine: AsyncEngine, run: str) -> None:
    """It is under way; also one that was killed in the middle, and begins anew."""
    await _note(engine, run, state="running")


async def end_run(engine: AsyncEngine, run: str, verified: Verified | RecordingsVerified, now: datetime) -> None:
    await _note(
        engine, run, state="done", ended_at=now, is_intact=verified.is_intact, result=verified.as_document()
    )


async def fail_run(engine: AsyncEngine, run: str, now: datetime) -> None:
    """It could not be done."""
    await _note(engine, run, state="failed", ended_at=now)


async def last_runs(engine: AsyncEngine, limit: int, subject: Subject = "logs") -> list[VerificationRunRow]:
    """The newest first, whatever became of them."""
    query = (
        select(VerificationRunRow)
        .where(VerificationRunRow.subject == subject)
        .order_by(VerificationRunRow.asked_at.desc(), VerificationRunRow.id.desc())
    )
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return list(await session.scalars(query.limit(limit)))


async def get_run(engine: AsyncEngine, run: str) -> VerificationRunRow | None:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return await session.get(VerificationRunRow, run)


async def last_done_run(engine: AsyncEngine, subject: Subject = "logs") -> VerificationRunRow | None:
    """The newest one that has a result."""
    query = select(VerificationRunRow).where(
        VerificationRunRow.state == "done", VerificationRunRow.subject == subject
    )
    async with AsyncSession(engine, expire_on_commit=False) as session:
        row: VerificationRunRow | None = await session.scalar(
            query.order_by(VerificationRunRow.ended_at.desc()).limit(1)
        )
        return row


async def failed_verifications(engine: AsyncEngine, since: datetime) -> list[tuple[Subject, datetime]]:
    """Which verifications found something that is not as it was written, and when."""
    query = select(VerificationRunRow.subject, VerificationRunRow.ended_at).where(
        VerificationRunRow.is_intact.is_(False), VerificationRunRow.ended_at > since
    )
    async with engine.connect() as connection:
        rows = await connection.execute(query)
        return [("logs" if row[0] == "logs" else "recordings", row[1]) for row in rows if row[1] is not None]


async def _note(engine: AsyncEngine, run: str, **values: object) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(VerificationRunRow).where(VerificationRunRow.id == run).values(**values))

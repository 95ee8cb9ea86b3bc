"""Erasures that were approved, as rows: which are due, the transaction of one, and that it is done with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias

import anyio.to_thread
import structlog
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.contact_rule import day_of
from clients.erasure import spooled_facts
from clients.erasure.erasing_store import (
    Destroyers,
    Remains,
    erase,
    lock_out_others,
    note_erasure,
    touched_tables,
    wiped_tables,
)
from clients.erasure.hashes import ErasedHashes
from clients.erasure.plan import kept_by, outcome_pl, told_kept
from clients.erasure.subject_store import Subject, going_on, holds_of, subject_of
from core.db.errors import sqlstate
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import ErasureRow, PersonRequestRow, RequestStepRow

Outcome: TypeAlias = Literal["carried_out", "waits", "nothing"]

BY_THE_CLOCK = "system"
"""Who takes the steps that nobody takes."""

LOCK_TIME = 1
"""Seconds that the wiping of a table waits for whoever uses it; whoever comes then waits behind it."""

log = structlog.get_logger()

_ROW = PersonRequestRow.__table__.c


@dataclass(frozen=True, slots=True)
class Means:
    """What an erasure needs besides the database. `spool`: where facts lie that are not written yet."""

    hashes: ErasedHashes
    destroyers: Destroyers
    spool: Path


async def due_erasures(engine: AsyncEngine) -> list[str]:
    """Requests of which something is left to do: approved ones, those under way, and those of which holds have
    kept something that may have ended."""
    query = select(_ROW.id).where(
        _ROW.kind == "erasure",
        _ROW.state.in_(["approved", "carrying_out"]) | (_ROW.kept.is_not(None) & _ROW.client_id.is_not(None)),
    )
    async with engine.connect() as connection:
        return list(await connection.scalars(query.order_by(_ROW.received_at, _ROW.id)))


async def carry_out(engine: AsyncEngine, request_id: str, means: Means, now: datetime) -> Outcome:
    """The transaction of one erasure. `waits`: the request says what for. `nothing`: it is done with, or no
    approved erasure. After `carried_out` the rest is left to do, see `unfinished`."""
    async with engine.begin() as connection:
        await lock_out_others(connection)
        query = select(PersonRequestRow.__table__).where(_ROW.id == request_id, _ROW.kind == "erasure")
        request = (await connection.execute(query.with_for_update())).one_or_none()
        if request is None or request.state not in ("approved", "carrying_out", "carried_out"):
            return "nothing"
        subject = None if request.client_id is None else await subject_of(connection, request.client_id)
        if subject is None:
            return "carried_out" if request.state == "carrying_out" else "nothing"
        return await _carry_out(connection, request, subject, means, now)


async def _carry_out(
    connection: AsyncConnection, request: Any, subject: Subject, means: Means, now: datetime
) -> Outcome:
    holds = await holds_of(connection, subject, day_of(now))
    told = told_kept(holds) or None
    if request.state == "carried_out" and told == request.kept:
        return "nothing"
    if (waits := await _waits_for(connection, subject, means, now)) is not None:
        if request.waits_for != waits or request.state == "approved":
            await _tell(connection, request.id, state="carrying_out", waits_for=waits)
        return "waits"
    kept = kept_by(holds)
    words = _words(subject, [call for call in subject.calls if call not in kept.calls])
    refused = await anyio.to_thread.run_sync(spooled_facts.remove_refused, means.spool, words)
    remains = await erase(connection, subject, kept, means.hashes, means.destroyers, now)
    known = replace(subject, calls=(*subject.calls, *sorted(refused)))
    await note_erasure(connection, request.id, known, kept, means.hashes, remains, now)
    if not kept.is_nothing:
        kept_client = update(Client).where(Client.id == subject.client_id, Client.restricted_at.is_(None))
        await connection.execute(kept_client.values(restricted_at=now))
    await _tell(
        connection, request.id, state="carrying_out", waits_for=None, kept=told, outcome_pl=outcome_pl(holds)
    )
    steps = select(func.count()).where(RequestStepRow.request_id == request.id)
    step = {"request_id": request.id, "number": (await connection.scalar(steps) or 0) + 1, "at": now}
    await connection.execute(insert(RequestStepRow).values(**step, account=BY_THE_CLOCK, action="erase"))
    return "carried_out"


async def _waits_for(connection: AsyncConnection, subject: Subject, means: Means, now: datetime) -> str | None:
    found = await going_on(connection, subject, now)
    if found is not None:
        return found
    words = _words(subject, subject.calls)
    is_waiting = await anyio.to_thread.run_sync(spooled_facts.is_waiting, means.spool, words)
    return "facts" if is_waiting else None


def _words(subject: Subject, calls: Sequence[str]) -> set[str]:
    return {subject.client_id, *subject.numbers, *calls}


async def unfinished(engine: AsyncEngine, request_id: str) -> list[Remains]:
    """Files that are to be destroyed yet."""
    query = select(ErasureRow.remains).where(ErasureRow.request_id == request_id, ErasureRow.finished_at.is_(None))
    async with engine.connect() as connection:
        return [Remains(*pair) for pairs in await connection.scalars(query) for pair in pairs]


async def note_finished(engine: AsyncEngine, request_id: str, now: datetime) -> None:
    """Nothing is left to do."""
    async with engine.begin() as connection:
        done = update(ErasureRow).where(ErasureRow.request_id == request_id)
        await connection.execute(done.values(finished_at=now, remains=[]))
        await _tell(connection, request_id, state="carried_out", closed_at=now)


async def vacuum(engine: AsyncEngine) -> None:
    """Take the old versions of rows out of the tables' files. Locks nobody out; raises the database's errors."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in touched_tables():
            await connection.execute(text(f"VACUUM {table}"))  # names of ours


async def is_to_be_wiped(engine: AsyncEngine) -> bool:
    """Was somebody erased since the tables' files were written anew?"""
    query = select(ErasureRow.id).where(ErasureRow.finished_at.is_not(None), ErasureRow.wiped_at.is_(None))
    async with engine.connect() as connection:
        return await connection.scalar(query.limit(1)) is not None


async def wipe_files(engine: AsyncEngine, now: datetime) -> bool:
    """Write the tables' files anew, so that no freed byte of them holds anything, and hurry the log on.

    False if a table was in use for longer than `LOCK_TIME`; then the erasures stay to be wiped. Each table is
    locked while it is written, some seconds for the largest; calls go on, and their facts wait. The log is hurried
    on where this role may do so; else its time is that of `ops.install.postgres`. Raises the database's errors.
    """
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(f"SET lock_timeout = '{LOCK_TIME}s'"))
        try:
            done = [await _done(connection, f"VACUUM (FULL) {table}") for table in wiped_tables()]
            # Segments of before the second checkpoint are needed no more.
            for statement in ("CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"):
                await _done(connection, statement)
            if all(done):
                wiped = update(ErasureRow).where(
                    ErasureRow.finished_at.is_not(None), ErasureRow.wiped_at.is_(None)
                )
                await connection.execute(wiped.values(wiped_at=now))
        finally:
            await connection.execute(text("RESET lock_timeout"))
    return all(done)


async def _done(connection: AsyncConnection, statement: str) -> bool:
    try:
        await connection.execute(text(statement))
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        log.warning("files were not wiped", statement=statement, sqlstate=sqlstate(error))
        return False
    return True


async def _tell(connection: AsyncConnection, request_id: str, **values: Any) -> None:
    request = update(PersonRequestRow).where(PersonRequestRow.id == request_id)
    await connection.execute(request.values(**values, version=PersonRequestRow.version + 1))

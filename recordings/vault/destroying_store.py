"""Recordings that go, in the caller's transaction; and what is left of their files after it.

The column `recording.file` is the list of what is left: it is emptied when neither the clear nor the sealed file
is anywhere any more. So nothing is forgotten by a kill, nor by a store that is away.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

import structlog
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.errors import sqlstate
from core.db.tables.recording_tables import RecordingFileRow, RecordingKeyRow, RecordingLogRow, RecordingRow
from core.jobs.job_queue_store import ask_for_job
from recordings.vault.objects.object_store import LOCAL, SUFFIX, object_name

Why: TypeAlias = Literal["withdrawn", "erased", "rule", "ordered"]
GoneState: TypeAlias = Literal["destroyed", "expired"]

GONE = ("destroyed", "expired")

WIPED = ("recording_key", "recording_file")
"""Tables whose old versions of rows, with keys and curves, go by VACUUM after a destruction."""

HAS_FILES = text("recording.file <> '' AND recording.state <> 'recording'")
"""Of rows of which something may lie somewhere: as the index `ix_recording_left` says it, word by word."""

BY_ITSELF = "system"
"""Who does what nobody does."""

LOCK_TIME = 1
"""Seconds that the wiping of a table waits for whoever uses it; whoever comes then waits behind it."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Leftover:
    """Files of a recording that is gone: `clear` below the folder of recordings, `object` in `store`. Either may
    be gone already, or never have been."""

    recording_id: str
    clear: str
    store: str
    object: str

    @property
    def local_files(self) -> list[str]:
        """Those below the folder of recordings."""
        return [self.clear, self.object] if self.store == LOCAL else [self.clear]


async def destroy(
    connection: AsyncConnection,
    recording_ids: Collection[str],
    *,
    by: str,
    why: Why,
    state: GoneState,
    now: datetime,
) -> list[Leftover]:
    """Destroy the keys of these recordings, and say so in their rows and in the log. From the commit on nothing
    opens them. Those that are gone already stay as they are: it may be done again.

    `by`: an account, `caller`, or `system`. What is returned is to be removed after the commit
    (`recordings.vault.destroying.remove`); the process `jobs` does it in any case, see `leftovers`.
    """
    row, file = RecordingRow, RecordingFileRow
    query = select(row.id, row.file).where(row.id.in_(recording_ids), row.state.not_in(GONE)).order_by(row.id)
    found = (await connection.execute(query.with_for_update())).all()
    if not found:
        return []
    ids = [recording.id for recording in found]
    files = delete(file).where(file.recording_id.in_(ids)).returning(*file.__table__.c)
    packed = {one.recording_id: one for one in await connection.execute(files)}
    key = RecordingKeyRow
    gone = update(key).where(key.recording_id.in_(ids), key.wrapped.is_not(None))
    await connection.execute(gone.values(wrapped=None, destroyed_at=now))
    left, entries = [], []
    for recording in found:
        sealed = packed.get(recording.id)
        store = LOCAL if sealed is None else sealed.store
        name = object_name(recording.file) if sealed is None else sealed.object
        if name:
            left.append(Leftover(recording.id, _clear_name(name), store, name))
        values = {"file": name, "state": state, "gone_at": now, "gone_by": by, "gone_why": why}
        await connection.execute(update(row).where(row.id == recording.id).values(**values))
        entries.append(
            {
                "at": now,
                "recording_id": recording.id,
                "what": state,
                "store": None if sealed is None else sealed.store,
                "object": None if sealed is None else sealed.object,
                "size": None if sealed is None else sealed.size,
                "sha256": None if sealed is None else sealed.sha256,
                "seconds": None if sealed is None else sealed.seconds,
                "by": by,
                "why": why,
            }
        )
    await connection.execute(insert(RecordingLogRow), entries)
    await ask_for_job(connection, "pack", "")
    return left


async def destroy_erased(connection: AsyncConnection, recording_ids: Sequence[str], now: datetime) -> list[str]:
    """`destroy` for the erasure of a person (`clients.erasure`): the files below the folder of recordings."""
    left = await destroy(connection, recording_ids, by=BY_ITSELF, why="erased", state="destroyed", now=now)
    return [name for one in left for name in one.local_files]


async def destroy_again(
    engine: AsyncEngine, gone: Mapping[str, datetime], hash_of: Callable[[str], str]
) -> list[str]:
    """Of recordings that a restored backup has brought back, by the hashes of their ids: destroyed as they were,
    with their moment. Returns their ids."""
    found: list[str] = []
    async with engine.begin() as connection:
        query = select(RecordingRow.id).where(RecordingRow.state.not_in(GONE)).order_by(RecordingRow.id)
        for recording_id in list(await connection.scalars(query)):
            if (at := gone.get(hash_of(recording_id))) is not None:
                await destroy(connection, [recording_id], by=BY_ITSELF, why="ordered", state="destroyed", now=at)
                found.append(recording_id)
    return found


async def leftovers(engine: AsyncEngine, after: str = "", limit: int = 500) -> list[Leftover]:
    """Of recordings that are gone, by their ids: what may still lie somewhere. `after`: the last one of the page
    before, so that what cannot be removed does not stand in the way of others."""
    row, entry = RecordingRow, RecordingLogRow
    stored = (
        select(entry.store)
        .where(entry.recording_id == row.id, entry.store.is_not(None))
        .order_by(entry.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(row.id, row.file, stored.label("store"))
        .where(HAS_FILES, row.state.in_(GONE), row.id > after)
        .order_by(row.id)
        .limit(limit)
    )
    async with engine.connect() as connection:
        found = (await connection.execute(query)).all()
    return [Leftover(one.id, _clear_name(one.file), one.store or LOCAL, object_name(one.file)) for one in found]


async def note_removed(engine: AsyncEngine, recording_ids: Sequence[str]) -> None:
    """Nothing of these is left anywhere."""
    row = RecordingRow
    async with engine.begin() as connection:
        gone = update(row).where(row.id.in_(recording_ids), row.state.in_(GONE))
        await connection.execute(gone.values(file=""))


async def vacuum(engine: AsyncEngine) -> None:
    """Take the old versions of rows out of the tables' files. Locks nobody out; raises the database's errors."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in WIPED:
            await connection.execute(text(f"VACUUM {table}"))  # names of ours


async def wipe_keys(engine: AsyncEngine, since: datetime) -> bool | None:
    """Write the files of the tables with keys anew, and hurry the write-ahead log on; None if no key was destroyed
    since. False if a table was in use for longer than LOCK_TIME seconds. Raises the database's errors."""
    row = RecordingRow
    query = select(row.id).where(row.gone_at >= since, row.state.in_(GONE)).limit(1)
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        if await connection.scalar(query) is None:
            return None
        await connection.execute(text(f"SET lock_timeout = '{LOCK_TIME}s'"))
        try:
            done = [await _done(connection, f"VACUUM (FULL) {table}") for table in WIPED]
            # Segments of before the second checkpoint are needed no more.
            for statement in ("CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"):
                await _done(connection, statement)
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


def _clear_name(name: str) -> str:
    return name.removesuffix(SUFFIX) + ".wav" if name.endswith(SUFFIX) else name

"""Recordings that go, in the caller's transaction; and what is left of their files after it.

The column `recording.file` is the list of what is left: it is emptied when neither the clear nor the sealed file is
anywhere any more. So nothing is forgotten by a kill, nor by a store that is away.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.recording_tables import RecordingFileRow, RecordingKeyRow, RecordingLogRow
from core.db.tables import RecordingRow
from core.job_queue_store import ask_for_job
from recordings.vault.object_store import LOCAL, SUFFIX, object_name

Why: TypeAlias = Literal["withdrawn", "erased", "rule", "ordered"]
GoneState: TypeAlias = Literal["destroyed", "expired"]

GONE = ("destroyed", "expired")

WIPED = (
    *("recording", "recording_key", "recording_file"),
    *("recording_mark", "recording_consent"),
)
"""Tables whose old versions of rows go by VACUUM after a destruction."""


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
    (`recordings.destroying.remove`); the process `jobs` does it in any case, see `leftovers`.
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


async def leftovers(engine: AsyncEngine, limit: int = 500) -> list[Leftover]:
    """Of recordings that are gone, the oldest first: what may still lie somewhere."""
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
        .where(row.file != "", row.state.in_(GONE))
        .order_by(row.started_at, row.id)
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


def _clear_name(name: str) -> str:
    return name.removesuffix(SUFFIX) + ".wav" if name.endswith(SUFFIX) else name

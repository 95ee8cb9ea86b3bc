"""Recordings that are to be packed, as rows; and the one transaction by which one is packed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import anyio
from sqlalchemy import func, insert, select, text, tuple_, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.recording_tables import RecordingFileRow, RecordingKeyRow, RecordingLogRow, RecordingRow
from core.db.tables.staff_tables import AgentStateRow
from recordings.vault.destroying_store import HAS_FILES

_PACKERS_LOCK = 7_240_041
_ROTATION_LOCK = 7_240_042
"""Of PostgreSQL's advisory locks."""

UNPACKED = ("closed", "failed", "missing")
"""States of recordings that may have a clear file which nobody writes any more. A missing one may come back, with
the disk on which it lies."""

_PAGE = 500

BY_ITSELF = "system"
"""Who does what nobody does."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """`file`: the clear one, below the folder of recordings."""

    id: str
    file: str
    state: str
    started_at: datetime


class TurnLost(Exception):
    """Another process may be packing by now."""


class Turn:
    """As long as it is ours nobody else packs. It ends with its connection to the server."""

    def __init__(self, connection: AsyncConnection, pid: int) -> None:
        self._connection = connection
        self._pid = pid

    async def check(self) -> None:
        """Raises TurnLost, and what the database raises."""
        if await self._connection.scalar(text("SELECT pg_backend_pid()")) != self._pid:
            raise TurnLost


@dataclass(frozen=True, slots=True)
class StoredFile:
    """See `core.db.tables.recording_tables.RecordingFileRow`. `waveform` is sealed."""

    store: str
    object: str
    size: int
    clear_size: int
    sha256: bytes
    codec: str
    chunk_size: int
    seconds: float
    channels: int
    waveform: bytes


async def waiting(engine: AsyncEngine) -> tuple[int, datetime | None]:
    """How many closed recordings lie in clear yet, and when the oldest of them began."""
    query = select(func.count(), func.min(RecordingRow.started_at)).where(RecordingRow.state == "closed")
    async with engine.connect() as connection:
        count, oldest = (await connection.execute(query)).one()
    return int(count), oldest


@asynccontextmanager
async def only_packer(engine: AsyncEngine) -> AsyncIterator[Turn | None]:
    """None inside if another process packs; one does at a time."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        lock = {"lock": _PACKERS_LOCK}
        taking = text("SELECT pg_backend_pid() WHERE pg_try_advisory_lock(:lock)")
        pid: int | None = await connection.scalar(taking, lock)
        try:
            yield None if pid is None else Turn(connection, pid)
        finally:
            if pid is not None:
                with anyio.CancelScope(shield=True):
                    await _give_up(connection, lock)


async def _give_up(connection: AsyncConnection, lock: dict[str, int]) -> None:
    try:
        await connection.execute(text("SELECT pg_advisory_unlock(:lock)"), lock)
    except SQLAlchemyError:
        await connection.invalidate()  # the lock goes with it


async def unpacked(engine: AsyncEngine) -> AsyncIterator[Unpacked]:
    """The oldest first; each page as it is when it is read."""
    row, after = RecordingRow, None
    while True:
        query = select(row.id, row.file, row.state, row.started_at).where(HAS_FILES, row.state.in_(UNPACKED))
        if after is not None:
            query = query.where(tuple_(row.started_at, row.id) > (after.started_at, after.id))
        async with engine.connect() as connection:
            page = (await connection.execute(query.order_by(row.started_at, row.id).limit(_PAGE))).all()
        for found in page:
            after = Unpacked(*found)
            yield after
        if len(page) < _PAGE:
            return


async def lock_state(connection: AsyncConnection, recording_id: str) -> str | None:
    """What has become of it meanwhile: it may be withdrawn any time. It stays so until the end of the
    transaction."""
    query = select(RecordingRow.state).where(RecordingRow.id == recording_id).with_for_update()
    state: str | None = await connection.scalar(query)
    return state


async def keep_keys_still(connection: AsyncConnection) -> None:
    """Until the end of the transaction no rotation takes away the key that wraps (`let_no_key_be_used`)."""
    await connection.execute(select(func.pg_advisory_xact_lock_shared(_ROTATION_LOCK)))


async def let_no_key_be_used(connection: AsyncConnection) -> None:
    """Until the end of the transaction nobody wraps a key."""
    await connection.execute(select(func.pg_advisory_xact_lock(_ROTATION_LOCK)))


async def note_packed(
    connection: AsyncConnection,
    recording_id: str,
    file: StoredFile,
    installation_key: str,
    wrapped: bytes,
    now: datetime,
) -> None:
    """Key, file, log and state, all in the caller's transaction."""
    key = {"installation_key": installation_key, "wrapped": wrapped, "made_at": now}
    await connection.execute(insert(RecordingKeyRow).values(recording_id=recording_id, **key))
    values = {name: getattr(file, name) for name in StoredFile.__slots__}
    await connection.execute(insert(RecordingFileRow).values(recording_id=recording_id, stored_at=now, **values))
    told = {name: values[name] for name in ("store", "object", "size", "sha256", "seconds")}
    await _log(connection, recording_id, "stored", "closed", now, **told)
    row = update(RecordingRow).where(RecordingRow.id == recording_id)
    await connection.execute(row.values(state="packed", duration_time=file.seconds))


async def note_missing(engine: AsyncEngine, recording_id: str, now: datetime) -> bool:
    """The clear file is not where it was: nothing can be packed. Said once; False if it was, or if the recording
    has gone meanwhile."""
    row = RecordingRow
    async with engine.begin() as connection:
        closed = update(row).where(row.id == recording_id, row.state == "closed")
        is_news = bool((await connection.execute(closed.values(state="missing"))).rowcount)
        if is_news:
            await _log(connection, recording_id, "missing", "no_clear_file", now)
    return is_news


async def calls_go_on(engine: AsyncEngine) -> bool:
    """Does a consultant have a call now?"""
    query = select(AgentStateRow.agent).where(AgentStateRow.call_id.is_not(None)).limit(1)
    async with engine.connect() as connection:
        return await connection.scalar(query) is not None


async def knows_of_files(engine: AsyncEngine) -> bool:
    """May anything lie in the folder of recordings that is to be packed or removed?"""
    row = RecordingRow
    query = select(row.id).where(HAS_FILES).limit(1)
    async with engine.connect() as connection:
        return await connection.scalar(query) is not None


async def note_no_clear_file(engine: AsyncEngine, recording_id: str) -> None:
    """Its clear file is gone for good."""
    row = RecordingRow
    async with engine.begin() as connection:
        done = update(row).where(row.id == recording_id, row.state == "packed")
        await connection.execute(done.values(file=""))


async def clear_leftovers(engine: AsyncEngine) -> list[tuple[str, str]]:
    """Packed recordings, by id and clear file, of which nobody has noted yet that the clear file is gone."""
    row = RecordingRow
    query = select(row.id, row.file).where(HAS_FILES, row.state == "packed")
    async with engine.connect() as connection:
        return [(one.id, one.file) for one in await connection.execute(query.order_by(row.started_at, row.id))]


async def _log(
    connection: AsyncConnection, recording_id: str, what: str, why: str, now: datetime, **values: object
) -> None:
    entry = {"at": now, "recording_id": recording_id, "what": what, "by": BY_ITSELF, "why": why, **values}
    await connection.execute(insert(RecordingLogRow).values(**entry))

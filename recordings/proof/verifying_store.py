"""Packed recordings and the files that the database knows of, as `recordings.proof.verifying` compares them."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.call_tables import VoiceMessage
from core.db.tables.recording_tables import RecordingFileRow, RecordingKeyRow, RecordingLogRow, RecordingRow
from recordings.proof.reconciling import Alarm
from recordings.vault.objects.file_store import PackedFile

_PAGE = 500
_OF_A_FILE = ("stored", "destroyed", "expired")
"""Entries of the log after which a file is there, or is not."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """The last entry about a recording's file. `is_stored`: and not let go."""

    number: int
    at: datetime
    is_stored: bool
    store: str | None
    object: str | None
    size: int | None
    sha256: bytes | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Packed:
    """`key_destroyed_at`: None while there is a key, or none is known."""

    file: PackedFile
    call: str | None
    office: str | None
    state: str | None
    stored_at: datetime
    entry: LogEntry | None


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A recording that a file belongs to, by its name."""

    id: str
    state: str
    gone_at: datetime | None


async def packed_recordings(engine: AsyncEngine) -> AsyncIterator[Packed]:
    """Every packed recording, by its id; each page as it is when it is read."""
    after = ""
    while True:
        async with engine.connect() as connection:
            page = await _packed(connection, RecordingFileRow.recording_id > after)
        for packed in page:
            yield packed
        if len(page) < _PAGE:
            return
        after = page[-1].file.recording_id


async def packed_recording(engine: AsyncEngine, recording_id: str) -> Packed | None:
    """As it is now; None for one that is not packed, or has gone meanwhile."""
    async with engine.connect() as connection:
        page = await _packed(connection, RecordingFileRow.recording_id == recording_id)
    return page[0] if page else None


async def entries_without_file(engine: AsyncEngine) -> Sequence[Row[str, int, str | None, str | None]]:
    """Recordings that are stored by the log and have no row of their file: id, number, store, object."""
    last = (
        select(RecordingLogRow.recording_id, func.max(RecordingLogRow.number).label("number"))
        .where(RecordingLogRow.what.in_(_OF_A_FILE))
        .group_by(RecordingLogRow.recording_id)
        .subquery()
    )
    row, file = RecordingLogRow, RecordingFileRow
    query = (
        select(row.recording_id, row.number, row.store, row.object)
        .join(last, last.c.number == row.number)
        .outerjoin(file, file.recording_id == row.recording_id)
        .where(row.what == "stored", file.recording_id.is_(None))
        .order_by(row.number)
    )
    async with engine.connect() as connection:
        return (await connection.execute(query)).all()


async def known_objects(engine: AsyncEngine, store: str, names: Collection[str]) -> set[str]:
    """Those of the names in the store that a packed recording has."""
    row = RecordingFileRow
    query = select(row.object).where(row.store == store, row.object == func.any(list(names)))
    async with engine.connect() as connection:
        return set(await connection.scalars(query))


async def known_recordings(engine: AsyncEngine, ids: Collection[str]) -> dict[str, KnownFile]:
    """Recordings by their ids, in whatever state."""
    row = RecordingRow
    query = select(row.id, row.state, row.gone_at).where(row.id == func.any(list(ids)))
    async with engine.connect() as connection:
        return {found.id: KnownFile(*found) for found in await connection.execute(query)}


async def known_messages(engine: AsyncEngine, names: Collection[str]) -> set[str]:
    """Those of the files that are messages which callers have left."""
    query = select(VoiceMessage.file).where(VoiceMessage.file == func.any(list(names)))
    async with engine.connect() as connection:
        return set(await connection.scalars(query))


async def note_missing(connection: AsyncConnection, alarms: Collection[Alarm], now: datetime) -> None:
    """Write into the log when it was noticed that files are missing, so that nobody can say later that they were
    never there."""
    entries = [
        {"at": now, "recording_id": alarm.recording, "what": "missing", "by": "system", "why": "verified"}
        for alarm in alarms
        if alarm.kind == "missing" and alarm.recording is not None
    ]
    if entries:
        await connection.execute(insert(RecordingLogRow), entries)


async def _packed(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Packed]:
    file, key, recording, log = RecordingFileRow, RecordingKeyRow, RecordingRow, RecordingLogRow
    number = (
        select(func.max(log.number))
        .where(log.recording_id == file.recording_id, log.what.in_(_OF_A_FILE))
        .correlate(file)
        .scalar_subquery()
    )
    query = (
        select(file.__table__)
        .add_columns(key.installation_key, key.wrapped, recording.call_id, recording.office, recording.state)
        .add_columns(log.number, log.at, log.what, log.store.label("log_store"), log.object.label("log_object"))
        .add_columns(log.size.label("log_size"), log.sha256.label("log_sha256"), log.seconds.label("log_seconds"))
        .outerjoin(key, key.recording_id == file.recording_id)
        .outerjoin(recording, recording.id == file.recording_id)
        .outerjoin(log, log.number == number)
        .where(which)
        .order_by(file.recording_id)
        .limit(_PAGE)
    )
    return [_of_row(row._asdict()) for row in await connection.execute(query)]


def _of_row(values: dict[str, Any]) -> Packed:
    file = PackedFile(
        **{name: values[name] for name in PackedFile.__slots__ if name != "installation_key"},
        installation_key=values["installation_key"] or "",
    )
    entry = None
    if values["number"] is not None:
        entry = LogEntry(
            number=values["number"],
            at=values["at"],
            is_stored=values["what"] == "stored",
            store=values["log_store"],
            object=values["log_object"],
            size=values["log_size"],
            sha256=values["log_sha256"],
            seconds=values["log_seconds"],
        )
    return Packed(
        file, values["call_id"], values["office"], values["state"], stored_at=values["stored_at"], entry=entry
    )

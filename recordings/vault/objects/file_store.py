"""Packed recordings as rows: what a reader needs of one."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.recording_tables import RecordingFileRow, RecordingKeyRow, RecordingRow


@dataclass(frozen=True, slots=True)
class PackedFile:
    """See `core.db.tables.recording_tables.RecordingFileRow`. `wrapped`: its key; None where that is destroyed."""

    recording_id: str
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
    installation_key: str
    wrapped: bytes | None


GONE = ("destroyed", "expired")
"""States of recordings whose key is gone."""


async def state_of(engine: AsyncEngine, recording_id: str) -> str | None:
    """See `core.db.tables.recording_tables.RecordingRow`; None for none."""
    async with engine.connect() as connection:
        state: str | None = await connection.scalar(
            select(RecordingRow.state).where(RecordingRow.id == recording_id)
        )
    return state


async def packed_file(engine: AsyncEngine, recording_id: str) -> PackedFile | None:
    """None for one that is not packed, or gone."""
    row, key = RecordingFileRow, RecordingKeyRow
    query = (
        select(row.__table__, key.installation_key, key.wrapped)
        .join(key, key.recording_id == row.recording_id)
        .where(row.recording_id == recording_id)
    )
    async with engine.connect() as connection:
        found = (await connection.execute(query)).one_or_none()
    if found is None:
        return None
    values = found._asdict()
    return PackedFile(**{name: values[name] for name in PackedFile.__slots__})

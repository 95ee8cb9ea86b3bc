"""Files that came by mail, and what a scanner has said of each."""

from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.messages.matter_tables import MatterFileRow, MatterMessageRow
from core.keys.secret_box import WrongKey
from core.messages.sealing_store import boxes_to_read
from messaging.matters.matter import Scan


@dataclass(frozen=True, slots=True)
class Unscanned:
    """`content` None: nobody can open it any more."""

    id: str
    content: bytes | None = field(repr=False)


async def next_unscanned(engine: AsyncEngine) -> Unscanned | None:
    """The oldest of which nothing was said yet."""
    file, message = MatterFileRow, MatterMessageRow
    query = (
        select(file.id, file.content, message.matter_id)
        .join(message, message.id == file.message_id)
        .where(file.scan.is_(None))
        .order_by(file.id)
        .limit(1)
    )
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        box = (await boxes_to_read(connection, [row.matter_id])).get(row.matter_id)
    try:
        return Unscanned(row.id, None if box is None else box.unlock(row.content))
    except WrongKey:
        return Unscanned(row.id, None)


async def note_scan(engine: AsyncEngine, file: str, scan: Scan) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(MatterFileRow).where(MatterFileRow.id == file).values(scan=scan))

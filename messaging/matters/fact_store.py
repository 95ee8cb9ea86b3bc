"""What figures of matters are reckoned of, written in the transaction of what has happened."""

from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.messages.matter_tables import MatterFactRow, MatterMessageRow
from core.metrics.sums import milliseconds

FactKind: TypeAlias = Literal["opened", "answered", "reopened", "closed"]
Origin: TypeAlias = Literal["email", "sms", "form", "split"]
"""How a matter came; `split`: it was part of another one."""


async def note_fact(
    connection: AsyncConnection,
    kind: FactKind,
    matter: str,
    office: str,
    now: datetime,
    origin: Origin | None = None,
) -> None:
    values = {"at": now, "matter_id": matter, "office": office, "kind": kind, "channel": origin}
    await connection.execute(insert(MatterFactRow).values(values))


async def note_answer(connection: AsyncConnection, row: Any, message: str, now: datetime) -> None:
    """`row`: of the matter as it was before the answer; `message`: the answer, which stands there already."""
    since = await waits_since(connection, row.id, message) or row.opened_at
    values = {
        "at": now,
        "matter_id": row.id,
        "office": row.office,
        "kind": "answered",
        "message_id": message,
        "is_in_time": row.due_at is None or now <= row.due_at,
        "waited_ms": max(0, milliseconds((now - since).total_seconds())),
    }
    await connection.execute(insert(MatterFactRow).values(values))


async def forget_answer(connection: AsyncConnection, message: str) -> None:
    """It was taken back before it went."""
    await connection.execute(delete(MatterFactRow).where(MatterFactRow.message_id == message))


async def waits_since(connection: AsyncConnection, matter: str, but: str) -> datetime | None:
    """When the first of the words came that nobody has answered before the answer `but`."""
    row = MatterMessageRow
    last = select(func.max(row.at)).where(row.matter_id == matter, row.direction == "out", row.id != but)
    answered = await connection.scalar(last)
    query = select(func.min(row.at)).where(row.matter_id == matter, row.direction == "in")
    found: datetime | None = await connection.scalar(query if answered is None else query.where(row.at > answered))
    return found

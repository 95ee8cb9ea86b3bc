"""The reasons of pauses in the database: what people make of them, and how a process learns of it.

A reason is never deleted: the facts about consultants name it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.dial_codes import code_faults
from acd.pause_reasons import AFTER_LOGIN, PAUSE_REASONS, SHIPPED_REASONS, PauseReason
from core.db.tables.centre.office_tables import PauseReasonRow
from core.errors import NotFound, SettingsRefused
from core.lists.last_change_store import check_unchanged
from core.lists.topic_store import NEWS
from core.relay.relay import tell_on_commit


@dataclass(frozen=True, slots=True)
class StoredReason:
    """A reason as it stands in the table; `place` is its place in lists."""

    reason: PauseReason
    place: int
    deactivated_at: datetime | None


async def list_pause_reasons(engine: AsyncEngine) -> list[StoredReason]:
    """All of them in their order, those that were deactivated included."""
    async with engine.connect() as connection:
        return await _all(connection)


async def load_pause_reasons(engine: AsyncEngine) -> dict[str, PauseReason]:
    """By id, in their order, those that were deactivated included; what ships if the table is empty."""
    rows = await list_pause_reasons(engine)
    return {row.reason.id: row.reason for row in rows} or dict(SHIPPED_REASONS)


async def reload_pause_reasons(engine: AsyncEngine) -> None:
    """Make the reasons of this process those of the table.

    Raises `core.db.errors.DATABASE_AWAY`; then they stay as they were.
    """
    PAUSE_REASONS.replace(await load_pause_reasons(engine))


async def save_pause_reason(
    engine: AsyncEngine,
    reason: str,
    title: str,
    dial_code: str | None,
    place: int | None = None,
    read_version: int | None = None,
) -> StoredReason:
    """A new reason, or another title and code for one. Without a `place` it keeps its place; a new one comes last.

    Raises SettingsRefused for a code that a consultant cannot dial for it, StaleVersion if it is not as it was
    read. One that was deactivated stays so.
    """
    async with engine.begin() as connection:
        rows = await _alone(connection)
        await check_unchanged(connection, "pause_reason", reason, read_version)
        old = next((row for row in rows if row.reason.id == reason), None)
        is_active = old is None or old.deactivated_at is None
        if problems := code_faults(reason, dial_code, (row.reason for row in rows) if is_active else ()):
            raise SettingsRefused(problems)
        if place is None:
            place = max((row.place for row in rows), default=0) + 1 if old is None else old.place
        changed = {"title": title, "dial_code": dial_code, "place": place}
        statement = insert(PauseReasonRow).values({"id": reason, **changed})
        found = await connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=changed).returning(
                *PauseReasonRow.__table__.c
            )
        )
        await tell_on_commit(connection, NEWS)
        return _read(found.one())


async def deactivate_pause_reason(engine: AsyncEngine, reason: str, now: datetime) -> StoredReason:
    """Nobody can give it any more; who pauses for it goes on, and records keep its title. Its code is free.

    Harmless for one that was deactivated before. Raises NotFound, and SettingsRefused for the reason that logging
    in gives, and for the last one that a consultant could give.
    """
    async with engine.begin() as connection:
        old, others = _one(await _alone(connection), reason)
        if reason == AFTER_LOGIN:
            raise SettingsRefused(["Tego powodu nie można wyłączyć: otrzymuje go każdy, kto się loguje."])
        if not any(row.deactivated_at is None and row.reason.id != AFTER_LOGIN for row in others):
            raise SettingsRefused(["To ostatni powód przerwy, jaki konsultant może podać."])
        return await _set(connection, reason, old.deactivated_at or now)


async def restore_pause_reason(engine: AsyncEngine, reason: str) -> StoredReason:
    """It can be given again. Raises NotFound, and SettingsRefused if another reason has its code by now."""
    async with engine.begin() as connection:
        old, others = _one(await _alone(connection), reason)
        if problems := code_faults(reason, old.reason.dial_code, (row.reason for row in others)):
            raise SettingsRefused(problems)
        return await _set(connection, reason, None)


async def seed_pause_reasons(connection: AsyncConnection) -> None:
    """Write what ships into an empty table: what people have made of reasons is never touched."""
    if await connection.scalar(select(func.count()).select_from(PauseReasonRow)):
        return
    rows = [
        {"id": reason.id, "title": reason.title, "dial_code": reason.dial_code, "place": place}
        for place, reason in enumerate(SHIPPED_REASONS.values(), start=1)
    ]
    await connection.execute(insert(PauseReasonRow), rows)


def _one(rows: list[StoredReason], reason: str) -> tuple[StoredReason, list[StoredReason]]:
    """The reason and the other ones. Raises NotFound."""
    found = next((row for row in rows if row.reason.id == reason), None)
    if found is None:
        raise NotFound
    return found, [row for row in rows if row is not found]


async def _alone(connection: AsyncConnection) -> list[StoredReason]:
    """All reasons, which nobody else changes until the transaction ends: two must not take one code."""
    await connection.execute(text("LOCK TABLE pause_reason IN SHARE ROW EXCLUSIVE MODE"))
    return await _all(connection)


async def _all(connection: AsyncConnection) -> list[StoredReason]:
    query = select(PauseReasonRow.__table__).order_by(PauseReasonRow.place, PauseReasonRow.id)
    return [_read(row) for row in await connection.execute(query)]


async def _set(connection: AsyncConnection, reason: str, deactivated_at: datetime | None) -> StoredReason:
    statement = update(PauseReasonRow).where(PauseReasonRow.id == reason).values(deactivated_at=deactivated_at)
    row = (await connection.execute(statement.returning(*PauseReasonRow.__table__.c))).one()
    await tell_on_commit(connection, NEWS)
    return _read(row)


def _read(row: Row[Any]) -> StoredReason:
    # Not validated: one odd row that reached the table by another way must not take the others away.
    reason = PauseReason.model_construct(
        id=row.id, title=row.title, dial_code=row.dial_code, is_active=row.deactivated_at is None
    )
    return StoredReason(reason, row.place, row.deactivated_at)

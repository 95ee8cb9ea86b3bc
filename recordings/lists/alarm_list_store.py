"""Alarms about recordings: the list of them, and that somebody has looked at one. They are found at night."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Row, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.pages import MAX_PAGE
from core.db.tables.recording_tables import RecordingAlarmRow
from core.errors import NotFound, S724Error

Place: TypeAlias = tuple[datetime, str]

_a = RecordingAlarmRow


class AlarmClosed(S724Error):
    """Somebody has looked at it already. Nothing was changed."""

    code = "alarm_closed"
    message_pl = "Ten alarm został już załatwiony."


@dataclass(frozen=True, slots=True)
class AlarmPage:
    """Alarms, newest first. `after` leads to the next page; None on the last."""

    alarms: Sequence[Row[Any]]
    after: Place | None


async def list_alarms(
    engine: AsyncEngine,
    offices: Collection[str] | None,
    *,
    is_open: bool | None,
    limit: int,
    after: Place | None = None,
) -> AlarmPage:
    """Of these offices, or of all, those of no office included."""
    limit = min(limit, MAX_PAGE)
    query = select(_a.__table__)
    if offices is not None:
        query = query.where(_a.office.in_(offices))
    if is_open is not None:
        query = query.where(_a.closed_at.is_(None) if is_open else _a.closed_at.is_not(None))
    if after is not None:
        query = query.where(tuple_(_a.found_at, _a.id) < after)
    query = query.order_by(_a.found_at.desc(), _a.id.desc()).limit(limit + 1)
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    if len(rows) <= limit:
        return AlarmPage(rows, None)
    return AlarmPage(rows[:limit], (rows[limit - 1].found_at, rows[limit - 1].id))


async def close_alarm(
    engine: AsyncEngine, alarm_id: str, offices: Collection[str] | None, account: str, now: datetime
) -> Row[Any]:
    """Raises NotFound, also for one of another office, and AlarmClosed."""
    async with engine.begin() as connection:
        query = select(_a.__table__).where(_a.id == alarm_id).with_for_update()
        if offices is not None:
            query = query.where(_a.office.in_(offices))
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound
        if row.closed_at is not None:
            raise AlarmClosed
        closing = update(_a).where(_a.id == alarm_id).values(closed_at=now, closed_by=account)
        closed: Row[Any] = (await connection.execute(closing.returning(*_a.__table__.c))).one()
        return closed

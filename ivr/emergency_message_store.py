"""Emergency messages in the database: who switched which one on and off, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.prompt_tables import EmergencyMessageRow
from core.errors import NotFound
from core.relay.relay import tell_on_commit
from ivr.emergency_message import EmergencyMessage
from ivr.publishing.versions import StepRefused

MOST_SHOWN = 200
ALONE_TIME = timedelta(hours=1)
"""For how long one person alone may have a message heard, in any 24 hours."""

_DAY = timedelta(days=1)


async def load_emergencies(engine: AsyncEngine, at: datetime) -> list[EmergencyMessage]:
    """The messages that are switched on at a moment."""
    query = select(EmergencyMessageRow.__table__).where(
        EmergencyMessageRow.switched_off_at.is_(None),
        EmergencyMessageRow.ends_at.is_(None) | (EmergencyMessageRow.ends_at > at),
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    return [EmergencyMessage(r.id, r.office, r.prompt, r.text, r.starts_at, r.ends_at) for r in rows]


@dataclass(frozen=True, slots=True)
class SwitchedMessage:
    """A message, and who switched it on and off."""

    message: EmergencyMessage
    switched_on_by: str
    confirmed_by: str | None = None
    switched_off_at: datetime | None = None
    switched_off_by: str | None = None

    def is_valid_at(self, moment: datetime) -> bool:
        """It is heard, or will be."""
        ends = self.message.ends_at
        return self.switched_off_at is None and (ends is None or moment < ends)

    def is_heard_at(self, moment: datetime) -> bool:
        return self.is_valid_at(moment) and self.message.starts_at <= moment


async def list_messages(engine: AsyncEngine) -> list[SwitchedMessage]:
    """The latest first, at most `MOST_SHOWN`."""
    query = select(EmergencyMessageRow.__table__).order_by(
        EmergencyMessageRow.starts_at.desc(), EmergencyMessageRow.id.desc()
    )
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(query.limit(MOST_SHOWN))]


async def time_alone(engine: AsyncEngine, office: str | None, account: str, now: datetime) -> timedelta:
    """For how long this account may still let a message of that office be heard without a second person.

    An hour in any 24 hours; what another person has confirmed does not count.
    """
    row = EmergencyMessageRow
    ended = func.least(func.coalesce(row.switched_off_at, now), func.coalesce(row.ends_at, now), now)
    heard = func.sum(ended - func.greatest(row.starts_at, now - _DAY))
    query = select(func.coalesce(heard, timedelta())).where(
        row.office.is_not_distinct_from(office),
        row.switched_on_by == account,
        row.confirmed_by.is_(None),
        row.starts_at <= now,
        ended > now - _DAY,
    )
    async with engine.connect() as connection:
        used: timedelta = await connection.scalar(query) or timedelta()
    return max(timedelta(), ALONE_TIME - used)


async def switch_on(
    engine: AsyncEngine,
    message: EmergencyMessage,
    account: str,
    now: datetime,
    *,
    confirmed_by: str | None = None,
) -> SwitchedMessage:
    """Callers who begin from its start on hear it. One that starts now takes the place of the message of the same
    office that is heard; one that is planned does not end it: while both hold, the later one is heard.

    Its office exists: the caller has checked that.
    """
    row = EmergencyMessageRow
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE emergency_message IN SHARE ROW EXCLUSIVE MODE"))
        if message.starts_at <= now:
            heard = (row.office.is_not_distinct_from(message.office), row.starts_at <= now)
            valid = (row.switched_off_at.is_(None), row.ends_at.is_(None) | (row.ends_at > now))
            await connection.execute(
                update(row).where(*heard, *valid).values(switched_off_at=now, switched_off_by=account)
            )
        await connection.execute(
            insert(EmergencyMessageRow).values(
                id=message.id,
                office=message.office,
                prompt=message.prompt,
                text=message.text,
                starts_at=message.starts_at,
                ends_at=message.ends_at,
                switched_on_by=account,
                confirmed_by=confirmed_by,
            )
        )
        await tell_on_commit(connection, "emergency")
    return SwitchedMessage(message, account, confirmed_by)


async def get_message(engine: AsyncEngine, message: str) -> SwitchedMessage:
    """Raises NotFound."""
    async with engine.connect() as connection:
        return await _one(connection, message)


async def switch_off(engine: AsyncEngine, message: str, account: str, now: datetime) -> SwitchedMessage:
    """Raises NotFound, and StepRefused for one that is off or over."""
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE emergency_message IN SHARE ROW EXCLUSIVE MODE"))
        if not (await _one(connection, message)).is_valid_at(now):
            raise StepRefused("Ten komunikat jest już wyłączony.")
        await connection.execute(
            update(EmergencyMessageRow)
            .where(EmergencyMessageRow.id == message)
            .values(switched_off_at=now, switched_off_by=account)
        )
        await tell_on_commit(connection, "emergency")
        return await _one(connection, message)


async def _one(connection: AsyncConnection, message: str) -> SwitchedMessage:
    query = select(EmergencyMessageRow.__table__).where(EmergencyMessageRow.id == message)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return _read(row)


def _read(row: Row[Any]) -> SwitchedMessage:
    message = EmergencyMessage(row.id, row.office, row.prompt, row.text, row.starts_at, row.ends_at)
    return SwitchedMessage(message, row.switched_on_by, row.confirmed_by, row.switched_off_at, row.switched_off_by)

"""Who may hear which recording now: a reason opens one for ten minutes. The reason itself stands in the access
log, whose entry is written in the same transaction."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.recording_tables import RecordingListeningRow
from core.errors import S724Error
from core.ids import new_id

LISTENING_TIME = timedelta(minutes=10)

_l = RecordingListeningRow


class ListeningNeeded(S724Error):
    """Nobody hears a recording without having said why."""

    code = "reason_needed"
    message_pl = "Prosimy podać powód odsłuchu. Otwiera on nagranie na 10 minut."


async def begin_listening(connection: AsyncConnection, recording_id: str, account: str, now: datetime) -> datetime:
    """Open a recording for an account, and return until when. In the caller's transaction."""
    ends_at = now + LISTENING_TIME
    await connection.execute(delete(_l).where(_l.account == account, _l.ends_at <= now))  # the log keeps them
    values = {"recording_id": recording_id, "account": account, "began_at": now, "ends_at": ends_at}
    await connection.execute(insert(RecordingListeningRow).values(id=new_id("listening"), **values))
    return ends_at


async def listening_until(engine: AsyncEngine, recording_id: str, account: str, now: datetime) -> datetime | None:
    """Until when the account may hear it; None if it may not now."""
    query = select(func.max(_l.ends_at)).where(
        _l.account == account, _l.recording_id == recording_id, _l.ends_at > now
    )
    async with engine.connect() as connection:
        ends_at: datetime | None = await connection.scalar(query)
    return ends_at


async def check_listening(engine: AsyncEngine, recording_id: str, account: str, now: datetime) -> None:
    """Raises ListeningNeeded."""
    if await listening_until(engine, recording_id, account, now) is None:
        raise ListeningNeeded

"""What was written down lately, counted: for the monitor, whichever process wrote it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre_tables import EventRow

# The kinds that alarms stand on, and the field that tells them apart: a fixed set of words each, never a name.
# None if they are all alike.
_WATCHED: dict[str, str | None] = {
    "CallEnded": "reason",
    "CallFailed": "error",
    "EmergencyEntered": "by",
    "ManyWrongTries": None,
    "RecordingEnded": "fault",
    "RecordingFailed": "fault",
    "WatchdogActed": "action",
}


@dataclass(frozen=True, slots=True)
class RecentFact:
    """How often a kind of fact was written; `detail` is empty if there is none."""

    type: str
    detail: str
    count: int


async def recent_facts(engine: AsyncEngine, now: datetime, time: float) -> Sequence[RecentFact]:
    """The watched facts of the last `time` seconds. Raises `core.db.errors.DATABASE_AWAY`."""
    fields = ((kind, name) for kind, name in _WATCHED.items() if name is not None)
    named = case(*((EventRow.type == kind, EventRow.data[name].astext) for kind, name in fields))
    detail = func.coalesce(named, "").label("detail")
    query = (
        select(EventRow.type, detail, func.count())
        .where(EventRow.at > now - timedelta(seconds=time), EventRow.type.in_(sorted(_WATCHED)))
        .group_by(EventRow.type, "detail")
        .order_by(EventRow.type, "detail")
    )
    async with engine.connect() as connection:
        return [RecentFact(*row) for row in await connection.execute(query)]

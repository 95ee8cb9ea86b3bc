"""What was written down lately, counted: for the monitor, whichever process wrote it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import CallRow, EventRow

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


MOST_TROUBLES = 2000
"""Of each kind, the newest: what nobody would read any more."""

_TROUBLES = ("CallFailed", "EmergencyEntered", "ManyWrongTries", "RecordingFailed", "WatchdogActed")
# Written out, as the index `ix_event_trouble` has it: with parameters it could not be used.
_IS_TROUBLE: ColumnElement[bool] = literal_column(
    "event.type IN (" + ", ".join(f"'{kind}'" for kind in _TROUBLES) + ")"
)


async def troubles(engine: AsyncEngine, since: datetime) -> Sequence[tuple[str, str, datetime]]:
    """Facts that something went wrong, each with its detail and moment; the newest first."""
    named = case(*((EventRow.type == kind, EventRow.data[name].astext) for kind, name in _WATCHED.items() if name))
    query = (
        select(EventRow.type, func.coalesce(named, ""), EventRow.at)
        .where(_IS_TROUBLE, EventRow.at > since)
        .order_by(EventRow.at.desc())
        .limit(MOST_TROUBLES)
    )
    async with engine.connect() as connection:
        return [(row[0], row[1], row[2]) for row in await connection.execute(query)]


async def shed_calls(engine: AsyncEngine, since: datetime) -> Sequence[datetime]:
    """When calls came that heard that all lines are busy; the newest first."""
    query = (
        select(CallRow.started_at)
        .where(CallRow.end_reason == "shed", CallRow.started_at > since)
        .order_by(CallRow.started_at.desc())
        .limit(MOST_TROUBLES)
    )
    async with engine.connect() as connection:
        return list(await connection.scalars(query))

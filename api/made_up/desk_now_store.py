"""Names for what happens at the desk, how many wait before a caller, and how many calls go on."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.made_up.desk_now import DeskNow
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Agent


@dataclass(frozen=True, slots=True)
class Named:
    """`agent` and `office` by their names: of who is rung or talks, else of the queue. `place`: of who waits; 1
    is next."""

    agent: str | None = None
    office: str | None = None
    place: int | None = None


async def named(engine: AsyncEngine, call_id: str, now: DeskNow) -> Named:
    """Raises what the database raises."""
    async with engine.connect() as connection:
        if now.agent is not None:
            query = select(Agent.display_name, Office.name).join(Office, Office.code == Agent.office)
            row = (await connection.execute(query.where(Agent.id == now.agent))).one_or_none()
            return Named() if row is None else Named(row[0], row[1])
        if now.stage != "waiting":
            return Named()
        office = await connection.scalar(select(Office.name).where(Office.code == now.queue))
        joined = select(CallRow.queued_at).where(CallRow.id == call_id).scalar_subquery()
        before = select(func.count()).where(
            CallRow.queue == now.queue,
            CallRow.queued_at < joined,
            CallRow.queue_left_reason.is_(None),
            CallRow.ended_at.is_(None),
        )
        return Named(office=office, place=int(await connection.scalar(before) or 0) + 1)


async def calls_now(engine: AsyncEngine) -> int:
    """Calls that go on."""
    async with engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).where(CallRow.ended_at.is_(None))) or 0)

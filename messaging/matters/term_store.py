"""How many matters wait at each office, and how their terms stand."""

from datetime import datetime

from sqlalchemy import and_, func, lateral, select, true
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import Office
from core.db.tables.messages.matter_tables import MatterRow
from core.db.tables.work_tables import WorkTakenRow
from core.live.live import MatterOrders
from messaging.matters.matter import NEAR_TIME
from messaging.matters.work_store import WORK


async def matter_orders(engine: AsyncEngine, now: datetime) -> dict[str, MatterOrders]:
    """Of each office to which anybody has ever written."""
    row, taken = MatterRow, WorkTakenRow
    is_late, is_near = row.due_at < now, and_(row.due_at >= now, row.due_at < now + NEAR_TIME)
    last = select(row.changed_at).where(row.office == Office.code).order_by(row.changed_at.desc()).limit(1)
    of_office = lateral(last).alias("last")
    changed = select(Office.code, of_office.c.changed_at).join(of_office, true())
    waiting = (
        select(
            row.office,
            func.count().label("open"),
            func.count(taken.holder).label("held"),
            func.count().filter(is_late).label("late"),
            func.count().filter(is_near).label("near"),
            func.min(row.due_at).label("first"),
        )
        .outerjoin(taken, and_(taken.kind == WORK, taken.subject == row.id))
        .where(row.state == "open")
        .group_by(row.office)
    )
    async with engine.connect() as connection:
        changes = {one.code: one.changed_at for one in await connection.execute(changed)}
        counted = {one.office: one for one in await connection.execute(waiting)}
    found = {}
    for office, changed_at in changes.items():
        one = counted.get(office)
        orders = MatterOrders(changed_at=changed_at)
        if one is not None:
            orders = MatterOrders(
                open=one.open, held=one.held, late=one.late, near=one.near, first=one.first, changed_at=changed_at
            )
        found[office] = orders
    return found

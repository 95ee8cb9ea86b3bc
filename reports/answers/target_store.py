"""Targets: what figures should be, of an office or of the province, from a day on."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from core.db.engine import Connection, Engine
from core.db.tables.report_view_tables import ReportTargetRow
from core.ids import new_id

_TARGET = ReportTargetRow.__table__.c


@dataclass(frozen=True, slots=True)
class Target:
    """Without a value there is no target from that day on."""

    metric: str
    office: str | None
    value: float | None
    valid_from: date
    changed_by: str
    changed_at: datetime


async def list_targets(engine: Engine, offices: frozenset[str] | None) -> list[Target]:
    """The province's, and those of these offices (None: of all), by figure, office and first day."""
    query = select(ReportTargetRow.__table__)
    if offices is not None:
        query = query.where(or_(_TARGET.office.is_(None), _TARGET.office.in_(offices)))
    query = query.order_by(_TARGET.metric, _TARGET.office.nulls_first(), _TARGET.valid_from)
    async with engine.connect() as connection:
        return [
            Target(row.metric, row.office, row.value, row.valid_from, row.changed_by, row.changed_at)
            for row in await connection.execute(query)
        ]


async def set_target(engine: Engine, target: Target) -> None:
    """One that was set for the same day is replaced."""
    values = {
        "value": target.value,
        "changed_by": target.changed_by,
        "changed_at": target.changed_at,
    }
    place = {"metric": target.metric, "office": target.office, "valid_from": target.valid_from}
    statement = insert(ReportTargetRow).values(id=new_id("target"), **place, **values)
    async with engine.begin() as connection:
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["metric", "office", "valid_from"], set_=values)
        )


async def targets_on(connection: Connection, day: date) -> dict[tuple[str, str], float]:
    """Those that hold on a day, by figure and office; "" for the province's."""
    query = select(_TARGET.metric, _TARGET.office, _TARGET.value).where(_TARGET.valid_from <= day)
    rows = (await connection.execute(query.order_by(_TARGET.valid_from))).all()
    newest = {(row.metric, row.office or ""): row.value for row in rows}
    return {place: value for place, value in newest.items() if value is not None}

"""Limits of the board in the database."""

from datetime import date
from typing import Any, Final

from sqlalchemy import Row, or_, select
from sqlalchemy.dialects.postgresql import insert

from core.db.engine import Connection, Engine
from core.db.tables.centre.office_tables import PauseReasonRow
from core.db.tables.report_view_tables import BoardLimitRow
from core.errors import SettingsRefused
from core.ids import new_id
from core.relay.relay import tell_on_commit
from reports.board.board_limits import LimitRule, Limits, StoredLimit, rule_faults

NEWS: Final = "board_limits"

_LIMIT = BoardLimitRow.__table__.c


async def list_limits(engine: Engine, offices: frozenset[str] | None) -> list[StoredLimit]:
    """The province's rules, and those of these offices (None: of all), by kind, reason, office and first day."""
    query = select(BoardLimitRow.__table__)
    if offices is not None:
        query = query.where(or_(_LIMIT.office.is_(None), _LIMIT.office.in_(offices)))
    query = query.order_by(_LIMIT.kind, _LIMIT.reason, _LIMIT.office.nulls_first(), _LIMIT.valid_from)
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(query)]


async def set_limit(engine: Engine, limit: StoredLimit) -> None:
    """One that was set for the same day is replaced. Raises SettingsRefused with what is wrong."""
    rule = limit.rule
    values = {"value": rule.value, "changed_by": limit.changed_by, "changed_at": limit.changed_at}
    place = {"kind": rule.kind, "reason": rule.reason, "office": rule.office, "valid_from": rule.valid_from}
    statement = insert(BoardLimitRow).values(id=new_id("limit"), **place, **values)
    async with engine.begin() as connection:
        reasons = (await connection.scalars(select(PauseReasonRow.id))).all()
        if problems := rule_faults(rule, reasons):
            raise SettingsRefused(problems)
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["kind", "reason", "office", "valid_from"], set_=values)
        )
        await tell_on_commit(connection, NEWS)


async def limits_on(connection: Connection, day: date) -> Limits:
    """What holds on a day."""
    rows = await connection.execute(select(BoardLimitRow.__table__).where(_LIMIT.valid_from <= day))
    return Limits([_read(row).rule for row in rows], day)


def _read(row: Row[Any]) -> StoredLimit:
    rule = LimitRule(row.kind, row.reason, row.office, row.value, row.valid_from)
    return StoredLimit(rule, row.changed_by, row.changed_at)

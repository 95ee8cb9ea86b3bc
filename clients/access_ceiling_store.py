"""Accesses of each account and day, counted against the ceiling of its office, and the rules that say how many."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import Viewer
from clients.access_ceilings import Ceiling, CeilingRule, ceiling_of, rule_faults
from core.calendar.validity import Span, splice
from core.db.tables.centre.office_tables import Office
from core.db.tables.client_tables import LookCeilingRow, LookCountRow
from core.db.tables.staff_tables import SecurityEventRow
from core.errors import NotFound, SettingsRefused, StaleVersion
from core.ids import new_id
from core.zone import WARSAW


@dataclass(frozen=True, slots=True)
class StoredCeiling:
    """A row of the table. `basis`: why so many."""

    id: str
    rule: CeilingRule
    basis: str
    changed_by: str
    changed_at: datetime


async def count_accesses(
    connection: AsyncConnection, viewer: Viewer, now: datetime, *, cards: int = 0, names: int = 0
) -> bool:
    """So many more of today, in the transaction of the access. False if the ceiling of the office does not allow
    them: nothing is counted then, and the first time of a day it is a security event, which raises the alarm of
    the board."""
    day = now.astimezone(WARSAW).date()
    mine = await row_of_today(connection, viewer, now)
    query = select(LookCountRow.cards, LookCountRow.names, LookCountRow.refused_at).where(mine)
    so_far = (await connection.execute(query.with_for_update())).one()
    ceiling = ceiling_of(viewer.role, viewer.home, [each.rule for each in await _rules(connection)], day)
    wanted = Ceiling(so_far.cards + cards, so_far.names + names)
    if (not cards or wanted.cards <= ceiling.cards) and (not names or wanted.names <= ceiling.names):
        await connection.execute(update(LookCountRow).where(mine).values(cards=wanted.cards, names=wanted.names))
        return True
    if so_far.refused_at is None:
        await connection.execute(update(LookCountRow).where(mine).values(refused_at=now))
        event = {
            "at": now,
            "kind": "looks",
            "account": viewer.account,
            "office": viewer.home,
            "outcome": "ceiling",
        }
        await connection.execute(insert(SecurityEventRow).values(event))
    return False


async def row_of_today(connection: AsyncConnection, viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    """The condition for the account's row of counts of today, which is there afterwards."""
    day = now.astimezone(WARSAW).date()
    fresh = pg_insert(LookCountRow).values(account=viewer.account, day=day, office=viewer.home)
    if await connection.scalar(fresh.on_conflict_do_nothing().returning(LookCountRow.day)) is not None:
        before = (LookCountRow.account == viewer.account) & (LookCountRow.day < day)
        await connection.execute(delete(LookCountRow).where(before))  # of no use to anybody any more
    return (LookCountRow.account == viewer.account) & (LookCountRow.day == day)


async def refused_accounts(engine: AsyncEngine, now: datetime) -> dict[str, int]:
    """How many accounts of each office have come to their ceiling today."""
    day = now.astimezone(WARSAW).date()
    query = select(LookCountRow.office, func.count()).where(
        LookCountRow.day == day, LookCountRow.refused_at.is_not(None)
    )
    async with engine.connect() as connection:
        found = await connection.execute(query.group_by(LookCountRow.office))
        return {row[0]: row[1] for row in found}


async def list_ceilings(engine: AsyncEngine) -> list[StoredCeiling]:
    """Every rule, the latest first."""
    async with engine.connect() as connection:
        return await _rules(connection)


def version_of(rows: Collection[StoredCeiling]) -> int:
    """Of the whole history: rows are only ever added."""
    return len(rows)


async def save_ceiling(
    engine: AsyncEngine, rule: CeilingRule, basis: str, read_version: int, account: str, now: datetime
) -> None:
    """A rule from a day on. It holds until the next one that is planned; the history keeps those of before.

    Raises NotFound for an office that is none, StaleVersion if there are other rules than were read, and
    SettingsRefused with what is wrong.
    """
    if problems := rule_faults(rule, now.astimezone(WARSAW).date()):
        raise SettingsRefused(problems)
    async with engine.begin() as connection:
        # Two who save at once must not both look at the same state.
        await connection.execute(text("LOCK TABLE look_ceiling IN SHARE ROW EXCLUSIVE MODE"))
        if rule.office is not None:
            there = select(func.count()).select_from(Office).where(Office.code == rule.office)
            if not await connection.scalar(there):
                raise NotFound("Nie ma takiego urzędu.")
        rows = await _rules(connection)
        if version_of(rows) != read_version:
            raise StaleVersion(version_of(rows))
        own = [row for row in rows if (row.rule.office, row.rule.role) == (rule.office, rule.role)]
        fit = splice([Span(row.id, row.rule.valid_from, row.rule.valid_to) for row in own], rule.valid_from, None)
        for row_id, ends in fit.ends.items():
            ended = update(LookCeilingRow).where(LookCeilingRow.id == row_id)
            await connection.execute(ended.values(valid_to=ends))
        values = {
            "id": new_id("rule"),
            "office": rule.office,
            "role": rule.role,
            "cards": rule.ceiling.cards,
            "names": rule.ceiling.names,
            "valid_from": rule.valid_from,
            "valid_to": fit.valid_to,
            "basis": basis,
            "changed_by": account,
            "changed_at": now,
        }
        await connection.execute(insert(LookCeilingRow).values(values))


async def _rules(connection: AsyncConnection) -> list[StoredCeiling]:
    row = LookCeilingRow
    query = select(row.__table__).order_by(row.valid_from.desc(), row.changed_at.desc(), row.id.desc())
    return [_read(found) for found in await connection.execute(query)]


def _read(row: Row[Any]) -> StoredCeiling:
    ceiling = Ceiling(row.cards, row.names)
    rule = CeilingRule(row.office, row.role, ceiling, row.valid_from, row.valid_to)
    return StoredCeiling(row.id, rule, row.basis, row.changed_by, row.changed_at)

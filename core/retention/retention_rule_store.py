"""Rules of retention in the database: a history for each kind and office, and saving what the bounds allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy import Row, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.calendar.validity import Span, splice
from core.clock import WARSAW
from core.db.tables.centre.office_tables import Office
from core.db.tables.retention_tables import RetentionRuleRow
from core.errors import NotFound, SettingsRefused, StaleVersion
from core.ids import new_id
from core.relay.relay import tell_on_commit
from core.retention.retention import KINDS, NEWS, OF_KIND, Kind, Rules, RuleSpan, rule_faults, spans_of

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A row of the table. `basis`: why so many days; of a rule that ships it is that of its kind."""

    id: str
    rule: RuleSpan
    basis: str
    changed_by: str
    changed_at: datetime


async def load_rules(engine: AsyncEngine) -> Rules:
    """All of them, what is planned included. Raises `core.db.errors.DATABASE_AWAY`."""
    async with engine.connect() as connection:
        return spans_of([stored.rule for stored in await rules_of(connection)])


async def rules_of(connection: AsyncConnection, kind: Kind | None = None) -> list[StoredRule]:
    """Every row, of one kind or of all, the latest first. A kind that this release does not know is left out."""
    query = select(RetentionRuleRow.__table__)
    if kind is not None:
        query = query.where(RetentionRuleRow.kind == kind)
    order = (RetentionRuleRow.valid_from.desc(), RetentionRuleRow.changed_at.desc(), RetentionRuleRow.id.desc())
    return [_read(row) for row in await connection.execute(query.order_by(*order)) if row.kind in KINDS]


async def list_rules(engine: AsyncEngine) -> dict[Kind, list[StoredRule]]:
    """The history of each kind, the latest first."""
    async with engine.connect() as connection:
        rows = await rules_of(connection)
    return {kind: [row for row in rows if row.rule.kind == kind] for kind in KINDS}


async def offices_of_rules(engine: AsyncEngine) -> list[str]:
    """Every office that may have rules of its own, also one that takes no calls any more: its data are there."""
    async with engine.connect() as connection:
        return sorted(await connection.scalars(select(Office.code)))


def version_of(rows: Sequence[StoredRule]) -> int:
    """Of the history of a kind: rows are only ever added."""
    return len(rows)


async def check_rule(
    engine: AsyncEngine,
    kind: Kind,
    office: str | None,
    days: int | None,
    valid_from: date,
    read_version: int,
    now: datetime,
) -> None:
    """Raises what `save_rule` would."""
    async with engine.connect() as connection:
        await _checked(connection, kind, office, days, valid_from, read_version, now)


async def save_rule(
    engine: AsyncEngine,
    kind: Kind,
    office: str | None,
    days: int | None,
    valid_from: date,
    basis: str,
    read_version: int,
    account: str,
    now: datetime,
) -> None:
    """A rule from a day on. It holds until the next one that is planned; the history keeps those of before.

    Raises NotFound for an office that is none, StaleVersion if the kind has other rules than were read, and
    SettingsRefused with what is wrong. Every process is told when it stands.
    """
    async with engine.begin() as connection:
        # Two who save at once must not both look at the same state.
        await connection.execute(text("LOCK TABLE retention_rule IN SHARE ROW EXCLUSIVE MODE"))
        rows = await _checked(connection, kind, office, days, valid_from, read_version, now)
        own = [row for row in rows if row.rule.office == office]
        spans = [Span(row.id, row.rule.valid_from, row.rule.valid_to) for row in own]
        fit = splice(spans, valid_from, None)
        for row_id, ends in fit.ends.items():
            ended = update(RetentionRuleRow).where(RetentionRuleRow.id == row_id)
            await connection.execute(ended.values(valid_to=ends))
        await connection.execute(
            insert(RetentionRuleRow).values(
                id=new_id("rule"),
                kind=kind,
                office=office,
                days=days,
                valid_from=valid_from,
                valid_to=fit.valid_to,
                basis=basis,
                changed_by=account,
                changed_at=now,
            )
        )
        await tell_on_commit(connection, NEWS)
    log.info("a rule of retention was set", kind=kind, office=office, days=days, valid_from=valid_from.isoformat())


async def _checked(
    connection: AsyncConnection,
    kind: Kind,
    office: str | None,
    days: int | None,
    valid_from: date,
    read_version: int,
    now: datetime,
) -> list[StoredRule]:
    """The rows of the kind."""
    if problems := rule_faults(kind, office, days, valid_from, now.astimezone(WARSAW).date()):
        raise SettingsRefused(problems)
    if office is not None:
        query = select(func.count()).select_from(Office).where(Office.code == office)
        if not await connection.scalar(query):
            raise NotFound
    rows = await rules_of(connection, kind)
    if version_of(rows) != read_version:
        raise StaleVersion(version_of(rows))
    return rows


def _read(row: Row[Any]) -> StoredRule:
    rule = RuleSpan(row.kind, row.office, row.days, row.valid_from, row.valid_to)
    return StoredRule(row.id, rule, row.basis or OF_KIND[rule.kind].basis_pl, row.changed_by, row.changed_at)

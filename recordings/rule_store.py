"""Rules of recording in the database: a history for each office and topic, and saving what is sound."""

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
from core.db.tables.recording_tables import RecordingRuleRow
from core.errors import NotFound, SettingsRefused, StaleVersion
from core.facts.kinds.recordings import RecordingMode
from core.ids import new_id
from core.lists.topics import TOPICS
from core.relay.relay import tell_on_commit
from recordings.policy import MODES, NEWS, RuleSpan, in_order, rule_faults

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A row of the table."""

    id: str
    rule: RuleSpan
    changed_by: str
    changed_at: datetime


async def load_rules(engine: AsyncEngine) -> tuple[RuleSpan, ...]:
    """All of them, what is planned included. Raises `core.db.errors.DATABASE_AWAY`."""
    return in_order(stored.rule for stored in await list_rules(engine))


async def list_rules(engine: AsyncEngine) -> list[StoredRule]:
    """Every row, the latest first."""
    async with engine.connect() as connection:
        return await rules_of(connection)


async def rules_of(connection: AsyncConnection) -> list[StoredRule]:
    """Every row, the latest first. A mode that this release does not know is left out."""
    order = (RecordingRuleRow.valid_from.desc(), RecordingRuleRow.changed_at.desc(), RecordingRuleRow.id.desc())
    rows = await connection.execute(select(RecordingRuleRow.__table__).order_by(*order))
    return [_read(row) for row in rows if row.mode is None or row.mode in MODES]


def version_of(rows: Sequence[StoredRule]) -> int:
    """Of the whole history: rows are only ever added."""
    return len(rows)


async def save_rule(
    engine: AsyncEngine,
    office: str | None,
    topic: str | None,
    mode: RecordingMode | None,
    basis: str,
    valid_from: date,
    read_version: int,
    account: str,
    now: datetime,
) -> None:
    """A rule from a day on. It holds until the next one that is planned; the history keeps those of before.

    Raises NotFound for an office or a topic that is none, StaleVersion if there are other rules than were read,
    and SettingsRefused with what is wrong. Every process is told when it stands.
    """
    today = now.astimezone(WARSAW).date()
    if problems := rule_faults(office, topic, mode, basis, valid_from, today):
        raise SettingsRefused(problems)
    if topic is not None and TOPICS.known(topic) is None:
        raise NotFound("Nie ma takiego tematu.")
    async with engine.begin() as connection:
        # Two who save at once must not both look at the same state.
        await connection.execute(text("LOCK TABLE recording_rule IN SHARE ROW EXCLUSIVE MODE"))
        if office is not None:
            query = select(func.count()).select_from(Office).where(Office.code == office)
            if not await connection.scalar(query):
                raise NotFound("Nie ma takiego urzędu.")
        rows = await rules_of(connection)
        if version_of(rows) != read_version:
            raise StaleVersion(version_of(rows))
        own = [row for row in rows if (row.rule.office, row.rule.topic) == (office, topic)]
        fit = splice([Span(row.id, row.rule.valid_from, row.rule.valid_to) for row in own], valid_from, None)
        for row_id, ends in fit.ends.items():
            ended = update(RecordingRuleRow).where(RecordingRuleRow.id == row_id)
            await connection.execute(ended.values(valid_to=ends))
        await connection.execute(
            insert(RecordingRuleRow).values(
                id=new_id("rule"),
                office=office,
                topic=topic,
                mode=mode,
                basis=basis.strip(),
                valid_from=valid_from,
                valid_to=fit.valid_to,
                changed_by=account,
                changed_at=now,
            )
        )
        await tell_on_commit(connection, NEWS)
    log.info("a rule of recording was set", office=office, topic=topic, mode=mode, valid_from=str(valid_from))


def _read(row: Row[Any]) -> StoredRule:
    rule = RuleSpan(row.office, row.topic, row.mode, row.basis, row.valid_from, row.valid_to)
    return StoredRule(row.id, rule, row.changed_by, row.changed_at)

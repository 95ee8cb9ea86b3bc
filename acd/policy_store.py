"""The rules of queues in the database: a history for each office, and saving what fits together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import structlog
from pydantic import Field, ValidationError
from sqlalchemy import Row, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.choice.queue_policy import QueuePolicy, faults
from acd.choice.selection import PRIORITIES_PL
from acd.store import day_of, is_served, offices_of
from core.calendar.validity import Span, splice
from core.db.tables.centre.office_tables import DialledNumber, QueuePolicyRow
from core.db.tables.staff_tables import Agent as AgentRow
from core.db.tables.staff_tables import AgentQueue
from core.errors import NotFound, SettingsRefused, StaleVersion
from core.ids import new_id
from core.lists.topics import topic_faults

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class StoredPolicy:
    """The rules of a queue for a span of time."""

    id: Annotated[str, Field(examples=["policy-019ab3c4d5e0000-4f2a91c3d0"])]
    office: Annotated[str, Field(examples=["20060"])]
    policy: Annotated[QueuePolicy | None, Field(description="None: an old row that cannot be read any more")]
    valid_from: datetime
    valid_to: Annotated[
        datetime | None,
        Field(description="Not included; None: until further notice; as valid_from: was replaced before it began"),
    ]
    changed_by: Annotated[str, Field(examples=["kierownik-20060"])]
    changed_at: datetime
    settings: Annotated[dict[str, Any], Field(exclude=True)]

    @property
    def span(self) -> Span[datetime]:
        return Span(self.id, self.valid_from, self.valid_to)


async def load_policies(engine: AsyncEngine, at: datetime) -> dict[str, QueuePolicy]:
    """The rules in force at a moment, by office. An office without readable ones is left out: the distribution
    lives with that, and what is wrong is logged."""
    return {row.office: row.policy for row in await policies_in_force(engine, at) if row.policy is not None}


async def policies_in_force(engine: AsyncEngine, at: datetime) -> list[StoredPolicy]:
    """The row of each office that has one at that moment, by office."""
    query = select(QueuePolicyRow.__table__).where(
        QueuePolicyRow.valid_from <= at, or_(QueuePolicyRow.valid_to.is_(None), QueuePolicyRow.valid_to > at)
    )
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(query.order_by(QueuePolicyRow.office))]


async def next_policy_change(engine: AsyncEngine, after: datetime) -> datetime | None:
    """When other rules come into force the next time, as far as it is known; None when nothing is planned."""
    begins = select(func.min(QueuePolicyRow.valid_from)).where(QueuePolicyRow.valid_from > after)
    ends = select(func.min(QueuePolicyRow.valid_to)).where(QueuePolicyRow.valid_to > after)
    async with engine.connect() as connection:
        moments = [await connection.scalar(begins), await connection.scalar(ends)]
    return min((moment for moment in moments if moment is not None), default=None)


async def list_policies(engine: AsyncEngine, office: str) -> list[StoredPolicy]:
    """The history of a queue's rules, what is planned included: the latest first."""
    query = select(QueuePolicyRow.__table__).where(QueuePolicyRow.office == office)
    query = query.order_by(QueuePolicyRow.valid_from.desc(), QueuePolicyRow.id.desc())
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(query)]


async def save_policy(
    engine: AsyncEngine,
    office: str,
    policy: QueuePolicy,
    valid_from: datetime,
    valid_to: datetime | None,
    account: str,
    now: datetime,
    *,
    version: int | None = None,
) -> StoredPolicy:
    """New rules for a queue, of which the new row is returned; see `core.calendar.validity` for the old ones.

    `version`: how many rows the queue had when they were read; raises StaleVersion if there are more by now.

    Raises NotFound for an office that is none; SettingsRefused, with what is wrong, when the rules do not fit
    together with those of the other offices at a moment at which they would hold. Faults that have nothing to do
    with this office stop nobody.
    """
    if problems := _faults_alone(policy, valid_from, valid_to, now):
        raise SettingsRefused(problems)
    async with engine.begin() as connection:
        # Two who save at once must not both look at the same state: each change is checked against all others.
        await connection.execute(text("LOCK TABLE queue_policy IN SHARE ROW EXCLUSIVE MODE"))
        ends_later = or_(QueuePolicyRow.valid_to.is_(None), QueuePolicyRow.valid_to > valid_from)
        found = await connection.execute(select(QueuePolicyRow.__table__).where(ends_later))
        rows = [_read(row) for row in found]
        own = {row.id: row for row in rows if row.office == office}
        others = [row for row in rows if row.office != office]
        standing = (await _versions(connection, office)).get(office, 0)
        if version is not None and version != standing:
            raise StaleVersion(standing)
        if problems := await _number_faults(connection, policy):
            raise SettingsRefused(problems)
        fit = splice([row.span for row in own.values()], valid_from, valid_to)
        moments = [valid_from, *(r.valid_from for r in others if valid_from < r.valid_from)]
        moments = [moment for moment in moments if fit.valid_to is None or moment < fit.valid_to]
        if problems := await _faults_together(connection, office, policy, others, moments):
            raise SettingsRefused(problems)
        for row_id, ends in fit.ends.items():
            await connection.execute(
                update(QueuePolicyRow).where(QueuePolicyRow.id == row_id).values(valid_to=ends)
            )
        new = StoredPolicy(
            id=new_id("policy"),
            office=office,
            policy=policy,
            valid_from=valid_from,
            valid_to=fit.valid_to,
            changed_by=account,
            changed_at=now,
            settings=policy.model_dump(mode="json"),
        )
        written = [values_of(new)]
        for span in fit.resumed:
            again = {"id": new_id("policy"), "valid_from": span.valid_from, "valid_to": span.valid_to}
            written.append({**values_of(own[span.id]), **again, "changed_by": account, "changed_at": now})
        await connection.execute(insert(QueuePolicyRow), written)
    return new


async def policy_versions(engine: AsyncEngine) -> dict[str, int]:
    """How many rows each queue has: another number after each change."""
    async with engine.connect() as connection:
        return await _versions(connection)


async def _versions(connection: AsyncConnection, office: str | None = None) -> dict[str, int]:
    query = select(QueuePolicyRow.office, func.count().label("rows")).group_by(QueuePolicyRow.office)
    if office is not None:
        query = query.where(QueuePolicyRow.office == office)
    return {row.office: row.rows for row in await connection.execute(query)}


def values_of(row: StoredPolicy) -> dict[str, Any]:
    """A row as the table holds it."""
    return {
        "id": row.id,
        "office": row.office,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "settings": row.settings,
        "changed_by": row.changed_by,
        "changed_at": row.changed_at,
    }


def _read(row: Row[Any]) -> StoredPolicy:
    policy = None
    try:
        policy = QueuePolicy.model_validate(row.settings)
    except ValidationError as error:
        log.error(
            "rules that cannot be read are passed over", id=row.id, office=row.office, faults=len(error.errors())
        )
    return StoredPolicy(
        id=row.id,
        office=row.office,
        policy=policy,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        settings=row.settings,
    )


def _faults_alone(
    policy: QueuePolicy, valid_from: datetime, valid_to: datetime | None, now: datetime
) -> list[str]:
    """What is wrong without looking at other offices."""
    found = []
    if valid_from < now:
        found.append("Zasady nie mogą obowiązywać wstecz.")
    if valid_to is not None and valid_to <= valid_from:
        found.append("Zasady muszą obowiązywać do chwili późniejszej niż ta, od której obowiązują.")
    found += topic_faults(dict.fromkeys([*policy.topics, *policy.topic_head_starts]))
    found += [f"Nie ma pierwszeństwa „{kind}”." for kind in policy.head_starts if kind not in PRIORITIES_PL]
    return found


async def _number_faults(connection: AsyncConnection, policy: QueuePolicy) -> list[str]:
    """What clients' telephones show is the centre's: whoever rings back must not reach a stranger."""
    if policy.shown_number is None:
        return []
    answered = DialledNumber.deactivated_at.is_(None)
    there = select(DialledNumber.number).where(DialledNumber.number == policy.shown_number, answered)
    if await connection.scalar(there) is not None:
        return []
    return [f"Centrum nie odbiera pod numerem {policy.shown_number}: klient nie może go widzieć."]


async def _faults_together(
    connection: AsyncConnection,
    office: str,
    policy: QueuePolicy,
    others: Sequence[StoredPolicy],
    moments: Sequence[datetime],
) -> list[str]:
    """What this office's rules make wrong among all rules, at any of the moments; each fault once."""
    offices = await offices_of(connection)
    if office not in offices:
        raise NotFound
    names = {code: each.seat for code, each in offices.items()}
    province = next((code for code, each in offices.items() if each.is_province), "")
    found: dict[str, None] = {}
    for moment in sorted(set(moments)):
        consultants = await _consultants(connection, moment)
        elsewhere = {r.office: r.policy for r in others if r.policy is not None and r.span.holds_at(moment)}
        known = set(faults(elsewhere, names, consultants, province))
        together = faults({**elsewhere, office: policy}, names, consultants, province)
        found |= dict.fromkeys(fault for fault in together if fault not in known)
    return list(found)


async def _consultants(connection: AsyncConnection, moment: datetime) -> dict[str, int]:
    """How many consultants serve each queue on that day."""
    found = Counter[str]()
    is_there = AgentRow.deactivated_at.is_(None)
    own = select(AgentRow.office, func.count()).where(is_there).group_by(AgentRow.office)
    also = select(AgentQueue.office, func.count()).join(AgentRow, AgentRow.id == AgentQueue.agent)
    also = also.where(is_there, is_served(day_of(moment)))
    for query in (own, also.group_by(AgentQueue.office)):
        for office, count in await connection.execute(query):
            found[office] += count
    return found

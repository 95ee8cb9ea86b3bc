"""What uses a topic, a reason of pauses, a dialled number or an institution: whoever closes one is told before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.assessment_tables import AssessmentFormRow
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.centre.office_tables import Office, OpeningPlanRow, QueuePolicyRow, TransferTargetRow
from core.db.tables.centre.scenario_tables import Scenario, ScenarioVariant
from core.db.tables.knowledge_tables import ArticleRow
from core.db.tables.recording_tables import RecordingRuleRow
from core.db.tables.staff_tables import Agent, AgentSkill, AgentStateRow
from core.zone import WARSAW
from ivr.canary.canary_store import is_on_trial

UseKind: TypeAlias = Literal[
    "articles",
    "assessment_forms",
    "calls",
    "consultants",
    "opening_hours",
    "paused_now",
    "queue_rules",
    "recording_rules",
    "scenarios",
    "transfer_targets",
    "variants",
]
UsedKind: TypeAlias = Literal["topic", "pause_reason", "dialled_number", "transfer_target"]

CALLS_OF = timedelta(days=7)
MOST_CALLS = 1000
"""Nobody needs to know whether there were more."""


@dataclass(frozen=True, slots=True)
class Use:
    """How many there are; `names`: offices, scenarios or institutions, where they have any."""

    kind: UseKind
    count: int
    names: Sequence[str] = ()


async def uses_of(engine: AsyncEngine, kind: UsedKind, thing: str, now: datetime) -> list[Use]:
    """Of what holds now, or will. Nothing for a thing that there is not."""
    async with engine.connect() as connection:
        found = await _READ[kind](connection, thing, now)
    return [use for use in found if use.count]


async def _of_topic(connection: AsyncConnection, topic: str, now: datetime) -> list[Use]:
    people = (
        select(func.count())
        .select_from(AgentSkill)
        .join(Agent, Agent.id == AgentSkill.agent)
        .where(AgentSkill.topic == topic, Agent.deactivated_at.is_(None))
    )
    articles = select(func.count()).select_from(ArticleRow).where(ArticleRow.audiences.contains([topic]))
    today = now.astimezone(WARSAW).date()
    rules = QueuePolicyRow.settings["topics"].has_key(topic)  # of JSON, not of a dictionary
    return [
        Use("consultants", await connection.scalar(people) or 0),
        await _of_offices(connection, "queue_rules", QueuePolicyRow, rules, now),
        await _of_offices(connection, "opening_hours", OpeningPlanRow, OpeningPlanRow.purpose == topic, today),
        await _of_offices(connection, "recording_rules", RecordingRuleRow, RecordingRuleRow.topic == topic, today),
        await _of_offices(
            connection, "assessment_forms", AssessmentFormRow, AssessmentFormRow.topic == topic, today
        ),
        await _of_scenarios(connection, "set_topic", "topic", topic, now),
        Use("articles", await connection.scalar(articles) or 0),
    ]


async def _of_pause_reason(connection: AsyncConnection, reason: str, now: datetime) -> list[Use]:
    pausing = select(func.count()).select_from(AgentStateRow).where(AgentStateRow.pause_reason == reason)
    return [Use("paused_now", await connection.scalar(pausing) or 0)]


async def _of_number(connection: AsyncConnection, number: str, now: datetime) -> list[Use]:
    lately = (
        select(CallRow.id)
        .where(CallRow.dialled_number == number, CallRow.started_at >= now - CALLS_OF)
        .limit(MOST_CALLS)
    )
    calls = await connection.scalar(select(func.count()).select_from(lately.subquery()))
    targets = select(TransferTargetRow.name).where(
        TransferTargetRow.lines.contains([number]), TransferTargetRow.deactivated_at.is_(None)
    )
    variants = select(ScenarioVariant.scenario).where(
        ScenarioVariant.number == number, _holds(ScenarioVariant, now)
    )
    return [
        Use("calls", calls or 0),
        _named("transfer_targets", (await connection.scalars(targets)).all()),
        _named("variants", await _titles(connection, (await connection.scalars(variants)).all())),
    ]


async def _of_target(connection: AsyncConnection, target: str, now: datetime) -> list[Use]:
    return [await _of_scenarios(connection, "transfer", "target", target, now)]


async def _of_offices(
    connection: AsyncConnection, kind: UseKind, table: Any, names_it: ColumnElement[bool], moment: Any
) -> Use:
    """Rows that name it, and the seats of their offices; those of the province have none."""
    query = (
        select(Office.seat)
        .select_from(table)
        .outerjoin(Office, Office.code == table.office)
        .where(names_it, _holds(table, moment))
    )
    seats = (await connection.scalars(query)).all()
    return Use(kind, len(seats), sorted({seat for seat in seats if seat is not None}))


async def _of_scenarios(
    connection: AsyncConnection, node_kind: str, setting: str, value: str, now: datetime
) -> Use:
    """Versions in force, and those that are planned, with a node of that kind and setting."""
    in_force = (
        select(Scenario.name, func.max(Scenario.version).label("version"))
        .where(Scenario.cancelled_at.is_(None), Scenario.published_at <= now, ~is_on_trial())
        .group_by(Scenario.name)
        .subquery()
    )
    query = (
        select(Scenario.name, Scenario.graph)
        .outerjoin(in_force, in_force.c.name == Scenario.name)
        .where(
            Scenario.cancelled_at.is_(None),
            or_(in_force.c.version.is_(None), Scenario.version >= in_force.c.version),
        )
    )
    found = [
        row.graph.get("title") or row.name
        for row in await connection.execute(query)
        if any(
            node.get("kind") == node_kind and node.get("settings", {}).get(setting) == value
            for node in row.graph.get("nodes", {}).values()
        )
    ]
    return _named("scenarios", found)


async def _titles(connection: AsyncConnection, names: Sequence[str]) -> list[str]:
    """Of scenarios: people know them by these, and programs by their names."""
    query = select(Scenario.name, Scenario.graph).where(Scenario.name.in_(names)).order_by(Scenario.version)
    titles = {row.name: row.graph.get("title") or row.name for row in await connection.execute(query)}
    return [titles.get(name, name) for name in names]


def _named(kind: UseKind, names: Sequence[str]) -> Use:
    different = sorted(set(names))
    return Use(kind, len(different), different)


def _holds(table: Any, moment: Any) -> ColumnElement[bool]:
    """Now or later; not a row that was replaced before it began."""
    return or_(table.valid_to.is_(None), (table.valid_to > moment) & (table.valid_to > table.valid_from))


_READ: dict[UsedKind, Callable[[AsyncConnection, str, datetime], Any]] = {
    "topic": _of_topic,
    "pause_reason": _of_pause_reason,
    "dialled_number": _of_number,
    "transfer_target": _of_target,
}

"""Versions on trial in the database: what each is compared with, how its calls end, and how the trial ends."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.centre.scenario_tables import Scenario, ScenarioCanary
from core.db.tables.report_tables import REPORT_CALL
from core.errors import NotFound
from ivr.canary.canary import BothFigures, Canary, Limits, Outcome, VersionFigures
from ivr.canary.counting import FAILED, NOT_LED, SERVED


@dataclass(frozen=True, slots=True)
class CanaryRow:
    """A trial, and how it ended; `outcome` None: it is under way."""

    canary: Canary
    started_by: str
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    ended_by: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MedianTimes:
    """Seconds from the beginning of a call to a queue, or to its end if there was none; None: no such calls."""

    new: float | None
    old: float | None


def is_on_trial() -> ColumnElement[bool]:
    """Of a row of `scenario`: a share of the calls meets it, and it is not in force."""
    is_same = and_(ScenarioCanary.name == Scenario.name, ScenarioCanary.version == Scenario.version)
    return exists().where(is_same, ScenarioCanary.ended_at.is_(None)).correlate(Scenario)


async def open_canaries(connection: AsyncConnection) -> list[Canary]:
    """By name."""
    query = select(ScenarioCanary.__table__).where(ScenarioCanary.ended_at.is_(None))
    return [_canary(row) for row in await connection.execute(query.order_by(ScenarioCanary.name))]


async def names_on_trial(engine: AsyncEngine) -> set[str]:
    """Scenarios of which a version is on trial."""
    async with engine.connect() as connection:
        return {canary.name for canary in await open_canaries(connection)}


async def last_canary(engine: AsyncEngine, name: str) -> CanaryRow:
    """The trial of a scenario that is under way, or else the last one. Raises NotFound."""
    query = select(ScenarioCanary.__table__).where(ScenarioCanary.name == name)
    async with engine.connect() as connection:
        row = (await connection.execute(query.order_by(ScenarioCanary.version.desc()).limit(1))).one_or_none()
    if row is None:
        raise NotFound("Żadnej wersji tego scenariusza nie wprowadzano na próbę.")
    return _read(row)


async def returned_since(engine: AsyncEngine, since: datetime) -> list[str]:
    """Scenarios whose trial has ended by itself since then because the new version was worse, and of which nothing
    was published afterwards."""
    later = exists().where(
        Scenario.name == ScenarioCanary.name,
        Scenario.published_at > ScenarioCanary.ended_at,
        Scenario.cancelled_at.is_(None),
    )
    query = select(ScenarioCanary.name).where(
        ScenarioCanary.outcome == "returned", ScenarioCanary.ended_at > since, ~later
    )
    async with engine.connect() as connection:
        return list((await connection.scalars(query.order_by(ScenarioCanary.name).distinct())).all())


async def add_canary(connection: AsyncConnection, canary: Canary, account: str) -> None:
    """In the transaction that publishes the version."""
    await connection.execute(
        insert(ScenarioCanary).values(
            name=canary.name,
            version=canary.version,
            beside=canary.beside,
            share_percent=canary.share_percent,
            begins_at=canary.begins_at,
            until=canary.until,
            hang_up_points=canary.limits.hang_up_points,
            failure_points=canary.limits.failure_points,
            min_calls=canary.limits.min_calls,
            started_by=account,
        )
    )


async def mark_ended(
    connection: AsyncConnection, row: CanaryRow, outcome: Outcome, account: str, reason: str, now: datetime
) -> CanaryRow:
    """The trial is over, in the transaction of the caller. A version that does not come is cancelled."""
    canary = row.canary
    ends = {"ended_at": now, "outcome": outcome, "ended_by": account, "reason": reason.strip()}
    is_it = and_(ScenarioCanary.name == canary.name, ScenarioCanary.version == canary.version)
    await connection.execute(update(ScenarioCanary).where(is_it).values(**ends))
    if outcome != "completed":
        is_version = and_(Scenario.name == canary.name, Scenario.version == canary.version)
        await connection.execute(update(Scenario).where(is_version).values(cancelled_at=now))
    return replace(row, ended_at=now, outcome=outcome, ended_by=account, reason=reason.strip())


async def open_in(connection: AsyncConnection, name: str) -> CanaryRow | None:
    """The trial of a scenario that is under way."""
    query = select(ScenarioCanary.__table__).where(ScenarioCanary.name == name, ScenarioCanary.ended_at.is_(None))
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _read(row)


async def canary_figures(
    engine: AsyncEngine, canary: Canary, ended_before: datetime | None = None
) -> tuple[BothFigures, MedianTimes]:
    """How the calls of both versions ended that began since the trial did, and ended before a moment.

    What a call came to besides a queue is known as soon as reports have it, some seconds after its end.
    """
    version = _version_of(canary.name)
    is_queued = CallRow.queued_at.is_not(None)
    is_failed = CallRow.end_reason.in_(FAILED)
    is_ended_well = or_(is_queued, CallRow.end_reason == "completed")
    is_through = or_(is_ended_well, func.coalesce(REPORT_CALL.c.path, "").in_(SERVED))
    is_its_report = and_(REPORT_CALL.c.id == CallRow.id, REPORT_CALL.c.started_at == CallRow.started_at)
    time = func.extract("epoch", func.coalesce(CallRow.queued_at, CallRow.ended_at) - CallRow.started_at)
    query = (
        select(
            version.label("version"),
            func.count().label("calls"),
            func.count().filter(is_failed).label("failed"),
            func.count().filter(~is_failed, is_through).label("completed"),
            func.percentile_cont(0.5).within_group(time).filter(~is_failed, is_ended_well).label("median"),
        )
        .select_from(CallRow)
        .outerjoin(REPORT_CALL, is_its_report)
        .where(
            CallRow.started_at >= canary.begins_at,
            CallRow.direction == "inbound",
            CallRow.ended_at.is_not(None),
            CallRow.end_reason.not_in(NOT_LED),
            version.in_([canary.version, canary.beside]),
        )
        .group_by(version)
    )
    if ended_before is not None:
        query = query.where(CallRow.ended_at < ended_before)
    async with engine.connect() as connection:
        found = {row.version: row for row in await connection.execute(query)}
    new, old = found.get(canary.version), found.get(canary.beside)
    return BothFigures(_figures(new), _figures(old)), MedianTimes(_median(new), _median(old))


def _version_of(name: str) -> ColumnElement[int | None]:
    """Of a call: the version of a scenario by which it was led, be it called by another one."""
    within = (
        select(cast(EventRow.data["subscenario_versions"][name].astext, Integer))
        .where(EventRow.call_id == CallRow.id, EventRow.type == "CallStarted")
        .limit(1)
        .scalar_subquery()
    )
    return case((CallRow.scenario == name, CallRow.scenario_version), else_=within)


def _figures(row: Row[Any] | None) -> VersionFigures:
    if row is None:
        return VersionFigures()
    return VersionFigures(row.calls, row.completed, row.calls - row.completed - row.failed, row.failed)


def _median(row: Row[Any] | None) -> float | None:
    return None if row is None or row.median is None else round(float(row.median), 1)


def _canary(row: Row[Any]) -> Canary:
    limits = Limits(row.hang_up_points, row.failure_points, row.min_calls)
    return Canary(row.name, row.version, row.beside, row.share_percent, row.begins_at, row.until, limits)


def _read(row: Row[Any]) -> CanaryRow:
    return CanaryRow(_canary(row), row.started_by, row.ended_at, row.outcome, row.ended_by, row.reason)

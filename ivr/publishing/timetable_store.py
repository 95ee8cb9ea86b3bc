"""Published scenarios in the database: which one answers which number, now and later."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.office_tables import DialledNumber
from core.db.tables.centre.scenario_tables import Scenario, ScenarioVariant
from ivr.canary.canary import OpenCanary
from ivr.canary.canary_store import is_on_trial, open_canaries
from ivr.graph.scenario import Scenario as PublishedScenario
from ivr.graph.scenario import read_scenario
from ivr.number_route import NumberRoute
from ivr.publishing.timetable import Timetable
from ivr.publishing.variants import Number, Variant

log = structlog.get_logger()


async def load_routes(engine: AsyncEngine, at: datetime) -> dict[str, NumberRoute]:
    """Each dialled number with the version of the scenario that answers it at a moment."""
    return (await load_timetable(engine, at)).routes_at(at)


async def load_timetable(engine: AsyncEngine, at: datetime) -> Timetable:
    """What answers at a moment, and everything that is planned to answer later. A number that was deactivated is
    nobody's."""
    is_begun = Scenario.published_at <= at
    newest_first = (Scenario.published_at.desc(), Scenario.version.desc())
    ranked = (
        select(
            Scenario.name,
            Scenario.version,
            Scenario.graph,
            Scenario.published_at,
            func.row_number().over(partition_by=(Scenario.name, is_begun), order_by=newest_first).label("rank"),
        )
        .where(Scenario.cancelled_at.is_(None), ~is_on_trial())
        .subquery()
    )
    published = select(ranked).where((ranked.c.rank == 1) | (ranked.c.published_at > at))
    holding = select(ScenarioVariant.__table__).where(
        ScenarioVariant.valid_to.is_(None) | (ScenarioVariant.valid_to > at)
    )
    async with engine.connect() as connection:
        active = select(DialledNumber.__table__).where(DialledNumber.deactivated_at.is_(None))
        numbers = (await connection.execute(active)).all()
        variants = (await connection.execute(holding)).all()
        versions = (await connection.execute(published)).all()
        canaries = await open_canaries(connection)
        tried = await _versions(connection, [canary.key for canary in canaries])
    return Timetable(
        [Number(row.number, row.is_free, row.scenario, row.office) for row in numbers],
        [
            Variant(row.id, row.number, row.office, row.scenario, row.valid_from, row.valid_to, row.priority)
            for row in variants
        ],
        [(graph, row.published_at) for row in versions if (graph := _readable(row)) is not None],
        [OpenCanary(canary, tried[canary.key]) for canary in canaries if canary.key in tried],
    )


async def load_versions(
    engine: AsyncEngine, wanted: Collection[tuple[str, int]]
) -> dict[tuple[str, int], PublishedScenario]:
    """Published versions by name and number: calls in progress keep theirs, also over a restart."""
    async with engine.connect() as connection:
        return await _versions(connection, wanted)


async def _versions(
    connection: AsyncConnection, wanted: Collection[tuple[str, int]]
) -> dict[tuple[str, int], PublishedScenario]:
    query = select(Scenario.name, Scenario.version, Scenario.graph).where(
        tuple_(Scenario.name, Scenario.version).in_(list(wanted))
    )
    rows = (await connection.execute(query)).all() if wanted else []
    return {(row.name, row.version): graph for row in rows if (graph := _readable(row)) is not None}


def _readable(row: Row[Any]) -> PublishedScenario | None:
    """None for a graph that this release cannot read: the others answer all the same."""
    try:
        return read_scenario(row.graph).model_copy(update={"version": row.version})
    except ValidationError:
        log.error("a published scenario cannot be read", scenario=row.name, version=row.version)
        return None

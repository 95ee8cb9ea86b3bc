"""Publishes the shipped scenarios, and what a later release has changed in them."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.centre.scenario_tables import Scenario
from core.relay.relay import tell_on_commit
from ivr import defaults
from ivr.graph.scenario import Scenario as Graph
from ivr.graph.scenario import read_scenario
from ivr.graph.validation import ScenarioContext, errors, refuse_unfit
from ivr.prompts.prompt_library import PromptLibrary
from ivr.publishing.scenario_context import scenario_context_of
from ivr.publishing.schedule import in_force_at

SHIPPED = "system"  # who has published what no person has

log = structlog.get_logger()


async def publish_shipped(
    connection: AsyncConnection, graphs: Mapping[str, Mapping[str, Any]], now: datetime
) -> list[str]:
    """Publish each shipped graph as a new version if it is not the newest one; the names of those published.

    A scenario of which people have published a version, or planned one, is theirs and stays. So does one whose new
    graph does not fit with what people have made of others, which is logged. Raises ScenarioRefused for a graph
    that is not fit by itself, before anything is written.
    """
    shipped_world = _world({name: read_scenario(graph) for name, graph in graphs.items()})
    for graph in graphs.values():
        refuse_unfit(graph, shipped_world)
    stored = await _stored(connection)
    wanted = {name: graph for name, graph in graphs.items() if _is_to_be_published(graph, stored.get(name, []))}
    fit = _fitting(wanted, in_force_at([each for rows in stored.values() for each in _readable(rows)], now))
    for name, graph in fit.items():
        version = max((row.version for row in stored.get(name, [])), default=0) + 1
        values = {"name": name, "version": version, "graph": graph, "published_at": now, "published_by": SHIPPED}
        await connection.execute(insert(Scenario).values(values))
    if fit:
        await tell_on_commit(connection, "scenarios")
    return list(fit)


async def _stored(connection: AsyncConnection) -> dict[str, list[Row[Any]]]:
    """All versions by name, the newest first, cancelled ones included: numbers never come back."""
    query = select(
        Scenario.name,
        Scenario.version,
        Scenario.graph,
        Scenario.published_at,
        Scenario.published_by,
        Scenario.cancelled_at,
    ).order_by(Scenario.name, Scenario.version.desc())
    rows = (await connection.execute(query)).all()
    return {name: list(each) for name, each in groupby(rows, lambda row: str(row.name))}


def _is_to_be_published(graph: Mapping[str, Any], rows: list[Row[Any]]) -> bool:
    """Only the newest counts: a release may go back to what an older one has defaults."""
    valid = [row for row in rows if row.cancelled_at is None]
    if any(row.published_by != SHIPPED for row in valid):
        return False
    return not valid or valid[0].graph != graph


def _readable(rows: list[Row[Any]]) -> list[tuple[Graph, datetime]]:
    found = []
    for row in rows:
        if row.cancelled_at is None:
            try:
                graph = read_scenario(row.graph).model_copy(update={"version": row.version})
            except ValidationError:
                continue  # of an older release; it answers nobody
            found.append((graph, row.published_at))
    return found


def _fitting(
    wanted: Mapping[str, Mapping[str, Any]], in_force: Mapping[str, Graph]
) -> dict[str, Mapping[str, Any]]:
    """Those that work, and break nobody, together with the scenarios in force."""
    fit = dict(wanted)
    while True:
        unfit = {}
        for name, graph in fit.items():
            others = {other: read_scenario(each) for other, each in fit.items() if other != name}
            if problems := errors(graph, _world({**in_force, **others})):
                unfit[name] = problems
        if not unfit:
            return fit
        for name, problems in unfit.items():
            log.error("a shipped scenario does not fit with the office's own ones", scenario=name, why=problems)
            del fit[name]


def _world(scenarios: Mapping[str, Graph]) -> ScenarioContext:
    return scenario_context_of(PromptLibrary.defaults(), defaults.office_directory().codes(), scenarios)

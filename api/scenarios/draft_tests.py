"""The test cases of a draft: what came of them, what they walk, and what publishing still asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from api.scenarios.scenario_checks import ScenarioChecks
from core.db.engine import Engine
from core.errors import NotFound, ScenarioRefused
from ivr.graph.scenario import Scenario, read_scenario
from ivr.graph.subscenarios import put_together
from ivr.graph.validation import errors_of
from ivr.nodes import KINDS
from ivr.publishing.draft_store import DraftRow
from ivr.publishing.version_store import get_version
from ivr.simulator.case import ScenarioCase
from ivr.simulator.coverage import WalkedEdge, walked_edges
from ivr.simulator.gate import MissingCase, missing_cases
from ivr.simulator.judging import Judgement
from ivr.simulator.running import Simulator


@dataclass(frozen=True, slots=True)
class DraftTests:
    """What came of the test cases of a draft. `is_fit`: it has no errors; else nothing is said of its ways."""

    judgements: list[Judgement]
    is_fit: bool
    edges: list[WalkedEdge]
    missing: list[MissingCase]


async def tested(
    engine: Engine, checks: ScenarioChecks, simulator: Simulator, draft: DraftRow, at: datetime | None = None
) -> DraftTests:
    """See `tested_sheet`, of what is saved."""
    return await tested_sheet(engine, checks, simulator, draft.graph, draft.cases, draft.life.based_on, at)


async def tested_sheet(
    engine: Engine,
    checks: ScenarioChecks,
    simulator: Simulator,
    graph: Mapping[str, Any],
    cases_written: Iterable[Any],
    based_on: int | None,
    at: datetime | None = None,
) -> DraftTests:
    """Run all cases, with the other scenarios as they are now, or will be at a moment.

    The change is what is different from the version on which the draft is based.
    """
    ground = await checks.ground(at)
    scenario = read_scenario(graph)
    cases = [ScenarioCase.model_validate(case) for case in cases_written]
    judgements = await simulator.run_cases(scenario, cases, ground.simulation_context)
    if errors_of(scenario, ground.scenario_context):
        return DraftTests(judgements, False, [], [])
    whole = put_together(scenario, {**ground.simulation_context.scenarios, scenario.name: scenario})
    missing = missing_cases(await _before(engine, scenario.name, based_on), scenario, whole, KINDS, judgements)
    return DraftTests(judgements, True, walked_edges(scenario, whole, judgements), missing)


def refuse_untested(found: DraftTests) -> None:
    """Raises ScenarioRefused if a test is not green, or something that the change touches is walked by none."""
    red = [f"Test „{j.case.name}”: {' '.join(j.problems)}" for j in found.judgements if not j.is_green]
    if problems := red or [each.text for each in found.missing]:
        raise ScenarioRefused(problems)


async def _before(engine: Engine, name: str, based_on: int | None) -> Scenario | None:
    """None for a new scenario, and for a version that this release cannot read: then everything is new."""
    if based_on is None:
        return None
    try:
        return read_scenario((await get_version(engine, name, based_on)).graph or {})
    except (NotFound, ValidationError):
        return None

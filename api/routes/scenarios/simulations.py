"""Trying scenarios out: validation and simulated calls, without saving anything."""

from api.auth import Shared
from api.errors import Invalid, answers
from api.http.routing import Router
from api.routes.scenarios.scenarios import Reader, graph_of
from api.routes.scenarios.scenarios_schemas import GraphIn
from api.routes.scenarios.simulations_schemas import (
    CaseOfRunOut,
    RunIn,
    ScenarioSheetIn,
    ScenarioTestsOut,
    SimulationIn,
)
from api.scenarios.draft_tests import tested_sheet
from api.services import Services
from ivr.graph.scenario import Scenario, read_scenario
from ivr.graph.validation import Finding
from ivr.publishing.scenario_file import content_of
from ivr.simulator.trace import Trace

router = Router(prefix="/api", tags=["scenarios"])


@router.post("/scenario-checks", responses=answers(401, 403, 413, 422))
async def check_scenario(given: GraphIn, user: Reader, shared: Shared) -> list[Finding]:
    """What there is to say about a graph that is not saved; nothing: it is fit."""
    return await shared.scenarios.findings(given.graph)


@router.post("/scenario-simulations", responses=answers(401, 403, 404, 413, 422))
async def simulate_call(wanted: SimulationIn, user: Reader, shared: Shared) -> Trace:
    """Play a call in virtual time up to the last action: the same actions always lead to the same place.

    The person with the card and PIN of the documentation is known where `card_office` is set; nobody real is.
    """
    ground = await shared.scenarios.ground()
    scenario = await _wanted(shared, wanted)
    return await shared.simulator.play(
        scenario, wanted.surroundings, wanted.actions, ground.simulation_context, wanted.queue
    )


@router.post("/scenario-cases", responses=answers(401, 403, 404, 413, 422))
async def make_case_of_run(wanted: RunIn, user: Reader, shared: Shared) -> CaseOfRunOut:
    """Make a test case of a call that was tried out: it does the same, and expects what was met. Nothing is kept.

    422 with `too_long_for_a_case` for a call with more steps than a test case has.
    """
    ground = await shared.scenarios.ground()
    scenario = await _wanted(shared, wanted)
    return CaseOfRunOut.of(
        await shared.simulator.case_of_run(
            wanted.case_name,
            scenario,
            wanted.surroundings,
            wanted.actions,
            ground.simulation_context,
            wanted.queue,
        )
    )


@router.post("/scenario-case-runs", responses=answers(401, 403, 413, 422))
async def run_cases_of_sheet(given: ScenarioSheetIn, user: Reader, shared: Shared) -> ScenarioTestsOut:
    """Run test cases on a graph, neither of them kept. They take at most half a minute."""
    graph, cases = content_of(given.graph, given.cases)
    return ScenarioTestsOut.of(
        await tested_sheet(shared.engine, shared.scenarios, shared.simulator, graph, cases, given.based_on)
    )


async def _wanted(shared: Services, wanted: SimulationIn) -> Scenario:
    if wanted.graph is not None:
        return read_scenario(content_of(wanted.graph, [])[0])
    if wanted.name is not None:
        return read_scenario(await graph_of(shared, wanted.name, wanted.version))
    raise Invalid("Proszę podać graf albo nazwę scenariusza.")

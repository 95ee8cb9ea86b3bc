"""Trying scenarios out: validation and simulated calls, without saving anything."""

from api.auth import Shared
from api.errors import Invalid, answers
from api.http.routing import Router
from api.routes.scenarios.scenarios import Reader, graph_of
from api.routes.scenarios.scenarios_schemas import GraphIn
from api.routes.scenarios.simulations_schemas import SimulationIn
from ivr.graph.scenario import read_scenario
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
    if wanted.graph is not None:
        graph, _ = content_of(wanted.graph, [])
    elif wanted.name is not None:
        graph = await graph_of(shared, wanted.name, wanted.version)
    else:
        raise Invalid("Proszę podać graf albo nazwę scenariusza.")
    ground = await shared.scenarios.ground()
    scenario = read_scenario(graph)
    return await shared.simulator.play(scenario, wanted.surroundings, wanted.actions, ground.simulation_context)

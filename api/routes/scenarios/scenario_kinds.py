"""The kinds of nodes that scenarios are made of."""

from api.auth import Staff
from api.errors import answers
from api.http.routing import Router
from api.routes.scenarios.scenario_kinds_schemas import ScenarioKindsOut
from ivr.kinds import describe_kinds, facts, functions

router = Router(prefix="/api", tags=["scenarios"])


@router.get("/scenario-kinds", responses=answers(401, 403))
async def get_scenario_kinds(user: Staff) -> ScenarioKindsOut:
    """Every kind of node with its Polish name and help, the JSON Schema of its settings, and its outcomes: all
    that a form needs; and the words that expressions know.
    """
    return ScenarioKindsOut(kinds=describe_kinds(), facts=facts(), functions=functions())

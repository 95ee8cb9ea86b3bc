"""How calls went through a scenario, and in which nodes callers are now: what is laid over its drawing."""

from datetime import date
from typing import Annotated

from fastapi import Path, Query

from api.auth import Shared, needs
from api.errors import RefusedByCentre, answers
from api.http.routing import Router
from api.request_user import User
from api.routes.reports.passages_schemas import CallersInNode, ScenarioCallers, ScenarioPassages
from api.routes.scenarios.scenarios_schemas import SCENARIO
from core.live.callers import heard
from core.relay.commands import AskCallers, Done
from core.rights import Right
from reports.answers.question import ReportRefused
from reports.calls.call_list_store import LONGEST_PERIOD
from reports.figures.node_figure_store import read_nodes

router = Router(prefix="/api", tags=["scenarios"])

Reader = Annotated[User, needs(Right.READ_SCENARIOS)]
Name = Annotated[str, Path(pattern=SCENARIO, examples=["linia-9510"])]
Version = Annotated[int | None, Query(ge=1, le=1_000_000, description="Left out: all together")]


@router.get("/scenarios/{name}/passages", responses=answers(401, 403, 422))
async def get_scenario_passages(
    name: Name,
    user: Reader,
    shared: Shared,
    first: Annotated[date, Query(alias="from", examples=["2026-11-24"])],
    last: Annotated[date, Query(alias="to", examples=["2026-11-24"])],
    version: Version = None,
) -> ScenarioPassages:
    """How often each node was entered and each arrow taken on days in Poland, the last one included; in which
    nodes callers hung up, and how long they stayed. For whoever reads scenarios; nothing in it is of single calls.

    Everything of a stay is counted on the day on which it began. At most 92 days: else 422 with `report_refused`.
    """
    if not 0 <= (last - first).days < LONGEST_PERIOD.days:
        raise ReportRefused(f"Prosimy wybrać od 1 do {LONGEST_PERIOD.days} dni.")
    async with shared.engine.connect() as connection:
        return ScenarioPassages.of(await read_nodes(connection, name, version, first, last))


@router.get("/scenarios/{name}/callers", responses=answers(401, 403, 422))
async def get_scenario_callers(name: Name, user: Reader, shared: Shared) -> ScenarioCallers:
    """In which nodes of which versions callers are at this moment, as whoever leads the calls knows it.

    503 if that process does not answer.
    """
    reply = await shared.relay.ask(AskCallers(name))
    if not isinstance(reply, Done):
        raise RefusedByCentre(reply)
    callers, others = heard(reply.details)
    return ScenarioCallers(
        at=shared.clock.now(),
        nodes=[CallersInNode(version=one.version, node=one.node, callers=one.callers) for one in callers],
        others=others,
    )

"""For how long a consultant serves the queue of another office: the shared evening pool above all."""

from typing import Annotated

from fastapi import Path

from acd.staffing.served_store import Serving, end_serving, list_servings, plan_serving
from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.agents.agents import AgentId, agent_in_reach, check_queues
from api.routes.agents.agents_schemas import Day, ServingEnd, ServingIn
from api.schemas.paging import OFFICE
from core.rights import Right

router = Router(prefix="/api", tags=["agents"])

Manager = Annotated[User, needs(Right.MANAGE_AGENTS)]
QueueOffice = Annotated[str, Path(pattern=OFFICE, description="Whose queue it is", examples=["20000"])]


@router.get("/served-queues/{office}", responses=answers(401, 403, 422))
async def get_servings(office: QueueOffice, user: Manager, shared: Shared) -> list[Serving]:
    """Which consultants of one's offices serve the queue of another office besides their own: who does, who is to,
    and who has done, with who said so. By name, the latest first."""
    return await list_servings(shared.engine, office, user.offices_of(Right.MANAGE_AGENTS))


@router.post("/agents/{agent_id}/served-queues", status_code=204, responses=answers(401, 403, 404, 413, 422))
async def plan_agent_serving(agent_id: AgentId, wanted: ServingIn, user: Manager, shared: Shared) -> None:
    """From a day to a day, both included, a consultant serves the queue of another office; from today is at once,
    another day begins within a minute of its midnight. The same once more changes nothing.

    422 with `settings_refused` for the past, where it overlaps with what is there, and for queues as when they are
    set (PUT /api/agents/{agent_id}/queues).
    """
    agent = await agent_in_reach(agent_id, Right.MANAGE_AGENTS, user, shared)
    await check_queues(agent.office, [wanted.office], user, shared)
    await plan_serving(
        shared.engine,
        agent_id,
        wanted.office,
        wanted.first_day,
        wanted.last_day,
        user.username,
        shared.clock.now(),
    )


@router.put(
    "/agents/{agent_id}/served-queues/{office}/{first_day}",
    status_code=204,
    responses=answers(401, 403, 404, 413, 422),
)
async def end_agent_serving(
    agent_id: AgentId, office: QueueOffice, first_day: Day, wanted: ServingEnd, user: Manager, shared: Shared
) -> None:
    """When it ends: with that day, with none (null), or at once (yesterday). What is planned and ends before it
    begins is gone. 404 where there is no such span, 422 with `settings_refused` for one that is over."""
    await agent_in_reach(agent_id, Right.MANAGE_AGENTS, user, shared)
    now = shared.clock.now()
    await end_serving(shared.engine, agent_id, office, first_day, wanted.last_day, user.username, now)

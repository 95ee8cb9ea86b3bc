"""Consultants: who is in what state, and changing it."""

from typing import Annotated

from fastapi import APIRouter, Path

from acd.agent_state import NAMES_PL, AgentState
from acd.pause_reasons import GIVEN_REASONS
from acd.store import AgentNow, delete_agent, get_agent, list_agents, set_served
from api.auth import Shared, Staff, needs, sees
from api.errors import RefusedByCentre, answers
from api.schemas.agents import AgentOut, PauseReason, ServedIn, WhyNoCalls, WishDone, WishIn
from api.schemas.session import Name
from api.services import Services
from api.user import User
from core.commands import AskWhyNoCalls, ChangeAgent, Refused
from core.errors import NotFound
from core.rights import Right
from reports.audit_store import note_order

router = APIRouter(prefix="/api", tags=["agents"])

AgentId = Annotated[str, Path(pattern=Name, examples=["k20060-1"])]


@router.get("/agents", responses=answers(401, 403))
async def get_agents(user: Annotated[User, needs(Right.LIST_AGENTS)], shared: Shared) -> list[AgentOut]:
    """The consultants of one's office; of all offices for administrators and supervisors of the provincial one."""
    agents = await list_agents(shared.engine, user.offices_of(Right.LIST_AGENTS))
    return [AgentOut.of(agent) for agent in agents]


@router.get("/agents/{agent_id}", responses=answers(401, 404, 422))
async def get_one_agent(
    agent_id: AgentId, user: Annotated[User, sees(Right.SEE_AGENTS)], shared: Shared
) -> AgentOut:
    """One consultant whom one may see; consultants see themselves."""
    return AgentOut.of(await _in_reach(agent_id, Right.SEE_AGENTS, user, shared))


@router.post("/agents/{agent_id}/state", responses=answers(401, 404, 409, 413, 422))
async def change_agent_state(
    agent_id: AgentId, wanted: WishIn, user: Annotated[User, sees(Right.CHANGE_AGENT_STATES)], shared: Shared
) -> WishDone:
    """Ask the centre for another state: consultants for themselves, supervisors for those they may see.

    503 with `centre_unavailable` when it does not answer: nothing may be assumed then.
    """
    agent = await _in_reach(agent_id, Right.CHANGE_AGENT_STATES, user, shared)
    reply = await shared.relay.ask(ChangeAgent(agent=agent_id, wish=wanted.wish, pause_reason=wanted.pause_reason))
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)
    if agent_id != user.username:
        await note_order(shared.engine, "agent_state", agent_id, agent.office, wanted.model_dump())
    state = AgentState(reply.state)
    return WishDone(agent=agent_id, state=state, state_name=NAMES_PL[state])


@router.get("/agents/{agent_id}/why", responses=answers(401, 404, 409, 422))
async def get_why_no_calls(
    agent_id: AgentId, user: Annotated[User, sees(Right.SEE_AGENTS)], shared: Shared
) -> WhyNoCalls:
    """Why this consultant gets no calls now: the state, the place among those who are free, and who waits where
    and why these callers go to others. Consultants ask about themselves.
    """
    await _in_reach(agent_id, Right.SEE_AGENTS, user, shared)
    reply = await shared.relay.ask(AskWhyNoCalls(agent=agent_id))
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)
    return WhyNoCalls(agent=agent_id, sentences=reply.sentences)


@router.put("/agents/{agent_id}/queues", responses=answers(401, 403, 404, 413, 422))
async def set_agent_queues(
    agent_id: AgentId, wanted: ServedIn, user: Annotated[User, needs(Right.MANAGE_AGENTS)], shared: Shared
) -> AgentOut:
    """Which queues a consultant serves besides the own office's, and how well the topics are known.

    For supervisors of the consultant's office and administrators. Holds at once, also for those who wait already.
    """
    await _in_reach(agent_id, Right.MANAGE_AGENTS, user, shared)
    await set_served(shared.engine, agent_id, wanted.queues, wanted.skills, user.username, shared.clock.now())
    await shared.relay.tell("agents")
    return AgentOut.of(await _in_reach(agent_id, Right.MANAGE_AGENTS, user, shared))


@router.delete("/agents/{agent_id}", status_code=204, responses=answers(401, 403, 404, 422))
async def remove_agent(
    agent_id: AgentId, user: Annotated[User, needs(Right.MANAGE_AGENTS)], shared: Shared
) -> None:
    """Somebody is no consultant any more, and cannot log in; for supervisors of the office and administrators.

    A caller who was just being offered is back at the head of the line; a conversation goes on to its end. What
    the consultant has done stays in the records, and so does who decided this.
    """
    await _in_reach(agent_id, Right.MANAGE_AGENTS, user, shared)
    await delete_agent(shared.engine, agent_id, user.username, shared.clock.now())
    await shared.relay.tell("agents")


@router.get("/pause-reasons", responses=answers(401, 403))
async def get_pause_reasons(user: Staff) -> list[PauseReason]:
    """The reasons that may be given with the wish `pause`."""
    return [PauseReason(code=reason.id, name=reason.title) for reason in GIVEN_REASONS]


async def _in_reach(agent_id: str, right: Right, user: User, shared: Services) -> AgentNow:
    """Raises NotFound: consultants for whom the right does not hold are answered like nobody."""
    agent = await get_agent(shared.engine, agent_id)
    if agent is None or not user.may_for(right, agent.office, agent.id):
        raise NotFound
    return agent

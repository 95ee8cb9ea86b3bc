"""Consultants: who is in what state, and changing it; who comes and goes, and with what telephone."""

from collections.abc import Callable, Collection
from typing import Annotated

from fastapi import Path, Query

from acd.live.agent_state import NAMES_PL, AgentState
from acd.policy_store import load_policies
from acd.staffing.hiring_store import NewConsultant, change_agent, dismiss, hire, restore, set_sip_digest
from acd.staffing.served_store import set_served
from acd.store import AgentNow, get_agent, list_agents, load_queue_offices
from acd.telephone import REALM
from api.auth import Shared, needs, sees
from api.errors import RefusedByCentre, answers
from api.http.routing import Router
from api.request_user import User
from api.routes.agents.agents_schemas import (
    AgentChange,
    AgentOut,
    Hired,
    HireIn,
    ServedIn,
    TelephoneOrdered,
    WhyNoCalls,
    WishDone,
    WishIn,
)
from api.schemas.etag import IfMatchWhereAsked, version_read
from api.schemas.words import Name
from api.services import Services
from core.errors import NotAllowed, NotFound, SettingsRefused
from core.relay.commands import AskWhyNoCalls, ChangeAgent, Refused
from core.rights import Right
from reports.audit_store import note_order

router = Router(prefix="/api", tags=["agents"])

AgentId = Annotated[str, Path(pattern=Name, examples=["k20060-1"])]
Manager = Annotated[User, needs(Right.MANAGE_AGENTS)]


@router.get("/agents", responses=answers(401, 403, 422))
async def get_agents(
    user: Annotated[User, needs(Right.LIST_AGENTS)],
    shared: Shared,
    include_dismissed: Annotated[bool, Query(description="Also those who were dismissed")] = False,
) -> list[AgentOut]:
    """The consultants of one's offices; of all offices for those who answer for the whole centre.

    Those who were dismissed are shown to whoever may take them back; 403 for others who ask for them.
    """
    if include_dismissed and not user.may(Right.MANAGE_AGENTS):
        raise NotAllowed
    dismissed_of = user.offices_of(Right.MANAGE_AGENTS) if include_dismissed else ()
    agents = await list_agents(
        shared.engine, shared.clock.now(), user.offices_of(Right.LIST_AGENTS), dismissed_of=dismissed_of
    )
    return [AgentOut.of(agent) for agent in agents]


@router.post("/agents", status_code=201, responses=answers(401, 403, 404, 409, 413, 422))
async def hire_agent(wanted: HireIn, user: Manager, shared: Shared) -> Hired:
    """Hire a consultant: an account, and telephones.

    The consultant sets the first password of the account (POST /api/activation), and then makes the password of
    the SIP telephone (POST /api/me/telephone), without which it cannot register. The page's own telephone needs
    none. 404 for an office that one does not manage, 409 with `name_taken` for a name that an account has or has
    had. For queues of other offices as when they are set later.

    Hired by somebody who sees no clients of the office, the consultant takes calls at once, and sees clients when
    another person, with `let_see_clients` in the office, has confirmed it.
    """
    if not user.may_for(Right.MANAGE_AGENTS, wanted.office):
        raise NotFound
    await check_queues(wanted.office, wanted.queues, user, shared)
    new = NewConsultant(wanted.id, wanted.display_name, wanted.office, wanted.queues, wanted.skills)
    await hire(
        shared.engine,
        new,
        user.username,
        shared.clock.now(),
        withholds_clients=withholds_clients(wanted.office, user),
    )
    return Hired(
        agent=AgentOut.of(await agent_in_reach(wanted.id, Right.MANAGE_AGENTS, user, shared)),
        telephone=telephone_ordered(wanted.id, shared),
    )


@router.get("/agents/{agent_id}", responses=answers(401, 404, 422))
async def get_one_agent(
    agent_id: AgentId, user: Annotated[User, sees(Right.SEE_AGENTS)], shared: Shared
) -> AgentOut:
    """One consultant whom one may see; consultants see themselves."""
    return AgentOut.of(await agent_in_reach(agent_id, Right.SEE_AGENTS, user, shared))


@router.post("/agents/{agent_id}/state", responses=answers(401, 403, 404, 409, 413, 422))
async def change_agent_state(
    agent_id: AgentId, wanted: WishIn, user: Annotated[User, sees(Right.CHANGE_AGENT_STATES)], shared: Shared
) -> WishDone:
    """Ask the centre for another state: consultants for themselves, supervisors and administrators for those they
    may see.

    503 with `centre_unavailable` when it does not answer: nothing may be assumed then.
    """
    agent = await agent_in_reach(agent_id, Right.CHANGE_AGENT_STATES, user, shared)
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
    await agent_in_reach(agent_id, Right.SEE_AGENTS, user, shared)
    reply = await shared.relay.ask(AskWhyNoCalls(agent=agent_id))
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)
    return WhyNoCalls(agent=agent_id, sentences=reply.sentences)


@router.patch("/agents/{agent_id}", responses=answers(401, 403, 404, 412, 413, 422))
async def change_one_agent(
    agent_id: AgentId,
    wanted: AgentChange,
    user: Manager,
    shared: Shared,
    if_match: IfMatchWhereAsked = None,
) -> AgentOut:
    """Another name, or another office: one must manage both, else 404. Holds at once, also during a call.

    In another office the consultant sees clients as one who is hired there. 412 with `stale_version` if somebody
    else has changed the consultant since it was read.
    """
    await agent_in_reach(agent_id, Right.MANAGE_AGENTS, user, shared)
    if wanted.office is not None and not user.may_for(Right.MANAGE_AGENTS, wanted.office):
        raise NotFound
    await change_agent(
        shared.engine,
        agent_id,
        user.username,
        shared.clock.now(),
        display_name=wanted.display_name,
        office=wanted.office,
        withholds_clients=withholds_clients(wanted.office or user.office, user),
        read_version=version_read(if_match),
    )
    return AgentOut.of(await agent_in_reach(agent_id, Right.MANAGE_AGENTS, user, shared))


@router.put("/agents/{agent_id}/queues", responses=answers(401, 403, 404, 412, 413, 422))
async def set_agent_queues(
    agent_id: AgentId, wanted: ServedIn, user: Manager, shared: Shared, if_match: IfMatchWhereAsked = None
) -> AgentOut:
    """Which queues a consultant serves besides the own office's, and how well the topics are known.

    Holds at once, also for those who wait already. 422 with `settings_refused` for the queue of an office where
    one does not manage consultants, unless its rules name the consultant's office as a neighbour or as the one
    that stands in. Whatever is served already may stay, and be taken away. 412 with `stale_version` if somebody
    else has changed the consultant since it was read.
    """
    agent = await agent_in_reach(agent_id, Right.MANAGE_AGENTS, user, shared)
    await check_queues(agent.office, set(wanted.queues) - set(agent.queues), user, shared)
    read = version_read(if_match)
    await set_served(
        shared.engine, agent_id, wanted.queues, wanted.skills, user.username, shared.clock.now(), read
    )
    return AgentOut.of(await agent_in_reach(agent_id, Right.MANAGE_AGENTS, user, shared))


@router.post("/agents/{agent_id}/telephone", responses=answers(401, 403, 404, 422))
async def renew_agent_telephone(
    agent_id: AgentId, user: Annotated[User, needs(Right.MANAGE_TELEPHONES)], shared: Shared
) -> TelephoneOrdered:
    """A consultant's telephone needs another password: the old one is void, and nobody can register with it any
    more. The consultant makes the new one (POST /api/me/telephone), and nobody else sees it.

    Whoever is registered by the old one is rung no longer, within seconds. A conversation goes on to its end; who
    only listens in is cut off.
    """
    agent = await agent_in_reach(agent_id, Right.MANAGE_TELEPHONES, user, shared)
    await set_sip_digest(shared.engine, agent_id, None, user.username, shared.clock.now())
    await note_order(shared.engine, "telephone_password", agent_id, agent.office, {})
    return telephone_ordered(agent_id, shared)


@router.delete("/agents/{agent_id}", status_code=204, responses=answers(401, 403, 404, 422))
async def dismiss_agent(agent_id: AgentId, user: Manager, shared: Shared) -> None:
    """Somebody is no consultant any more, and cannot log in.

    A caller who was just being offered is back at the head of the line; a conversation goes on to its end. What
    the consultant has done stays in the records, and so does who decided this.
    """
    await agent_in_reach(agent_id, Right.MANAGE_AGENTS, user, shared)
    await dismiss(shared.engine, agent_id, user.username, shared.clock.now())


@router.post("/agents/{agent_id}/restore", responses=answers(401, 403, 404, 422))
async def restore_agent(agent_id: AgentId, user: Manager, shared: Shared) -> AgentOut:
    """Take back somebody who was dismissed, with the telephone and the passwords of before.

    Clients are seen as by one who is hired. Harmless for somebody who is there.
    """
    found = await get_agent(shared.engine, agent_id, shared.clock.now(), includes_dismissed=True)
    if found is None or not user.may_for(Right.MANAGE_AGENTS, found.office):
        raise NotFound
    withholds = withholds_clients(found.office, user)
    await restore(shared.engine, agent_id, user.username, shared.clock.now(), withholds_clients=withholds)
    return AgentOut.of(await agent_in_reach(agent_id, Right.MANAGE_AGENTS, user, shared))


def withholds_clients(office: str, user: User) -> bool:
    """Whoever sees no clients of an office lets no consultant see them: somebody there confirms it."""
    return not user.may_for(Right.SEE_CLIENTS, office)


async def agent_in_reach(agent_id: str, right: Right, user: User, shared: Services) -> AgentNow:
    """Raises NotFound: consultants for whom the right does not hold are answered like nobody."""
    agent = await get_agent(shared.engine, agent_id, shared.clock.now())
    if agent is None or not user.may_for(right, agent.office, agent.id):
        raise NotFound
    return agent


async def check_queues(home: str, added: Collection[str], user: User, shared: Services) -> None:
    """Raises SettingsRefused if consultants of the office `home` may not be given these queues by this user.

    Whose calls an office answers is decided there: by its own supervisors or in the rules of its queue.
    """
    if not all(office == home or user.may_for(Right.MANAGE_AGENTS, office) for office in added):
        problems = await queue_judge(user, shared)
        if refused := problems(home, added):
            raise SettingsRefused(refused)


async def queue_judge(user: User, shared: Services) -> Callable[[str, Collection[str]], list[str]]:
    """What is wrong with queues that are to be given to consultants of an office: as `check_queues`, for many."""
    policies = await load_policies(shared.engine, shared.clock.now())
    offices = await load_queue_offices(shared.engine)  # what is no office is refused where it is saved

    def problems(home: str, added: Collection[str]) -> list[str]:
        foreign = {office for office in added if office != home and not user.may_for(Right.MANAGE_AGENTS, office)}
        return [
            f"Kolejkę urzędu {office} ({offices[office].seat}) może przydzielić tylko kierownik tego urzędu, "
            "kierownik wojewódzki albo administrator; zasady tej kolejki nie wymieniają urzędu konsultanta "
            "jako sąsiada ani zastępstwa."
            for office in sorted(foreign & offices.keys())
            if office not in policies or not policies[office].is_helped_by(home)
        ]

    return problems


def telephone_ordered(agent_id: str, shared: Services) -> TelephoneOrdered:
    """What whoever sets up a SIP telephone enters; the owner alone sees its password."""
    return TelephoneOrdered(sip_user=agent_id, sip_realm=REALM, sip_port=shared.settings.sip_port)

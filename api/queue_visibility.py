"""Whose queues somebody sees besides those of the own offices."""

from datetime import datetime

from acd.policy_store import policies_in_force
from acd.store import get_agent
from api.request_user import User
from core.db.engine import Engine
from core.rights import Reach, Right


async def further_queues(engine: Engine, user: User, now: datetime) -> frozenset[str]:
    """Offices: for a consultant those served, for a supervisor the neighbours of the own ones. None for whoever
    sees every queue, or no queue at all."""
    match user.reach(Right.SEE_QUEUES):
        case Reach.OFFICE:
            rows = await policies_in_force(engine, now)
            own = [row.policy for row in rows if row.office in user.offices and row.policy is not None]
            return frozenset(neighbour for policy in own for neighbour in policy.neighbours)
        case Reach.OWN:
            agent = await get_agent(engine, user.username, now)
            return frozenset() if agent is None else frozenset(agent.queues)
        case _:
            return frozenset()

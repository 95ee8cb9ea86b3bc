"""Which consultants are members of which of Asterisk's own queues, as the records want it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from acd.live.agent_state import AgentState
from acd.store import AgentNow
from dialplan.plan import FallbackPlan
from dialplan.queues import FAR, NEAR, OWN


@dataclass(frozen=True, slots=True)
class Member:
    """One consultant in one queue."""

    penalty: int
    is_paused: bool


Members = dict[tuple[str, str], Member]
"""By office and consultant."""


@dataclass(frozen=True, slots=True)
class Change:
    """What has to be said to Asterisk; `queue` is empty for a pause, which holds in all queues at once."""

    what: Literal["remove", "add", "penalty", "pause"]
    agent: str
    queue: str = ""
    member: Member = Member(OWN, is_paused=False)


def wanted(plan: FallbackPlan, agents: Sequence[AgentNow], now: datetime) -> Members:
    """Everybody who is logged in: with the own office and the queues served all day as `OWN`, with those that the
    own office is a neighbour of as `NEAR`, and consultants of the provincial office with all others as `FAR`.

    A queue with nobody of its own reaches at once for the next, so that no caller waits for nobody.
    """
    found: Members = {}
    for office in plan.offices:
        near = set(office.neighbours)
        reach: dict[str, int] = {}
        for agent in agents:
            if agent.state is AgentState.OFFLINE:
                continue
            if office.code == agent.office or office.code in agent.queues:
                reach[agent.id] = OWN
            elif agent.office in near:
                reach[agent.id] = NEAR
            elif agent.office == plan.province:
                reach[agent.id] = FAR
        if not reach:
            reach = {agent.id: OWN for agent in agents if agent.state is not AgentState.OFFLINE}
        nearer = min(reach.values(), default=OWN) - OWN
        wrap_up = {o.code: o.wrap_up_time for o in plan.offices}
        for agent in agents:
            if agent.id in reach:
                is_paused = _is_paused(agent, wrap_up.get(agent.office, 60), now)
                found[office.code, agent.id] = Member(reach[agent.id] - nearer, is_paused)
    return found


Standing = tuple[object, ...]
"""See `standing`; compared with another one only."""


def standing(plan: FallbackPlan, agents: Sequence[AgentNow], now: datetime) -> Standing:
    """What `wanted` depends on: as long as this stays the same, so does what is wanted."""
    wrap_up = {office.code: office.wrap_up_time for office in plan.offices}
    here = [agent for agent in agents if agent.state is not AgentState.OFFLINE]
    return plan, *((a.id, a.office, a.queues, _is_paused(a, wrap_up.get(a.office, 60), now)) for a in here)


def changes(there: Mapping[tuple[str, str], Member], wanted: Members) -> list[Change]:
    """What makes `there` into `wanted`: who leaves goes first. Little is said: a pause begins and ends often."""
    found = [Change("remove", agent, queue) for queue, agent in sorted(there.keys() - wanted.keys())]
    flipped: dict[str, Member] = {}
    for (queue, agent), member in sorted(wanted.items()):
        now = there.get((queue, agent))
        if now is None:
            found.append(Change("add", agent, queue, member))
        elif now.penalty != member.penalty:
            found.append(Change("penalty", agent, queue, member))
        if now is not None and now.is_paused != member.is_paused:
            flipped[agent] = member
    return [*found, *(Change("pause", agent, member=member) for agent, member in flipped.items())]


def _is_paused(agent: AgentNow, wrap_up_time: float, now: datetime) -> bool:
    """Whether a telephone is free Asterisk sees by itself. What the application would have ended, such as a
    wrap-up, ends here, too: its states are as old as itself while it is away."""
    if agent.state is AgentState.WRAP_UP:
        return agent.since is not None and (now - agent.since).total_seconds() < wrap_up_time
    return agent.state in {AgentState.PAUSED, AgentState.NO_ANSWER, AgentState.DIALLING}

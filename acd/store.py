"""Consultants in the database: who they are, and the projection of their present states."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.agent_state import ON_A_CALL, State
from acd.matchmaker import Agent
from core.db.tables import Agent as AgentRow
from core.db.tables import AgentState
from core.events import AgentStateChanged, AnyEvent


@dataclass(frozen=True, slots=True)
class AgentNow:
    """A consultant and the present state; `since` is None for one who has never logged in."""

    id: str
    display_name: str
    office: str
    state: State
    since: datetime | None
    pause_reason: str | None
    call_id: str | None


async def load_agents(engine: AsyncEngine) -> list[Agent]:
    """Everybody who may take calls, logged out, as `Matchmaker.set_agents` wants them."""
    query = select(AgentRow.id, AgentRow.display_name, AgentRow.office).order_by(AgentRow.id)
    async with engine.connect() as connection:
        return [Agent(row.id, row.display_name, row.office) for row in await connection.execute(query)]


async def list_agents(engine: AsyncEngine, office: str | None = None) -> list[AgentNow]:
    """Consultants with their present state, by office and id; of one office where one is given."""
    query = _now().order_by(AgentRow.office, AgentRow.id)
    if office is not None:
        query = query.where(AgentRow.office == office)
    async with engine.connect() as connection:
        return [_agent_now(row) for row in await connection.execute(query)]


async def get_agent(engine: AsyncEngine, agent_id: str) -> AgentNow | None:
    """One consultant; None for somebody who is none."""
    async with engine.connect() as connection:
        row = (await connection.execute(_now().where(AgentRow.id == agent_id))).one_or_none()
    return None if row is None else _agent_now(row)


async def forget_states(engine: AsyncEngine) -> None:
    """Nobody is logged in. To be called at the start of the process that owns the live state: what stands in the
    table then is what the last process knew before it was killed."""
    async with engine.begin() as connection:
        await connection.execute(delete(AgentState))


class AgentStates:
    """The projection `facts -> agent_state`: the last change of each consultant counts."""

    async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
        """One statement for all consultants of the batch."""
        last = {event.agent: event for event in events if isinstance(event, AgentStateChanged)}
        if not last:
            return
        insert = pg_insert(AgentState).values([_row(last[agent]) for agent in sorted(last)])
        new = {name: insert.excluded[name] for name in ("state", "since", "pause_reason", "call_id")}
        await connection.execute(insert.on_conflict_do_update(index_elements=["agent"], set_=new))


def _row(event: AgentStateChanged) -> dict[str, Any]:
    # A change out of a call still names that call; the wrap-up belongs to it, whatever follows does not.
    has_call = event.new in ON_A_CALL or event.new == State.WRAP_UP
    return {
        "agent": event.agent,
        "state": event.new,
        "since": event.at,
        "pause_reason": event.pause_reason,
        "call_id": event.call_id if has_call else None,
    }


def _now() -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(
        AgentRow.id,
        AgentRow.display_name,
        AgentRow.office,
        AgentState.state,
        AgentState.since,
        AgentState.pause_reason,
        AgentState.call_id,
    )
    return query.outerjoin(AgentState, AgentState.agent == AgentRow.id)


def _agent_now(row: Row[Any]) -> AgentNow:
    state = State.OFFLINE if row.state is None else State(row.state)
    return AgentNow(row.id, row.display_name, row.office, state, row.since, row.pause_reason, row.call_id)

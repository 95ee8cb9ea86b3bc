"""Consultants in the database: who they are, what they serve, and the projection of their present states."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, DateTime, Select, Text, and_, bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.live.agent import Agent
from acd.live.agent_state import ON_A_CALL, AgentState
from acd.live.queues import QueueOffice
from acd.live.team_history import Noted, PastChange, past_changes
from acd.revocation_store import AGENTS_NEWS, has_place
from core.db.tables.centre.call_tables import EventRow
from core.db.tables.centre.office_tables import Office as OfficeRow
from core.db.tables.staff_tables import Agent as AgentRow
from core.db.tables.staff_tables import AgentQueue, AgentSkill, AgentStateRow
from core.facts.events import AnyEvent
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.offers import OfferMade
from core.zone import WARSAW

NEWS = AGENTS_NEWS

PROVINCE_SEAT = "Wojewódzki Urząd Pracy"
"""How the provincial office is named where the others are named by their seats; it shares one with a county's."""


async def load_queue_offices(engine: AsyncEngine) -> dict[str, QueueOffice]:
    """Every active office by code, as the reasons of decisions name it."""
    async with engine.connect() as connection:
        return await offices_of(connection)


async def offices_of(connection: AsyncConnection) -> dict[str, QueueOffice]:
    """As `load_queue_offices`, on a connection in use."""
    query = select(OfficeRow.code, OfficeRow.seat, OfficeRow.genitive, OfficeRow.is_province)
    query = query.where(OfficeRow.deactivated_at.is_(None))
    return {
        row.code: QueueOffice(PROVINCE_SEAT if row.is_province else row.seat, row.genitive, row.is_province)
        for row in await connection.execute(query.order_by(OfficeRow.code))
    }


@dataclass(frozen=True, slots=True)
class AgentNow:
    """A consultant and the present state; `since` is None for one who has never logged in."""

    id: str
    display_name: str
    office: str
    state: AgentState
    since: datetime | None
    pause_reason: str | None
    call_id: str | None
    queues: tuple[str, ...] = ()  # served besides the own office's
    skills: Mapping[str, int] = field(default_factory=dict)
    dismissed_at: datetime | None = None


async def load_agents(engine: AsyncEngine, now: datetime) -> list[Agent]:
    """Everybody who may take calls, logged out, as `Matchmaker.set_agents` wants them: nobody whose account is
    closed, or has become another role's or another office's. They serve what they serve on that day."""
    query = select(AgentRow.id, AgentRow.display_name, AgentRow.office).order_by(AgentRow.id)
    async with engine.connect() as connection:
        rows = (await connection.execute(query.where(has_place()))).all()
        queues, skills = await _served(connection, now)
    return [
        Agent(
            row.id,
            row.display_name,
            row.office,
            queues=frozenset(queues.get(row.id, ())),
            skills=tuple(sorted(skills.get(row.id, {}).items())),
        )
        for row in rows
    ]


async def list_agents(
    engine: AsyncEngine,
    now: datetime,
    offices: Collection[str] | None = None,
    *,
    dismissed_of: Collection[str] | None = (),
) -> list[AgentNow]:
    """Consultants with their present state, by office and id; of some offices if any are given.

    Those who were dismissed are left out, but for those of the offices `dismissed_of`; None: of every office.
    """
    query = _now().order_by(AgentRow.office, AgentRow.id)
    if offices is not None:
        query = query.where(AgentRow.office.in_(offices))
    if dismissed_of is not None:
        query = query.where(AgentRow.deactivated_at.is_(None) | AgentRow.office.in_(dismissed_of))
    return await _agents_now(engine, query, now)


_MARK = text(
    "SELECT count(*) || '/' || coalesce(sum(hashtextextended(line, 0)), 0) FROM ("
    "SELECT agent::text FROM agent UNION ALL SELECT agent_state::text FROM agent_state "
    "UNION ALL SELECT agent_queue::text FROM agent_queue "
    "UNION ALL SELECT agent_skill::text FROM agent_skill) AS each (line)"
)


async def agents_mark(engine: AsyncEngine, now: datetime) -> str:
    """Another text whenever `list_agents` would tell anything else: for who looks every few seconds."""
    async with engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        mark: str = await connection.scalar(_MARK)
    return f"{day_of(now)} {mark}"


async def get_agent(
    engine: AsyncEngine, agent_id: str, now: datetime, *, includes_dismissed: bool = False
) -> AgentNow | None:
    """One consultant; None for somebody who is none, or was dismissed."""
    query = _now().where(AgentRow.id == agent_id)
    if not includes_dismissed:
        query = query.where(AgentRow.deactivated_at.is_(None))
    return next(iter(await _agents_now(engine, query, now)), None)


async def load_history(
    engine: AsyncEngine, since: datetime, moment: Callable[[datetime], float]
) -> list[PastChange]:
    """What the consultants have done since then, and in which state they were before, for `Matchmaker.replay`.

    `moment` turns a time into monotonic seconds. Ask only after `EventLog.flushed()`.
    """
    data = EventRow.data
    wanted = (AgentStateChanged.__name__, OfferMade.__name__)
    query = (
        select(
            EventRow.agent,
            EventRow.at,
            EventRow.call_id,
            EventRow.type,
            *(data[name].astext.label(name) for name in ("old", "event", "new", "pause_reason", "queue")),
        )
        .where(EventRow.at >= since, EventRow.agent.is_not(None), EventRow.type.in_(wanted))
        .order_by(EventRow.number)
    )
    async with engine.connect() as connection:
        states = (await connection.execute(select(AgentStateRow.__table__))).all()
        rows = (await connection.execute(query)).all()
    changes, before = past_changes(
        Noted(
            row.agent,
            moment(row.at),
            row.event,
            row.old or "",
            row.new or "",
            row.pause_reason,
            row.call_id,
            row.queue or "",
        )
        for row in rows
    )
    begin = moment(since)
    first = [PastChange(agent, begin, None, state) for agent, state in before.items()]
    first += [
        PastChange(row.agent, moment(row.since), None, AgentState(row.state), row.pause_reason, row.call_id)
        for row in states
        if row.agent not in before
    ]
    return [*(change for change in first if change.new is not AgentState.OFFLINE), *changes]


async def forget_states(engine: AsyncEngine) -> None:
    """Nobody is logged in any more: the process that owned the live state has been away for too long."""
    async with engine.begin() as connection:
        await connection.execute(delete(AgentStateRow))


class AgentStates:
    """The projection `facts -> agent_state`: the last change of each consultant counts."""

    async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
        """One statement for all consultants of the batch."""
        last = {event.agent: event for event in events if isinstance(event, AgentStateChanged)}
        if not last:
            return
        rows = [_row(last[agent]) for agent in sorted(last)]
        await connection.execute(_IS_NOW, {name: [row[name] for row in rows] for name in _COLUMNS})


_COLUMNS = ("agent", "state", "since", "pause_reason", "call_id")
# One array for each column: one statement, where many would each be bound and carried out.
_IS_NOW = text(
    f"INSERT INTO agent_state ({', '.join(_COLUMNS)}) "  # noqa: S608
    f"SELECT * FROM unnest({', '.join(f':{name}' for name in _COLUMNS)}) ON CONFLICT (agent) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
).bindparams(
    *(bindparam(name, type_=ARRAY(DateTime(timezone=True) if name == "since" else Text)) for name in _COLUMNS)
)


def _row(event: AgentStateChanged) -> dict[str, Any]:
    # A change out of a call still names that call; the wrap-up belongs to it, whatever follows does not.
    has_call = event.new in ON_A_CALL or event.new == AgentState.WRAP_UP
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
        AgentRow.deactivated_at,
        AgentStateRow.state,
        AgentStateRow.since,
        AgentStateRow.pause_reason,
        AgentStateRow.call_id,
    )
    return query.outerjoin(AgentStateRow, AgentStateRow.agent == AgentRow.id)


async def _agents_now(engine: AsyncEngine, query: Select[*tuple[Any, ...]], now: datetime) -> list[AgentNow]:
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
        queues, skills = await _served(connection, now)
    return [
        AgentNow(
            id=row.id,
            display_name=row.display_name,
            office=row.office,
            state=AgentState.OFFLINE if row.state is None else AgentState(row.state),
            since=row.since,
            pause_reason=row.pause_reason,
            call_id=row.call_id,
            queues=tuple(queues.get(row.id, ())),
            skills=skills.get(row.id, {}),
            dismissed_at=row.deactivated_at,
        )
        for row in rows
    ]


async def _served(
    connection: AsyncConnection, now: datetime
) -> tuple[dict[str, list[str]], dict[str, dict[str, int]]]:
    """Queues and skills of all consultants who have any on that day."""
    queues: dict[str, list[str]] = defaultdict(list)
    served = select(AgentQueue.agent, AgentQueue.office).where(is_served(day_of(now)))
    for agent, office in await connection.execute(served.order_by(AgentQueue.office)):
        queues[agent].append(office)
    skills: dict[str, dict[str, int]] = defaultdict(dict)
    for agent, topic, level in await connection.execute(
        select(AgentSkill.agent, AgentSkill.topic, AgentSkill.level).order_by(AgentSkill.topic)
    ):
        skills[agent][topic] = level
    return queues, skills


def day_of(now: datetime) -> date:
    """The day in Warsaw: for whole days somebody serves a queue."""
    return now.astimezone(WARSAW).date()


def is_served(day: date) -> ColumnElement[bool]:
    """Of a row of `agent_queue`: does it hold on that day?"""
    is_over = AgentQueue.last_day.is_not(None) & (AgentQueue.last_day < day)
    return and_(AgentQueue.first_day <= day, ~is_over)

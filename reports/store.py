"""Calls in the database: the projection that keeps the table `call`, and the questions asked of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import structlog
from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from core.bus import Bus
from core.db.tables import Agent, CallRow, EventRow, Office
from core.events import AnyEvent, CallEnded, CallStarted, ConversationStarted, OfferEnded, OfferMade, OfferOutcome
from reports.call_record import KEEP_FIRST, Columns, fold, is_whole_call_needed
from reports.call_timeline import Step, timeline

log = structlog.get_logger()

MAX_PAGE = 200


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose calls somebody may see: all, those of an office, or those the consultant took part in."""

    everything: bool = False
    office: str | None = None
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are wanted; None does not restrict. `started_to` is not included."""

    started_from: datetime | None = None
    started_to: datetime | None = None
    office: str | None = None
    agent: str | None = None
    dialled_number: str | None = None
    end_reason: str | None = None
    queue_left_reason: str | None = None
    is_open: bool | None = None
    caller_number: str | None = None  # exactly; personal data


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the list: after the call that began at this moment and has this id."""

    started_at: datetime
    call_id: str


@dataclass(frozen=True, slots=True)
class Page:
    """Calls, newest first. `after` leads to the next page; None on the last."""

    calls: list[CallRow]
    after: Position | None


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call whose end stands nowhere. `last_fact_at` is the last that is known of it."""

    id: str
    started_at: datetime
    last_fact_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """One consultant offered to a call, and what came of it; `outcome` is None while it rings."""

    made: OfferMade
    outcome: OfferOutcome | None = None
    ring_time: float | None = None


class CallRecords:
    """The projection `facts -> call`, and its reader."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    # -- writing, in the transaction of the event log

    async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
        """One statement for each call of the batch, however many facts it has."""
        calls: dict[str, list[AnyEvent]] = {}
        for event in events:
            if event.call_id is not None:
                calls.setdefault(event.call_id, []).append(event)
        for call_id, facts in calls.items():
            if is_whole_call_needed(facts):
                facts = await _facts(connection, call_id)
            await _write(connection, call_id, fold(facts), is_new=any(isinstance(f, CallStarted) for f in facts))

    # -- reading

    async def list_calls(
        self, wanted: CallFilter, sight: Sight, *, limit: int, after: Position | None = None
    ) -> Page:
        """At most `limit` calls, newest first. Calls that come in meanwhile move no page."""
        limit = min(limit, MAX_PAGE)
        query = _seen(sight).where(*_conditions(wanted))
        if after is not None:
            query = query.where(tuple_(CallRow.started_at, CallRow.id) < (after.started_at, after.call_id))
        query = query.order_by(CallRow.started_at.desc(), CallRow.id.desc()).limit(limit + 1)
        async with AsyncSession(self._engine) as session:
            rows = list(await session.scalars(query))
        if len(rows) <= limit:
            return Page(rows, None)
        last = rows[limit - 1]
        return Page(rows[:limit], Position(last.started_at, last.id))

    async def get_call(self, call_id: str, sight: Sight) -> CallRow | None:
        """One record; None when there is none or it may not be seen."""
        async with AsyncSession(self._engine) as session:
            return await session.scalar(_seen(sight).where(CallRow.id == call_id))

    async def timeline(self, call_id: str) -> list[Step]:
        """What happened in the call, step by step; empty for an unknown call. Checks no right to see it."""
        async with self._engine.connect() as connection:
            facts = await _facts(connection, call_id)
            offices = (await connection.execute(select(Office.code, Office.seat, Office.is_province))).all()
        names = {o.code: f"WUP {o.seat}" if o.is_province else o.seat for o in offices}
        return timeline(facts, names)

    async def facts(self, call_id: str) -> list[AnyEvent]:
        """Everything that stands about a call, in order. Checks no right to see it."""
        async with self._engine.connect() as connection:
            return await _facts(connection, call_id)

    async def offers(self, call_id: str) -> list[Offer]:
        """Every consultant that the call was offered, in order. Checks no right to see the call."""
        async with self._engine.connect() as connection:
            facts = await _facts(connection, call_id)
        ends = {fact.reservation: fact for fact in facts if isinstance(fact, OfferEnded)}
        found = []
        for fact in facts:
            if isinstance(fact, OfferMade):
                end = ends.get(fact.reservation)
                found.append(Offer(fact) if end is None else Offer(fact, end.outcome, end.ring_time))
        return found

    async def visible(self, call_ids: Iterable[str], sight: Sight) -> set[str]:
        """Those of the calls that may be seen."""
        query = _seen(sight).with_only_columns(CallRow.id).where(CallRow.id.in_(list(call_ids)))
        async with self._engine.connect() as connection:
            return set((await connection.scalars(query)).all())

    # -- calls that a killed process left behind

    async def open_calls(self) -> list[OpenCall]:
        """Calls with no end. Ask only after `EventLog.flushed()`: their ends may still wait in the spool."""
        last = (
            select(func.max(EventRow.at))
            .where(EventRow.call_id == CallRow.id)
            .correlate(CallRow)
            .scalar_subquery()
        )
        query = (
            select(CallRow.id, CallRow.started_at, func.coalesce(last, CallRow.started_at).label("last_fact_at"))
            .where(CallRow.ended_at.is_(None))
            # Without a scenario it is the emergency path's call, which may go on: another process ends it.
            .where(CallRow.scenario.is_not(None))
            .order_by(CallRow.started_at)
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(query)
            return [OpenCall(row.id, row.started_at, row.last_fact_at or row.started_at) for row in rows]

    async def close_interrupted(self, bus: Bus, alive: Iterable[str] = ()) -> int:
        """State for each open call that is not `alive` that it was interrupted; returns how many.

        To be called once at the start, after `EventLog.flushed()` and before the first new call. The duration is
        that of what is known: up to the last fact; `ended_at` is the moment at which the end was noticed.
        """
        living = set(alive)
        dead = [call for call in await self.open_calls() if call.id not in living]
        for call in dead:
            known_time = (call.last_fact_at - call.started_at).total_seconds()
            bus.publish(CallEnded(reason="interrupted", duration_time=round(known_time, 3)), call_id=call.id)
        return len(dead)


async def _write(connection: AsyncConnection, call_id: str, columns: Columns, *, is_new: bool) -> None:
    """A call whose beginning is not known gets no row: its facts stand in the log all the same."""
    if not columns:
        return
    if is_new:
        insert = pg_insert(CallRow).values(id=call_id, **columns)
        new = {name: _kept(name, insert.excluded[name]) for name in columns}
        await connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=new))
    else:
        new = {name: _kept(name, value) for name, value in columns.items()}
        await connection.execute(update(CallRow).where(CallRow.id == call_id).values(new))


def _kept(name: str, value: Any) -> Any:
    return func.coalesce(CallRow.__table__.c[name], value) if name in KEEP_FIRST else value


async def _facts(connection: AsyncConnection, call_id: str) -> list[AnyEvent]:
    """All facts of a call in the order in which they happened."""
    rows = await connection.execute(
        select(EventRow.id, EventRow.type, EventRow.at, EventRow.call_id, EventRow.data)
        .where(EventRow.call_id == call_id)
        .order_by(EventRow.number)
    )
    facts: list[AnyEvent] = []
    for row in rows:
        whole = {**row.data, "id": row.id, "type": row.type, "at": row.at, "call_id": row.call_id}
        try:
            facts.append(msgspec.convert(whole, AnyEvent))
        except msgspec.ValidationError:
            log.error("a fact of another version was passed over", event_id=row.id, type=row.type)
    return facts


def _seen(sight: Sight) -> Select[CallRow]:
    query: Select[CallRow] = select(CallRow)
    if sight.everything:
        return query
    if sight.office is not None:
        own = select(Agent.id).where(Agent.office == sight.office)
        return query.where(
            or_(CallRow.office == sight.office, CallRow.queue == sight.office, CallRow.agent.in_(own))
        )
    talked = select(EventRow.call_id).where(
        EventRow.agent == sight.agent, EventRow.type == ConversationStarted.__name__
    )
    return query.where(CallRow.id.in_(talked))


def _conditions(wanted: CallFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.started_from is not None:
        found.append(CallRow.started_at >= wanted.started_from)
    if wanted.started_to is not None:
        found.append(CallRow.started_at < wanted.started_to)
    if wanted.is_open is not None:
        found.append(CallRow.ended_at.is_(None) if wanted.is_open else CallRow.ended_at.is_not(None))
    equal = (
        (CallRow.office, wanted.office),
        (CallRow.agent, wanted.agent),
        (CallRow.dialled_number, wanted.dialled_number),
        (CallRow.end_reason, wanted.end_reason),
        (CallRow.queue_left_reason, wanted.queue_left_reason),
        (CallRow.caller_number, wanted.caller_number),
    )
    return found + [column == value for column, value in equal if value is not None]

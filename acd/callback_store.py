"""Call-backs in the database: the projection of their facts, what a restart takes up again, and the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from acd.waiting.callbacks import CallbackOrder
from core.db.pages import MAX_PAGE
from core.db.tables.centre.call_tables import CallbackRow, CallRow
from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackPutOff, CallbackTried
from core.facts.kinds.ringing_out import ClientDialEnded, DialOutcome

WAITING, GIVEN_UP, TALKED = "waiting", "given_up", "talked"
"""`WAITING`: the order is not done with; the other states are the outcomes of `CallbackEnded`."""

_OF_WHO_IS_RUNG: dict[DialOutcome, str] = {
    "reached": TALKED,
    "no_answer": "no_answer",
    "busy": "busy",
    "declined": "declined",
    "unreachable": "unreachable",
}
"""What became of a consultant's trial, told as of the centre's own. Other outcomes say nothing of the client."""


@dataclass(frozen=True, slots=True)
class CallbackFilter:
    """Which orders are wanted; None does not restrict. `ordered_to` is not included."""

    ordered_from: datetime | None = None
    ordered_to: datetime | None = None
    offices: frozenset[str] | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class CallbackPage:
    """Orders, newest first. `after` leads to the next page; None on the last."""

    callbacks: list[CallbackRow]
    after: tuple[datetime, str] | None


class CallbackRecords:
    """The projection `facts -> callback`."""

    async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
        """One statement for each fact; call-backs are rare."""
        for event in events:
            match event:
                case CallbackOrdered():
                    insert = pg_insert(CallbackRow).values(**_ordered(event))
                    await connection.execute(insert.on_conflict_do_nothing())
                case CallbackPutOff():
                    row = update(CallbackRow).where(CallbackRow.id == event.callback)
                    await connection.execute(row.values(not_before=event.not_before))
                case CallbackTried():
                    tried = {"attempts": event.attempt, "last_outcome": event.outcome, "last_tried_at": event.at}
                    await connection.execute(
                        update(CallbackRow).where(CallbackRow.id == event.callback).values(**tried)
                    )
                case ClientDialEnded(callback=str(callback)) if outcome := _OF_WHO_IS_RUNG.get(event.outcome):
                    # By a consultant: what the centre had given up is done with all the same.
                    given_up = update(CallbackRow).where(CallbackRow.id == callback, CallbackRow.state == GIVEN_UP)
                    state = TALKED if outcome == TALKED else GIVEN_UP
                    await connection.execute(
                        given_up.values(state=state, last_outcome=outcome, last_tried_at=event.at)
                    )
                case CallbackEnded():
                    ended = {"state": event.outcome, "ended_at": event.at}
                    await connection.execute(
                        update(CallbackRow).where(CallbackRow.id == event.callback).values(**ended)
                    )


async def open_callbacks(engine: AsyncEngine) -> list[CallbackOrder]:
    """Orders that are not done with, the one that is due first at the front.

    To be taken up again at the start of the process that owns the live state; ask only after
    `EventLog.flushed()`: their ends may still wait in the spool.
    """
    query = (
        select(CallbackRow.__table__, func.coalesce(CallRow.dialled_number, "").label("dialled_number"))
        .outerjoin(CallRow, CallRow.id == CallbackRow.call_id)
        .where(CallbackRow.state == WAITING)
        .order_by(CallbackRow.due_at, CallbackRow.id)
    )
    async with engine.connect() as connection:
        return [
            CallbackOrder(
                id=row.id,
                call_id=row.call_id,
                office=row.office,
                topic=row.topic,
                number=row.callback_number,
                dialled_number=row.dialled_number,
                due_at=row.due_at,
                client_id=row.client_id,
                attempts=row.attempts,
                language=row.language,
                not_before=row.not_before,
                cause=row.cause,
                agent=row.agent,
            )
            for row in await connection.execute(query)
        ]


async def get_callback(engine: AsyncEngine, callback_id: str) -> CallbackRow | None:
    """One order; None for one that does not exist."""
    async with AsyncSession(engine) as session:
        return await session.get(CallbackRow, callback_id)


async def list_callbacks(
    engine: AsyncEngine, wanted: CallbackFilter, *, limit: int, after: tuple[datetime, str] | None = None
) -> CallbackPage:
    """At most `limit` orders, newest first. Orders that come in meanwhile move no page."""
    limit = min(limit, MAX_PAGE)
    query = select(CallbackRow)
    if wanted.ordered_from is not None:
        query = query.where(CallbackRow.ordered_at >= wanted.ordered_from)
    if wanted.ordered_to is not None:
        query = query.where(CallbackRow.ordered_at < wanted.ordered_to)
    if wanted.offices is not None:
        query = query.where(CallbackRow.office.in_(wanted.offices))
    if wanted.state is not None:
        query = query.where(CallbackRow.state == wanted.state)
    if after is not None:
        query = query.where(tuple_(CallbackRow.ordered_at, CallbackRow.id) < after)
    query = query.order_by(CallbackRow.ordered_at.desc(), CallbackRow.id.desc()).limit(limit + 1)
    async with AsyncSession(engine) as session:
        rows = list(await session.scalars(query))
    if len(rows) <= limit:
        return CallbackPage(rows, None)
    last = rows[limit - 1]
    return CallbackPage(rows[:limit], (last.ordered_at, last.id))


def _ordered(event: CallbackOrdered) -> dict[str, Any]:
    return {
        "id": event.callback,
        "call_id": event.call_id or "",
        "office": event.queue,
        "topic": event.topic,
        "callback_number": event.callback_number,
        "client_id": event.client_id,
        "ordered_at": event.at,
        "due_at": event.due_at,
        "not_before": event.not_before,
        "state": WAITING,
        "attempts": 0,
        "language": event.language,
        "cause": event.cause,
        "agent": event.agent,
    }

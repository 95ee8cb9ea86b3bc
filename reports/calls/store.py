"""Calls in the database: the projection that keeps the table `call`, and the questions asked of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import structlog
from sqlalchemy import (
    ARRAY,
    BindParameter,
    Insert,
    Row,
    Select,
    Text,
    TextClause,
    all_,
    any_,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account
from core.fact_log.personal_key_store import FACTS, Opener
from core.facts.events import KINDS, AnyEvent
from core.facts.kinds.calls import CallStarted
from core.facts.kinds.offers import OfferEnded, OfferMade, OfferOutcome
from core.facts.kinds.waiting import MAY_COME_BACK
from reports.calls.call_list_store import visible_calls
from reports.calls.call_record import EARLIER, KEEP_FIRST, Columns, are_earlier_needed, fold
from reports.calls.call_timeline import TimelineStep, people_in, timeline
from reports.calls.call_visibility import CallVisibility

log = structlog.get_logger()

_CALL = CallRow.__table__
_FACTS_OF_CALL = FACTS.where(EventRow.call_id == bindparam("call")).order_by(EventRow.number)
_EARLIER = FACTS.where(
    EventRow.call_id == any_(bindparam("calls", type_=ARRAY(Text))),
    EventRow.type == any_(bindparam("kinds", type_=ARRAY(Text))),
    EventRow.id != all_(bindparam("written", type_=ARRAY(Text))),
).order_by(EventRow.number)


@dataclass(frozen=True, slots=True)
class OfferRecord:
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
        """One row for each call of the batch, however many facts it has; one statement for all that stand already,
        whatever changes of each."""
        calls: dict[str, list[AnyEvent]] = {}
        for event in events:
            if event.call_id is not None:
                calls.setdefault(event.call_id, []).append(event)
        rows: dict[Insert, list[Columns]] = {}
        changed: dict[str, Columns] = {}
        earlier = await _before(connection, calls)
        for call_id, facts in calls.items():
            # A call whose beginning is not known gets no row: its facts stand in the log all the same.
            if columns := fold([*earlier.get(call_id, ()), *facts]):
                if any(isinstance(fact, CallStarted) for fact in facts):
                    values = {f"new_{name}": value for name, value in columns.items()}
                    rows.setdefault(_upsert(tuple(columns)), []).append({"call": call_id, **values})
                else:
                    changed[call_id] = columns
        for statement, begun in rows.items():
            await connection.execute(statement, begun)
        if changed:
            changes = [msgspec.json.encode(columns).decode() for columns in changed.values()]
            await connection.execute(_CHANGE, {"calls": list(changed), "changes": changes})

    # -- reading

    async def get_call(self, call_id: str, visibility: CallVisibility) -> CallRow | None:
        """One record; None when there is none or it may not be seen."""
        async with AsyncSession(self._engine) as session:
            return await session.scalar(visible_calls(visibility).where(CallRow.id == call_id))

    async def timeline(self, call_id: str) -> list[TimelineStep]:
        """What happened in the call, step by step; empty for an unknown call. Checks no right to see it."""
        async with self._engine.connect() as connection:
            opener = Opener(connection)
            facts = await _facts(connection, call_id, opener)
            offices = (await connection.execute(select(Office.code, Office.seat, Office.is_province))).all()
            accounts = select(Account.username, Account.display_name).where(Account.username.in_(people_in(facts)))
            people = {row.username: row.display_name for row in await connection.execute(accounts)}
        names = {o.code: f"WUP {o.seat}" if o.is_province else o.seat for o in offices}
        return timeline(facts, names, people, opener.forgotten)

    async def facts(self, call_id: str) -> list[AnyEvent]:
        """Everything that stands about a call, in order. Checks no right to see it."""
        async with self._engine.connect() as connection:
            return await _facts(connection, call_id)

    async def facts_of(self, call_ids: Collection[str]) -> dict[str, list[AnyEvent]]:
        """The same of several calls, asked once; a call of which there is none is left out."""
        found = await self._facts_of(list(call_ids))
        return {str(facts[0].call_id): facts for facts in found}

    async def offers(self, call_id: str) -> list[OfferRecord]:
        """Every consultant that the call was offered, in order. Checks no right to see the call."""
        async with self._engine.connect() as connection:
            facts = await _facts(connection, call_id)
        ends = {fact.reservation: fact for fact in facts if isinstance(fact, OfferEnded)}
        found = []
        for fact in facts:
            if isinstance(fact, OfferMade):
                end = ends.get(fact.reservation)
                found.append(OfferRecord(fact) if end is None else OfferRecord(fact, end.outcome, end.ring_time))
        return found

    async def visible(self, call_ids: Iterable[str], visibility: CallVisibility) -> set[str]:
        """Those of the calls that may be seen."""
        query = visible_calls(visibility).with_only_columns(CallRow.id).where(CallRow.id.in_(list(call_ids)))
        async with self._engine.connect() as connection:
            return set((await connection.scalars(query)).all())

    # -- calls that a killed process left behind

    async def open_facts(self) -> list[list[AnyEvent]]:
        """The facts of each call that has no end. Ask only after `EventLog.flushed()`."""
        return await self._facts_of(select(CallRow.id).where(CallRow.ended_at.is_(None)))

    async def facts_of_cut_off(self, since: datetime) -> list[list[AnyEvent]]:
        """The facts of each call that ended since then in a queue, or by the end of an Asterisk: its caller may
        come back to the place."""
        may_come_back = CallRow.queue_left_reason.in_(MAY_COME_BACK) | (CallRow.end_reason == "interrupted")
        return await self._facts_of(select(CallRow.id).where(CallRow.ended_at >= since, may_come_back))

    async def shed_callers(self, since: datetime) -> list[tuple[str, datetime]]:
        """Whom the machine could not carry since then: the number shown, and when the call began."""
        query = select(CallRow.caller_number, CallRow.started_at).where(
            CallRow.ended_at >= since, CallRow.end_reason == "shed", CallRow.caller_number != ""
        )
        async with self._engine.connect() as connection:
            return [(row.caller_number, row.started_at) for row in await connection.execute(query)]

    async def _facts_of(self, calls: Select[str] | list[str]) -> list[list[AnyEvent]]:
        query = FACTS.where(EventRow.call_id.in_(calls)).order_by(EventRow.number)
        found: dict[str, list[AnyEvent]] = {}
        async with self._engine.connect() as connection:
            opener = Opener(connection)
            for row in await connection.execute(query):
                if (fact := _fact(row, opener)) is not None:
                    found.setdefault(row.call_id, []).append(fact)
        return list(found.values())


# Made once for each set of columns, of which there are few: making a statement takes longer than carrying it out.
@lru_cache(256)
def _upsert(columns: tuple[str, ...]) -> Insert:
    insert = pg_insert(CallRow).values(id=bindparam("call"), **{name: _new(name) for name in columns})
    new = {name: _kept(name, insert.excluded[name]) for name in columns}
    return insert.on_conflict_do_update(index_elements=["id"], set_=new)


def _change() -> TextClause:
    """What changes of each call, as JSON: a statement for each set of columns took longer than what it did."""
    new = ", ".join(
        f"{name} = coalesce(call.{name}, new.{name})"
        if name in KEEP_FIRST
        else f"{name} = CASE WHEN given.changes ? '{name}' THEN new.{name} ELSE call.{name} END"
        for name in (column.name for column in _CALL.c)
        if name != "id"
    )
    return text(
        f"UPDATE call SET {new} FROM unnest(:calls, CAST(:changes AS jsonb[])) AS given (id, changes), "  # noqa: S608
        "LATERAL jsonb_populate_record(CAST(NULL AS call), given.changes) AS new WHERE call.id = given.id"
    ).bindparams(bindparam("calls", type_=ARRAY(Text)), bindparam("changes", type_=ARRAY(Text)))


_CHANGE = _change()


def _new(name: str) -> BindParameter[Any]:
    """A column's value; the bare names SQLAlchemy keeps for itself."""
    return bindparam(f"new_{name}", type_=_CALL.c[name].type)


def _kept(name: str, value: Any) -> Any:
    return func.coalesce(_CALL.c[name], value) if name in KEEP_FIRST else value


async def _facts(connection: AsyncConnection, call_id: str, opener: Opener | None = None) -> list[AnyEvent]:
    """All facts of a call in the order in which they happened."""
    opener = opener or Opener(connection)
    rows = await connection.execute(_FACTS_OF_CALL, {"call": call_id})
    return [fact for row in rows if (fact := _fact(row, opener)) is not None]


async def _before(
    connection: AsyncConnection, calls: Mapping[str, Sequence[AnyEvent]]
) -> dict[str, list[AnyEvent]]:
    """Of calls and what has just been written of them: the facts before it, as far as that may depend on them.

    Nearly always that is the offer of a conversation that has begun; nothing else is asked for then."""
    found: dict[str, list[AnyEvent]] = {}
    for kinds in ((OfferMade,), EARLIER):
        asked = {
            call: facts for call, facts in calls.items() if are_earlier_needed([*found.get(call, ()), *facts])
        }
        if asked:
            found |= await _earlier(connection, asked, kinds)
    return found


async def _earlier(
    connection: AsyncConnection, calls: Mapping[str, Sequence[AnyEvent]], kinds: Iterable[type[AnyEvent]]
) -> dict[str, list[AnyEvent]]:
    values = {
        "calls": list(calls),
        "kinds": [kind.__name__ for kind in kinds],
        "written": [fact.id for facts in calls.values() for fact in facts],
    }
    opener = Opener(connection)
    found: dict[str, list[AnyEvent]] = {}
    for row in await connection.execute(_EARLIER, values):
        if (fact := _fact(row, opener)) is not None:
            found.setdefault(row.call_id, []).append(fact)
    return found


def _fact(row: Row[Any], opener: Opener) -> AnyEvent | None:
    whole = {**opener.data(row), "id": row.id, "at": row.at, "call_id": row.call_id}
    try:
        # By its own kind: to look through all of them takes msgspec a hundred times as long.
        fact: AnyEvent = msgspec.convert(whole, KINDS[row.type])
        return fact
    except (KeyError, msgspec.ValidationError):
        log.error("a fact of another version was passed over", event_id=row.id, type=row.type)
        return None

"""What the figures are made of, read from the database: which calls have changed, their facts, and what stands in
no fact. Nothing here opens what facts say of persons: callers are compared by the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import structlog
from sqlalchemy import ARRAY, BigInteger, DateTime, Text, and_, any_, bindparam, case, select, text, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.centre.call_tables import EventRow
from core.db.tables.centre.office_tables import Office
from core.db.tables.market.place_tables import GminaPointRow
from core.db.tables.staff_tables import Agent, AgentStateRow
from core.facts.events import KINDS, AnyEvent
from core.facts.kinds.calls import CallStarted
from core.facts.kinds.consultants import AgentStateChanged
from core.keys.personal_keys import without_sealed
from core.lists.distance import Point, metres
from core.lists.gminas import seat_gmina
from core.metrics.call_figures import is_end_of_wrap_up
from core.metrics.call_parts import Beside, Entry

log = structlog.get_logger()

_FACT = (EventRow.id, EventRow.type, EventRow.at, EventRow.call_id, EventRow.data, EventRow.key_number)
# What is in a fact is written out by the server and read here for those alone that may end a wrap-up.
_MAY_END_WRAP_UP = and_(EventRow.type == AgentStateChanged.__name__, EventRow.call_id.is_(None))
_NEWS = (
    select(
        EventRow.number,
        EventRow.agent,
        *(column for column in _FACT if column is not EventRow.data),
        case((_MAY_END_WRAP_UP, EventRow.data)).label("data"),
    )
    .where(EventRow.number > bindparam("after"), EventRow.number <= bindparam("settled"))
    .order_by(EventRow.number)
    .limit(bindparam("most"))
)
_TEXTS = ARRAY(Text)
_MOMENTS = ARRAY(DateTime(timezone=True))
_MOMENT = DateTime(timezone=True)

# By one array: a list of parameters is another statement for each number of calls.
_OF_CALLS = select(*_FACT).where(EventRow.call_id == any_(bindparam("calls", type_=_TEXTS)))

# The consultant's last call before the moment is the one whose wrap-up has ended then.
_CALL_BEFORE = text(
    "SELECT DISTINCT before.call_id FROM unnest(:agents, :moments) AS over (agent, at), LATERAL ("
    " SELECT call_id FROM event WHERE event.agent = over.agent AND event.at <= over.at"
    " AND event.type = 'AgentStateChanged' AND event.call_id IS NOT NULL ORDER BY event.at DESC LIMIT 1) AS before"
).bindparams(bindparam("agents", type_=_TEXTS), bindparam("moments", type_=_MOMENTS))

_OVER = (
    text(
        "SELECT begun.at AS begun_at, done.* FROM unnest(:agents, :moments) AS begun (agent, at), LATERAL ("
        " SELECT id, type, at, call_id, data, key_number FROM event"
        " WHERE event.agent = begun.agent AND event.at >= begun.at AND event.type = 'AgentStateChanged'"
        " AND data->>'old' = 'wrap_up' AND data->>'new' <> 'wrap_up'"
        # Of one whose end was never stated, the end of the next is none.
        " AND event.at <= coalesce((SELECT later.at FROM event AS later WHERE later.agent = begun.agent"
        "  AND later.at > begun.at AND later.type = 'AgentStateChanged' AND later.data->>'new' = 'wrap_up'"
        "  AND later.data->>'old' <> 'wrap_up' ORDER BY later.at LIMIT 1), 'infinity')"
        " ORDER BY event.at LIMIT 1) AS done"
    )
    .bindparams(bindparam("agents", type_=_TEXTS), bindparam("moments", type_=_MOMENTS))
    .columns(begun_at=_MOMENT, id=Text, type=Text, at=_MOMENT, call_id=Text, data=JSONB, key_number=BigInteger)
)

_REPEATS = text(
    "SELECT n.id, EXISTS (SELECT FROM call e WHERE e.caller_number = n.caller_number AND e.direction = 'inbound' "
    " AND (e.started_at, e.id) < (n.started_at, n.id) AND e.started_at >= n.started_at - interval '7 days') "
    "FROM call n WHERE n.id = ANY(:calls) AND n.caller_number <> '' AND n.direction = 'inbound'"
).bindparams(bindparam("calls", type_=_TEXTS))

# Calls that stand as the first of their caller, and are so no more.
_LATER = text(
    "SELECT DISTINCT l.id FROM call n "
    "JOIN call l ON l.caller_number = n.caller_number AND l.direction = 'inbound' "
    " AND l.started_at >= n.started_at AND l.started_at <= n.started_at + interval '7 days' AND l.id <> n.id "
    "WHERE n.id = ANY(:calls) AND n.caller_number <> '' AND n.direction = 'inbound' AND l.id <> ALL(:calls) "
    "AND EXISTS (SELECT FROM report_call r WHERE r.id = l.id AND r.is_repeat IS FALSE)"
).bindparams(bindparam("calls", type_=_TEXTS))

_ENTRIES = text(
    "SELECT call_id, topic, outcome, is_ninety_day FROM contact "
    "WHERE call_id = ANY(:calls) AND account IS NOT NULL AND channel = 'call'"
).bindparams(bindparam("calls", type_=_TEXTS))

_HOMES = text(
    "SELECT call.id, client.gmina, client.office FROM call JOIN client ON client.id = call.client_id "
    "WHERE call.id = ANY(:calls) AND client.gmina IS NOT NULL"
).bindparams(bindparam("calls", type_=_TEXTS))

_STATES = (
    text(
        "SELECT had.* FROM unnest(:agents, :moments) AS asked (agent, at), LATERAL ("
        " SELECT id, type, at, call_id, data, key_number FROM event WHERE event.agent = asked.agent"
        # All of the last moment before: its time alone does not tell which of two changes was the later.
        " AND event.at >= coalesce((SELECT at FROM event AS last WHERE last.agent = asked.agent"
        "  AND last.at < asked.at AND last.type = 'AgentStateChanged' AND last.number <= :number"
        "  ORDER BY last.at DESC LIMIT 1), asked.at)"
        " AND event.at < :end AND event.number <= :number AND event.type = 'AgentStateChanged') AS had"
    )
    .bindparams(
        bindparam("agents", type_=_TEXTS),
        bindparam("moments", type_=_MOMENTS),
        bindparam("end", type_=_MOMENT),
        bindparam("number", type_=BigInteger),
    )
    .columns(id=Text, type=Text, at=_MOMENT, call_id=Text, data=JSONB, key_number=BigInteger)
)


@dataclass(frozen=True, slots=True)
class News:
    """What new facts are about: calls; consultants, each with the first moment of a change of state; the newest
    fact's number and the last moment of any."""

    calls: set[str]
    changed: Mapping[str, datetime]
    number: int
    until: datetime | None
    facts: int


async def news(connection: AsyncConnection, after: int, settled: int, limit: int) -> News:
    """What is told by at most `limit` facts with numbers above `after`, up to `settled`."""
    rows = (await connection.execute(_NEWS, {"after": after, "settled": settled, "most": limit})).all()
    calls = {row.call_id for row in rows if row.call_id is not None}
    changed: dict[str, datetime] = {}
    ended: list[tuple[str, datetime]] = []
    for row in rows:
        if row.type != AgentStateChanged.__name__ or row.agent is None:
            continue
        changed[row.agent] = min(row.at, changed.get(row.agent, row.at))
        if row.call_id is None and (fact := fact_of(row)) is not None and is_end_of_wrap_up(fact):
            ended.append((row.agent, row.at))
    if ended:
        agents, moments = zip(*ended, strict=True)
        found = await connection.scalars(_CALL_BEFORE, {"agents": list(agents), "moments": list(moments)})
        calls.update(found.all())
    if len(rows) < limit:  # nothing up to there comes any more: numbers that were drawn in vain are passed, too
        return News(calls, changed, max(after, settled), max((row.at for row in rows), default=None), len(rows))
    return News(calls, changed, rows[-1].number, max(row.at for row in rows), len(rows))


async def facts_of(connection: AsyncConnection, calls: Collection[str]) -> dict[str, list[AnyEvent]]:
    """All facts of each call, and those that end its consultants' wrap-ups; without what they say of persons."""
    found: dict[str, list[AnyEvent]] = {}
    begun: list[tuple[str, str, datetime]] = []
    for row in await connection.execute(_OF_CALLS, {"calls": list(calls)}):
        fact = fact_of(row)
        if fact is None:
            continue
        found.setdefault(row.call_id, []).append(fact)
        if isinstance(fact, AgentStateChanged) and fact.new == "wrap_up":
            begun.append((row.call_id, fact.agent, row.at))
    if begun:
        pairs = sorted({(agent, at) for _, agent, at in begun})
        agents, moments = zip(*pairs, strict=True)
        ends: dict[tuple[str, datetime], AnyEvent] = {}
        for row in await connection.execute(_OVER, {"agents": list(agents), "moments": list(moments)}):
            if isinstance(fact := fact_of(row), AgentStateChanged):
                ends[fact.agent, row.begun_at] = fact
        for call_id, agent, at in begun:
            if (end := ends.get((agent, at))) is not None:
                found[call_id].append(end)
    return found


async def besides(
    connection: AsyncConnection, calls: Collection[str], offices: Mapping[str, str]
) -> dict[str, Beside]:
    """What stands in no fact of each call."""
    values = {"calls": list(calls)}
    repeats = {row[0]: bool(row[1]) for row in await connection.execute(_REPEATS, values)}
    entries: dict[str, list[Entry]] = {}
    for row in await connection.execute(_ENTRIES, values):
        entry = Entry(topic=row.topic, outcome=row.outcome, is_ninety_day=row.is_ninety_day)
        entries.setdefault(row.call_id, []).append(entry)
    far = await _distances(connection, calls)
    return {
        call: Beside(
            is_repeat=repeats.get(call),
            entries=tuple(entries.get(call, ())),
            distance_metres=far.get(call),
            agent_offices=offices,
        )
        for call in calls
    }


async def knows_places(connection: AsyncConnection) -> bool:
    """Has somebody imported where gminas are?"""
    return await connection.scalar(select(GminaPointRow.teryt).limit(1)) is not None


async def _distances(connection: AsyncConnection, calls: Collection[str]) -> dict[str, int]:
    """Metres from the caller's gmina to that of the office's seat, where both are known."""
    rows = await connection.execute(select(GminaPointRow.teryt, GminaPointRow.lat, GminaPointRow.lon))
    points = {row.teryt: Point(row.lat, row.lon) for row in rows}
    if not points:
        return {}
    offices = await connection.execute(select(Office.code, Office.seat))
    seats = {row.code: seat_gmina(row.code, row.seat) for row in offices}
    found = {}
    for row in await connection.execute(_HOMES, {"calls": list(calls)}):
        home, seat = points.get(row.gmina), points.get(seats.get(row.office) or "")
        if home is not None and seat is not None:
            found[row.id] = metres(home, seat)
    return found


async def later_of_the_same(connection: AsyncConnection, calls: Collection[str]) -> list[str]:
    """Calls that are repeated ones now that these, of the same callers, have become known."""
    return list((await connection.scalars(_LATER, {"calls": list(calls)})).all())


async def offices_of_agents(connection: AsyncConnection) -> dict[str, str]:
    """Home office by consultant."""
    return {row.id: row.office for row in await connection.execute(select(Agent.id, Agent.office))}


async def working_agents(connection: AsyncConnection) -> list[str]:
    """Every consultant of whom a state was ever known."""
    return list((await connection.scalars(select(AgentStateRow.agent))).all())


async def states_since(
    connection: AsyncConnection, begins: Mapping[str, datetime], end: datetime, number: int
) -> list[AgentStateChanged]:
    """Each consultant's changes of state from the moment to `end`, and the last one before, as far as facts up to
    `number` tell."""
    values = {"agents": list(begins), "moments": list(begins.values()), "end": end, "number": number}
    facts = [fact_of(row) for row in await connection.execute(_STATES, values)]
    return [fact for fact in facts if isinstance(fact, AgentStateChanged)]


async def calls_that_began(
    connection: AsyncConnection, begin: datetime, end: datetime, after: tuple[datetime, str] | None, limit: int
) -> Sequence[tuple[datetime, str]]:
    """Moment and id of calls whose beginning stands among the facts, in order, for a recomputation."""
    is_one = and_(
        EventRow.type == CallStarted.__name__,
        EventRow.call_id.is_not(None),
        EventRow.at >= begin,
        EventRow.at < end,
    )
    query = select(EventRow.at, EventRow.call_id).where(is_one)
    if after is not None:
        query = query.where(tuple_(EventRow.at, EventRow.call_id) > after)
    query = query.order_by(EventRow.at, EventRow.call_id).limit(limit)
    return [(row.at, row.call_id) for row in await connection.execute(query)]


def fact_of(row: Any) -> AnyEvent | None:
    """A fact of a row with the columns of `_FACT`, without what it says of persons; None, and a line in the log,
    for one of another version."""
    data = row.data if row.key_number is None else without_sealed(row.data, row.type)
    try:
        fact: AnyEvent = msgspec.convert(
            {**data, "id": row.id, "at": row.at, "call_id": row.call_id}, KINDS[row.type]
        )
        return fact
    except (KeyError, msgspec.ValidationError):
        log.error("a fact of another version was passed over", event_id=row.id, type=row.type)
        return None

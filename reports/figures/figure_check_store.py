# ruff: noqa: S608 - put together of names that stand in core.db.tables.report_tables, never of what anybody has given
"""Are the sums what the calls add up to, and is a call what its facts say? Compared, and put right, day by day.

Reads what stands at one moment: whoever writes meanwhile is not in the way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, DateTime, Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.metrics.contributions import CALL_REACH
from core.metrics.intervals import midnight
from core.report_columns import AGENT_COUNTERS, STATE_COLUMNS
from reports.figures.figure_facts_store import calls_that_began, working_agents
from reports.figures.figure_rows import (
    AgentQuarterKey,
    Moves,
    Numbers,
    Row,
    agent_day_rows,
    agent_rows,
    day_rows,
    node_rows,
    quarter_rows,
    unpacked,
)
from reports.figures.figure_writing_store import Progress, insert_sums, known_numbers, progress, set_progress
from reports.figures.figures_projection import project, states_of
from reports.figures.partition_store import lock_reports

_CHUNK = 5000
_REFOLDED = 500  # calls in a transaction

Table = dict[tuple[Any, ...], dict[str, int]]
"""Rows by their key, without zeros."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is not what it should be. `row`: the key of the row, in words."""

    table: str
    row: str
    counter: str
    stands: int
    expected: int


@dataclass(frozen=True, slots=True)
class Day:
    """All sums of a day, as they stand or as they should."""

    quarters: Table
    days: Table
    waits: Table
    agents: Table
    agent_days: Table
    states: Table  # by quarter of an hour and consultant: the office may have changed since
    state_days: Table
    nodes: Table


async def differences_of(engine: AsyncEngine, day: date) -> list[Difference]:
    """What is not as a recomputation has it, on a day in Poland. Raises what the database raises."""
    async with engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="REPEATABLE READ")
        async with connection.begin():
            stands = await _standing_day(connection, day)
            expected = await _expected_day(connection, day)
            missing = await _missing_calls(connection, day)
    lost = [Difference("calls", call, "calls", 0, 1) for call in missing]
    return lost + list(_differences(stands, expected))


async def _missing_calls(connection: AsyncConnection, day: date) -> list[str]:
    """Calls that began on a day by their facts, which have been read, and do not stand in the reports: a fact of
    theirs could not be read."""
    done = await progress(connection)
    begin, end = _bounds(day)
    values = {"begin": begin if done.kept_from is None else max(begin, done.kept_from), "end": end}
    statement = (
        "SELECT DISTINCT call_id FROM event WHERE at >= :begin AND at < :end AND type = 'CallStarted' "
        f"AND call_id IS NOT NULL AND number <= {done.event_number} "
        "AND NOT EXISTS (SELECT FROM report_call WHERE report_call.id = event.call_id) ORDER BY call_id"
    )
    return [row.call_id for row in await connection.execute(_bound(statement, values), values)]


async def put_right(engine: AsyncEngine, day: date) -> list[Difference]:
    """Write the sums of a day anew from its calls and facts; returns what was wrong."""
    async with engine.begin() as connection:
        await lock_reports(connection)
        expected = await _expected_day(connection, day)
        found = list(_differences(await _standing_day(connection, day), expected))
        if not found:
            return []
        begin, end = _bounds(day)
        values: dict[str, Any] = {"begin": begin, "end": end, "day": day}
        for table, where in _OF_DAY.items():
            await connection.execute(_bound(f"DELETE FROM {table} WHERE {where}", values), values)
        moves = await _moves_of(connection, day, await known_numbers(connection))
        states = await _states(connection, day, await progress(connection))
        days, waits = day_rows(moves.quarters)
        quarters, nodes = quarter_rows(moves.quarters), node_rows(moves.nodes)
        await insert_sums(connection, quarters, days, waits, moves.agents, states, nodes)
    return found


async def fold_anew(engine: AsyncEngine, begin: datetime, end: datetime) -> int:
    """Fold every call that began in the period from its facts once more; returns how many. What they add to the
    sums moves with them. Calls of months that were taken away are passed over."""
    count, after = 0, None
    while True:
        async with engine.begin() as connection:
            await lock_reports(connection)
            calls = await calls_that_began(connection, begin, end, after, _REFOLDED)
            if not calls:
                return count
            kept_from = (await progress(connection)).kept_from
            await project(connection, {call for _, call in calls}, kept_from)
        count, after = count + len(calls), calls[-1]


async def days_of_reports(engine: AsyncEngine) -> tuple[date, date] | None:
    """The first and the last day that can be recomputed; None if there are no calls."""
    query = text(
        "SELECT (min(started_at) AT TIME ZONE 'Europe/Warsaw')::date, "
        "(max(last_slot) AT TIME ZONE 'Europe/Warsaw')::date FROM report_call"
    )
    async with engine.connect() as connection:
        first, last = (await connection.execute(query)).one()
        kept_from = (await progress(connection)).kept_from
    if first is None:
        return None
    if kept_from is not None:  # of the day after, every call is still there
        first = max(first, (kept_from + CALL_REACH).date() + timedelta(days=1))
    return first, last


async def note_check(engine: AsyncEngine, at: datetime, differences: int) -> None:
    async with engine.begin() as connection:
        await set_progress(connection, checked_at=at, differences=differences)


_WORKED = "SELECT DISTINCT agent FROM report_agent_day WHERE day = :day"

_OF_DAY: Mapping[str, str] = {
    "report_quarter": "quarter >= :begin AND quarter < :end",
    "report_day": "day = :day",
    "report_wait": "day = :day",
    "report_agent_quarter": "quarter >= :begin AND quarter < :end",
    "report_agent_day": "day = :day",
    "report_node_day": "day = :day",
}


def _bounds(day: date) -> tuple[datetime, datetime]:
    return midnight(day), midnight(day + timedelta(days=1))


def _bound(statement: str, values: Mapping[str, Any]) -> Any:
    kinds: dict[str, Any] = {"day": Date(), "agents": ARRAY(Text)}
    names = [name for name in values if f":{name}" in statement]
    return text(statement).bindparams(
        *(bindparam(name, type_=kinds.get(name, DateTime(timezone=True))) for name in names)
    )


async def _standing_day(connection: AsyncConnection, day: date) -> Day:
    begin, end = _bounds(day)
    values: dict[str, Any] = {"begin": begin, "end": end, "day": day}
    read: dict[str, list[Any]] = {}
    for table, where in _OF_DAY.items():
        statement = f"SELECT * FROM {table} WHERE {where}"
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        read[table] = [dict(row._mapping) for row in await connection.execute(_bound(statement, used), used)]
    return Day(
        quarters=_table(read["report_quarter"], ("quarter", "key")),
        days=_table(read["report_day"], ("day", "key")),
        waits=_table(read["report_wait"], ("day", "key", "family", "step")),
        agents=_table(read["report_agent_quarter"], ("quarter", "agent", "office"), AGENT_COUNTERS),
        agent_days=_table(read["report_agent_day"], ("day", "agent", "office"), AGENT_COUNTERS),
        states=_whoever_employs(read["report_agent_quarter"], "quarter"),
        state_days=_whoever_employs(read["report_agent_day"], "day"),
        nodes=_table(read["report_node_day"], ("day", "node")),
    )


async def _expected_day(connection: AsyncConnection, day: date) -> Day:
    moves = await _moves_of(connection, day, await known_numbers(connection))
    days, waits = day_rows(moves.quarters)
    states = await _states(connection, day, await progress(connection))
    return Day(
        quarters=_table(quarter_rows(moves.quarters), ("quarter", "key")),
        days=_table(days, ("day", "key")),
        waits=_table(waits, ("day", "key", "family", "step")),
        agents=_table(agent_rows(moves.agents), ("quarter", "agent", "office"), AGENT_COUNTERS),
        agent_days=_table(agent_day_rows(moves.agents), ("day", "agent", "office"), AGENT_COUNTERS),
        states=_whoever_employs(agent_rows(states), "quarter"),
        state_days=_whoever_employs(agent_day_rows(states), "day"),
        nodes=_table(node_rows(moves.nodes), ("day", "node")),
    )


def _whoever_employs(rows: Iterable[Row], time: str) -> Table:
    """Consultants' time in states, of all their offices together."""
    states: Table = {}
    for row in rows:
        whole = states.setdefault((row[time], row["agent"]), {})
        for name in STATE_COLUMNS:
            whole[name] = whole.get(name, 0) + (row.get(name) or 0)
    return _cleaned(states)


async def _moves_of(connection: AsyncConnection, day: date, numbers: Numbers) -> Moves:
    """What all calls add to the quarters of an hour of a day."""
    begin, end = _bounds(day)
    statement = (
        "SELECT started_at, id, adds FROM report_call WHERE started_at >= :first AND started_at < :end "
        "AND last_slot >= :begin"
    )
    values = {"first": begin - CALL_REACH, "begin": begin, "end": end}
    moves = Moves()
    async with connection.stream(
        _bound(statement, values), values, execution_options={"yield_per": _CHUNK}
    ) as rows:
        async for row in rows:
            moves.move(row.started_at, unpacked(row.adds), numbers)
    moves.quarters = {key: row for key, row in moves.quarters.items() if begin <= key.quarter < end}
    moves.agents = {key: row for key, row in moves.agents.items() if begin <= key.quarter < end}
    moves.nodes = {key: row for key, row in moves.nodes.items() if key.day == day}
    moves.settle()
    return moves


async def _states(connection: AsyncConnection, day: date, done: Progress) -> dict[AgentQuarterKey, dict[str, int]]:
    """Consultants' time in states on a day, from the facts, as far as it has been written."""
    begin, end = _bounds(day)
    if done.agents_until is None or done.agents_until <= begin:
        return {}
    # Whoever has worked then: in which state somebody is now is forgotten when the centre stands still for long.
    stood = text("SELECT DISTINCT agent FROM report_agent_day WHERE day = :day").bindparams(
        bindparam("day", type_=Date())
    )
    worked = (await connection.scalars(stood, {"day": day})).all()
    agents = dict.fromkeys({*await working_agents(connection), *worked}, begin)
    return await states_of(connection, agents, min(end, done.agents_until), done.event_number)


def _table(rows: Iterable[Row], keys: tuple[str, ...], only: tuple[str, ...] = ()) -> Table:
    found: Table = {}
    for row in rows:
        counts = {name: count for name, count in row.items() if name not in (*keys, "families")}
        if only:
            counts = {name: count for name, count in counts.items() if name in only}
        counts.update(row.get("families") or {})
        found[tuple(row[key] for key in keys)] = counts
    return _cleaned(found)


def _cleaned(table: Mapping[tuple[Any, ...], Mapping[str, int | None]]) -> Table:
    rows = {key: {name: count for name, count in row.items() if count} for key, row in table.items()}
    return {key: row for key, row in rows.items() if row}


def _differences(stands: Day, expected: Day) -> Iterable[Difference]:
    for name in ("quarters", "days", "waits", "agents", "agent_days", "states", "state_days", "nodes"):
        now: Table = getattr(stands, name)
        right: Table = getattr(expected, name)
        for key in sorted(now.keys() | right.keys(), key=repr):
            one, other = now.get(key, {}), right.get(key, {})
            for counter in sorted(one.keys() | other.keys()):
                if one.get(counter, 0) != other.get(counter, 0):
                    row = " ".join(str(part) for part in key)
                    yield Difference(name, row, counter, one.get(counter, 0), other.get(counter, 0))

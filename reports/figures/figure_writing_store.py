# ruff: noqa: S608 - put together of names that stand in core.db.tables.report_tables, never of what anybody has given
"""Writing the tables of reports: the rows of calls, and the difference that they make to the summaries.

All in the caller's transaction, which holds `lock_reports`: whoever is killed leaves nothing half done. Rows go to
the database as one JSON text for each table, which costs a fraction of one statement with parameters for each row.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import (
    ARRAY,
    DateTime,
    Table,
    Text,
    TextClause,
    any_,
    bindparam,
    delete,
    exists,
    insert,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.report_tables import (
    DETAILS,
    REPORT_AGENT_DAY,
    REPORT_AGENT_QUARTER,
    REPORT_CALL,
    REPORT_CONVERSATION,
    REPORT_COUNTER,
    REPORT_DAY,
    REPORT_DUE,
    REPORT_KEY,
    REPORT_NODE,
    REPORT_NODE_DAY,
    REPORT_OFFER,
    REPORT_PASSAGE,
    REPORT_PROGRESS,
    REPORT_QUARTER,
    REPORT_WAIT,
)
from core.metrics.call_parts import Entry
from core.metrics.counters import PLAIN
from core.report_columns import AGENT_COUNTERS, NODE_COUNTERS, STATE_COLUMNS
from reports.figures.figure_rows import (
    Adds,
    AgentQuarterKey,
    Counted,
    Dimensions,
    Moves,
    NodePath,
    Numbers,
    Row,
    agent_day_rows,
    agent_rows,
    call_row,
    conversation_rows,
    day_rows,
    node_rows,
    offer_rows,
    passage_rows,
    quarter_rows,
    unpacked,
)
from reports.figures.yielding import yielding_to_loop

_TEXTS = ARRAY(Text)
_MOMENTS = ARRAY(DateTime(timezone=True))
_MOMENT = DateTime(timezone=True)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the figures are; see `core.db.tables.report_tables.REPORT_PROGRESS`."""

    event_number: int
    complete_until: datetime | None
    agents_until: datetime | None
    kept_from: datetime | None
    checked_at: datetime | None
    differences: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A call as it was written last."""

    started_at: datetime
    adds: Adds
    is_repeat: bool | None
    entries: tuple[Entry, ...]


async def progress(connection: AsyncConnection) -> Progress:
    columns = [column for column in REPORT_PROGRESS.c if column.name != "id"]
    return Progress(*(await connection.execute(select(*columns))).one())


async def set_progress(connection: AsyncConnection, **values: Any) -> None:
    await connection.execute(update(REPORT_PROGRESS).values(**values))


async def take_due(connection: AsyncConnection, limit: int) -> set[str]:
    """Calls that somebody wants to be folded anew, taken off the list."""
    oldest = select(REPORT_DUE.c.number).order_by(REPORT_DUE.c.number).limit(limit).scalar_subquery()
    gone = delete(REPORT_DUE).where(REPORT_DUE.c.number.in_(oldest)).returning(REPORT_DUE.c.call_id)
    return set((await connection.scalars(gone)).all())


async def is_any_due(connection: AsyncConnection) -> bool:
    return bool(await connection.scalar(select(exists(select(REPORT_DUE.c.number)))))


async def put_due(connection: AsyncConnection, calls: Iterable[str]) -> None:
    if rows := [{"call_id": call} for call in calls]:
        await connection.execute(insert(REPORT_DUE), rows)


async def known_numbers(connection: AsyncConnection) -> Numbers:
    numbers = Numbers()
    async for row in yielding_to_loop(await connection.execute(select(REPORT_KEY))):
        numbers.know_key(row[0], Dimensions(*row[1:]))
    async for id, name in yielding_to_loop(
        await connection.execute(select(REPORT_COUNTER.c.id, REPORT_COUNTER.c.name))
    ):
        numbers.know_counter(id, name)
    return numbers


async def number_all(
    connection: AsyncConnection,
    numbers: Numbers,
    keys: Iterable[Dimensions],
    names: Iterable[str],
    paths: Collection[NodePath],
) -> None:
    """Give a number to what has none. Of nodes, only the numbers of `paths` are known then."""
    if new := sorted(set(keys) - numbers.keys.keys()):
        query = insert(REPORT_KEY).returning(*REPORT_KEY.c)
        for row in await connection.execute(query, [key._asdict() for key in new]):
            numbers.know_key(row[0], Dimensions(*row[1:]))
    if fresh := sorted(set(names) - numbers.counters.keys()):
        made = insert(REPORT_COUNTER).returning(REPORT_COUNTER.c.id, REPORT_COUNTER.c.name)
        for id, name in await connection.execute(made, [{"name": name} for name in fresh]):
            numbers.know_counter(id, name)
    if not paths:
        return
    node = REPORT_NODE.c
    columns = (node.scenario, node.version, node.node)
    versions = sorted({(path.scenario, path.version) for path in paths})
    of_versions = select(node.id, *columns).where(tuple_(node.scenario, node.version).in_(versions))
    known = await connection.execute(of_versions)
    numbers.nodes.update({NodePath(*path): id async for id, *path in yielding_to_loop(known)})
    if unknown := sorted(set(paths) - numbers.nodes.keys()):
        put = insert(REPORT_NODE).returning(node.id, *columns)
        for id, *path in await connection.execute(put, [path._asdict() for path in unknown]):
            numbers.nodes[NodePath(*path)] = id


async def standing(connection: AsyncConnection, calls: Iterable[str]) -> dict[str, Standing]:
    """Those of the calls that have been written."""
    columns = (REPORT_CALL.c[name] for name in ("id", "started_at", "adds", "is_repeat", "entries"))
    found = {}
    of_calls = REPORT_CALL.c.id == any_(bindparam("calls", type_=_TEXTS))
    for row in await connection.execute(select(*columns).where(of_calls), {"calls": list(calls)}):
        entries = msgspec.convert(row.entries or [], tuple[Entry, ...])
        found[row.id] = Standing(row.started_at, unpacked(row.adds), row.is_repeat, entries)
    return found


# The bounds say the same once more, so that no other month's piece is looked into.
_FORGET = {
    table: text(
        f"DELETE FROM {table} USING unnest(:calls, :moments) AS old (call, at) "
        f"WHERE {table}.{'id' if table == 'report_call' else 'call_id'} = old.call "
        f"AND {table}.started_at = old.at AND {table}.started_at >= :first AND {table}.started_at <= :last"
    ).bindparams(
        bindparam("calls", type_=_TEXTS),
        bindparam("moments", type_=_MOMENTS),
        bindparam("first", type_=_MOMENT),
        bindparam("last", type_=_MOMENT),
    )
    for table in DETAILS
}


async def forget_calls(connection: AsyncConnection, calls: Mapping[str, Standing]) -> None:
    """Take the rows of calls away, not what they have added."""
    if calls:
        moments = [one.started_at for one in calls.values()]
        values = {"calls": list(calls), "moments": moments, "first": min(moments), "last": max(moments)}
        for statement in _FORGET.values():
            await connection.execute(statement, values)


async def put_calls(connection: AsyncConnection, counted: Sequence[tuple[Counted, Adds]], numbers: Numbers) -> int:
    """Write the rows of calls that have none; returns how many rows."""
    calls = [one.call for one, _ in counted]
    rows = {
        REPORT_CALL: [call_row(one.call, adds, one.left_node(numbers)) for one, adds in counted],
        REPORT_PASSAGE: [row for call in calls for row in passage_rows(call)],
        REPORT_OFFER: [row for call in calls for row in offer_rows(call)],
        REPORT_CONVERSATION: [row for call in calls for row in conversation_rows(call)],
    }
    for table, found in rows.items():
        await _put(connection, _inserting(table), found)
    return sum(map(len, rows.values()))


async def put_moves(connection: AsyncConnection, moves: Moves) -> int:
    """Add to the summaries; returns how many rows have changed."""
    moves.settle()
    days, waits = day_rows(moves.quarters)
    rows = (
        (_adding(REPORT_QUARTER, ("quarter", "key"), PLAIN, "families"), quarter_rows(moves.quarters)),
        (_adding(REPORT_DAY, ("day", "key"), PLAIN, "families"), days),
        (_adding(REPORT_WAIT, ("day", "key", "family", "step"), ("count",)), waits),
        (_adding(REPORT_AGENT_QUARTER, _AGENT_KEY, AGENT_COUNTERS), agent_rows(moves.agents)),
        (_adding(REPORT_AGENT_DAY, _AGENT_DAY_KEY, AGENT_COUNTERS), agent_day_rows(moves.agents)),
        (_adding(REPORT_NODE_DAY, ("day", "node"), NODE_COUNTERS, "families"), node_rows(moves.nodes)),
    )
    for statement, found in rows:
        await _put(connection, statement, found)
    return sum(len(found) for _, found in rows)


async def insert_sums(
    connection: AsyncConnection,
    quarters: Sequence[Row],
    days: Sequence[Row],
    waits: Sequence[Row],
    agents: Mapping[AgentQuarterKey, Mapping[str, int]],
    states: Mapping[AgentQuarterKey, Mapping[str, int]],
    nodes: Sequence[Row],
) -> None:
    """Write rows of summaries where none stands."""
    sums = ((REPORT_QUARTER, quarters), (REPORT_DAY, days), (REPORT_WAIT, waits), (REPORT_NODE_DAY, nodes))
    for table, rows in sums:
        await _put(connection, _inserting(table), rows)
    await _put(connection, _inserting(REPORT_AGENT_QUARTER), agent_rows(agents))
    await _put(connection, _inserting(REPORT_AGENT_DAY), agent_day_rows(agents))
    await _add_states(connection, states)


async def put_states(
    connection: AsyncConnection,
    begins: Mapping[str, datetime],
    states: Mapping[AgentQuarterKey, Mapping[str, int]],
) -> None:
    """Add consultants' time in states. Of those in `begins`, what stands from the moment on (it begins a quarter
    of an hour) is taken away: it is exactly this then. Only the difference is written."""
    moves: dict[AgentQuarterKey, dict[str, int]] = {key: dict(times) for key, times in states.items()}
    if begins:
        values = {"agents": list(begins), "moments": list(begins.values()), "first": min(begins.values())}
        for quarter, agent, office, *times in await connection.execute(_STATES_SINCE, values):
            move = moves.setdefault(AgentQuarterKey(quarter, agent, office), {})
            for name, time in zip(STATE_COLUMNS, times, strict=True):
                move[name] = move.get(name, 0) - (time or 0)
    left = {key: {name: time for name, time in move.items() if time} for key, move in moves.items()}
    await _add_states(connection, {key: move for key, move in left.items() if move})


async def _add_states(connection: AsyncConnection, states: Mapping[AgentQuarterKey, Mapping[str, int]]) -> None:
    await _put(connection, _adding(REPORT_AGENT_QUARTER, _AGENT_KEY, STATE_COLUMNS), agent_rows(states))
    await _put(connection, _adding(REPORT_AGENT_DAY, _AGENT_DAY_KEY, STATE_COLUMNS), agent_day_rows(states))


_AGENT_KEY = ("quarter", "agent", "office")
_AGENT_DAY_KEY = ("day", "agent", "office")

_STATES_SINCE = text(
    f"SELECT quarter, report_agent_quarter.agent, office, {', '.join(STATE_COLUMNS)} "
    "FROM report_agent_quarter, unnest(:agents, :moments) AS since (agent, at) "
    "WHERE report_agent_quarter.agent = since.agent AND report_agent_quarter.quarter >= since.at "
    "AND report_agent_quarter.quarter >= :first"
).bindparams(
    bindparam("agents", type_=_TEXTS), bindparam("moments", type_=_MOMENTS), bindparam("first", type_=_MOMENT)
)
_encoder = msgspec.json.Encoder()


async def _put(connection: AsyncConnection, statement: TextClause, rows: Sequence[Row]) -> None:
    if rows:
        await connection.execute(statement, {"rows": _encoder.encode(rows).decode()})


@cache
def _inserting(table: Table) -> TextClause:
    return text(
        f"INSERT INTO {table.name} SELECT * FROM json_populate_recordset(NULL::{table.name}, CAST(:rows AS json))"
    )


@cache
def _adding(table: Table, keys: tuple[str, ...], counters: tuple[str, ...], families: str = "") -> TextClause:
    """Make the row, or add to the one that stands. What has come to 0 is empty again."""
    name = table.name
    if counters == ("count",):  # a histogram's: not empty, so that it need not be looked for
        sets = [f"count = {name}.count + excluded.count"]
    else:
        sets = [
            f'"{one}" = nullif(coalesce({name}."{one}", 0) + coalesce(excluded."{one}", 0), 0)' for one in counters
        ]
    if families:
        sets.append(f"{families} = report_plus({name}.{families}, excluded.{families})")
    return text(
        f"INSERT INTO {name} SELECT * FROM json_populate_recordset(NULL::{name}, CAST(:rows AS json)) "
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {', '.join(sets)}"
    )

# ruff: noqa: S608 - put together of names that stand in core.db.tables.report_tables, never of what anybody has given
"""Reading the figures: sums of any period, told apart by anything, and the calls that a figure is made of.

Whole days are read from the sums by day, anything else from those by quarter of an hour; both say the same.
Nothing here checks a right: who asks narrows `Filters.offices` to what may be seen.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeAlias

from pydantic import Field
from sqlalchemy import ARRAY, Date, DateTime, Integer, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.metrics.contributions import CALL_REACH, of_agent
from core.metrics.counters import FAMILIES, PLAIN, STATE, named
from core.metrics.dictionary import metric_at
from core.metrics.intervals import SLOT, Interval, interval_of, midnight, slot_of
from core.metrics.metric import Metric, cases
from core.metrics.sums import Adding, Sums
from core.report_columns import AGENT_COUNTERS, STATE_COLUMNS, WAITS
from core.zone import WARSAW
from reports.figures.figure_query import Filters, Query
from reports.figures.figure_rows import Adds, Numbers, day_of, unpacked
from reports.figures.figure_writing_store import known_numbers
from reports.figures.yielding import yielding_to_loop

Key: TypeAlias = Interval | str
"""What a line is of: an interval, or an office, consultant, topic …; "" for everything, and for what is not known.
A scenario with its version: `name@version`."""

MOST_CALLS = 200
_FIRST_CHUNK, _MOST_CHUNK = 200, 4000
"""Calls that are looked at in one go: few at first, since most of those that are found by their counters fit."""

_INTERVAL_SQL = {"15min": "15 minutes", "30min": "30 minutes", "60min": "60 minutes"}
_CLASSES = {"office": "k.office", "topic": "k.topic", "number": "k.number", "language": "k.language"}
_CLASSES_OF_AGENTS = {"total": "''", "office": "t.office", "agent": "t.agent"}


async def read_sums(connection: AsyncConnection, query: Query) -> list[tuple[Key, Sums]]:
    """The sums of each line, in order: every interval of the period, also empty ones; of the others those that
    have anything. `total` has exactly one line.

    Consultants' own sums stand beside those of calls, unless the filters ask for what only calls have; with
    `by="agent"` or `filters.agents` they stand alone, under the names that figures ask for (`of_agent`).
    """
    lines: dict[Any, Adding] = defaultdict(Adding)
    is_of_agents = query.by == "agent" or query.filters.agents is not None
    if not is_of_agents:
        await _read_calls(connection, query, lines)
    if query.by in ("total", "interval", "office", "agent") and not query.filters.is_of_calls:
        await _read_agents(connection, query, lines, is_alone=is_of_agents)
    return await _in_order(query, lines)


async def _in_order(query: Query, lines: dict[Any, Adding]) -> list[tuple[Key, Sums]]:
    sums = {key: added async for key, adding in yielding_to_loop(lines.items()) if (added := adding.sums)}
    if query.by == "total":
        return [("", sums.get("", Sums()))]
    if query.by == "interval":
        every = (interval_of(at, query.interval) for at in query.intervals())
        return [(interval, sums.get(interval.begin, Sums())) for interval in every]
    return sorted(sums.items())


async def _read_calls(connection: AsyncConnection, query: Query, lines: dict[Any, Adding]) -> None:
    keys = await _keys_of(connection, query.filters)
    if keys == []:
        return
    source = _Source(query, keys)
    plain = [name for name in PLAIN if query.counters is None or name in query.counters]
    families = {name for name in FAMILIES if query.counters is None or name in query.counters}
    # Some figures ask for one name of a family: then the whole family is read.
    families |= {name.partition("|")[0] for name in query.counters or () if "|" in name}
    if plain:
        columns = ", ".join(f't."{name}"' for name in plain)
        sums = ", ".join(f'sum("{name}")' for name in plain)
        inner = f"SELECT {source.group} AS line, {columns} FROM {source.table} WHERE {source.where}"
        statement = f"SELECT line, {sums} FROM ({inner}) AS t GROUP BY line"
        rows = await connection.execute(source.bound(statement), source.values)
        async for line, *counts in yielding_to_loop(rows):
            adding = lines[source.key(line)]
            for name, count in zip(plain, counts, strict=True):
                if count:
                    adding.add(name, int(count))
    if apart := families - (set(WAITS) if source.is_by_day else set()):
        statement = (
            f"SELECT {source.group} AS line, f.key, sum(f.value::bigint) FROM {source.table}, "
            f"jsonb_each_text(t.families) AS f WHERE {source.where} AND t.families IS NOT NULL "
            + ("" if apart == set(FAMILIES) else "AND split_part(f.key, '|', 1) = ANY(:families) ")
            + "GROUP BY 1, 2"
        )
        values = {**source.values, "families": sorted(apart)}
        rows = await connection.execute(source.bound(statement, families=True), values)
        async for line, name, count in yielding_to_loop(rows):
            lines[source.key(line)].add(name, int(count))
    if source.is_by_day and (waits := families & set(WAITS)):
        statement = (
            f"SELECT {source.group} AS line, t.family, t.step, sum(t.count) "
            f"FROM {source.table_of('report_wait')} WHERE {source.where} AND t.family = ANY(:families) "
            "GROUP BY 1, 2, 3"
        )
        values = {**source.values, "families": sorted(waits)}
        rows = await connection.execute(source.bound(statement, families=True), values)
        async for line, family, step, count in yielding_to_loop(rows):
            if count:
                lines[source.key(line)].add(named(family, step), int(count))


async def _keys_of(connection: AsyncConnection, filters: Filters) -> list[int] | None:
    """The ids of the keys that filters take, as `Filters.takes` does; None: of all.

    The database looks for them: after some years there are tens of thousands.
    """
    values = {
        "office": filters.offices,
        "topic": filters.topics,
        "number": filters.numbers,
        "language": filters.languages,
        "scenario": filters.scenarios,
    }
    restricted = {name: sorted(value) for name, value in values.items() if value is not None}
    if not restricted:
        return None
    tests = [
        f"{name} = ANY(:{name})"
        if name != "scenario"
        else "(scenario = ANY(:scenario) OR scenario || '@' || version = ANY(:scenario))"
        for name in restricted
    ]
    statement = text(f"SELECT id FROM report_key WHERE {' AND '.join(tests)} ORDER BY id").bindparams(
        *(bindparam(name, type_=ARRAY(Text)) for name in restricted)
    )
    return list((await connection.scalars(statement, restricted)).all())


class _Source:
    """Where a question about calls is read: the table, how lines are told apart, and what is wanted."""

    def __init__(self, query: Query, keys: list[int] | None) -> None:
        self._query = query
        self.is_by_day = query.is_of_whole_days
        self._column = "day" if self.is_by_day else "quarter"
        begin: Any = day_of(query.begin) if self.is_by_day else query.begin
        end: Any = day_of(query.end) if self.is_by_day else query.end
        self.values: dict[str, Any] = {"begin": begin, "end": end}
        self.where = f"t.{self._column} >= :begin AND t.{self._column} < :end"
        if keys is not None:
            self.where += " AND t.key = ANY(:keys)"
            self.values["keys"] = keys

    @property
    def table(self) -> str:
        return self.table_of("report_day" if self.is_by_day else "report_quarter")

    def table_of(self, name: str) -> str:
        # The key's id tells lines apart where it can: texts are looked up afterwards, not in each row.
        joins = self._query.by not in ("total", "interval")
        return f"{name} AS t" + (" JOIN report_key AS k ON k.id = t.key" if joins else "")

    @property
    def group(self) -> str:
        by = self._query.by
        if by == "total":
            return "''"
        if by == "scenario":
            return "k.scenario || '@' || k.version"
        if by != "interval":
            return _CLASSES[by]
        return _interval_sql(self._query, self._column)

    def key(self, line: Any) -> Any:
        return _line_key(self._query, line)

    def bound(self, statement: str, *, families: bool = False) -> Any:
        kind = Date() if self.is_by_day else DateTime(timezone=True)
        parameters: list[Any] = [bindparam("begin", type_=kind), bindparam("end", type_=kind)]
        if "keys" in self.values:
            parameters.append(bindparam("keys", type_=ARRAY(Integer)))
        if families and ":families" in statement:
            parameters.append(bindparam("families", type_=ARRAY(Text)))
        return text(statement).bindparams(*parameters)


def _interval_sql(query: Query, column: str) -> str:
    if (minutes := _INTERVAL_SQL.get(query.interval)) is not None:
        if query.interval == "15min":
            return "t.quarter"
        return f"date_bin('{minutes}', t.quarter, '2000-01-01 00:00+00')"
    day = "t.day" if column == "day" else "(t.quarter AT TIME ZONE 'Europe/Warsaw')::date"
    return day if query.interval == "day" else f"date_trunc('{query.interval}', {day}::timestamp)::date"


def _line_key(query: Query, line: Any) -> Any:
    if query.by != "interval":
        return line or ""
    if isinstance(line, datetime):
        return interval_of(line, query.interval).begin
    assert isinstance(line, date)
    return midnight(line)


async def _read_agents(
    connection: AsyncConnection, query: Query, lines: dict[Any, Adding], *, is_alone: bool
) -> None:
    """Consultants' own sums. Of one consultant alone (`of_agent`) also under the names that figures ask for."""
    source = _Source(query, None)
    columns = [name for name in (*AGENT_COUNTERS, *STATE_COLUMNS) if is_alone or _is_wanted(query, name)]
    if not columns:
        return
    where, values = source.where, {**source.values}
    kind = Date() if source.is_by_day else DateTime(timezone=True)
    parameters: list[Any] = [bindparam(name, type_=kind) for name in values]
    for name, allowed in (("agent", query.filters.agents), ("office", query.filters.offices)):
        if allowed is not None:
            where += f" AND t.{name} = ANY(:{name}s)"
            values[f"{name}s"] = sorted(allowed)
            parameters.append(bindparam(f"{name}s", type_=ARRAY(Text)))
    # Time in states is of all consultants together: told apart they would be hundreds of rows for each line.
    agent = "t.agent" if is_alone or any(not name.startswith("state_") for name in columns) else "''"
    head = f"{_CLASSES_OF_AGENTS.get(query.by) or source.group} AS line, {agent} AS agent"
    sums = ", ".join(f'sum("{name}")' for name in columns)
    table = "report_agent_day" if source.is_by_day else "report_agent_quarter"
    statement = f"SELECT {head}, {sums} FROM {table} AS t WHERE {where} GROUP BY 1, 2"
    rows = await connection.execute(text(statement).bindparams(*parameters), values)
    async for line, agent, *counts in yielding_to_loop(rows):
        counted = zip(columns, counts, strict=True)
        own = Sums({_agent_name(column, agent): int(count) for column, count in counted if count})
        lines[_line_key(query, line)].add_all(of_agent(own, agent) if is_alone else own)


def _is_wanted(query: Query, column: str) -> bool:
    family = STATE if column.startswith("state_") else column
    return query.counters is None or any(name.partition("|")[0] == family for name in query.counters)


def _agent_name(column: str, agent: str) -> str:
    if column.startswith("state_"):
        return named(STATE, column.removeprefix("state_").removesuffix("_ms"))
    return named(column, agent)


@dataclass(frozen=True, slots=True)
class CallCursor:
    """A place in the list of a figure's calls: after the one that began then and has this id."""

    started_at: datetime
    call_id: str


@dataclass(frozen=True, slots=True)
class FigureCall:
    """A call of a figure, without whose it is."""

    id: Annotated[str, Field(examples=["call-s724-1795559785-42"])]
    started_at: datetime
    ended_at: datetime | None
    number: Annotated[str, Field(description="That was dialled; empty for a wrong one", examples=["9510"])]
    language: str
    topic: str | None
    office: Annotated[str | None, Field(description="The caller's own")]
    served_office: str | None
    path: Annotated[str, Field(examples=["queue"])]
    cases: Annotated[int, Field(description="How many of the figure's cases it is")]


@dataclass(frozen=True, slots=True)
class CallPage:
    """Calls, newest first. `after` leads to the next page; None on the last."""

    calls: list[FigureCall]
    after: CallCursor | None


async def count_of(
    connection: AsyncConnection, metric_key: str, query: Query, threshold: int | None = None
) -> int:
    """How many cases all calls of `calls_of` have together: the figure's own count, from the summaries.
    `query.by` is not looked at."""
    metric = _opened(metric_key, threshold)
    total = Query(query.begin, query.end, filters=query.filters)
    return cases(metric, (await read_sums(connection, total))[0][1])


async def calls_of(
    connection: AsyncConnection,
    metric_key: str,
    query: Query,
    after: CallCursor | None = None,
    *,
    limit: int = 50,
    threshold: int | None = None,
) -> CallPage:
    """The calls of which a figure is made, in the period and with the filters of the question; `query.by` is not
    looked at. Their cases add up to the figure's (`count_of`), until a fact changes one of them.

    Months that were taken away (`reports.figures.partition_store`) have no calls any more. Raises KeyError for an
    unknown figure, ValueError for one that is not made of calls.
    """
    metric = _opened(metric_key, threshold)
    limit = min(limit, MOST_CALLS)
    numbers = await known_numbers(connection)
    keys = await _keys_of(connection, query.filters)
    counters = sorted(_counters_of(metric, numbers))
    calls: list[FigureCall] = []
    is_of_agents = query.filters.agents is not None
    if not is_of_agents and (keys == [] or not counters):
        return CallPage([], None)
    chunk = max(_FIRST_CHUNK, 2 * limit)
    while True:
        rows = await _candidates(connection, query, keys, counters, after, chunk)
        async for row in yielding_to_loop(rows):
            sums = _sums_in(query, row.started_at, unpacked(row.adds), numbers)
            if (count := cases(metric, sums)) != 0:
                calls.append(_figure_call(row, count))
            after = CallCursor(row.started_at, row.id)
            if len(calls) > limit:
                last = calls[limit - 1]
                return CallPage(calls[:limit], CallCursor(last.started_at.astimezone(UTC), last.id))
        if len(rows) < chunk:
            return CallPage(calls, None)
        chunk = min(2 * chunk, _MOST_CHUNK)


def _opened(metric_key: str, threshold: int | None) -> Metric:
    metric = metric_at(metric_key, threshold)
    if not metric.opens:
        raise ValueError(f"Wskaźnik „{metric.title_pl}” nie składa się z połączeń.")
    return metric


def _counters_of(metric: Metric, numbers: Numbers) -> Iterable[int]:
    """Of the counters that open it; those that are taken away again find nothing by themselves."""
    for name in metric.opens:
        if not name.startswith("-"):
            family = f"{name}|"
            yield from (id for known, id in numbers.counters.items() if known == name or known.startswith(family))


async def _candidates(
    connection: AsyncConnection,
    query: Query,
    keys: list[int] | None,
    counters: list[int],
    after: CallCursor | None,
    limit: int,
) -> Collection[Any]:
    """Calls that may be among those wanted, newest first: what is in them has still to be looked at. `keys`: None
    does not restrict."""
    where = "started_at >= :first AND started_at < :end AND last_slot >= :begin"
    values: dict[str, Any] = {"first": query.begin - CALL_REACH, "begin": query.begin, "end": query.end}
    parameters: list[Any] = [bindparam(name, type_=DateTime(timezone=True)) for name in values]
    if query.filters.agents is not None:
        where += " AND agents && :agents"
        values["agents"] = sorted(query.filters.agents)
        parameters.append(bindparam("agents", type_=ARRAY(Text)))
    else:
        arrays = {"counters": counters} | ({} if keys is None else {"keys": keys})
        where += " AND counted && :counters" + ("" if keys is None else " AND keys && :keys")
        values |= arrays
        parameters += [bindparam(name, type_=ARRAY(Integer)) for name in arrays]
    if after is not None:
        where += " AND (started_at, id) < (:after_at, :after_id)"
        values |= {"after_at": after.started_at, "after_id": after.call_id}
        parameters.append(bindparam("after_at", type_=DateTime(timezone=True)))
    columns = "id, started_at, ended_at, number, language, topic, office, served_office, path, adds"
    statement = f"SELECT {columns} FROM report_call WHERE {where} ORDER BY started_at DESC, id DESC LIMIT {limit}"
    return (await connection.execute(text(statement).bindparams(*parameters), values)).all()


def _sums_in(query: Query, started_at: datetime, adds: Adds, numbers: Numbers) -> Sums:
    """What a call has added to the question's sums."""
    first = slot_of(started_at)
    adding = Adding()
    if query.filters.agents is None:
        for add in adds.calls:
            if query.begin <= first + add.slot * SLOT < query.end and query.filters.takes(numbers.key_of[add.key]):
                for counter, count in add.counts.items():
                    adding.add(numbers.counter_of[counter], count)
        return adding.sums
    for agent_add in adds.agents:
        at = first + agent_add.slot * SLOT
        if query.begin <= at < query.end and query.filters.takes_agent(agent_add.agent, agent_add.office):
            own = Sums({named(name, agent_add.agent): count for name, count in agent_add.counts.items()})
            adding.add_all(of_agent(own, agent_add.agent))
    return adding.sums


def _figure_call(row: Any, count: int) -> FigureCall:
    return FigureCall(
        id=row.id,
        started_at=row.started_at.astimezone(WARSAW),
        ended_at=None if row.ended_at is None else row.ended_at.astimezone(WARSAW),
        number=row.number,
        language=row.language,
        topic=row.topic,
        office=row.office,
        served_office=row.served_office,
        path=row.path,
        cases=count,
    )

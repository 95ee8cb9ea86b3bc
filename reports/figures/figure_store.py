# ruff: noqa: S608 - put together of names that stand in core.db.tables.report_tables, never of what anybody has given
"""Reading the figures: sums of any period, told apart by anything. The calls of a figure: `figure_calls_store`.

Whole days are read from the sums by day, anything else from those by quarter of an hour; both say the same.
Nothing here checks a right: who asks narrows `Filters.offices` to what may be seen.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import ARRAY, Date, DateTime, Integer, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.metrics.contributions import of_agent
from core.metrics.counters import FAMILIES, JOB_OFFER, MATTER, PLAIN, STATE, named
from core.metrics.intervals import Interval, interval_of, midnight
from core.metrics.sums import Adding, Sums
from core.report_columns import AGENT_COUNTERS, STATE_COLUMNS, WAITS
from reports.figures.figure_query import OF_OFFERS, Filters, Query
from reports.figures.figure_rows import day_of
from reports.figures.yielding import yielding_to_loop

Key: TypeAlias = Interval | str
"""What a line is of: an interval, or an office, consultant, topic …; "" for everything, and for what is not known.
A scenario with its version: `name@version`."""

_INTERVAL_SQL = {"15min": "15 minutes", "30min": "30 minutes", "60min": "60 minutes"}
_CLASSES = {"office": "k.office", "topic": "k.topic", "number": "k.number", "language": "k.language"}
_CLASSES_OF_FACTS = {"total": "''", "office": "t.office", "occupation": "t.occupation", "county": "t.county"}
_CLASSES_OF_AGENTS = {"total": "''", "office": "t.office", "agent": "t.agent"}


async def read_sums(connection: AsyncConnection, query: Query) -> list[tuple[Key, Sums]]:
    """The sums of each line, in order: every interval of the period, also empty ones; of the others those that
    have anything. `total` has exactly one line.

    Consultants' own sums stand beside those of calls, unless the filters ask for what only calls have; with
    `by="agent"` or `filters.agents` they stand alone, under the names that figures ask for (`of_agent`). By
    occupation and county there are job offers alone.
    """
    lines: dict[Any, Adding] = defaultdict(Adding)
    is_of_agents = query.by == "agent" or query.filters.agents is not None
    if query.by in OF_OFFERS:
        if not query.filters.is_of_calls:
            await _read_counted(connection, query, lines, JOB_OFFER, _JOB_OFFER_SUMS, _JOB_OFFERS)
        return await _in_order(query, lines)
    if not is_of_agents:
        await _read_calls(connection, query, lines)
    if query.by in ("total", "interval", "office", "agent") and not query.filters.is_of_calls:
        await _read_agents(connection, query, lines, is_alone=is_of_agents)
    if not is_of_agents and query.by in ("total", "interval", "office") and not query.filters.is_of_calls:
        await _read_counted(connection, query, lines, MATTER, _MATTER_SUMS, _MATTERS)
        await _read_counted(connection, query, lines, JOB_OFFER, _JOB_OFFER_SUMS, _JOB_OFFERS)
    return await _in_order(query, lines)


_MATTERS = (
    "SELECT date_bin('15 minutes', at, '2000-01-01 00:00+00') AS quarter, office, kind, channel, is_in_time, "
    "waited_ms FROM matter_fact WHERE at >= :begin AND at < :end"
)
_MATTER_SUMS: Mapping[str, str] = {
    "matters_opened": "count(*) FILTER (WHERE t.kind = 'opened')",
    "matters_by_mail": "count(*) FILTER (WHERE t.kind = 'opened' AND t.channel = 'email')",
    "matters_by_sms": "count(*) FILTER (WHERE t.kind = 'opened' AND t.channel = 'sms')",
    "matters_by_form": "count(*) FILTER (WHERE t.kind = 'opened' AND t.channel = 'form')",
    "matters_answered": "count(*) FILTER (WHERE t.kind = 'answered')",
    "matters_in_time": "count(*) FILTER (WHERE t.is_in_time)",
    "matters_waited_ms": "coalesce(sum(t.waited_ms), 0)::bigint",
    "matters_reopened": "count(*) FILTER (WHERE t.kind = 'reopened')",
    "matters_closed": "count(*) FILTER (WHERE t.kind = 'closed')",
}


_JOB_OFFERS = (
    "SELECT date_bin('15 minutes', e.at, '2000-01-01 00:00+00') AS quarter, e.office, e.kind, e.source, "
    "e.open_ms, coalesce(left(e.occupation, 4), '') AS occupation, "
    "coalesce(e.county, left(e.office, 4)) AS county "
    "FROM (SELECT at, office, kind, source, open_ms, occupation, county FROM offer_fact "
    "UNION ALL SELECT (o.valid_until + 1)::timestamp AT TIME ZONE 'Europe/Warsaw', o.office, 'unfilled', "
    "o.source, NULL, o.occupation, coalesce(o.county, left(o.gmina, 4)) "
    "FROM offer o WHERE o.state IN ('verified', 'unverified') AND o.duplicate_of IS NULL "
    "AND o.valid_until >= (:begin AT TIME ZONE 'Europe/Warsaw')::date - 1 "
    "AND o.valid_until < (:end AT TIME ZONE 'Europe/Warsaw')::date "
    "AND (o.valid_until + 1)::timestamp AT TIME ZONE 'Europe/Warsaw' <= now() "
    "AND NOT EXISTS (SELECT FROM offer_fact f WHERE f.offer_id = o.id AND f.kind = 'filled')) AS e "
    "WHERE e.at >= :begin AND e.at < :end"
)
_JOB_OFFER_SUMS: Mapping[str, str] = {
    "offers_opened": "count(*) FILTER (WHERE t.kind = 'opened')",
    "offers_by_line": "count(*) FILTER (WHERE t.kind = 'opened' AND t.source = 'line')",
    "offers_by_employer": "count(*) FILTER (WHERE t.kind = 'opened' AND t.source = 'employer')",
    "offers_by_office": "count(*) FILTER (WHERE t.kind = 'opened' AND t.source = 'office')",
    "offers_from_bases": "count(*) FILTER (WHERE t.kind = 'opened' AND t.source IN ('official', 'eures'))",
    "offers_filled": "count(*) FILTER (WHERE t.kind = 'filled')",
    "offers_filled_ms": "coalesce(sum(t.open_ms), 0)::bigint",
    "offers_unfilled": "count(*) FILTER (WHERE t.kind = 'unfilled')",
}


async def _read_counted(
    connection: AsyncConnection,
    query: Query,
    lines: dict[Any, Adding],
    counted: Sequence[str],
    of: Mapping[str, str],
    facts: str,
) -> None:
    """Of matters and offers nothing is summed up before: there are some thousand facts a day, not a million."""
    names = [name for name in counted if query.counters is None or name in query.counters]
    if not names:
        return
    group = _CLASSES_OF_FACTS.get(query.by) or _interval_sql(query, "quarter")
    where = "" if query.filters.offices is None else "WHERE t.office = ANY(:offices) "
    sums = ", ".join(of[name] for name in names)
    statement = text(f"SELECT {group} AS line, {sums} FROM ({facts}) AS t {where}GROUP BY 1").bindparams(
        bindparam("begin", type_=DateTime(timezone=True)), bindparam("end", type_=DateTime(timezone=True))
    )
    values: dict[str, Any] = {"begin": query.begin, "end": query.end}
    if query.filters.offices is not None:
        statement = statement.bindparams(bindparam("offices", type_=ARRAY(Text)))
        values["offices"] = sorted(query.filters.offices)
    async for line, *counts in yielding_to_loop(await connection.execute(statement, values)):
        for name, count in zip(names, counts, strict=True):
            if count:
                lines[_line_key(query, line)].add(name, int(count))


async def _in_order(query: Query, lines: dict[Any, Adding]) -> list[tuple[Key, Sums]]:
    sums = {key: added async for key, adding in yielding_to_loop(lines.items()) if (added := adding.sums)}
    if query.by == "total":
        return [("", sums.get("", Sums()))]
    if query.by == "interval":
        every = (interval_of(at, query.interval) for at in query.intervals())
        return [(interval, sums.get(interval.begin, Sums())) for interval in every]
    return sorted(sums.items())


async def _read_calls(connection: AsyncConnection, query: Query, lines: dict[Any, Adding]) -> None:
    keys = await keys_of(connection, query.filters)
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


async def keys_of(connection: AsyncConnection, filters: Filters) -> list[int] | None:
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

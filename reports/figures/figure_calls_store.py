"""Of which calls a figure is made: by what the database finds those that may be, and what each is to the figure.

Nothing here checks a right: who asks narrows `Filters.offices` to what may be seen. The calls themselves are read
as any list of calls is (`reports.calls.call_list_store`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Text, and_, cast, false
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.report_tables import REPORT_CALL
from core.metrics.contributions import CALL_REACH, of_agent
from core.metrics.counters import named
from core.metrics.dictionary import metric_at
from core.metrics.intervals import SLOT, slot_of
from core.metrics.metric import Metric, cases
from core.metrics.sums import Adding, Sums
from reports.figures.figure_query import Query
from reports.figures.figure_rows import Adds, Numbers, unpacked
from reports.figures.figure_store import keys_of, read_sums
from reports.figures.figure_writing_store import known_numbers

_SPARSE = 4
"""One call of so many, or fewer."""


@dataclass(frozen=True, slots=True)
class CallsOfFigure:
    """`total`: how many cases all its calls have together: the figure's own count. `may_be`: of `REPORT_CALL`,
    which calls may be among them. `cases`: of a call that began at this moment and has these `adds`, how many of
    the figure's cases it is; 0: it is none of them. `is_sparse`: few of all calls are of it, or only short waits.
    """

    total: int
    may_be: ColumnElement[bool]
    cases: Callable[[datetime, bytes], int]
    is_sparse: bool


async def count_of(
    connection: AsyncConnection, metric_key: str, query: Query, threshold: int | None = None
) -> int:
    """How many cases all calls of `calls_of` have together: the figure's own count, from the summaries.
    `query.by` is not looked at."""
    metric = _opened(metric_key, threshold)
    total = Query(query.begin, query.end, filters=query.filters)
    return cases(metric, (await read_sums(connection, total))[0][1])


async def calls_of(
    connection: AsyncConnection, metric_key: str, query: Query, threshold: int | None = None
) -> CallsOfFigure:
    """The calls of which a figure is made, in the period and with the filters of the question; `query.by` is not
    looked at. Their cases add up to the figure's (`count_of`), until a fact changes one of them.

    Months that were taken away (`reports.figures.partition_store`) have no calls any more. Raises KeyError for an
    unknown figure, ValueError for one that is not made of calls.
    """
    metric = _opened(metric_key, threshold)
    total = await count_of(connection, metric_key, query, threshold)
    every = replace(query, by="total", counters=frozenset({"calls"}))
    calls = (await read_sums(connection, every))[0][1]["calls"]
    numbers = await known_numbers(connection)
    keys = await keys_of(connection, query.filters)

    def count(started_at: datetime, adds: bytes) -> int:
        return cases(metric, _sums_in(query, started_at, unpacked(adds), numbers))

    return CallsOfFigure(
        total,
        _may_be(query, keys, sorted(_counters_of(metric, numbers))),
        count,
        is_sparse=metric.threshold is not None or total * _SPARSE < calls,
    )


def _opened(metric_key: str, threshold: int | None) -> Metric:
    metric = metric_at(metric_key, threshold)
    if not metric.opens:
        raise ValueError(f"Wskaźnik „{metric.title_pl}” nie składa się z połączeń.")
    return metric


def _counters_of(metric: Metric, numbers: Numbers) -> Iterable[int]:
    """Of the counters that bring it a case each; those that are taken away again find nothing by themselves."""
    opens = [name for name in metric.opens if not name.startswith("-")]
    families = tuple(f"{name}|" for name in opens)
    for name, number in numbers.counters.items():
        if (name in opens or name.startswith(families)) and cases(metric, Sums({name: 1})) > 0:
            yield number


def _may_be(query: Query, keys: list[int] | None, counters: list[int]) -> ColumnElement[bool]:
    """What is in such a call has still to be looked at. `keys`: None does not restrict."""
    call = REPORT_CALL.c
    found: list[ColumnElement[bool]] = [
        call.started_at >= query.begin - CALL_REACH,
        call.started_at < query.end,
        call.last_slot >= query.begin,
    ]
    if query.filters.agents is not None:
        return and_(*found, _overlaps(call.agents, sorted(query.filters.agents), Text))
    if keys == [] or not counters:
        return false()
    found.append(_overlaps(call.counted, counters, Integer))
    if keys is not None:
        found.append(_overlaps(call["keys"], keys, Integer))
    return and_(*found)


def _overlaps(column: Any, values: list[Any], kind: Any) -> ColumnElement[bool]:
    overlap: ColumnElement[bool] = column.op("&&", is_comparison=True)(cast(values, ARRAY(kind)))
    return overlap


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

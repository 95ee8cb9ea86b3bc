# ruff: noqa: S608 - put together of names that stand in this file, never of what anybody has given
"""How long one waits for a page of the list of calls, among the calls that reports are measured with.

The records are made of the week of calls behind the reports (`bench.reports`), and multiplied as those are. Each
list is asked for as the page asks: 92 days, one filter, one order, the first 50 calls and the 50 after them, by
who sees every call and by the supervisor of one office, with what is told beside each call.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast, get_args

import anyio
from sqlalchemy import Index, Table, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.figures import ms
from bench.made_up_calls import CONSULTANTS_EACH, MONDAY
from core.db.tables.centre.call_tables import CallRow, SurveyAnswer
from core.metrics.intervals import midnight
from ivr.defaults import offices
from ops.console import Failed
from reports.calls.call_list_store import CallFilter, CallOrder, Raters, beside_calls, page_of_calls
from reports.calls.call_visibility import CallVisibility
from tests.support.database.offices import put_consultant, put_shipped_offices

BAR = 150.0
"""Milliseconds that 95 of 100 pages may take."""

_DAYS = timedelta(days=92)
_LIMIT = 50
_TIMES = 4  # each list, about other days and another office each time
_OPEN = 300  # calls that wait still

_RECORDS = """
CREATE UNLOGGED TABLE t_record AS
SELECT c.id, c.number AS dialled_number, '' AS caller_number, c.is_free, c.scenario, c.scenario_version,
    c.started_at, c.ended_at,
    CASE WHEN abs(hashtext(c.id || 'e')) % 2500 = 0 THEN 'failed'
        WHEN c.path = 'self_service' THEN 'completed' ELSE 'caller_hung_up' END AS end_reason,
    extract(epoch FROM c.ended_at - c.started_at)::float8 AS duration_time,
    CASE WHEN c.verification <> 'none' THEN 2 ELSE 0 END AS verification_level,
    c.office, p.office AS queue, p.entered_at AS queued_at, p.reason AS queue_left_reason, p.wait_time, t.agent,
    t.begun_at AS connected_at, t.talk_time, t.is_recorded IS TRUE AS is_recording_allowed, c.direction, c.topic,
    p.served_office AS answered_by_office, p.served_office = p.office AS is_own_office, t.hold_time
FROM t_call AS c
LEFT JOIN t_passage AS p ON p.call_id = c.id
LEFT JOIN t_conversation AS t ON t.call_id = c.id
"""
_LENGTHS = ("wait_time", "talk_time")
_MOMENTS = ("started_at", "ended_at", "queued_at", "connected_at")
_OPEN_CALLS = """
INSERT INTO call (id, dialled_number, caller_number, started_at, office, queue, queued_at)
SELECT 'open-' || n, '9524', '600000000', at, queue, queue, at
FROM (SELECT n, CAST(:now AS timestamptz) - n * interval '2 seconds' AS at,
    (SELECT array_agg(code) FROM office)[1 + n % 15] AS queue FROM generate_series(1, :open) AS n) AS each
"""
_ANSWERS = """
INSERT INTO survey_answer (call_id, node, answered_at, about, rating, agent, office)
SELECT r.id, 'survey', c.connected_at + make_interval(secs => c.talk_time), 'conversation', r.rating, c.agent,
    r.served_office
FROM report_call AS r JOIN call AS c ON c.id = r.id WHERE r.rating IS NOT NULL AND c.connected_at IS NOT NULL
"""


@dataclass
class CallListTimes:
    """Seconds of each list by what was asked: the page, with what stands beside each call."""

    asked: dict[str, list[float]] = field(default_factory=dict)
    rows: int = 0

    @property
    def all(self) -> list[float]:
        return [one for times in self.asked.values() for one in times]

    def figures(self) -> dict[str, float]:
        return {"calls_list_ms_p50": ms(self.all, 0.5), "calls_list_ms_p95": ms(self.all, 0.95)}

    def lines(self) -> list[list[str]]:
        """The slowest kinds, and all together."""
        slowest = sorted(self.asked.items(), key=lambda item: -max(item[1]))[:8]
        return [
            *(
                [f"list: {name}", f"{ms(times, 0.5):.0f} ms, at most {1000 * max(times):.0f}"]
                for name, times in slowest
            ),
            [
                f"lists of calls ({len(self.all)}): median, 95 %",
                f"{ms(self.all, 0.5):.0f} ms, {ms(self.all, 0.95):.0f} ms",
            ],
            ["bar of the lists", f"{BAR:g} ms"],
        ]


async def fill_records(engine: AsyncEngine, weeks: int, copies: int, zone: str) -> None:
    """The table of calls as that of reports is multiplied, ratings, and some calls that go on."""
    await put_shipped_offices(engine)
    for office in offices():
        for n in range(1, CONSULTANTS_EACH + 1):
            await put_consultant(engine, f"k{office['code']}-{n}", office["code"])
    tables = [cast(Table, row.__table__) for row in (CallRow, SurveyAnswer)]
    indexes = [index for table in tables for index in table.indexes]
    async with engine.begin() as connection:
        await connection.execute(text(_RECORDS))
        for name in ("call", "survey_answer"):
            await connection.execute(text(f"ALTER TABLE {name} SET UNLOGGED"))
        for index in indexes:
            await connection.run_sync(index.drop)
    async with anyio.create_task_group() as tasks:
        for first, last in ((0, weeks // 2 - 1), (weeks // 2, weeks - 1)):
            tasks.start_soon(_weeks, engine, first, last, copies, zone)
    async with engine.begin() as connection:
        await connection.execute(text(_ANSWERS))
        await connection.execute(
            text(_OPEN_CALLS), {"now": midnight(MONDAY + timedelta(weeks=weeks)), "open": _OPEN}
        )
    async with anyio.create_task_group() as tasks:
        for part in (indexes[::2], indexes[1::2]):
            tasks.start_soon(_make, engine, part)
    async with engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM ANALYZE call"))
        await connection.execute(text("VACUUM ANALYZE survey_answer"))


async def _weeks(engine: AsyncEngine, first: int, last: int, copies: int, zone: str) -> None:
    by = "make_interval(weeks => w, mins => 15 * c)"
    moved = {name: f"(({name} AT TIME ZONE '{zone}') + {by}) AT TIME ZONE '{zone}'" for name in _MOMENTS}
    # Hardly two calls wait equally long.
    moved |= {name: f"{name} * (1 + ((w * 7 + c * 13) % 97) / 400.0)" for name in _LENGTHS}
    moved["id"] = "id || '-' || w || '-' || c"
    moved["caller_number"] = "'6' || lpad((abs(hashtext(id)::bigint * 31 + w * 17 + c) % 100000000)::text, 8, '0')"
    async with engine.connect() as connection:
        names = list((await connection.execute(text("SELECT * FROM t_record LIMIT 0"))).keys())
    for week in range(first, last + 1, 4):
        span = f"generate_series({week}, {min(week + 3, last)}) AS w, generate_series(0, {copies - 1}) AS c"
        columns = ", ".join(moved.get(name, name) for name in names)
        async with engine.begin() as connection:
            await connection.execute(text("SET LOCAL synchronous_commit = off"))
            await connection.execute(
                text(f"INSERT INTO call ({', '.join(names)}) SELECT {columns} FROM {span}, t_record")
            )


async def _make(engine: AsyncEngine, indexes: list[Index]) -> None:
    for index in indexes:
        async with engine.begin() as connection:
            await connection.run_sync(index.create)


def _lists(n: int, now: datetime, office: str) -> Iterator[tuple[str, CallFilter, CallOrder]]:
    """Of 92 days each: one filter and one order."""
    begin = midnight(MONDAY + timedelta(weeks=40 + 11 * n)) if n else now - _DAYS
    span = CallFilter(started_from=begin, started_to=begin + _DAYS)
    filters = {
        "no filter": span,
        "one office": replace(span, office=office),
        "one consultant": replace(span, agent=f"k{office}-{1 + n}"),
        "one number": replace(span, dialled_number="800100200"),
        "one topic": replace(span, topic="employer"),
        "answered": replace(span, queue_left_reason="connected"),
        "abandoned": replace(span, queue_left_reason="abandoned"),
        "the queue was full": replace(span, queue_left_reason="full"),
        "failed": replace(span, end_reason="failed"),
        "line too busy": replace(span, end_reason="shed"),
        "served by the line": replace(span, path="self_service"),
        "after hours": replace(span, path="closed"),
        "waited over 5 minutes": replace(span, waited_over=300.0),
        "helped by another office": replace(span, is_helped=True),
        "rated 1 or 2": replace(span, rating_at_most=2),
        "going on": replace(span, is_open=True),
    }
    for name, wanted in filters.items():
        for order in get_args(CallOrder):
            yield f"{name}, by {order}", wanted, order


async def ask_lists(engine: AsyncEngine, weeks: int) -> CallListTimes:
    times, now = CallListTimes(), midnight(MONDAY + timedelta(weeks=weeks))
    for n in range(_TIMES):
        office = offices()[(3 * n + 1) % len(offices())]["code"]
        own = frozenset({office})
        readers: list[tuple[str, CallVisibility, Raters]] = [
            ("every office", CallVisibility(everything=True), None),
            ("own office", CallVisibility(offices=own), own),
        ]
        for reader, visibility, raters in readers:
            for name, wanted, order in _lists(n, now, office):
                after = None
                for _ in range(2):
                    begun = time.perf_counter()
                    page = await page_of_calls(
                        engine, wanted, visibility, now=now, limit=_LIMIT, order=order, after=after, raters=raters
                    )
                    await beside_calls(engine, page.calls, raters)
                    times.asked.setdefault(f"{name}, {reader}", []).append(time.perf_counter() - begun)
                    times.rows += len(page.calls)
                    if (after := page.after) is None:
                        break
    if not times.rows:
        raise Failed("no list has found a call")
    return times

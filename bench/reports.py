# ruff: noqa: S608 - put together of names that stand in core.db.tables.report_tables, never of what anybody has given
"""How long one waits for a report over 10 million calls, and how fast facts become figures.

First the facts of 2,000 calls are brought in, as `jobs` does it, which tells how many rows a second it writes.
Then a week of calls is written by the same code, without facts. The database
then multiplies that week: ten times over the day, and over two years, calls and sums alike, which is the same as
if all had been written (and is held against the calls afterwards). `BENCH_REPORT_CALLS` is how many (10,000,000).
Reports are asked for as people ask: a year, a quarter, a week, by anything, with filters, twelve figures of all
sums in each line.
"""

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import get_args

import anyio
from anyio import to_thread
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.store import AgentStates
from bench.calls_list import CallListTimes, ask_lists, fill_records
from bench.figures import ms, table
from bench.made_up_calls import MONDAY, made_up_call, week_of_calls
from core.db.engine import make_engine
from core.db.errors import DATABASE_AWAY
from core.db.migrate import upgrade
from core.db.tables.report_tables import (
    BY_MONTH,
    PARTS_SCHEMA,
    REPORT_CALL,
    REPORT_CONVERSATION,
    REPORT_OFFER,
    REPORT_PASSAGE,
)
from core.fact_log.event_log import write_facts
from core.metrics.counters import PLAIN
from core.metrics.dictionary import METRICS
from core.metrics.intervals import midnight
from core.metrics.needed import counters_of
from core.report_columns import AGENT_COUNTERS, STATE_COLUMNS
from core.secrets import read_secrets
from core.settings import Settings
from ops.console import Failed, say
from ops.install.secrets import Secrets
from ops.paths import PROJECT
from reports.calls.call_list_store import CallFilter, CallOrder, Page, Position, page_of_calls
from reports.calls.call_visibility import CallVisibility
from reports.calls.store import CallRecords
from reports.figures.figure_calls_store import calls_of, count_of
from reports.figures.figure_check_store import fold_anew
from reports.figures.figure_query import Filters, Query
from reports.figures.figure_rows import Counted
from reports.figures.figure_store import read_sums
from reports.figures.figure_writing_store import known_numbers
from reports.figures.figures_projection import FiguresProjection, write
from reports.figures.partition_store import lock_reports, make_months
from tests.support.reports.made_up_calls import all_facts

WEEKS = 104
COPIES = 10  # of each call over its day, a quarter of an hour apart
_AT_ONCE = 200  # calls in a transaction, as the projection has them
_FACT_CALLS = 2000
_ENOUGH = 1_000_000  # calls, of which every question has some
_FACTS_AT_ONCE = 500  # as the writer of facts has them
_TIMES = 7  # each question, about other weeks and offices each time
_BAR, _GOAL = 2000.0, 500.0  # ms
_ZONE = "Europe/Warsaw"
_BY_DAY = ("report_day", "report_wait", "report_agent_day")
_COUNTED = ("call", "quarter", "day", "wait", "agent_quarter", "agent_day")


@dataclass(frozen=True, slots=True)
class _At:
    """A clock that stands still."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0


@dataclass
class ReportTimes:
    """Seconds of each question by its name; what was written, and how long it took."""

    calls: int
    made: float = 0.0
    ingest: float = 0.0
    ingest_calls: float = 0.0
    ingest_cpu: float = 0.0
    again: float = 0.0
    rows: dict[str, int] = field(default_factory=dict)
    size: float = 0.0
    day: list[float] = field(default_factory=list)
    asked: dict[str, list[float]] = field(default_factory=dict)
    lists: CallListTimes = field(default_factory=CallListTimes)

    @property
    def reports(self) -> list[float]:
        return [one for name, times in self.asked.items() if not name.startswith("calls of") for one in times]

    @property
    def opened(self) -> list[float]:
        return [one for name, times in self.asked.items() if name.startswith("calls of") for one in times]

    def figures(self) -> dict[str, float]:
        return {
            "report_calls": self.calls,
            "report_generate_s": self.made,
            "report_ms_p50_10m": ms(self.reports, 0.5),
            "report_ms_p95_10m": ms(self.reports, 0.95),
            "report_calls_of_ms_p95_10m": ms(self.opened, 0.95),
            "ingest_rows_per_s": self.ingest,
            "ingest_calls_per_s": self.ingest_calls,
            "ingest_cpu_ms_per_call": self.ingest_cpu,
            "ingest_again_cpu_ms_per_call": self.again,
            "report_gigabytes_10m": self.size,
            "report_day_ms_p95_10m": ms(self.day, 0.95),
            **self.lists.figures(),
        }

    def table(self) -> str:
        rows = [
            ["calls", f"{self.calls:,}"],
            ["made and measured in", f"{self.made:.0f} s"],
            [
                "rows (calls) a second, out of facts",
                f"{self.ingest:,.0f} ({self.ingest_calls:,.0f})",
            ],
            [
                "processor of ours for a call; for one that is folded again",
                f"{self.ingest_cpu:.2f} ms; {self.again:.2f} ms",
            ],
            *([name, f"{count:,} rows"] for name, count in self.rows.items()),
            ["all tables of reports", f"{self.size:.1f} GB"],
            *(
                [name, f"{ms(times, 0.5):.0f} ms, at most {1000 * max(times):.0f}"]
                for name, times in self.asked.items()
            ),
            ["reports: median, 95 %", f"{ms(self.reports, 0.5):.0f} ms, {ms(self.reports, 0.95):.0f} ms"],
            [
                "beside it: today's sums by office, median, 95 %",
                f"{ms(self.day, 0.5):.0f} ms, {ms(self.day, 0.95):.0f} ms",
            ],
            ["bar, goal", f"{_BAR:g} ms, {_GOAL:g} ms"],
            *self.lists.lines(),
        ]
        return table(["reports", ""], rows)


def measure_reports(folder: Path) -> ReportTimes:
    """Blocks for some minutes; needs some gigabytes in `folder`. Raises Failed."""
    calls = int(os.environ.get("BENCH_REPORT_CALLS", "10000000"))
    return anyio.run(_measure, folder, calls)


async def _measure(folder: Path, calls: int) -> ReportTimes:
    begun = time.monotonic()
    async with own_server(folder) as engine:
        each = max(5, round(calls / (WEEKS * COPIES)))
        times = ReportTimes(each * WEEKS * COPIES)
        await _write_facts(engine, times)
        say(f"  {times.ingest:,.0f} rows a second out of facts ...")
        await _write_week(engine, each)
        say(f"  {each} calls written, now {times.calls:,} of them ...")
        await _multiply(engine)
        say(f"  made in {time.monotonic() - begun:.0f} s")
        await _sizes(engine, times)
        await _ask(engine, times)  # before the records, which would push the sums out of memory
        await fill_records(engine, WEEKS, COPIES, _ZONE)
        say(f"  with the records of calls in {time.monotonic() - begun:.0f} s")
        await _open_figures(engine, times)
        times.lists = await ask_lists(engine, WEEKS)
        times.made = time.monotonic() - begun
    return times


@asynccontextmanager
async def own_server(folder: Path) -> AsyncIterator[AsyncEngine]:
    """The product's own server, with its own settings, and the schema."""
    settings = Settings(state_dir=folder / "state", population=0)
    Secrets.load(settings.home)
    environment = {**os.environ, "S724_STATE_DIR": str(settings.state), "PYTHONPATH": str(PROJECT)}
    process = subprocess.Popen([sys.executable, "-m", "ops.install.postgres"], env=environment, cwd=PROJECT)  # noqa: ASYNC220
    try:
        dsn = await _until_it_answers(settings, process)
        await to_thread.run_sync(upgrade, dsn)
        key = read_secrets(settings.home).fact_key
        engine = make_engine(dsn, statement_time=1200, fact_key=key)
        try:
            yield engine
        finally:
            await engine.dispose()
    finally:
        process.terminate()
        await to_thread.run_sync(process.wait)


async def _until_it_answers(settings: Settings, process: "subprocess.Popen[bytes]") -> str:
    for _ in range(300):
        await anyio.sleep(0.2)
        if process.poll() is not None:
            break
        try:
            engine = make_engine(settings.dsn, pool_size=1)
        except OSError:
            continue
        try:
            async with engine.connect():
                return settings.dsn
        except (*DATABASE_AWAY, OSError):
            continue
        finally:
            await engine.dispose()
    raise Failed("the database server of the measurement does not start")


async def _write_facts(engine: AsyncEngine, times: ReportTimes) -> None:
    """The whole way from facts to figures, once for what is new and once for the same calls again."""
    noon = midnight(MONDAY) + timedelta(hours=12)
    calls = [made_up_call(n, noon) for n in range(_FACT_CALLS)]
    facts = all_facts(calls)
    for first in range(0, len(facts), _FACTS_AT_ONCE):
        async with engine.begin() as connection:
            fresh = await write_facts(connection, facts[first : first + _FACTS_AT_ONCE])
            await CallRecords(engine).apply(connection, fresh)
            await AgentStates().apply(connection, fresh)
    begun, busy = time.perf_counter(), time.process_time()
    written = await FiguresProjection(engine, _At(noon + timedelta(hours=9))).catch_up()
    spent = time.perf_counter() - begun
    times.ingest_cpu = 1000 * (time.process_time() - busy) / _FACT_CALLS
    times.ingest, times.ingest_calls = written.rows / spent, _FACT_CALLS / spent
    busy = time.process_time()
    again = await fold_anew(engine, noon, noon + timedelta(hours=9))
    times.again = 1000 * (time.process_time() - busy) / again
    async with engine.begin() as connection:
        await connection.execute(
            text(f"TRUNCATE event, call, agent_state, {', '.join(BY_MONTH)}, {', '.join(_BY_DAY)}")
        )


async def _write_week(engine: AsyncEngine, count: int) -> None:
    counted = [Counted.of(call) for call in week_of_calls(count)]
    for first in range(0, count, _AT_ONCE):
        async with engine.begin() as connection:
            await lock_reports(connection)
            await write(connection, counted[first : first + _AT_ONCE], {}, await known_numbers(connection))


def _moved(column: str, weeks: str, copies: str = "0") -> str:
    """A moment moved by whole weeks of Poland's clocks, and by quarters of an hour."""
    by = f"make_interval(weeks => {weeks}, mins => 15 * {copies})"
    return f"(({column} AT TIME ZONE '{_ZONE}') + {by}) AT TIME ZONE '{_ZONE}'"


async def _multiply(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for name in ("call", "passage", "offer", "conversation", "quarter", "agent_quarter"):
            await connection.execute(text(f"CREATE UNLOGGED TABLE t_{name} AS SELECT * FROM report_{name}"))
        await connection.execute(
            text(
                "TRUNCATE report_call, report_passage, report_offer, report_conversation, report_quarter, "
                "report_day, report_wait, report_agent_quarter, report_agent_day"
            )
        )
        end = midnight(MONDAY + timedelta(weeks=WEEKS))
        months = [midnight(MONDAY) + timedelta(days=n) for n in range(0, (end - midnight(MONDAY)).days + 31, 20)]
        await lock_reports(connection)
        parts = await make_months(connection, months)
        # Nothing of this has to survive a crash: without a log it is there in half the time, and read as fast.
        for name in (
            *(f"{PARTS_SCHEMA}.{part}" for part in parts),
            "report_day",
            "report_wait",
            "report_agent_day",
        ):
            await connection.execute(text(f"ALTER TABLE {name} SET UNLOGGED"))
        for index in ("id", "nodes", "left_node"):  # no question here is about nodes
            await connection.execute(text(f"DROP INDEX ix_report_call_{index}"))
        await _one_week(connection)
    # Two at a time, as the machine has processors; each has weeks of its own.
    async with anyio.create_task_group() as tasks:
        for first, last in ((0, WEEKS // 2 - 1), (WEEKS // 2, WEEKS - 1)):
            tasks.start_soon(_weeks, engine, first, last)
    async with engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("CREATE INDEX ix_report_call_id ON report_call (id)"))
        for name in _COUNTED:
            await connection.execute(text(f"ANALYZE report_{name}"))
        await connection.execute(text("VACUUM report_call"))


async def _one_week(connection: AsyncConnection) -> None:
    """The sums of a week with all copies."""
    plain = ", ".join(f'sum("{name}") AS "{name}"' for name in PLAIN)
    agents = ", ".join(f'sum("{name}") AS "{name}"' for name in AGENT_COUNTERS)
    copies = f"generate_series(0, {COPIES - 1}) AS c"
    families = (
        "SELECT {at} AS {as_}, p.key, f.key AS name, sum(f.value::bigint) AS count "
        "FROM t_week_parts AS p, jsonb_each_text(families) AS f WHERE families IS NOT NULL GROUP BY 1, 2, 3"
    )
    day = f"(quarter AT TIME ZONE '{_ZONE}')::date"
    is_wait = "split_part(name, '|', 1) IN ('wait', 'abandon')"
    for statement in (
        f"CREATE UNLOGGED TABLE t_week_parts AS SELECT {_moved('quarter', '0', 'c')} AS quarter, key, families "
        f"FROM t_quarter, {copies}",
        f"CREATE UNLOGGED TABLE t_family AS {families.format(at='quarter', as_='quarter')}",
        f"CREATE UNLOGGED TABLE t_day_family AS {families.format(at=day, as_='day')}",
        f"CREATE UNLOGGED TABLE t_week AS SELECT q.*, f.families FROM "
        f"(SELECT {_moved('quarter', '0', 'c')} AS quarter, key, {plain} FROM t_quarter, {copies} "
        "GROUP BY 1, 2) q "
        "LEFT JOIN (SELECT quarter, key, jsonb_object_agg(name, count) AS families FROM t_family GROUP BY 1, 2) f "
        "USING (quarter, key)",
        f"CREATE UNLOGGED TABLE t_day AS SELECT q.*, f.families FROM "
        f"(SELECT {day} AS day, key, {plain} FROM t_week GROUP BY 1, 2) q LEFT JOIN "
        "(SELECT day, key, jsonb_object_agg(name, count) AS families FROM t_day_family "
        f"WHERE NOT {is_wait} GROUP BY 1, 2) f USING (day, key)",
        "CREATE UNLOGGED TABLE t_wait AS SELECT day, key, split_part(name, '|', 1) AS family, "
        f"split_part(name, '|', 2)::integer AS step, count::integer FROM t_day_family WHERE {is_wait}",
        f"CREATE UNLOGGED TABLE t_agent AS SELECT {_moved('quarter', '0', 'c')} AS quarter, agent, office, "
        f"{agents}, "
        f"{', '.join(f'sum(90000) AS {name}' for name in STATE_COLUMNS)} "
        f"FROM t_agent_quarter, {copies} GROUP BY 1, 2, 3",
        f"CREATE UNLOGGED TABLE t_agent_day AS SELECT {day} AS day, agent, office, "
        f"{', '.join(f'sum({name}) AS {name}' for name in (*AGENT_COUNTERS, *STATE_COLUMNS))} "
        "FROM t_agent GROUP BY 1, 2, 3",
    ):
        await connection.execute(text(statement))


async def _weeks(engine: AsyncEngine, first: int, last: int) -> None:
    """Calls and sums of these weeks, some weeks in a transaction."""
    weeks, copies = "generate_series({}, {}) AS w", f"generate_series(0, {COPIES - 1}) AS c"
    moved = {
        "started_at": _moved("started_at", "w", "c"),
        "ended_at": _moved("ended_at", "w", "c"),
        "last_slot": _moved("last_slot", "w", "c"),
        "id": "id || '-' || w || '-' || c",
        "call_id": "call_id || '-' || w || '-' || c",
        **{name: _moved(name, "w", "c") for name in ("entered_at", "left_at", "made_at", "begun_at")},
    }
    for week in range(first, last + 1, 4):
        span = weeks.format(week, min(week + 3, last))
        async with engine.begin() as connection:
            await connection.execute(text("SET LOCAL synchronous_commit = off"))
            for table_ in (REPORT_CALL, REPORT_PASSAGE, REPORT_OFFER, REPORT_CONVERSATION):
                names = ", ".join(f'"{column.name}"' for column in table_.c)
                columns = ", ".join(moved.get(column.name, f'"{column.name}"') for column in table_.c)
                source = table_.name.replace("report_", "t_")
                await connection.execute(
                    text(f"INSERT INTO {table_.name} ({names}) SELECT {columns} FROM {span}, {copies}, {source}")
                )
            plain = ", ".join(f'"{name}"' for name in PLAIN)
            agents = ", ".join([*AGENT_COUNTERS, *STATE_COLUMNS])
            for statement in (
                f"INSERT INTO report_quarter (quarter, key, {plain}, families) "
                f"SELECT {_moved('quarter', 'w')}, key, {plain}, families FROM {span}, t_week",
                f"INSERT INTO report_day (day, key, {plain}, families) "
                f"SELECT day + 7 * w, key, {plain}, families FROM {span}, t_day",
                f"INSERT INTO report_agent_day (day, agent, office, {agents}) "
                f"SELECT day + 7 * w, agent, office, {agents} FROM {span}, t_agent_day",
                f"INSERT INTO report_wait SELECT day + 7 * w, key, family, step, count FROM {span}, t_wait",
                f"INSERT INTO report_agent_quarter (quarter, agent, office, {agents}) "
                f"SELECT {_moved('quarter', 'w')}, agent, office, {agents} FROM {span}, t_agent",
            ):
                await connection.execute(text(statement))


async def _sizes(engine: AsyncEngine, times: ReportTimes) -> None:
    size = text(
        "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
        "WHERE relkind = 'r' AND (n.nspname = 'report_parts' OR relname LIKE 'report%')"
    )
    async with engine.connect() as connection:
        for name in _COUNTED:
            counted = await connection.scalar(text(f"SELECT count(*) FROM report_{name}"))
            times.rows[f"report_{name}"] = int(counted or 0)
        times.size = float(await connection.scalar(size) or 0) / 1e9
    if times.rows["report_call"] != times.calls:
        raise Failed(f"{times.rows['report_call']} calls stand instead of {times.calls}")


def _questions(n: int) -> dict[str, Query]:
    """What people ask, about another time and office each `n`."""
    office = ("20610", "20620", "20060")[n % 3]
    monday = MONDAY + timedelta(weeks=60 + 2 * n)
    month = date(2025 + n % 2, 2 + n, 1)
    quarter = date(2025, 1 + 3 * (n % 4), 1)
    only = Filters(offices=frozenset({office}))
    topic = Filters(topics=frozenset({"employer"}))

    def at(day: date, days: int) -> tuple[datetime, datetime]:
        return midnight(day), midnight(day + timedelta(days=days))

    year = at(date(2025, 7 if n % 2 else 1, 6), 365)
    return {
        "a year, everything": Query(*year),
        "a year by month": Query(*year, by="interval", interval="month"),
        "a year by office": Query(*year, by="office"),
        "a year by week, one topic": Query(*year, by="interval", interval="week", filters=topic),
        "a year by topic, one office": Query(*year, by="topic", filters=only),
        "two years by quarter": Query(*at(MONDAY, 728), by="interval", interval="quarter"),
        "a year by language": Query(*year, by="language"),
        "a quarter by consultant": Query(*at(quarter, 90), by="agent", filters=only),
        "a quarter by scenario": Query(*at(quarter, 90), by="scenario"),
        "a month by day": Query(*at(month, 28), by="interval", interval="day"),
        "a month by hour, one office": Query(*at(month, 28), by="interval", interval="60min", filters=only),
        "a week by 15 minutes": Query(*at(monday, 7), by="interval", interval="15min"),
        "a day by half an hour": Query(*at(monday, 1), by="interval", interval="30min"),
    }


_FIGURES = (
    *("calls", "offered", "answered", "answered_share", "abandoned", "abandoned_share", "service_level", "asa"),
    *("longest_wait", "aht", "occupancy", "repeat_7_days"),
)
_OPENED = ("calls", "abandoned", "service_level", "repeat_7_days", "survey_mean")


async def _ask(engine: AsyncEngine, times: ReportTimes) -> None:
    """Beside it the sums of one day are read all the time, as the board does it."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_read_a_day, engine, times)
        await _ask_reports(engine, times)
        tasks.cancel_scope.cancel()
    await _hold_against_calls(engine)


async def _read_a_day(engine: AsyncEngine, times: ReportTimes) -> None:
    day = midnight(MONDAY + timedelta(weeks=WEEKS - 1))
    query = Query(day, day + timedelta(days=1), by="office")
    while True:
        async with engine.connect() as connection:
            begun = time.perf_counter()
            await read_sums(connection, query)
            times.day.append(time.perf_counter() - begun)
        await anyio.sleep(0.25)


async def _ask_reports(engine: AsyncEngine, times: ReportTimes) -> None:
    for n in range(_TIMES):
        for name, asked in _questions(n).items():
            query = replace(asked, counters=counters_of(METRICS[key] for key in _FIGURES))
            async with engine.connect() as connection:
                begun = time.perf_counter()
                lines = await read_sums(connection, query)
                for _, sums in lines:
                    for key in _FIGURES:
                        METRICS[key].compute(sums)
                times.asked.setdefault(name, []).append(time.perf_counter() - begun)
            if times.calls >= _ENOUGH and not any(sums for _, sums in lines):
                raise Failed(f"{name}: nothing was found")


async def _open_figures(engine: AsyncEngine, times: ReportTimes) -> None:
    for n in range(_TIMES):
        for key in _OPENED:
            query = _questions(n)["a month by day" if n % 2 else "a quarter by scenario"]
            for order in get_args(CallOrder):
                async with engine.connect() as connection:
                    begun = time.perf_counter()
                    await _page_of(connection, key, query, order)
                    name = f"calls of {key}, 50, by {order}"
                    times.asked.setdefault(name, []).append(time.perf_counter() - begun)


async def _page_of(
    connection: AsyncConnection,
    key: str,
    query: Query,
    order: CallOrder = "started",
    after: Position | None = None,
    limit: int = 50,
) -> Page:
    """Of the calls of a figure."""
    figure = await calls_of(connection, key, query)
    return await page_of_calls(
        connection,
        CallFilter(),
        CallVisibility(everything=True),
        now=query.end,
        limit=limit,
        order=order,
        after=after,
        figure=figure,
    )


async def _hold_against_calls(engine: AsyncEngine) -> None:
    """What was multiplied is what it says: the calls of a figure add up to it."""
    day = midnight(MONDAY + timedelta(weeks=70))
    query = Query(day, day + timedelta(days=1), filters=Filters(offices=frozenset({"20610"})))
    async with engine.connect() as connection:
        for key in _OPENED:
            found, after = 0, None
            while True:
                page = await _page_of(connection, key, query, after=after, limit=100)
                found += sum(page.cases[call.id] for call in page.calls)
                if (after := page.after) is None:
                    break
            if found != (expected := await count_of(connection, key, query)):
                raise Failed(f"{key}: its calls come to {found}, the figure to {expected}")

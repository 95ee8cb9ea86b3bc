"""How old the figures of reports are after an hour of five calls a second, without an hour on the wall.

Some real calls are made first. Then the facts of an hour, 18,000 calls, are put into the log of facts as copies of
theirs, each with an id, a caller and a moment of its own, as fast as the database takes them, with a rest as long
as each minute took. Beside them five real calls a second go on, and the process `jobs` follows with its own budget
alone, as ever. Each second somebody looks how old the moment is up to which the figures are complete. What counts
is every look, while real calls go on, from the moment on at which the figures have the hour and what was written
until they had it: by then each table and index is as large as after such an hour, and neither an hour that came
within a minute nor the calls that waited behind it are a burden any more.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import asyncpg
from sqlalchemy import func, select

from bench.centre import HOTLINE, MeasuredCentre
from bench.cpu import seconds_of
from bench.figures import percentile, table
from core.clock import MachineClock
from core.db.engine import Engine, make_engine
from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.report_tables import REPORT_PROGRESS
from ops.console import Failed

RATE = 5.0  # calls a second
HOUR = 3600.0
SAMPLE_SECONDS = 24.0  # of calls that are copied
SECONDS = 300.0  # of real calls beside and afterwards
_BAR = 60.0  # s
_AFTERWARDS = 60.0  # seconds that have to be left when the figures have the hour
_LOOK = 1.0
_LONGEST_CALL = 20.0  # seconds of one in the sample
_WRITTEN = 5.0  # seconds until everything of the last call is written
_CLOCK = MachineClock()
_COLUMNS = ("id", "type", "at", "call_id", "agent", "data", "key_number")
_MOMENTS = ("started_at", "ended_at", "queued_at", "connected_at")


@dataclass(slots=True)
class ReportLag:
    """Seconds at each look, until the figures had caught up, and afterwards. `put_in`, `had_hour`, `caught_up`:
    when the hour was in the log, in the figures, and what waited behind it, too. `jobs`: of a processor."""

    facts: int = 0
    calls: int = 0
    put_in: float = 0.0
    had_hour: float = 0.0
    caught_up: float = 0.0
    meanwhile: list[float] = field(default_factory=list)
    afterwards: list[float] = field(default_factory=list)
    jobs: float = 0.0
    placed: int = 0
    failed: int = 0

    def figures(self) -> dict[str, float]:
        return {
            "report_lag_s": max(self.afterwards),
            "report_lag_s_p50": percentile(self.afterwards, 0.5),
            "report_lag_caught_up_s": self.caught_up,
            "report_lag_meanwhile_s": max(self.meanwhile, default=0.0),
            "report_lag_jobs_share": self.jobs,
            "report_lag_failed_calls": self.failed,
        }

    def table(self) -> str:
        rows = [
            ["of an hour: calls, facts", f"{self.calls:,}, {self.facts:,}"],
            ["put in, and in the figures, after", f"{self.put_in:.0f} s, {self.had_hour:.0f} s"],
            ["and what waited behind it, after", f"{self.caught_up:.0f} s"],
            ["meanwhile, at most", f"{max(self.meanwhile, default=0.0):.0f} s"],
            [
                "afterwards: median, at most",
                f"{percentile(self.afterwards, 0.5):.0f} s, {max(self.afterwards):.0f} s",
            ],
            ["bar", f"{_BAR:g} s"],
            ["looks afterwards", str(len(self.afterwards))],
            ["jobs, of a processor", f"{self.jobs:.2f}"],
            [f"real calls, {RATE:g} a second; failed", f"{self.placed}, {self.failed}"],
        ]
        return table(["how old the figures of reports are", ""], rows)


def lag_calls(seconds: float) -> int:
    """How many real calls are placed."""
    return round(RATE * (SAMPLE_SECONDS + seconds))


def measure_report_lag(centre: MeasuredCentre, seconds: float, folder: Path, hour: float = HOUR) -> ReportLag:
    """`hour`: how many seconds of facts are put in. Raises Failed if that takes longer than real calls go on."""
    folder.mkdir(mode=0o700, parents=True)
    return anyio.run(_measure, centre, seconds, folder, hour)


async def _measure(centre: MeasuredCentre, seconds: float, folder: Path, hour: float) -> ReportLag:
    engine = make_engine(centre.settings.dsn, pool_size=2)
    found = ReportLag(placed=lag_calls(seconds))

    async def load() -> None:
        found.failed += (await centre.place_calls(folder / "calls", RATE, round(RATE * seconds))).failed

    try:
        since = _CLOCK.now()
        found.failed = (await centre.place_calls(folder / "sample", RATE, round(RATE * SAMPLE_SECONDS))).failed
        await anyio.sleep(_WRITTEN)
        sample = await read_sample(engine, since)
        before, begun = seconds_of(centre.pids, "jobs"), anyio.current_time()
        async with anyio.create_task_group() as tasks:
            looks = _Looks(engine, found)
            tasks.start_soon(looks.run)
            async with anyio.create_task_group() as calls:
                calls.start_soon(load)
                await put_in(centre.settings.dsn, sample, hour, found)
                found.put_in = anyio.current_time() - begun
                looks.hour = await _last_number(engine)
            tasks.cancel_scope.cancel()
        took = anyio.current_time() - begun
        found.jobs = (seconds_of(centre.pids, "jobs") - before) / took
        if took - (found.caught_up or took) < min(_AFTERWARDS, seconds / 3):
            raise Failed(f"reports had the hour only after {found.caught_up or took:.0f} of {took:.0f} s")
    finally:
        await engine.dispose()
    return found


@dataclass(slots=True)
class _Looks:
    """`run` it until cancelled."""

    engine: Engine
    found: ReportLag
    hour: int | None = None  # the number of its last fact
    waiting: int | None = None  # of the last fact that waited behind it

    async def run(self) -> None:
        began = anyio.current_time()
        how_far = select(REPORT_PROGRESS.c.complete_until, REPORT_PROGRESS.c.event_number)
        while True:
            await anyio.sleep(_LOOK)
            async with self.engine.connect() as connection:
                until, number = (await connection.execute(how_far)).one()
            if until is None:
                continue
            lag = (_CLOCK.now() - until).total_seconds()
            if self.hour is not None and number >= self.hour and not self.found.had_hour:
                self.found.had_hour = anyio.current_time() - began
                self.waiting = await _last_number(self.engine)
            if self.waiting is not None and number >= self.waiting:
                self.found.caught_up = self.found.caught_up or anyio.current_time() - began
                self.found.afterwards.append(lag)
            else:
                self.found.meanwhile.append(lag)


async def _last_number(engine: Engine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.max(EventRow.number))) or 0


@dataclass(frozen=True, slots=True)
class _Call:
    """A call of the sample: its row, and its facts with those that end its consultant's work."""

    row: dict[str, Any]
    facts: Sequence[Any]


async def read_sample(engine: Engine, since: datetime) -> list[_Call]:
    """The calls since then that are over. Raises Failed for none."""
    async with engine.connect() as connection:
        is_whole = CallRow.ended_at.is_not(None) & (CallRow.talk_time > 0)
        query = select(CallRow.__table__).where(CallRow.started_at >= since, CallRow.dialled_number == HOTLINE)
        rows = (await connection.execute(query.where(is_whole))).mappings().all()
        facts = (await connection.execute(select(EventRow.__table__).where(EventRow.at >= since))).all()
    own: dict[str, list[Any]] = {row["id"]: [] for row in rows}
    last: dict[str, str] = {}  # by consultant, the last call
    for fact in sorted(facts, key=lambda fact: fact.number):
        call = fact.call_id
        if fact.type == "AgentStateChanged" and call is None:
            call = last.get(fact.agent)
        elif call is not None and fact.agent is not None:
            last[fact.agent] = call
        if call in own:
            own[call].append(fact)
    if not rows:
        raise Failed("no call of the sample is on record")
    return [_Call(dict(row), own[row["id"]]) for row in rows]


async def put_in(dsn: str, sample: Sequence[_Call], hour: float, found: ReportLag) -> None:
    """The facts and records of `RATE` calls a second of the last `hour` seconds, copies of the sample's; `found`
    is told how many. In the sample's order and pace: no consultant talks twice at once."""
    connection = await asyncpg.connect(dsn.replace("+asyncpg", ""))
    begin = _CLOCK.now() - timedelta(seconds=hour + _LONGEST_CALL)
    columns = list(sample[0].row)
    try:
        for first in range(0, round(RATE * hour), round(RATE * 60)):
            numbers = range(first, min(first + round(RATE * 60), round(RATE * hour)))
            copies = [(n, sample[n % len(sample)], begin + timedelta(seconds=n / RATE)) for n in numbers]
            started = anyio.current_time()
            calls = [_row(call, n, at, columns) for n, call, at in copies]
            facts = sorted((fact for copy in copies for fact in _facts(*copy)), key=lambda fact: fact[2])
            async with connection.transaction():
                await connection.copy_records_to_table("event", records=facts, columns=_COLUMNS)
                await connection.copy_records_to_table("call", records=calls, columns=columns)
            found.calls += len(calls)
            found.facts += len(facts)
            await anyio.sleep(anyio.current_time() - started)
    finally:
        await connection.close()


def _row(call: _Call, number: int, at: datetime, columns: Sequence[str]) -> tuple[Any, ...]:
    """Its record, of another caller."""
    later = at - call.row["started_at"]
    moved = {name: call.row[name] + later for name in _MOMENTS if call.row[name] is not None}
    own = {"id": _named(call.row["id"], number), "caller_number": f"48{530_000_000 + number}"}
    return tuple({**call.row, **moved, **own}[name] for name in columns)


def _facts(number: int, call: _Call, at: datetime) -> Iterator[tuple[Any, ...]]:
    later = at - call.row["started_at"]
    for fact in call.facts:
        call_id = None if fact.call_id is None else _named(fact.call_id, number)
        data = json.dumps(fact.data)
        yield _named(fact.id, number), fact.type, fact.at + later, call_id, fact.agent, data, fact.key_number


def _named(id: str, number: int) -> str:
    return f"{id}-{number}"

"""How many persons a second an import takes in while calls go on, and what the calls notice of it.

Every office's extract of made-up people who are new, taken in one after the other by the process `jobs` of the
centre, beside calls through the hotline and callers who wait for the next free consultant.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import anyio
from sqlalchemy import func, select

from bench.centre import GAP_CONSULTANTS, MeasuredCentre, make_ready
from bench.figures import ms, table
from bench.gap import Gaps, callers_without_end, gaps_between
from bench.outside import as_a_telephone
from clients.importing.asking_store import ask_for_waiting
from core.clock import SystemClock
from core.db.engine import Engine, make_engine
from core.db.exchange_tables import ImportRunRow
from ops.console import Failed
from ops.extracts import write_extracts

RATE = 5.0  # calls a second
_FIRST = 200_000  # the number of the first person: nobody of a demonstration
_SLOWEST = 250  # persons a second: below it the measurement gives up
_BAR = 840  # persons a second: 100,000 in two minutes
_LOOK_TIME = 0.5


@dataclass(frozen=True, slots=True)
class ImportTimes:
    """`seconds` from the wish until every extract was taken in; gaps as in `bench.gap`, meanwhile."""

    people: int
    seconds: float
    gaps: Gaps
    placed: int
    failed: int

    def figures(self) -> dict[str, float]:
        return {
            "import_persons_per_s": self.people / self.seconds,
            "import_offer_gap_ms_p50": ms(self.gaps.ours, 0.5),
            "import_offer_gap_ms_p99": ms(self.gaps.ours, 0.99),
            "import_load_failed_calls": self.failed,
        }

    def table(self) -> str:
        rows = [
            ["persons taken in", f"{self.people}"],
            ["seconds", f"{self.seconds:.1f}"],
            ["persons a second", f"{self.people / self.seconds:.0f} (bar {_BAR})"],
            [f"calls beside, {RATE:g} a second", f"{self.placed}, failed {self.failed}"],
            ["hang-up to next INVITE, 99 %", f"{ms(self.gaps.ours, 0.99):.1f} ms"],
        ]
        return table(["import beside calls", ""], rows)


def import_calls(people: int) -> int:
    """How many calls are placed beside the import of so many people."""
    return round(RATE * people / _BAR) + round(RATE * 10)


def measure_imports(centre: MeasuredCentre, people: int, folder: Path) -> ImportTimes:
    """Raises Failed if an extract is not taken in."""
    written = SystemClock().now() - timedelta(minutes=1)
    write_extracts(centre.settings.imports, people, written.replace(microsecond=0), start=_FIRST)
    with as_a_telephone():
        return anyio.run(_measure, centre, people, folder)


async def _measure(centre: MeasuredCentre, people: int, folder: Path) -> ImportTimes:
    engine = make_engine(centre.settings.dsn, pool_size=1)
    calls = import_calls(people)
    failed: list[int] = []

    async def load() -> None:
        failed.append((await centre.place_calls(folder, RATE, calls)).failed)

    try:
        async with callers_without_end(centre) as turns:
            await make_ready(centre.settings.dsn, GAP_CONSULTANTS)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(load)
                await anyio.sleep(5)  # the first calls talk
                begin, began = time.time(), time.monotonic()
                await _take_in(engine, centre, people)
                seconds, end = time.monotonic() - began, time.time()
            gaps = gaps_between(turns, begin, end)
    finally:
        await engine.dispose()
    return ImportTimes(people, seconds, gaps, calls, sum(failed))


async def _take_in(engine: Engine, centre: MeasuredCentre, people: int) -> None:
    runs = await ask_for_waiting(engine, centre.settings.imports, bool, "bench", SystemClock().now())
    query = select(ImportRunRow.state, func.count()).where(ImportRunRow.id.in_(runs)).group_by(ImportRunRow.state)
    with anyio.move_on_after(60 + people / _SLOWEST):
        while True:
            async with engine.connect() as connection:
                states = {row[0]: row[1] for row in await connection.execute(query)}
            if states.get("done", 0) == len(runs):
                return
            if ended := {"refused", "failed", "quarantined"} & states.keys():
                raise Failed(f"an import was {', '.join(ended)}")
            await anyio.sleep(_LOOK_TIME)
    raise Failed("the imports did not end in time")

"""How long 20,000 offers of the central base take beside calls: the whole import, from the question to the service
until what is gone is withdrawn, while 5 calls a second are placed.

The service is the stand-in with the official contract, on loopback; the import runs as in `jobs`, on the centre's
database. It is done twice: the second brings 19,000 of them again, so that 1,000 are withdrawn in its run.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import anyio
from anyio import to_thread
from sqlalchemy import func, select

from bench.centre import MeasuredCentre
from bench.failures import one_failure
from bench.figures import table
from core.db.engine import Engine, make_engine
from core.db.tables.market.offer_tables import OfferRow
from market.offers import run_store
from market.offers.offer import Source, State
from market.offers.official.service import OfficialService
from market.offers.run import OfferImports
from ops.console import Failed
from tests.support.market.made_up_offers import a_package, an_offer
from tests.support.market.official_service import official_service
from tests.support.timing.standing_clock import StandingClock

RATE = 5.0  # calls a second
OFFERS, GONE = 20_000, 1_000
_EVENING = datetime(2026, 12, 1, 18, tzinfo=UTC)  # the window of the service is open
_WARM_UP = 8.0  # seconds until the first calls talk
_BAR = 60  # seconds
_LOADED = 120.0  # seconds of calls: both imports


@dataclass(slots=True)
class OffersBeside:
    """Seconds of each import; `placed` and `failed` are the calls beside."""

    placed: int = 0
    failed: int = 0
    first: float = 0.0
    again: float = 0.0
    withdrawn: int = 0

    def figures(self) -> dict[str, float]:
        return {
            "offers_import_s": self.first,
            "offers_import_again_s": self.again,
            "offers_failed_calls": self.failed,
        }

    def table(self) -> str:
        rows = [
            [f"all {OFFERS:,} offers taken in", f"{self.first:.1f} s (bar {_BAR})"],
            [f"again, {self.withdrawn:,} of them withdrawn", f"{self.again:.1f} s"],
            [f"calls beside, {RATE:g} a second", f"{self.placed}, failed {self.failed}"],
        ]
        return table(["offers of the central base beside calls", ""], rows)


def calls_beside() -> int:
    """How many calls are placed."""
    return round(RATE * (_LOADED + _WARM_UP))


def measure_offers_beside(centre: MeasuredCentre, folder: Path) -> OffersBeside:
    """Raises Failed when an import does not end, or an offer is missing or left over."""
    with one_failure():
        return anyio.run(_measure, centre, folder)


async def _measure(centre: MeasuredCentre, folder: Path) -> OffersBeside:
    found = OffersBeside(placed=calls_beside())
    engine = make_engine(centre.settings.dsn, pool_size=4)

    async def load() -> None:
        found.failed = (await centre.place_calls(folder / "calls", RATE, found.placed)).failed

    try:
        today = _EVENING.date()
        offers = [an_offer(number, today) for number in range(OFFERS)]
        packages = [await to_thread.run_sync(a_package, part) for part in (offers, offers[GONE:])]
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(load)
            await anyio.sleep(_WARM_UP)
            found.first = await _taken(engine, folder, packages[0], OFFERS)
            found.again = await _taken(engine, folder, packages[1], OFFERS - GONE)
            found.withdrawn = GONE
    finally:
        await engine.dispose()
    return found


async def _taken(engine: Engine, folder: Path, package: bytes, expected: int) -> float:
    """Seconds. Raises Failed."""
    clock = StandingClock(_EVENING)
    with official_service() as service:
        service.package = package
        imports = OfferImports(engine, clock, folder / "packages", OfficialService(service.url, "podlaskie"))
        begun = time.monotonic()
        async with engine.begin() as connection:
            run_id = await run_store.ask_for_run(connection, Source.OFFICIAL, "bench", clock.now())
        await imports.run(run_id)
        seconds = time.monotonic() - begun
    run = await run_store.get_run(engine, run_id)
    query = select(func.count()).where(OfferRow.source == Source.OFFICIAL, OfferRow.state == State.VERIFIED)
    async with engine.connect() as connection:
        shown = await connection.scalar(query)
    if run.state != "done" or shown != expected:
        raise Failed(f"an import ended {run.state} with {shown} offers instead of {expected}: {run.counts}")
    return seconds

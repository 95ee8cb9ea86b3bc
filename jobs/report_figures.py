"""Keeps the tables of reports: follows the facts all day, and checks the sums every night."""

from collections.abc import Callable
from datetime import date, timedelta

import anyio
import structlog

from core.clock import WARSAW, Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY, is_our_fault
from reports.figures.figure_check_store import Difference, days_of_reports, differences_of, note_check
from reports.figures.figures_projection import FiguresProjection
from reports.figures.partition_store import make_months_ahead

log = structlog.get_logger()

EVERY = 10.0
"""Seconds between two looks for new facts: as old figures may be. A call in progress is folded anew at each look,
so a shorter time costs processor for figures that nobody reads by the second; the board has its own."""

SHARE = 0.05
"""Of a processor's time at the most: while very much is written the looks come more rarely."""

LONGEST_REST = 30.0
"""Seconds between two looks all the same."""

SHED_TIME = 1.0
"""Seconds between two looks whether the machine is still full."""

LOOK_BACK = 8
"""Days that are checked every night."""

TURN = 30
"""Of the older days, each is checked once in so many nights."""

_SHOWN = 20


class ReportFigures:
    """`run()` until cancelled; `check()` by the clock."""

    def __init__(self, engine: Engine, clock: Clock, is_shed: Callable[[], bool] = lambda: False) -> None:
        """`is_shed()`: is the machine full, so that the figures catch up afterwards?"""
        self._is_shed = is_shed
        self._engine = engine
        self._clock = clock
        self._projection = FiguresProjection(engine, clock)
        self._has_caught_up = False

    async def run(self) -> None:
        """A database that is away or a fault of our own is told, and the next look is another try: nothing is lost
        by it, since what was read is remembered with what was written."""
        while True:
            if self._is_shed():
                await anyio.sleep(SHED_TIME)
                continue
            began = self._clock.monotonic()
            try:
                written = await self._projection.catch_up()
                if not self._has_caught_up:
                    log.info("the figures of reports are up to date", facts=written.facts, calls=written.calls)
                    self._has_caught_up = True
            except DATABASE_AWAY as error:
                if is_our_fault(error):
                    log.exception("figures of reports failed")
                else:
                    log.warning("the database interrupted the figures of reports", error=type(error).__name__)
            except Exception:  # a fault here may not end the other work
                log.exception("figures of reports failed")
            took = self._clock.monotonic() - began
            await anyio.sleep(max(EVERY, min(LONGEST_REST, took / SHARE)))

    async def check(self) -> list[Difference]:
        """Make the next months' tables, and compare sums with a recomputation; returns and tells what is wrong.
        Nothing is changed: `make recompute-reports` does that. Raises what the database raises."""
        now = self._clock.now()
        await make_months_ahead(self._engine, now)
        kept = await days_of_reports(self._engine)
        found: list[Difference] = []
        days = [] if kept is None else days_to_check(*kept, today=now.astimezone(WARSAW).date())
        for day in days:
            found += await differences_of(self._engine, day)
        await note_check(self._engine, now, len(found))
        log.info("sums of reports were checked", days=len(days), differences=len(found))
        for one in found[:_SHOWN]:
            log.error(
                "a sum of reports is not what it should be",
                table=one.table,
                row=one.row,
                counter=one.counter,
                stands=one.stands,
                expected=one.expected,
            )
        return found


def days_to_check(first: date, last: date, today: date) -> list[date]:
    """The last `LOOK_BACK` days, and of the older ones those whose turn it is."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    since, turn = today - timedelta(days=LOOK_BACK), today.toordinal() % TURN
    return [day for day in days if day >= since or day.toordinal() % TURN == turn]

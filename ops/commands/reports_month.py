"""`make reports-month MONTH=2024-01`: take the single calls of the oldest month out of the reports; sums stay.

Beside the running centre. The tables that come out stand alone in the schema `report_parts`: save them with
`pg_dump`, then drop them. Recordings, the log of facts and the records of calls are not touched.
"""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import anyio

from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.errors import DATABASE_AWAY
from core.settings import Settings
from ops.console import Failed, exit_status, say
from ops.paths import PROJECT
from ops.running.run import read_settings
from reports.figures.partition_store import MonthKept, take_away

_STATEMENT_TIME = 900.0  # seconds: the last reader of the month has to be done first


def take_month_away(settings: Settings, month: datetime) -> None:
    """Raises Failed with what to do."""
    try:
        anyio.run(_take_away, settings, month)
    except MonthKept as kept:
        raise Failed(str(kept)) from kept
    except DATABASE_AWAY as error:
        raise Failed(f"the database does not answer ({type(error).__name__}): is the centre running?") from error


async def _take_away(settings: Settings, month: datetime) -> None:
    try:
        engine = make_engine(settings.dsn, pool_size=1, statement_time=_STATEMENT_TIME)
    except FileNotFoundError as error:
        raise Failed("the database has never run here: there is no month to take away") from error
    try:
        for table in await take_away(engine, month, SystemClock().now()):
            say(f"{table} stands alone now: save it with pg_dump, then drop it.")
    finally:
        await engine.dispose()


def main(given: Sequence[str]) -> int:
    os.chdir(PROJECT)

    def work() -> None:
        try:
            month = datetime.strptime(given[0] if given else "", "%Y-%m").replace(tzinfo=UTC)
        except ValueError as error:
            raise Failed("give the month: make reports-month MONTH=2024-01") from error
        take_month_away(read_settings(), month)

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

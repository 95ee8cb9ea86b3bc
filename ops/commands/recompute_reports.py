"""`make recompute-reports`: fold every call from its facts once more, and write the sums of reports anew.

Beside the running centre; the database must run. For the days in Poland from `--from` to `--to`, else for all.
Says which sums were wrong, the first of them first. To be given after an update that says that the definition of a
figure has changed, or when the check of the night has found a difference.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date, timedelta

import anyio

from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.errors import DATABASE_AWAY
from core.metrics.intervals import midnight
from core.settings import Settings
from ops.console import Failed, exit_status, say
from ops.paths import PROJECT
from ops.running.run import read_settings
from reports.figures.figure_check_store import days_of_reports, fold_anew, put_right
from reports.figures.figures_projection import forget_the_future

_STATEMENT_TIME = 900.0  # seconds
_SHOWN = 10


def recompute(settings: Settings, first: date | None, last: date | None) -> int:
    """Returns how many sums were wrong. Raises Failed with what to do."""
    try:
        return anyio.run(_recompute, settings, first, last)
    except DATABASE_AWAY as error:
        raise Failed(f"the database does not answer ({type(error).__name__}): is the centre running?") from error


async def _recompute(settings: Settings, first: date | None, last: date | None) -> int:
    try:
        engine = make_engine(settings.dsn, pool_size=2, statement_time=_STATEMENT_TIME)
    except FileNotFoundError as error:
        raise Failed("the database has never run here: there is nothing to recompute") from error
    try:
        await forget_the_future(engine, SystemClock().now())
        kept = await days_of_reports(engine)
        if kept is None:
            say("There are no calls in the reports.")
            return 0
        begin, end = max(first or kept[0], kept[0]), min(last or kept[1], kept[1])
        if begin > end:
            raise Failed(f"calls that can be recomputed began from {kept[0]} to {kept[1]}")
        calls, wrong = 0, 0
        for day in (begin + timedelta(days=n) for n in range((end - begin).days + 1)):
            calls += await fold_anew(engine, midnight(day), midnight(day + timedelta(days=1)))
            found = await put_right(engine, day)
            for one in found[: max(0, _SHOWN - wrong)]:
                say(f"{one.table} {one.row}: {one.counter} was {one.stands} instead of {one.expected}")
            wrong += len(found)
        say(f"{calls} calls from {begin} to {end} were folded anew; {wrong} sums were wrong, and are right now.")
        return wrong
    finally:
        await engine.dispose()


def main(arguments: Sequence[str]) -> int:
    """0 when it is done, whatever was wrong; 1 with one line when it could not be."""
    parser = argparse.ArgumentParser(prog="make recompute-reports ARGS=", description=__doc__)
    parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY")
    given = parser.parse_args(arguments)
    os.chdir(PROJECT)

    def work() -> None:
        recompute(read_settings(), given.first, given.last)

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

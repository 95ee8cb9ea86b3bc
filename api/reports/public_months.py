"""Figures of past months that anybody may see. Repeated requests are served from memory."""

from dataclasses import dataclass
from datetime import date

from anyio import Lock

from core.db.engine import Engine
from core.errors import S724Error
from core.metrics.intervals import midnight
from core.metrics.sums import Sums
from reports.answers.answer_builder import Names
from reports.answers.label_store import read_names
from reports.figures.figure_query import Query
from reports.figures.figure_store import read_sums
from reports.figures.figure_writing_store import progress
from reports.public_figures import COUNTERS, PublicRow, month_days, public_rows

KEPT_TIME = 3600.0
"""Seconds after which a month is read again: a late fact may have corrected it."""


@dataclass(frozen=True, slots=True)
class PublicMonth:
    rows: list[PublicRow]
    names: Names
    read_at: float


class MonthNotReady(S724Error):
    """The month is over, and its last facts are not in the figures yet."""

    code = "month_not_ready"
    message_pl = "Dane tego miesiąca są jeszcze liczone. Prosimy spróbować ponownie później."


class PublicMonths:
    """One for the process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = Lock()
        self._months: dict[date, PublicMonth] = {}

    async def of(self, month: date, monotonic: float) -> PublicMonth:
        """The month that begins on this day. Raises MonthNotReady: numbers that grow from one answer to the next
        would tell by their difference what is hidden."""
        async with self._reading:  # one month at a time, and each once
            kept = self._months.get(month)
            if kept is None or monotonic - kept.read_at > KEPT_TIME:
                kept = self._months[month] = await self._read(month, monotonic)
        return kept

    async def _read(self, month: date, monotonic: float) -> PublicMonth:
        first, after = month_days(month)
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
            complete_until = (await progress(connection)).complete_until
            if complete_until is None or complete_until < midnight(after):
                raise MonthNotReady
            names = await read_names(connection)
            lines = await read_sums(
                connection, Query(midnight(first), midnight(after), by="office", counters=COUNTERS)
            )
        # Every office has its line, also without calls, and what is of none has one of its own: or the total, held
        # against the lines, would tell it.
        offices: dict[str, Sums] = dict.fromkeys(names.offices, Sums())
        for key, sums in lines:
            offices[str(key) or UNKNOWN_OFFICE] = sums
        return PublicMonth(public_rows(offices), names, monotonic)


UNKNOWN_OFFICE = "-"
"""In place of the code, of calls of which nobody knows whose they are."""

"""Months of the tables of reports: made ahead, and taken away when an office keeps no single calls any longer.

A month is made beside the table and put into it then, which neither readers nor writers notice. One that is taken
away goes on standing in the schema `report_parts` as a table of its own, to be saved and dropped by hand.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.report_tables import BY_MONTH, DETAILS, PARTS_SCHEMA, REPORT_PROGRESS

MONTHS_AHEAD = 3

_LOCK = 7_240_043
"""Of PostgreSQL's advisory locks: one process writes the tables of reports at a time."""

_STANDING = text(
    "SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid "
    "JOIN pg_class parent ON parent.oid = inhparent WHERE parent.relname = ANY(:tables) ORDER BY child.relname"
)


class MonthKept(Exception):
    """A month cannot be taken away; the text, in Polish, says why."""


async def lock_reports(connection: AsyncConnection) -> None:
    """Until the end of the transaction nobody else writes the tables of reports."""
    await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


async def make_months(connection: AsyncConnection, moments: Iterable[datetime]) -> list[str]:
    """Make what is missing of the months in which these moments lie; returns the names of what was made."""
    months = sorted({month_of(moment) for moment in moments})
    if not months:
        return []
    standing = set(await months_standing(connection))
    kept_from = await connection.scalar(select(REPORT_PROGRESS.c.kept_from))
    made = []
    for month in months:
        begin, end = month, next_month(month)
        for table in BY_MONTH:
            name = part_name(table, month)
            is_taken_away = table in DETAILS and kept_from is not None and month < kept_from
            if name in standing or is_taken_away:
                continue
            await connection.execute(
                text(
                    f"CREATE TABLE {PARTS_SCHEMA}.{name} "
                    f"(LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)"
                    + (" WITH (fillfactor = 80)" if table not in DETAILS else "")
                )
            )
            await connection.execute(
                text(
                    f"ALTER TABLE {table} ATTACH PARTITION {PARTS_SCHEMA}.{name} "
                    f"FOR VALUES FROM ('{begin.isoformat()}') TO ('{end.isoformat()}')"
                )
            )
            made.append(name)
    return made


async def months_standing(connection: AsyncConnection) -> list[str]:
    """Names of all months that are in use."""
    return list((await connection.scalars(_STANDING, {"tables": list(BY_MONTH)})).all())


async def make_months_ahead(engine: AsyncEngine, now: datetime) -> list[str]:
    """This month's tables and those of the next `MONTHS_AHEAD`."""
    months = [month_of(now)]
    for _ in range(MONTHS_AHEAD):
        months.append(next_month(months[-1]))
    async with engine.begin() as connection:
        await lock_reports(connection)
        return await make_months(connection, months)


async def take_away(engine: AsyncEngine, month: datetime, now: datetime) -> list[str]:
    """Take the single calls of the oldest month out of the reports; returns the names of the tables that stand
    alone now. Summaries stay. Facts of these calls that come late change nothing from now on. Whoever was killed
    at it says it again.

    Raises MonthKept for a month that is not the oldest or is not over for a month.
    """
    first, name = month_of(month), f"{month:%Y-%m}"
    async with engine.begin() as connection:
        await lock_reports(connection)
        standing = await months_standing(connection)
        kept_from = await connection.scalar(select(REPORT_PROGRESS.c.kept_from))
        if not any(part_name(table, first) in standing for table in DETAILS):
            raise MonthKept(f"Miesiąca {name} nie ma w raportach.")
        oldest = min(part[-7:] for part in standing if part.startswith(tuple(f"{one}_" for one in DETAILS)))
        if oldest != f"{first:%Y_%m}":
            raise MonthKept(f"Starszy miesiąc jest jeszcze w raportach: najpierw {oldest}.")
        if now < next_month(next_month(first)):
            raise MonthKept(f"Od końca miesiąca {name} nie minął jeszcze miesiąc: połączenia mogą się zmienić.")
        # From here on whoever writes passes over calls of before; then the rows may go.
        until = next_month(first) if kept_from is None else max(kept_from, next_month(first))
        await connection.execute(update(REPORT_PROGRESS).values(kept_from=until))
    async with engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in DETAILS:
            await _detach(connection, table, part_name(table, first))
    return [f"{PARTS_SCHEMA}.{part_name(table, first)}" for table in DETAILS]


_IS_LEAVING = text("SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = to_regclass(:part)")


async def _detach(connection: AsyncConnection, table: str, part: str) -> None:
    """Whoever was killed while doing this has left some months out, and one half out."""
    is_leaving = await connection.scalar(_IS_LEAVING, {"part": f"{PARTS_SCHEMA}.{part}"})
    if is_leaving is not None:
        how = "FINALIZE" if is_leaving else "CONCURRENTLY"
        await connection.execute(text(f"ALTER TABLE {table} DETACH PARTITION {PARTS_SCHEMA}.{part} {how}"))


def month_of(moment: datetime) -> datetime:
    """The beginning of the month, UTC."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month(month: datetime) -> datetime:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def part_name(table: str, month: datetime) -> str:
    return f"{table}_{month:%Y_%m}"

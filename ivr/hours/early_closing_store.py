"""Closing an office earlier today, taking that back, and letting an exception hold again that was removed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import NotFound, SettingsRefused
from core.relay.relay import tell_on_commit
from ivr.hours.early_closing import closed_from, without_day
from ivr.hours.errors_pl import exception_faults
from ivr.hours.opening_hours import OfficeHours
from ivr.hours.store import (
    NEWS,
    OpeningException,
    active_offices,
    add_row,
    check_version,
    exceptions_of,
    exceptions_version,
    plans_of,
    remove_row,
)
from ivr.hours.wall_clock import wall
from ivr.hours.week_plan import SpecialDays


async def close_early(
    engine: AsyncEngine,
    office: str,
    minute: int,
    reason: str,
    account: str,
    now: datetime,
    read_on: int | None = None,
) -> list[OpeningException]:
    """From that minute of today on nobody new is let in; what the office had written for today gives way to it.

    Raises NotFound, StaleVersion, and SettingsRefused for a time that is over or at which nobody is there anyway.
    """
    today = wall(now).date()
    async with engine.begin() as connection:
        rows = await _locked(connection, office, read_on)
        plans = [row.plan for row in await plans_of(connection, office) if row.plan and not row.was_replaced]
        valid = [row.days for row in rows if row.days is not None and row.removed_by is None]
        written = OfficeHours(plans=tuple(plans), exceptions=tuple(valid))
        if minute < wall(now).hour * 60 + wall(now).minute:
            raise SettingsRefused(["Ta godzina już minęła."])
        closing = closed_from(written, today, minute, reason)
        if not closing:
            raise SettingsRefused(["O tej godzinie urząd i tak jest dziś nieczynny."])
        made = []
        for days in closing:
            old = next((row for row in rows if _holds_today(row, now) and _is_for(row, days)), None)
            if old is not None and old.days is not None:
                await remove_row(connection, old, account, now)
                for part in without_day(old.days, today):
                    await add_row(connection, office, part, account, now, old.id)
            made.append(await add_row(connection, office, days, account, now, None if old is None else old.id))
        await tell_on_commit(connection, NEWS)
    return made


async def open_again(
    engine: AsyncEngine, office: str, account: str, now: datetime, read_on: int | None = None
) -> None:
    """Take back that the office closes earlier today; what had been written for today holds again.

    Raises NotFound if it does not close earlier, StaleVersion.
    """
    async with engine.begin() as connection:
        rows = await _locked(connection, office, read_on)
        today = [row for row in rows if _holds_today(row, now)]
        closings = [row for row in today if row.days is not None and row.days.closed_from is not None]
        if not closings:
            raise NotFound("Urząd nie jest dziś zamknięty wcześniej.")
        for closing in closings:
            before = next((row for row in rows if row.id == closing.replaces), None)
            if before is None:
                await remove_row(connection, closing, account, now)
            else:
                await _restore(connection, before, rows, account, now)
        await tell_on_commit(connection, NEWS)


async def restore_exception(
    engine: AsyncEngine, office: str, exception: str, account: str, now: datetime, read_on: int | None = None
) -> OpeningException:
    """Let an exception hold again that was removed or replaced, from today on; what took its place gives way.

    Raises NotFound for one that was never removed, StaleVersion, and SettingsRefused for days that are over or
    that another exception has taken meanwhile.
    """
    async with engine.begin() as connection:
        rows = await _locked(connection, office, read_on)
        old = next((row for row in rows if row.id == exception and row.removed_by is not None), None)
        if old is None:
            raise NotFound
        row = await _restore(connection, old, rows, account, now)
        await tell_on_commit(connection, NEWS)
    return row


async def _restore(
    connection: AsyncConnection,
    old: OpeningException,
    rows: Sequence[OpeningException],
    account: str,
    now: datetime,
) -> OpeningException:
    today = wall(now).date()
    if old.days is None:
        raise SettingsRefused(["Tego wyjątku nie da się już odczytać. Prosimy wpisać go na nowo."])
    if old.last_day < today:
        raise SettingsRefused(["Wyjątku, którego dni już minęły, nie można przywrócić."])
    days = old.days.model_copy(update={"first_day": max(old.first_day, today)})
    gone = _successors(old, rows)
    in_force = [row for row in rows if row.removed_by is None and row.last_day >= today]
    others = [row.days for row in in_force if row.id not in gone and row.days is not None]
    if problems := exception_faults(days, today, others):
        raise SettingsRefused(problems)
    for row in in_force:
        if row.id in gone:
            await remove_row(connection, row, account, now)
    return await add_row(connection, old.office, days, account, now, old.id)


def _successors(old: OpeningException, rows: Iterable[OpeningException]) -> set[str]:
    """The rows that took its place, one after the other."""
    found: set[str] = set()
    for row in sorted(rows, key=lambda each: (each.changed_at, each.id)):
        if row.replaces is not None and row.replaces in {old.id, *found}:
            found.add(row.id)
    return found


async def _locked(connection: AsyncConnection, office: str, read_on: int | None) -> list[OpeningException]:
    """The exceptions of an office, which nobody else changes meanwhile. Raises NotFound, StaleVersion."""
    await connection.execute(sql("LOCK TABLE opening_exception IN SHARE ROW EXCLUSIVE MODE"))
    if office not in await active_offices(connection):
        raise NotFound
    rows = await exceptions_of(connection, office)
    check_version(read_on, exceptions_version(rows))
    return rows


def _holds_today(row: OpeningException, now: datetime) -> bool:
    return row.removed_by is None and row.first_day <= wall(now).date() <= row.last_day


def _is_for(row: OpeningException, days: SpecialDays) -> bool:
    return row.days is not None and row.days.purpose == days.purpose

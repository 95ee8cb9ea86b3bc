"""What is counted of wrong log-ins, in the database. The policy is `api.accounts.login_guard`."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.accounts.login_guard import FORGET_TIME, Count, Subject, wait_time
from core.db.tables.staff_tables import LoginGuard


async def count_try(
    engine: AsyncEngine, subjects: Sequence[Subject], now: datetime
) -> tuple[float, Subject | None]:
    """Count a try as a wrong one, for all subjects or for none. Returns 0 and None; or, with nothing counted, for
    how many seconds it is too early, and by which subject.

    Of many at once each sees what the one before has counted.
    """
    async with engine.connect() as connection:
        counts = await _locked(connection, subjects, now)
        seconds, subject = wait_time(counts, now)
        if subject is None:
            await _write(connection, [(s, s.policy.after_try(count, now)) for s, count in counts])
            await connection.commit()
    return seconds, subject  # what was not committed leaves no row: a flood of names does not fill the table


async def take_back(engine: AsyncEngine, subjects: Sequence[Subject], now: datetime) -> None:
    """The counted try was not wrong; what was wrong before it stands."""
    await _change(engine, subjects, now, lambda subject, count: subject.policy.taken_back(count, now))


async def forgive(engine: AsyncEngine, subjects: Sequence[Subject], now: datetime) -> None:
    """The counted try was right."""
    await _change(engine, subjects, now, lambda subject, count: subject.policy.after_success(count, now))


async def forget_old_counts(engine: AsyncEngine, now: datetime) -> None:
    """Remove what delays nobody any more."""
    async with engine.begin() as connection:
        await connection.execute(delete(LoginGuard).where(LoginGuard.changed_at < now - FORGET_TIME))


async def _change(
    engine: AsyncEngine, subjects: Sequence[Subject], now: datetime, change: Callable[[Subject, Count], Count]
) -> None:
    async with engine.begin() as connection:
        counts = await _locked(connection, subjects, now)
        await _write(connection, [(subject, change(subject, count)) for subject, count in counts])


async def _locked(
    connection: AsyncConnection, subjects: Sequence[Subject], now: datetime
) -> list[tuple[Subject, Count]]:
    """What stands of them, locked until the transaction ends. Always in one order, so that two wait in turn."""
    by_key = {subject.key: subject for subject in subjects}
    new = insert(LoginGuard).values([{"subject": key, "failures": 0, "changed_at": now} for key in sorted(by_key)])
    # An update that changes nothing locks and returns a row that stands already; it cannot vanish in between.
    locking = new.on_conflict_do_update(index_elements=["subject"], set_={"subject": new.excluded.subject})
    rows = await connection.execute(
        locking.returning(LoginGuard.subject, LoginGuard.failures, LoginGuard.changed_at, LoginGuard.delayed_until)
    )
    return [(by_key[row.subject], Count(row.failures, row.changed_at, row.delayed_until)) for row in rows]


async def _write(connection: AsyncConnection, counts: Sequence[tuple[Subject, Count]]) -> None:
    for subject, count in counts:
        await connection.execute(
            update(LoginGuard)
            .where(LoginGuard.subject == subject.key)
            .values(failures=count.failures, changed_at=count.changed_at, delayed_until=count.delayed_until)
        )

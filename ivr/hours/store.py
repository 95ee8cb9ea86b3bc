"""Opening hours in the database: plans with validity, days that are different, and who wrote down what and when.

Whatever is saved is told to the other processes (`hours`) within the same transaction.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any

import structlog
from pydantic import Field, ValidationError
from sqlalchemy import Row, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.calendar.calling_hours import Shift
from core.calendar.validity import Span, splice
from core.db.tables.centre.office_tables import Office, OpeningExceptionRow, OpeningPlanRow
from core.errors import NotFound, SettingsRefused, StaleVersion
from core.ids import new_id
from core.relay.relay import tell_on_commit
from ivr.hours.errors_pl import exception_faults, plan_faults
from ivr.hours.opening_hours import Hours, OfficeHours, OpeningState
from ivr.hours.wall_clock import wall
from ivr.hours.week_plan import SpecialDays, WeekPlan

log = structlog.get_logger()

NEWS = "hours"


class HoursInForce:
    """`OpeningHours` for the calls of a process, and `CallingHours` for its call-backs: what was loaded last.

    Answers are never kept."""

    def __init__(self, hours: Hours) -> None:
        self._hours = hours

    def replace(self, hours: Hours) -> None:
        """From now on these hold, also for calls in progress; whether hours count at all does not change."""
        self._hours = replace(hours, is_always_open=self._hours.is_always_open)

    def state(self, office: str, topic: str | None, moment: datetime) -> OpeningState:
        return self._hours.state(office, topic, moment)

    def pool(self, office: str, topic: str | None, moment: datetime) -> str | None:
        return self._hours.pool(office, topic, moment)

    def is_another_open(self, office: str, topic: str | None, moment: datetime) -> bool:
        return self._hours.is_another_open(office, topic, moment)

    def shift(self, office: str, topic: str | None, moment: datetime) -> Shift | None:
        return self._hours.shift(office, topic, moment)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as it was written down. `plan` is None if it cannot be read any more."""

    id: str
    office: str
    purpose: str
    valid_from: date
    valid_to: date | None
    plan: WeekPlan | None
    changed_by: str
    changed_at: datetime

    @property
    def was_replaced(self) -> bool:
        """Before it began."""
        return self.valid_to == self.valid_from

    @property
    def span(self) -> Span[date]:
        return Span(self.id, self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class OpeningException:
    """Days that are different."""

    id: Annotated[str, Field(examples=["exception-019ab3c4d5e0000-4f2a91c3d0"])]
    office: Annotated[str, Field(exclude=True)]
    first_day: date
    last_day: date
    days: Annotated[SpecialDays | None, Field(description="None: an old row that cannot be read any more")]
    replaces: Annotated[str | None, Field(description="The exception whose place it took")]
    changed_by: Annotated[str, Field(examples=["kierownik-20060"])]
    changed_at: datetime
    removed_by: Annotated[str | None, Field(description="Who removed or replaced it; None: it holds")]
    removed_at: datetime | None


async def load_hours(engine: AsyncEngine, *, is_always_open: bool = False) -> Hours:
    """All that was written down; see `Hours` for `is_always_open`.

    What cannot be read is left out: the rest of the centre lives with that.
    """
    async with engine.connect() as connection:
        plans, exceptions = await plans_of(connection), await exceptions_of(connection)
    offices = {row.office for row in plans} | {row.office for row in exceptions}
    return Hours(
        {
            office: OfficeHours(
                plans=tuple(p.plan for p in plans if p.office == office and p.plan and not p.was_replaced),
                exceptions=tuple(e.days for e in exceptions if e.office == office and e.days and not e.removed_by),
            )
            for office in sorted(offices)
        },
        is_always_open,
    )


async def list_plans(engine: AsyncEngine, office: str) -> list[PlanRow]:
    """Every plan of an office, what is planned included; the latest first."""
    async with engine.connect() as connection:
        found = await plans_of(connection, office)
    return sorted(found, key=lambda row: (row.valid_from, row.changed_at, row.id), reverse=True)


async def list_exceptions(engine: AsyncEngine, office: str) -> list[OpeningException]:
    """Every exception of an office, those removed included; the latest first."""
    async with engine.connect() as connection:
        found = await exceptions_of(connection, office)
    return sorted(found, key=lambda row: (row.first_day, row.changed_at, row.id), reverse=True)


def plans_version(rows: Sequence[PlanRow]) -> int:
    """Of all plans of an office: rows are only ever added."""
    return len(rows)


def exceptions_version(rows: Sequence[OpeningException]) -> int:
    """Of all exceptions of an office: a row is added once and removed at most once."""
    return len(rows) + sum(row.removed_by is not None for row in rows)


def check_version(read_on: int | None, version: int) -> None:
    """Raises StaleVersion if somebody was faster; None: whoever saves has not said what was read."""
    if read_on is not None and read_on != version:
        raise StaleVersion(version)


async def save_plan(
    engine: AsyncEngine, office: str, plan: WeekPlan, account: str, now: datetime, read_on: int | None = None
) -> PlanRow:
    """A new plan of which the row is returned; see `core.calendar.validity` for the older ones.

    `read_on`: the version of the office's plans on which it is based. Raises NotFound for an office that is none,
    SettingsRefused with everything that is wrong, StaleVersion.
    """
    async with engine.begin() as connection:
        # Two who save at once must not both look at the same state.
        await connection.execute(text("LOCK TABLE opening_plan IN SHARE ROW EXCLUSIVE MODE"))
        offices = await active_offices(connection)
        if office not in offices:
            raise NotFound
        rows = await plans_of(connection)
        check_version(read_on, plans_version([row for row in rows if row.office == office]))
        if problems := plan_faults(plan, wall(now).date(), offices, _pools(rows)):
            raise SettingsRefused(problems)
        own = {row.id: row for row in rows if (row.office, row.purpose) == (office, plan.purpose)}
        fit = splice([row.span for row in own.values()], plan.valid_from, plan.valid_to)
        for row_id, ends in fit.ends.items():
            await connection.execute(
                update(OpeningPlanRow).where(OpeningPlanRow.id == row_id).values(valid_to=ends)
            )
        # A row that goes on afterwards stands once more as it was written down, readable or not.
        for span in fit.resumed:
            again = select(OpeningPlanRow.__table__).where(OpeningPlanRow.id == span.id)
            values = dict((await connection.execute(again)).one()._mapping)
            values |= {"id": new_id("plan"), "valid_from": span.valid_from, "valid_to": span.valid_to}
            await connection.execute(
                insert(OpeningPlanRow).values(**values | {"changed_by": account, "changed_at": now})
            )
        saved = plan.model_copy(update={"valid_to": fit.valid_to})
        row = PlanRow(new_id("plan"), office, plan.purpose, saved.valid_from, saved.valid_to, saved, account, now)
        await connection.execute(insert(OpeningPlanRow).values(**plan_values(row.id, office, saved, account, now)))
        await tell_on_commit(connection, NEWS)
    return row


def plan_values(row_id: str, office: str, plan: WeekPlan, account: str, now: datetime) -> dict[str, Any]:
    """The columns of a row."""
    return {
        "id": row_id,
        "office": office,
        "purpose": plan.purpose,
        "week": plan.week.model_dump(mode="json"),
        "evening_pool": plan.evening_pool,
        "valid_from": plan.valid_from,
        "valid_to": plan.valid_to,
        "changed_by": account,
        "changed_at": now,
    }


async def save_exception(
    engine: AsyncEngine,
    office: str,
    days: SpecialDays,
    account: str,
    now: datetime,
    replaces: str | None = None,
    read_on: int | None = None,
) -> OpeningException:
    """Days that are different; `replaces` is the row whose place they take. The rest as `save_plan`."""
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE opening_exception IN SHARE ROW EXCLUSIVE MODE"))
        if office not in await active_offices(connection):
            raise NotFound
        every = await exceptions_of(connection, office)
        check_version(read_on, exceptions_version(every))
        rows = [row for row in every if row.removed_by is None]
        old = next((row for row in rows if row.id == replaces), None)
        if replaces is not None and old is None:
            raise NotFound
        others = [row.days for row in rows if row is not old and row.days is not None]
        began = None if old is None else old.first_day
        if problems := exception_faults(days, wall(now).date(), others, began):
            raise SettingsRefused(problems)
        if old is not None:
            await remove_row(connection, old, account, now)
        row = await add_row(connection, office, days, account, now, replaces)
        await tell_on_commit(connection, NEWS)
    return row


async def add_row(
    connection: AsyncConnection, office: str, days: SpecialDays, account: str, now: datetime, replaces: str | None
) -> OpeningException:
    """The row of an exception that was found to fit."""
    row = OpeningException(
        id=new_id("exception"),
        office=office,
        first_day=days.first_day,
        last_day=days.last_day,
        days=days,
        replaces=replaces,
        changed_by=account,
        changed_at=now,
        removed_by=None,
        removed_at=None,
    )
    await connection.execute(
        insert(OpeningExceptionRow).values(
            id=row.id,
            office=office,
            first_day=row.first_day,
            last_day=row.last_day,
            settings=days.model_dump(mode="json", exclude={"first_day", "last_day"}),
            replaces=replaces,
            changed_by=account,
            changed_at=now,
        )
    )
    return row


async def remove_exception(
    engine: AsyncEngine, office: str, exception: str, account: str, now: datetime, read_on: int | None = None
) -> OpeningException:
    """Let days be as usual again. Raises NotFound for what is not there any more, SettingsRefused for the past,
    StaleVersion."""
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE opening_exception IN SHARE ROW EXCLUSIVE MODE"))
        rows = await exceptions_of(connection, office)
        check_version(read_on, exceptions_version(rows))
        old = next((row for row in rows if row.id == exception and row.removed_by is None), None)
        if old is None:
            raise NotFound
        if old.last_day < wall(now).date():
            raise SettingsRefused(["Wyjątku, który już minął, nie można usunąć."])
        await remove_row(connection, old, account, now)
        await tell_on_commit(connection, NEWS)
    return replace(old, removed_by=account, removed_at=now)


async def remove_row(connection: AsyncConnection, row: OpeningException, account: str, now: datetime) -> None:
    """It holds no longer, and stays in the history."""
    await connection.execute(
        update(OpeningExceptionRow)
        .where(OpeningExceptionRow.id == row.id)
        .values(removed_by=account, removed_at=now)
    )


async def active_offices(connection: AsyncConnection) -> dict[str, str]:
    """The name of each active office by code."""
    query = select(Office.code, Office.name).where(Office.deactivated_at.is_(None))
    return {row.code: row.name for row in await connection.execute(query)}


def _pools(rows: Sequence[PlanRow]) -> Collection[tuple[str, date | None]]:
    """The offices that keep an evening pool, and until when."""
    return [(row.office, row.valid_to) for row in rows if row.purpose == "evening" and not row.was_replaced]


async def plans_of(connection: AsyncConnection, office: str | None = None) -> list[PlanRow]:
    """By their first day; of every office without one."""
    query = select(OpeningPlanRow.__table__).order_by(OpeningPlanRow.valid_from, OpeningPlanRow.id)
    if office is not None:
        query = query.where(OpeningPlanRow.office == office)
    return [_read_plan(row) for row in await connection.execute(query)]


def _read_plan(row: Row[Any]) -> PlanRow:
    plan = None
    try:
        plan = WeekPlan.model_validate(
            {
                "purpose": row.purpose,
                "week": row.week,
                "evening_pool": row.evening_pool,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
            }
        )
    except ValidationError as error:
        log.error("a plan that cannot be read is passed over", id=row.id, faults=len(error.errors()))
    return PlanRow(
        row.id, row.office, row.purpose, row.valid_from, row.valid_to, plan, row.changed_by, row.changed_at
    )


async def exceptions_of(connection: AsyncConnection, office: str | None = None) -> list[OpeningException]:
    """By their first day, those removed included; of every office without one."""
    query = select(OpeningExceptionRow.__table__).order_by(OpeningExceptionRow.first_day, OpeningExceptionRow.id)
    if office is not None:
        query = query.where(OpeningExceptionRow.office == office)
    return [_read_exception(row) for row in await connection.execute(query)]


def _read_exception(row: Row[Any]) -> OpeningException:
    days = None
    try:
        days = SpecialDays.model_validate({**row.settings, "first_day": row.first_day, "last_day": row.last_day})
    except (TypeError, ValidationError) as error:
        log.error("an exception that cannot be read is passed over", id=row.id, error=type(error).__name__)
    return OpeningException(
        id=row.id,
        office=row.office,
        first_day=row.first_day,
        last_day=row.last_day,
        days=days,
        replaces=row.replaces,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        removed_by=row.removed_by,
        removed_at=row.removed_at,
    )

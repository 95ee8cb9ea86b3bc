"""Opening hours: plans, exceptions, the evening pool and holidays."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import Path

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.offices.hours_schemas import HolidayOut, HoursOut, PlanIn, PlanOut, PoolOut, StateOut
from api.schemas.etag import IfMatchIfRead, version_if_read
from api.schemas.paging import OFFICE
from api.services import Services
from core.calendar.holidays_pl import FIRST_YEAR, LAST_YEAR, holidays_of, is_saturday_holiday
from core.errors import NotFound
from core.rights import Right
from ivr.hours.store import (
    OpeningException,
    PlanRow,
    exceptions_version,
    list_exceptions,
    list_plans,
    load_hours,
    plans_version,
    remove_exception,
    save_exception,
    save_plan,
)
from ivr.hours.wall_clock import wall
from ivr.hours.week_plan import SpecialDays, WeekPlan
from ivr.office_store import load_offices
from ivr.offices import OfficeInfo

router = Router(prefix="/api", tags=["hours"])

Planner = Annotated[User, needs(Right.CHANGE_OPENING_HOURS)]
OfficeCode = Annotated[str, Path(pattern=OFFICE, examples=["20060"])]
ExceptionId = Annotated[
    str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["exception-019ab3c4d5e0000-4f2a91c3d0"])
]


@router.get("/hours/{office}", responses=answers(401, 403, 404, 422))
async def get_hours(office: OfficeCode, user: Staff, shared: Shared) -> HoursOut:
    """The hours of an office, in force and planned, and its state at this moment. Hours are no secret.

    The state is that of real callers: always open if the installation passes hours over (`S724_HOURS`).
    """
    now = shared.clock.now()
    today = wall(now).date()
    info = await known_office(shared, office)
    hours = await load_hours(shared.engine, is_always_open=shared.settings.is_always_open)
    plans = await list_plans(shared.engine, office)
    exceptions = await list_exceptions(shared.engine, office)
    return HoursOut(
        office=office,
        now=StateOut.of(hours.state(office, None, now), info, now),
        plans=_plans(plans, today),
        exceptions=_exceptions(exceptions, today),
        plans_version=plans_version(plans),
        exceptions_version=exceptions_version(exceptions),
    )


@router.get("/hours/{office}/plans", responses=answers(401, 403, 404, 422))
async def get_plans(office: OfficeCode, user: Staff, shared: Shared) -> list[PlanOut]:
    """Who set which plan and when it holds, all that ever was; the latest first."""
    await known_office(shared, office)
    return [PlanOut.of(row) for row in await list_plans(shared.engine, office)]


@router.put("/hours/{office}/plan", responses=answers(401, 403, 404, 412, 413, 422))
async def set_plan(
    office: OfficeCode, wanted: PlanIn, user: Planner, shared: Shared, read_on: IfMatchIfRead = None
) -> PlanOut:
    """Give an office, a topic of its calls, or the pool that it keeps other hours, from today or a day on.

    For supervisors of the office, those of the provincial office, the managing team and administrators. 422 with
    `settings_refused` and in `fields` what is wrong; nothing was changed then. The history keeps the plans of
    before. `If-Match` is the `plans_version` that was read: 412 with `stale_version` if there are others since.
    """
    check_planner(user, office)
    now = shared.clock.now()
    plan = WeekPlan(
        purpose=wanted.purpose,
        week=wanted.week,
        evening_pool=wanted.evening_pool,
        valid_from=wanted.valid_from or wall(now).date(),
        valid_to=None if wanted.last_day is None else wanted.last_day + timedelta(days=1),
    )
    return PlanOut.of(await save_plan(shared.engine, office, plan, user.username, now, version_if_read(read_on)))


@router.get("/hours/{office}/exceptions", responses=answers(401, 403, 404, 422))
async def get_exceptions(office: OfficeCode, user: Staff, shared: Shared) -> list[OpeningException]:
    """Who wrote down which exception, those removed or replaced included; the latest first."""
    await known_office(shared, office)
    return await list_exceptions(shared.engine, office)


@router.post("/hours/{office}/exceptions", status_code=201, responses=answers(401, 403, 404, 412, 413, 422))
async def add_exception(
    office: OfficeCode, days: SpecialDays, user: Planner, shared: Shared, read_on: IfMatchIfRead = None
) -> OpeningException:
    """Write down days that are different: closed, other hours, or a day off in lieu of a holiday.

    They go before plan and holiday. For the same people and with the same refusals as a plan; `If-Match` is the
    `exceptions_version` that was read.
    """
    check_planner(user, office)
    version = version_if_read(read_on)
    return await save_exception(shared.engine, office, days, user.username, shared.clock.now(), read_on=version)


@router.put("/hours/{office}/exceptions/{exception_id}", responses=answers(401, 403, 404, 412, 413, 422))
async def change_exception(
    office: OfficeCode,
    exception_id: ExceptionId,
    days: SpecialDays,
    user: Planner,
    shared: Shared,
    read_on: IfMatchIfRead = None,
) -> OpeningException:
    """Put another exception in the place of one; the old one stays in the history.

    `If-Match` as when one is added.
    """
    check_planner(user, office)
    now, version = shared.clock.now(), version_if_read(read_on)
    return await save_exception(shared.engine, office, days, user.username, now, exception_id, version)


@router.delete(
    "/hours/{office}/exceptions/{exception_id}", status_code=204, responses=answers(401, 403, 404, 412, 422)
)
async def delete_exception(
    office: OfficeCode, exception_id: ExceptionId, user: Planner, shared: Shared, read_on: IfMatchIfRead = None
) -> None:
    """Let days be as usual again; the exception stays in the history, with who removed it.

    `If-Match` as when one is added.
    """
    check_planner(user, office)
    now, version = shared.clock.now(), version_if_read(read_on)
    await remove_exception(shared.engine, office, exception_id, user.username, now, version)


@router.get("/evening-pools", responses=answers(401, 403))
async def get_evening_pools(user: Staff, shared: Shared) -> list[PoolOut]:
    """The shared evening pools: who keeps them, when they are open, and who takes part.

    A pool is changed by a plan of the office that keeps it, with the purpose `evening`; who takes part, by the
    plans of the other offices.
    """
    today = wall(shared.clock.now()).date()
    hours, offices = await load_hours(shared.engine), await load_offices(shared.engine)
    found = []
    for code, written in hours.offices.items():
        if any(plan.purpose == "evening" for plan in written.plans):
            plans = _plans(await list_plans(shared.engine, code), today)
            exceptions = _exceptions(await list_exceptions(shared.engine, code), today)
            in_force = {other: each.plan("all", today) for other, each in hours.offices.items()}
            pool = PoolOut(
                office=code,
                name=offices.get(code).name,
                plans=[plan for plan in plans if plan.purpose == "evening"],
                exceptions=[each for each in exceptions if each.days and each.days.purpose == "evening"],
                participants=sorted(o for o, plan in in_force.items() if plan and plan.evening_pool == code),
            )
            found.append(pool)
    return found


@router.get("/holidays/{year}", responses=answers(401, 403, 422))
async def get_holidays(
    year: Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR, examples=[2026])], user: Staff
) -> list[HolidayOut]:
    """The days off by law of a year, in order; besides them, every Sunday is one."""
    return [
        HolidayOut(day=day, name=name, is_saturday=is_saturday_holiday(day))
        for day, name in holidays_of(year).items()
    ]


def check_planner(user: User, office: str) -> None:
    """May this account change the hours of that office? Raises NotFound."""
    if not user.may_for(Right.CHANGE_OPENING_HOURS, office):
        raise NotFound


async def known_office(shared: Services, office: str) -> OfficeInfo:
    """Raises NotFound for an office that has never been there; the hours of one that was deactivated stay."""
    offices = await load_offices(shared.engine)
    if office not in {each.code for each in offices.every()}:
        raise NotFound
    return offices.get(office)


def _plans(rows: Sequence[PlanRow], today: date) -> list[PlanOut]:
    """In force or planned."""
    return [
        PlanOut.of(row) for row in rows if not row.was_replaced and (row.valid_to is None or row.valid_to > today)
    ]


def _exceptions(rows: Sequence[OpeningException], today: date) -> list[OpeningException]:
    return [row for row in rows if row.removed_by is None and row.last_day >= today]

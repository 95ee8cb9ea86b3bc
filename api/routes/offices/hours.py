"""Opening hours: plans, exceptions, the evening pool, holidays, and what a caller meets at a moment."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Path, Query

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.offices.hours_schemas import HolidayOut, HoursOut, PlanIn, PlanOut, PoolOut, StateOut
from api.schemas.paging import OFFICE, Moment, utc
from api.services import Services
from core.calendar.holidays_pl import FIRST_YEAR, LAST_YEAR, holidays_of, is_saturday_holiday
from core.errors import NotFound
from core.lists.topics import Topic
from core.rights import Right
from ivr.hours.store import (
    OpeningException,
    list_exceptions,
    list_plans,
    load_hours,
    remove_exception,
    save_exception,
    save_plan,
)
from ivr.hours.wall_clock import wall
from ivr.hours.week_plan import SpecialDays, WeekPlan
from ivr.office_store import load_offices

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
    return HoursOut(
        office=office,
        now=await _state(shared, office, None, now, is_always_open=shared.settings.is_always_open),
        plans=await _plans(shared, office, today),
        exceptions=await _exceptions(shared, office, today),
    )


@router.get("/hours/{office}/plans", responses=answers(401, 403, 404, 422))
async def get_plans(office: OfficeCode, user: Staff, shared: Shared) -> list[PlanOut]:
    """Who set which plan and when it holds, all that ever was; the latest first."""
    await _known(shared, office)
    return [PlanOut.of(row) for row in await list_plans(shared.engine, office)]


@router.put("/hours/{office}/plan", responses=answers(401, 403, 404, 413, 422))
async def set_plan(office: OfficeCode, wanted: PlanIn, user: Planner, shared: Shared) -> PlanOut:
    """Give an office, a topic of its calls, or the pool that it keeps other hours, from today or a day on.

    For supervisors of the office, those of the provincial office, the managing team and administrators. 422 with
    `settings_refused` and in `fields` what is wrong; nothing was changed then. The history keeps the plans of
    before.
    """
    _check_in_reach(user, office)
    now = shared.clock.now()
    plan = WeekPlan(
        purpose=wanted.purpose,
        week=wanted.week,
        evening_pool=wanted.evening_pool,
        valid_from=wanted.valid_from or wall(now).date(),
        valid_to=None if wanted.last_day is None else wanted.last_day + timedelta(days=1),
    )
    return PlanOut.of(await save_plan(shared.engine, office, plan, user.username, now))


@router.get("/hours/{office}/exceptions", responses=answers(401, 403, 404, 422))
async def get_exceptions(office: OfficeCode, user: Staff, shared: Shared) -> list[OpeningException]:
    """Who wrote down which exception, those removed or replaced included; the latest first."""
    await _known(shared, office)
    return await list_exceptions(shared.engine, office)


@router.post("/hours/{office}/exceptions", status_code=201, responses=answers(401, 403, 404, 413, 422))
async def add_exception(office: OfficeCode, days: SpecialDays, user: Planner, shared: Shared) -> OpeningException:
    """Write down days that are different: closed, other hours, or a day off in lieu of a holiday.

    They go before plan and holiday. For the same people and with the same refusals as a plan.
    """
    _check_in_reach(user, office)
    return await save_exception(shared.engine, office, days, user.username, shared.clock.now())


@router.put("/hours/{office}/exceptions/{exception_id}", responses=answers(401, 403, 404, 413, 422))
async def change_exception(
    office: OfficeCode, exception_id: ExceptionId, days: SpecialDays, user: Planner, shared: Shared
) -> OpeningException:
    """Put another exception in the place of one; the old one stays in the history."""
    _check_in_reach(user, office)
    now = shared.clock.now()
    return await save_exception(shared.engine, office, days, user.username, now, replaces=exception_id)


@router.delete("/hours/{office}/exceptions/{exception_id}", status_code=204, responses=answers(401, 403, 404, 422))
async def delete_exception(office: OfficeCode, exception_id: ExceptionId, user: Planner, shared: Shared) -> None:
    """Let days be as usual again; the exception stays in the history, with who removed it."""
    _check_in_reach(user, office)
    await remove_exception(shared.engine, office, exception_id, user.username, shared.clock.now())


@router.get("/hours/{office}/at", responses=answers(401, 403, 404, 422))
async def get_state_at(
    office: OfficeCode,
    moment: Annotated[Moment, Query(description="A day: its beginning in Warsaw")],
    user: Staff,
    shared: Shared,
    topic: Annotated[Topic | None, Query(description="What the call is about")] = None,
) -> StateOut:
    """What would a caller of the office meet at a moment, and why, by the hours that are written down now?

    Also if the installation itself passes hours over (`S724_HOURS`): plans can be tried out there.
    """
    return await _state(shared, office, topic, utc(moment, is_end=False))


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
            plans, exceptions = await _plans(shared, code, today), await _exceptions(shared, code, today)
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


def _check_in_reach(user: User, office: str) -> None:
    """Raises NotFound."""
    if not user.may_for(Right.CHANGE_OPENING_HOURS, office):
        raise NotFound


async def _known(shared: Services, office: str) -> None:
    """Raises NotFound for an office that has never been there; the hours of one that was deactivated stay."""
    if office not in {each.code for each in (await load_offices(shared.engine)).every()}:
        raise NotFound


async def _plans(shared: Services, office: str, today: date) -> list[PlanOut]:
    """In force or planned."""
    rows = await list_plans(shared.engine, office)
    return [
        PlanOut.of(row) for row in rows if not row.was_replaced and (row.valid_to is None or row.valid_to > today)
    ]


async def _exceptions(shared: Services, office: str, today: date) -> list[OpeningException]:
    rows = await list_exceptions(shared.engine, office)
    return [row for row in rows if row.removed_by is None and row.last_day >= today]


async def _state(
    shared: Services, office: str, topic: str | None, moment: datetime, *, is_always_open: bool = False
) -> StateOut:
    offices = await load_offices(shared.engine)
    if office not in {each.code for each in offices.every()}:
        raise NotFound
    hours = await load_hours(shared.engine, is_always_open=is_always_open)
    return StateOut.of(hours.state(office, topic, moment), offices.get(office), moment)

"""What a caller would meet at a moment, the days of a year, and closing an office earlier today."""

from typing import Annotated

from fastapi import Path, Query

from api.auth import Shared, Staff
from api.errors import answers
from api.http.routing import Router
from api.routes.offices.hours import ExceptionId, OfficeCode, Planner, check_planner, known_office
from api.routes.offices.hours_schemas import EarlyClosingIn, StateOut
from api.schemas.etag import IfMatchIfRead, version_if_read
from api.schemas.paging import Moment, utc
from core.calendar.holidays_pl import FIRST_YEAR, LAST_YEAR
from core.lists.topics import Topic
from ivr.hours.early_closing import if_closed
from ivr.hours.early_closing_store import close_early, open_again, restore_exception
from ivr.hours.store import OpeningException, load_hours
from ivr.hours.wall_clock import wall
from ivr.hours.week_plan import Minute
from ivr.hours.year import CalendarDay, days_of_year
from ivr.hours_told import route_of, told
from ivr.publishing.timetable_store import load_routes

router = Router(prefix="/api/hours", tags=["hours"])

About = Annotated[Topic | None, Query(description="What the call is about")]


@router.get("/{office}/at", responses=answers(401, 403, 404, 422))
async def get_state_at(
    office: OfficeCode,
    moment: Annotated[Moment, Query(description="A day: its beginning in Warsaw")],
    user: Staff,
    shared: Shared,
    topic: About = None,
    dialled_number: Annotated[
        str | None,
        Query(
            pattern="^[0-9]{3,15}$",
            description="Which number is dialled; left out: the office's own, or the province's",
        ),
    ] = None,
    closing: Annotated[
        Minute | None, Query(description="As if the office closed today at that time", examples=["12:00"])
    ] = None,
) -> StateOut:
    """What would a caller of the office meet at a moment, and why, by the hours that are written down now?

    With what the scenario says that answers the number now. Also if the installation itself passes hours over
    (`S724_HOURS`): plans can be tried out there.
    """
    at, now = utc(moment, is_end=False), shared.clock.now()
    info = await known_office(shared, office)
    hours = await load_hours(shared.engine)
    if closing is not None:
        hours = if_closed(hours, office, wall(now).date(), closing)
    state = hours.state(office, topic, at)
    route = route_of(office, await load_routes(shared.engine, now), dialled_number)
    library = await shared.scenarios.prompts()
    says = None if route is None else told(route, hours, state, info, topic, at, library)
    return StateOut.of(state, info, at, says)


@router.get("/{office}/days/{year}", responses=answers(401, 403, 404, 422))
async def get_days(
    office: OfficeCode,
    year: Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR, examples=[2026])],
    user: Staff,
    shared: Shared,
    topic: About = None,
) -> list[CalendarDay]:
    """Every day of a year with its hours and why they are so, by what is written down now."""
    await known_office(shared, office)
    return days_of_year(await load_hours(shared.engine), office, topic or "all", year)


@router.post("/{office}/early-closing", status_code=201, responses=answers(401, 403, 404, 412, 413, 422))
async def close_office_early(
    office: OfficeCode, wanted: EarlyClosingIn, user: Planner, shared: Shared, read_on: IfMatchIfRead = None
) -> list[OpeningException]:
    """Let nobody new in from a time of today on, in whatever topic; callers who wait by then are served.

    Told to calls in progress within a second. 422 with `settings_refused` if the time is over or the office is
    closed then anyway. `If-Match` as for exceptions.
    """
    check_planner(user, office)
    now, version = shared.clock.now(), version_if_read(read_on)
    return await close_early(shared.engine, office, wanted.closed_from, wanted.text, user.username, now, version)


@router.delete("/{office}/early-closing", status_code=204, responses=answers(401, 403, 404, 412, 422))
async def open_office_again(
    office: OfficeCode, user: Planner, shared: Shared, read_on: IfMatchIfRead = None
) -> None:
    """Take back that the office closes earlier today; what had been written for today holds again."""
    check_planner(user, office)
    await open_again(shared.engine, office, user.username, shared.clock.now(), version_if_read(read_on))


@router.post(
    "/{office}/exceptions/{exception_id}/restore", status_code=201, responses=answers(401, 403, 404, 412, 422)
)
async def restore_removed_exception(
    office: OfficeCode, exception_id: ExceptionId, user: Planner, shared: Shared, read_on: IfMatchIfRead = None
) -> OpeningException:
    """Let an exception hold again, from today on, that was removed or replaced; what took its place gives way."""
    check_planner(user, office)
    now, version = shared.clock.now(), version_if_read(read_on)
    return await restore_exception(shared.engine, office, exception_id, user.username, now, version)

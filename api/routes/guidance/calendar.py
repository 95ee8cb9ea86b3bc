"""The shared calendar: trainings, deployments, deadlines."""

from typing import Annotated, Any

from fastapi import Path, Query, Response

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.guidance.calendar_schemas import (
    CalendarChangeOut,
    CalendarEntryIn,
    CalendarEntryOut,
    CalendarQuery,
)
from api.schemas.etag import IfMatch, tag_of, version_of
from api.services import Services
from core.rights import Right
from guidance.calendar import calendar_store
from guidance.calendar.entry import StoredEntry, is_for
from guidance.calendar.icalendar import MEDIA_TYPE, calendar_file

router = Router(prefix="/api/calendar", tags=["guidance"])

Reads = Annotated[User, needs(Right.READ_STANDARDS)]
Changes = Annotated[User, needs(Right.CHANGE_CALENDAR)]
EntryId = Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$", examples=["szkolenie-2026-12-07"])]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"text/calendar": {"schema": {"type": "string"}}}}
}


@router.get("", responses=answers(401, 403, 422))
async def get_calendar(
    query: Annotated[CalendarQuery, Query()], user: Reads, shared: Shared
) -> list[CalendarEntryOut]:
    """Entries of these days, by day and hour; those that were called off, too. At most 500."""
    return [_out(each, user) for each in await _entries(query, user, shared)]


@router.get("/file", response_class=Response, responses={**_FILE, **answers(401, 403, 422)})
async def get_calendar_file(query: Annotated[CalendarQuery, Query()], user: Reads, shared: Shared) -> Response:
    """The same as an iCalendar file (RFC 5545), for a calendar of one's own."""
    content = calendar_file(await _entries(query, user, shared), shows_people=_sees_people(user))
    name = f"kalendarz-{query.first_day}-{query.last_day}.ics"
    return Response(
        content, media_type=MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@router.put("/{entry_id}", responses=answers(401, 403, 412, 413, 422, 429))
async def set_calendar_entry(
    entry_id: EntryId, wanted: CalendarEntryIn, read_on: IfMatch, user: Changes, shared: Shared, response: Response
) -> CalendarEntryOut:
    """A new entry (If-Match `"0"`), or other words for one. What is for all offices takes a reach of the province.

    422 with `settings_refused` for an office that there is not, and for days and hours that do not follow each
    other; 412 with `stale_version`.
    """
    shared.limits.take(user.username, "save")
    stored = await calendar_store.save_entry(
        shared.engine,
        entry_id,
        wanted.entry(),
        version_of(read_on),
        lambda office: user.may_for(Right.CHANGE_CALENDAR, office),
        user.username,
        shared.clock.now(),
    )
    return _answer(stored, user, response)


@router.post("/{entry_id}/cancel", responses=answers(401, 403, 404, 412, 422, 429))
async def cancel_calendar_entry(
    entry_id: EntryId, read_on: IfMatch, user: Changes, shared: Shared, response: Response
) -> CalendarEntryOut:
    """It does not take place. It stays, so that whoever had it in mind is told. 412 with `stale_version`."""
    return await _cancelled(entry_id, read_on, user, shared, response, is_cancelled=True)


@router.post("/{entry_id}/restore", responses=answers(401, 403, 404, 412, 422, 429))
async def restore_calendar_entry(
    entry_id: EntryId, read_on: IfMatch, user: Changes, shared: Shared, response: Response
) -> CalendarEntryOut:
    """It takes place after all. 412 with `stale_version`."""
    return await _cancelled(entry_id, read_on, user, shared, response, is_cancelled=False)


@router.get("/{entry_id}/changes", responses=answers(401, 403, 422))
async def get_calendar_changes(entry_id: EntryId, user: Staff, shared: Shared) -> list[CalendarChangeOut]:
    """Who changed it, when, from what to what: the newest first, at most 100."""
    return [
        CalendarChangeOut.model_validate(each) for each in await calendar_store.changes_of(shared.engine, entry_id)
    ]


async def _entries(query: CalendarQuery, user: User, shared: Services) -> list[StoredEntry]:
    found = await calendar_store.list_entries(shared.engine, query.first_day, query.last_day)
    return [each for each in found if not query.own or is_for(each.entry, user.offices, user.role)]


async def _cancelled(
    entry_id: str, read_on: str, user: User, shared: Services, response: Response, *, is_cancelled: bool
) -> CalendarEntryOut:
    shared.limits.take(user.username, "save")
    stored = await calendar_store.cancel_entry(
        shared.engine,
        entry_id,
        version_of(read_on),
        lambda office: user.may_for(Right.CHANGE_CALENDAR, office),
        user.username,
        shared.clock.now(),
        is_cancelled=is_cancelled,
    )
    return _answer(stored, user, response)


def _answer(stored: StoredEntry, user: User, response: Response) -> CalendarEntryOut:
    response.headers["ETag"] = tag_of(stored.version)
    return _out(stored, user)


def _out(stored: StoredEntry, user: User) -> CalendarEntryOut:
    may_change = all(user.may_for(Right.CHANGE_CALENDAR, office) for office in stored.entry.offices or (None,))
    return CalendarEntryOut.of(stored, may_change=may_change, sees_people=_sees_people(user))


def _sees_people(user: User) -> bool:
    """An observer is told of nobody."""
    return user.may(Right.READ_WHAT_IS_NO_SECRET)

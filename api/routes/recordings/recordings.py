"""Recordings of conversations: which there are, what became of each, and alarms about them."""

from typing import Annotated

from fastapi import Path, Query

from api.auth import Shared, needs
from api.clients.access_notes import note_access_first
from api.errors import answers
from api.http.routing import Router
from api.recordings.recording_access import may, narrower, note, sight_of, whose
from api.request_user import User
from api.routes.recordings.recordings_schemas import (
    ID,
    AlarmOut,
    AlarmPage,
    AlarmQuery,
    RecordingDetail,
    RecordingPage,
    RecordingSearch,
    RecordingSummary,
)
from api.schemas.paging import cursor_of
from clients.access_store import AccessEntry
from core.errors import NotAllowed
from core.rights import Reach, Right
from recordings.lists.alarm_list_store import close_alarm, list_alarms
from recordings.lists.list_store import search_recordings
from recordings.lists.listening_store import listening_until

router = Router(prefix="/api/recordings", tags=["recordings"])

Viewer = Annotated[User, needs(Right.SEE_RECORDINGS)]
Keeper = Annotated[User, needs(Right.CHANGE_RECORDING_RULES)]
RecordingId = Annotated[str, Path(pattern=ID, examples=["rec-019ab3c4d5e0000-4f2a91c3d0"])]
AlarmId = Annotated[str, Path(pattern=ID, examples=["alarm-019ab3c4d5e0000-4f2a91c3d0"])]


@router.post("/search", responses=answers(401, 403, 413, 422, 429))
async def search_for_recordings(query: RecordingSearch, user: Viewer, shared: Shared) -> RecordingPage:
    """Recordings, newest first, page by page; what begins meanwhile moves no page. Changes nothing: it is a POST
    because a call must not stand in an address.

    One's own conversations, those of the own office, or all, as far as the right goes. Whose they are does not
    stand in the list. By the caller's number, or by client, only those are found of which one may know whose they
    are, and that somebody searched is written into the access log; 403 for who may know of none.
    """
    shared.limits.take(user.username, "look")
    sight = sight_of(user)
    if query.is_of_person:
        if not user.may(Right.READ_IDENTITIES):
            raise NotAllowed
        sight = narrower(sight, sight_of(user, Right.READ_IDENTITIES))
    page = await search_recordings(shared.engine, query.wanted(), sight, limit=query.limit, after=query.place())
    if query.is_of_person:
        entry = AccessEntry(
            at=shared.clock.now(),
            who=user.username,
            client_id=query.client_id,
            office=user.office,
            topic="number" if query.client_id is None else "recording",
            purpose="call_search",
            outcome="found" if page.recordings else "none",
        )
        await note_access_first(shared, entry)
    return RecordingPage(
        recordings=[RecordingSummary.model_validate(row) for row in page.recordings],
        next_cursor=cursor_of(page.after),
    )


@router.get("/alarms", responses=answers(401, 403, 422, 429))
async def get_recording_alarms(query: Annotated[AlarmQuery, Query()], user: Viewer, shared: Shared) -> AlarmPage:
    """What the nightly reconciliation has found, newest first, page by page: of the own offices, or of all. For
    whose right is the own conversations there are none."""
    shared.limits.take(user.username, "look")
    if user.reach(Right.SEE_RECORDINGS) < Reach.OFFICE:
        return AlarmPage(alarms=[], next_cursor=None)
    page = await list_alarms(
        shared.engine,
        user.offices_of(Right.SEE_RECORDINGS),
        is_open=query.open,
        limit=query.limit,
        after=query.place(),
    )
    return AlarmPage(
        alarms=[AlarmOut.model_validate(row) for row in page.alarms], next_cursor=cursor_of(page.after)
    )


@router.post("/alarms/{alarm_id}/close", responses=answers(401, 403, 404, 409, 422, 429))
async def close_recording_alarm(alarm_id: AlarmId, user: Keeper, shared: Shared) -> AlarmOut:
    """Somebody has looked at it. 409 with `alarm_closed` if somebody had before.

    An alarm of no office is closed by whose right reaches the whole province.
    """
    shared.limits.take(user.username, "save")
    offices = user.offices_of(Right.CHANGE_RECORDING_RULES)
    row = await close_alarm(shared.engine, alarm_id, offices, user.username, shared.clock.now())
    return AlarmOut.model_validate(row)


@router.get("/{recording_id}", responses=answers(401, 403, 404, 422, 429))
async def get_recording_details(recording_id: RecordingId, user: Viewer, shared: Shared) -> RecordingDetail:
    """A recording with its silent spans, the evidence of consent, its log and its alarms.

    Whose it is shows to those who may know that; then the look is written into the access log.
    """
    shared.limits.take(user.username, "look")
    now = shared.clock.now()
    async with shared.engine.begin() as connection:
        found = await whose(connection, user, recording_id, now)
        is_known = bool(await shared.calls.visible([found.row.call_id], user.identifiable_calls))
        if is_known:
            await note(connection, user, found, now)
    return RecordingDetail.of(
        found,
        is_known=is_known,
        may_listen=may(user, Right.LISTEN_TO_RECORDINGS, found.row.office),
        may_withdraw=may(user, Right.WITHDRAW_RECORDINGS, found.row.office),
        listening_until=await listening_until(shared.engine, recording_id, user.username, now),
    )

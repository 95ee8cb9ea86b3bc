"""Messages that callers have left for an office."""

from typing import Annotated, Any

from fastapi import Header, Path, Query
from fastapi.responses import StreamingResponse

from api.auth import Shared, sees
from api.clients.access_notes import note_access_first
from api.errors import answers
from api.http.routing import Router
from api.recordings.recording_sound import sound_answer
from api.request_user import User
from api.routes.calls.messages_schemas import MessageChange, MessageDetail, MessageOut, MessagePage, MessageQuery
from api.schemas.paging import cursor_of
from api.services import Services
from clients.access_store import AccessEntry
from core.db.tables.centre.call_tables import VoiceMessage
from core.errors import NotFound
from core.rights import Reach, Right
from recordings.lists.message_sound import MEDIA_TYPE, message_sound
from recordings.lists.message_store import access_message, begin_playing, list_messages, place_of_message

router = Router(prefix="/api", tags=["messages"])

Listener = Annotated[User, sees(Right.HEAR_VOICE_MESSAGES)]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_SOUND: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole, WAV of 8 kHz", "content": {MEDIA_TYPE: _BINARY}},
    206: {"description": "The range that was asked for", "content": {MEDIA_TYPE: _BINARY}},
}
MessageId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["msg-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("/messages", responses=answers(401, 422))
async def get_messages(query: Annotated[MessageQuery, Query()], user: Listener, shared: Shared) -> MessagePage:
    """Messages for the own offices, newest first, page by page. Whose they are does not stand in the list."""
    if not user.may_for(Right.HEAR_VOICE_MESSAGES, query.office or user.office):
        return MessagePage(messages=[], next_cursor=None)
    offices = user.offices_of(Right.HEAR_VOICE_MESSAGES) if query.office is None else {query.office}
    page = await list_messages(shared.engine, offices, query.state, limit=query.limit, after=query.place())
    return MessagePage(
        messages=[MessageOut.model_validate(row) for row in page.messages], next_cursor=cursor_of(page.after)
    )


@router.get("/messages/{message_id}", responses=answers(401, 404, 422))
async def get_message(message_id: MessageId, user: Listener, shared: Shared) -> MessageDetail:
    """A message with the caller's number. That somebody looked is written down."""
    await _check_may_see(message_id, user, shared)
    row = await access_message(shared.engine, message_id, user.username, shared.clock.now(), "read")
    await _note(row, user, shared)
    return MessageDetail.model_validate(row)


@router.get(
    "/messages/{message_id}/sound",
    response_class=StreamingResponse,
    responses={**answers(401, 404, 416, 422, 429), **_SOUND},
)
async def get_message_sound(
    message_id: MessageId,
    user: Listener,
    shared: Shared,
    wanted_range: Annotated[str | None, Header(alias="Range", max_length=200)] = None,
) -> StreamingResponse:
    """What the caller said, or a range of its bytes (`Range`), as of a recording. That somebody listened is
    written down, once for all pieces of ten minutes; the state is set on its own."""
    shared.limits.take(user.username, "sound")
    file = await _check_may_see(message_id, user, shared)
    sound = await message_sound(shared.settings.recordings / file)
    if sound is None:
        raise NotFound("Nagrania tej wiadomości nie ma na dysku.")
    row, is_first = await begin_playing(shared.engine, message_id, user.username, shared.clock.now())
    if is_first:
        await _note(row, user, shared)
    return await sound_answer(sound, MEDIA_TYPE, wanted_range)


@router.put("/messages/{message_id}/state", responses=answers(401, 403, 404, 413, 422))
async def set_message_state(
    message_id: MessageId, wanted: MessageChange, user: Listener, shared: Shared
) -> MessageOut:
    """Take a message up (`listened`), be done with it, or give it back (`new`); who said so is written down.

    Whoever takes it up may see its client for the rest of the day (Warsaw). 403 with `reason_needed` without a
    reason, for one that was done with or taken up on an earlier day. 409 with `work_taken` and the name of who has
    it today; supervisors give it back, or are done with it, all the same.
    """
    await _check_may_see(message_id, user, shared)
    row = await access_message(
        shared.engine,
        message_id,
        user.username,
        shared.clock.now(),
        wanted.state,
        has_reason=wanted.reason is not None,
        outcome=wanted.outcome,
        may_for_others=user.reach(Right.CHANGE_AGENT_STATES) > Reach.OWN,
    )
    if wanted.reason is not None:
        await _note(row, user, shared, wanted.reason)
    return MessageOut.model_validate(row)


async def _check_may_see(message_id: str, user: User, shared: Services) -> str:
    """The message's file. One of another office is answered like none."""
    found = await place_of_message(shared.engine, message_id)
    if found is None or not user.may_for(Right.HEAR_VOICE_MESSAGES, found[0]):
        raise NotFound
    return found[1]


async def _note(row: VoiceMessage, user: User, shared: Services, reason: str | None = None) -> None:
    """Whose message it is was looked at: in the access log, too."""
    entry = AccessEntry(
        at=shared.clock.now(),
        who=user.username,
        client_id=row.client_id,
        office=row.office,
        topic="number",
        purpose="message_view",
        outcome="found",
        call_id=row.call_id,
        message_id=row.id,
        reason=reason,
    )
    await note_access_first(shared, entry)

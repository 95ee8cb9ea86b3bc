"""Messages that callers have left for an office."""

from typing import Annotated

from anyio import to_thread
from fastapi import Path, Query
from fastapi.responses import FileResponse

from api.auth import Shared, sees
from api.clients.access_notes import note_access_first
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.calls.messages_schemas import MessageChange, MessageDetail, MessageOut, MessagePage, MessageQuery
from api.schemas.paging import cursor_of
from api.services import Services
from clients.access_store import AccessEntry
from core.db.tables.centre_tables import VoiceMessage
from core.errors import NotFound
from core.rights import Right
from recordings.lists.message_store import access_message, list_messages, office_of_message

router = Router(prefix="/api", tags=["messages"])

Listener = Annotated[User, sees(Right.HEAR_VOICE_MESSAGES)]
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
    response_class=FileResponse,
    responses={**answers(401, 404, 422), 200: {"description": "WAV, 8 kHz", "content": {"audio/wav": {}}}},
)
async def get_message_sound(message_id: MessageId, user: Listener, shared: Shared) -> FileResponse:
    """What the caller said. That somebody listened is written down; the state is set on its own."""
    await _check_may_see(message_id, user, shared)
    row = await access_message(shared.engine, message_id, user.username, shared.clock.now(), "played")
    await _note(row, user, shared)
    path = shared.settings.recordings / row.file
    if not await to_thread.run_sync(path.is_file):
        raise NotFound("Nagrania tej wiadomości nie ma na dysku.")
    return FileResponse(path, media_type="audio/wav")


@router.put("/messages/{message_id}/state", responses=answers(401, 403, 404, 413, 422))
async def set_message_state(
    message_id: MessageId, wanted: MessageChange, user: Listener, shared: Shared
) -> MessageOut:
    """Say that a message was listened to, is done with, or is new again; who said so is written down.

    `listened` takes the message up: for the rest of the day (Warsaw) its client may be seen. 403 with
    `reason_needed` without a reason, for one that was done with or taken up on an earlier day.
    """
    await _check_may_see(message_id, user, shared)
    row = await access_message(
        shared.engine,
        message_id,
        user.username,
        shared.clock.now(),
        wanted.state,
        has_reason=wanted.reason is not None,
    )
    if wanted.reason is not None:
        await _note(row, user, shared, wanted.reason)
    return MessageOut.model_validate(row)


async def _check_may_see(message_id: str, user: User, shared: Services) -> None:
    """A message of another office is answered like none."""
    office = await office_of_message(shared.engine, message_id)
    if office is None or not user.may_for(Right.HEAR_VOICE_MESSAGES, office):
        raise NotFound


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

"""What a consultant writes down of a conversation: saved as it is typed."""

from typing import Annotated

from fastapi import Path, Response

from api.auth import Shared, needs
from api.clients.client_viewer import viewer_of
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.clients.clients import ClientId
from api.routes.clients.clients_schemas import CALL_ID
from api.routes.clients.contacts_schemas import EntryIn, EntryOut
from api.schemas.etag import IfMatch, tag_of, version_of
from clients.contacts.entry_store import read_entry, save_entry
from core.errors import SettingsRefused
from core.lists.topics import TOPICS, topic_faults
from core.rights import Right

router = Router(prefix="/api", tags=["contacts"])

Writer = Annotated[User, needs(Right.ENTER_CONTACTS)]
CallId = Annotated[str, Path(pattern=CALL_ID, examples=["call-s724-1795559785-42"])]


@router.get("/clients/{client_id}/contacts/{call_id}", responses=answers(401, 403, 404, 422, 429))
async def get_contact_entry(
    client_id: ClientId, call_id: CallId, user: Writer, shared: Shared, response: Response
) -> EntryOut:
    """What this account has written down of the call so far; version 0 if nothing. 404 as for saving."""
    shared.limits.take(user.username, "look")
    stored = await read_entry(shared.engine, viewer_of(user, shared), client_id, call_id, shared.clock.now())
    response.headers["ETag"] = tag_of(stored.version)
    return EntryOut.of(stored)


@router.put("/clients/{client_id}/contacts/{call_id}", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def save_contact_entry(
    client_id: ClientId,
    call_id: CallId,
    typed: EntryIn,
    typed_on: IfMatch,
    user: Writer,
    shared: Shared,
    response: Response,
) -> EntryOut:
    """Save what was typed, whole, on the version that it was typed on; said again, nothing changes.

    404 if it was not this account's conversation, or with somebody else, or if the client may not be seen now;
    412 with `stale_version` if another page has saved meanwhile; 409 with `entry_exported` once the office has the
    entry, and with `ninety_day_refused` if the conversation cannot count as the regular contact.
    """
    shared.limits.take(user.username, "save")
    if typed.topic is not None and TOPICS.known(typed.topic) is None:
        raise SettingsRefused(topic_faults([typed.topic]))
    stored = await save_entry(
        shared.engine,
        viewer_of(user, shared),
        client_id,
        call_id,
        typed.content(),
        version_of(typed_on),
        shared.clock.now(),
    )
    response.headers["ETag"] = tag_of(stored.version)
    return EntryOut.of(stored)

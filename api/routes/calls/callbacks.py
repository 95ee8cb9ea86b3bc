"""Call-backs: what was ordered, and what came of it."""

from dataclasses import replace
from typing import Annotated

from fastapi import Path, Query

from acd.callback_store import get_callback, list_callbacks
from api.auth import Shared, needs, sees
from api.clients.access_notes import note_access_first
from api.errors import RefusedByCentre, answers
from api.http.routing import Router
from api.request_user import User
from api.routes.calls.callbacks_schemas import CallbackDetail, CallbackOut, CallbackPage, CallbackQuery
from api.schemas.paging import cursor_of
from api.services import Services
from clients.access_store import AccessEntry
from core.db.tables.centre.call_tables import CallbackRow
from core.errors import NotFound
from core.relay.commands import Refused, WithdrawCallback
from core.rights import Right
from reports.audit_store import note_order

router = Router(prefix="/api", tags=["callbacks"])

Viewer = Annotated[User, sees(Right.SEE_CALLBACKS)]
CallbackId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["callback-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("/callbacks", responses=answers(401, 422))
async def get_callbacks(query: Annotated[CallbackQuery, Query()], user: Viewer, shared: Shared) -> CallbackPage:
    """Call-backs, newest first, page by page; orders that come in meanwhile move no page.

    Everybody sees those of the own offices' queues, roles of the whole province all. Whose they are does not stand
    in the list.
    """
    wanted = query.wanted()
    if not user.may_for(Right.SEE_CALLBACKS, query.office or user.office):
        return CallbackPage(callbacks=[], next_cursor=None)
    wanted = replace(wanted, offices=wanted.offices or user.offices_of(Right.SEE_CALLBACKS))
    page = await list_callbacks(shared.engine, wanted, limit=query.limit, after=query.place())
    return CallbackPage(
        callbacks=[CallbackOut.model_validate(row) for row in page.callbacks],
        next_cursor=cursor_of(page.after),
    )


@router.get("/callbacks/{callback_id}", responses=answers(401, 404, 422))
async def get_one_callback(callback_id: CallbackId, user: Viewer, shared: Shared) -> CallbackDetail:
    """An order with the number that is rung, for those who may know whose call it was in which it was ordered.

    That they looked is written into the access log.
    """
    row = await _in_reach(callback_id, Right.SEE_CALLBACKS, user, shared)
    if not await shared.calls.visible([row.call_id], user.identifiable_calls):
        raise NotFound
    entry = AccessEntry(
        at=shared.clock.now(),
        who=user.username,
        client_id=row.client_id,
        office=row.office,
        topic="number",
        purpose="callback_view",
        outcome="found",
        call_id=row.call_id,
    )
    await note_access_first(shared, entry)
    return CallbackDetail.model_validate(row)


@router.delete("/callbacks/{callback_id}", status_code=204, responses=answers(401, 403, 404, 409, 422))
async def withdraw_callback(
    callback_id: CallbackId, user: Annotated[User, needs(Right.WITHDRAW_CALLBACKS)], shared: Shared
) -> None:
    """Take an order back: nobody is rung for it any more, and who said so is written down.

    For supervisors of the queue's office, those of the provincial office, and administrators. A call that is being
    made is not cut off.
    """
    row = await _in_reach(callback_id, Right.WITHDRAW_CALLBACKS, user, shared)
    reply = await shared.relay.ask(WithdrawCallback(callback=callback_id, account=user.username))
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)
    await note_order(shared.engine, "callback", callback_id, row.office, {"state": "withdrawn"})


async def _in_reach(callback_id: str, right: Right, user: User, shared: Services) -> CallbackRow:
    """Raises NotFound, for an order of another office, too."""
    row = await get_callback(shared.engine, callback_id)
    if row is None or not user.may_for(right, row.office):
        raise NotFound
    return row

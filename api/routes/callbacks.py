"""Call-backs: what was ordered, and what came of it."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Query

from acd.callback_store import list_callbacks, office_of_callback
from api.auth import CurrentUser, Shared
from api.errors import RefusedByCentre, answers
from api.schemas.callbacks import CallbackOut, CallbackPage, CallbackQuery
from api.schemas.paging import cursor_of
from core.commands import Refused, WithdrawCallback
from core.errors import NotAllowed, NotFound

router = APIRouter(prefix="/api", tags=["callbacks"])

CallbackId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["callback-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("/callbacks", responses=answers(401, 422))
async def get_callbacks(
    query: Annotated[CallbackQuery, Query()], user: CurrentUser, shared: Shared
) -> CallbackPage:
    """Call-backs, newest first, page by page; orders that come in meanwhile move no page.

    Everybody sees those of the own office's queue, administrators and supervisors of the provincial office all.
    Whose number it is shows only to those who may see the call in which it was ordered.
    """
    wanted = query.wanted()
    if not user.sees_all:
        if wanted.office not in (None, user.office) or not user.serves:
            return CallbackPage(callbacks=[], next_cursor=None)
        wanted = replace(wanted, office=user.office)
    page = await list_callbacks(shared.engine, wanted, limit=query.limit, after=query.place())
    visible = await shared.calls.visible([row.call_id for row in page.callbacks], user.sight)
    return CallbackPage(
        callbacks=[CallbackOut.of(row, may_see_call=row.call_id in visible) for row in page.callbacks],
        next_cursor=cursor_of(page.after),
    )


@router.delete("/callbacks/{callback_id}", status_code=204, responses=answers(401, 403, 404, 409, 422))
async def withdraw_callback(callback_id: CallbackId, user: CurrentUser, shared: Shared) -> None:
    """Take an order back: nobody is rung for it any more, and who said so is written down.

    For supervisors of the queue's office and administrators. A call that is being made is not cut off.
    """
    if not user.directs:
        raise NotAllowed
    office = await office_of_callback(shared.engine, callback_id)
    if office is None or not (user.sees_all or user.office == office):
        raise NotFound
    reply = await shared.relay.ask(WithdrawCallback(callback=callback_id, account=user.username))
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)

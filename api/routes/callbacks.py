"""Call-backs: what was ordered, and what came of it."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Query

from acd.callback_store import list_callbacks, office_of_callback
from api.auth import Shared, needs, sees
from api.errors import RefusedByCentre, answers
from api.schemas.callbacks import CallbackOut, CallbackPage, CallbackQuery
from api.schemas.paging import cursor_of
from api.user import User
from core.commands import Refused, WithdrawCallback
from core.errors import NotFound
from core.rights import Right

router = APIRouter(prefix="/api", tags=["callbacks"])

CallbackId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["callback-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("/callbacks", responses=answers(401, 422))
async def get_callbacks(
    query: Annotated[CallbackQuery, Query()], user: Annotated[User, sees(Right.SEE_CALLBACKS)], shared: Shared
) -> CallbackPage:
    """Call-backs, newest first, page by page; orders that come in meanwhile move no page.

    Everybody sees those of the own office's queue, administrators and supervisors of the provincial office all.
    Whose number it is shows only to those who may see the call in which it was ordered.
    """
    wanted = query.wanted()
    if not user.may_for(Right.SEE_CALLBACKS, wanted.office or user.office):
        return CallbackPage(callbacks=[], next_cursor=None)
    wanted = replace(wanted, office=wanted.office or user.office_of(Right.SEE_CALLBACKS))
    page = await list_callbacks(shared.engine, wanted, limit=query.limit, after=query.place())
    visible = await shared.calls.visible([row.call_id for row in page.callbacks], user.visible_calls)
    return CallbackPage(
        callbacks=[CallbackOut.of(row, may_see_call=row.call_id in visible) for row in page.callbacks],
        next_cursor=cursor_of(page.after),
    )


@router.delete("/callbacks/{callback_id}", status_code=204, responses=answers(401, 403, 404, 409, 422))
async def withdraw_callback(
    callback_id: CallbackId, user: Annotated[User, needs(Right.WITHDRAW_CALLBACKS)], shared: Shared
) -> None:
    """Take an order back: nobody is rung for it any more, and who said so is written down.

    For supervisors of the queue's office and administrators. A call that is being made is not cut off.
    """
    office = await office_of_callback(shared.engine, callback_id)
    if office is None or not user.may_for(Right.WITHDRAW_CALLBACKS, office):
        raise NotFound
    reply = await shared.relay.ask(WithdrawCallback(callback=callback_id, account=user.username))
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)

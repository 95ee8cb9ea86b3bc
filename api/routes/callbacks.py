"""Call-backs: what was ordered, and what came of it."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from acd.callback_store import list_callbacks
from api.auth import CurrentUser, Shared
from api.errors import answers
from api.schemas.callbacks import CallbackOut, CallbackPage, CallbackQuery
from api.schemas.paging import cursor_of

router = APIRouter(prefix="/api", tags=["callbacks"])


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
        if wanted.office not in (None, user.office):
            return CallbackPage(callbacks=[], next_cursor=None)
        wanted = replace(wanted, office=user.office)
    page = await list_callbacks(shared.engine, wanted, limit=query.limit, after=query.place())
    visible = await shared.calls.visible([row.call_id for row in page.callbacks], user.sight)
    return CallbackPage(
        callbacks=[CallbackOut.of(row, may_see_call=row.call_id in visible) for row in page.callbacks],
        next_cursor=cursor_of(page.after),
    )

"""The context of a call on the consultant's desk: everything that is known before anybody says hello."""

from functools import partial
from typing import Annotated

from api.auth import Shared, needs
from api.clients.viewers import is_told_to_wrap_up, viewer_of, whole_live_call
from api.errors import answers
from api.http.routing import Router
from api.http.written import is_written
from api.routes.desk.desk_context_answer import (
    completed,
    context_out,
    is_to_be_written,
    is_whole,
    missing,
    wanted_articles,
)
from api.routes.desk.desk_context_schemas import DeskContextOut
from api.services import Services
from api.user import User
from clients.persons.desk_access_store import CallAtHand, CallerAtDesk, caller_at_desk, find_call_at_hand
from core.live.live import AgentCall
from core.rights import Right
from core.tasks.racing import both_of
from core.zone import WARSAW
from knowledge.for_desk.desk_article_store import articles_for_call
from reports.desk.desk_store import CallAtDesk, call_at_desk, is_stated_since

router = Router(prefix="/api/desk", tags=["desk"])

Consultant = Annotated[User, needs(Right.USE_DESK)]


@router.get("/context", responses=answers(401, 403, 404, 429))
async def get_desk_context(user: Consultant, shared: Shared) -> DeskContextOut:
    """What is known of the call that is offered, goes on, or is being wrapped up: how sure it is who calls, whose
    caller it is, why it is here, what the caller did on the way, articles for the topic. 404: there is no call.

    Of a client who is verified besides: the last contacts, open matters and the next visit, as far as this account
    may see them now. That look is written into the access log once a call. Ask again when the live state of the
    call changes; `is_whole` false: the database lags behind, ask again in a second.
    """
    shared.limits.take(user.username, "context")
    now = shared.clock.now()
    live, viewer = whole_live_call(user, shared), viewer_of(user, shared)

    async def of_caller() -> tuple[CallAtHand, CallerAtDesk | None]:
        found = await find_call_at_hand(shared.engine, viewer, now)
        return found, await caller_at_desk(shared.engine, viewer, found, now)

    if live is None:
        found, caller = await of_caller()
        call = await call_at_desk(shared.engine, user.username, found.call_id)
    else:
        of_call = partial(call_at_desk, shared.engine, user.username, live.id)
        call, (found, caller) = await both_of(of_call, of_caller)
        if await _is_written_meanwhile(shared, user, live, call):
            call = await of_call()
        if live.verified_by and found.client_id is None:
            # The live state knew it a moment before the database did.
            found, caller = await of_caller()
    is_complete = is_whole(call.story, live)
    if live is not None and not is_complete:
        completed(call.story, live)
    wanted = wanted_articles(call)
    articles = await articles_for_call(shared.engine, wanted, now.astimezone(WARSAW).date())
    is_over = found.is_over or (live is None and is_told_to_wrap_up(user, shared))
    return context_out(
        found.call_id, call, caller, articles, user, live, now, is_complete=is_complete, is_over=is_over
    )


async def _is_written_meanwhile(shared: Services, user: User, live: AgentCall, call: CallAtDesk) -> bool:
    """Waits a little for what the live state knows and `call` lacks. Only the fact that is missing is asked for:
    after an outage many desks wait at once for the writer, which they would hold up."""
    kind = missing(call.story, live)
    if kind is None or not is_to_be_written(live):
        return False
    return await is_written(partial(is_stated_since, shared.engine, live.id, call.newest, kind, user.username))

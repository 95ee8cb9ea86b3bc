"""The context of a call on the consultant's desk: what the live feed cannot carry, before anybody says hello."""

from functools import partial
from typing import Annotated

from api.auth import Shared, needs
from api.clients.client_viewer import live_call, viewer_of
from api.clients.late_caller import with_caller
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.desk.desk_context_answer import context_out, wanted_articles
from api.routes.desk.desk_context_schemas import DeskContextOut
from clients.persons.desk_access_store import CallAtHand, CallerAtDesk, caller_at_desk, find_call_at_hand
from core.rights import Right
from core.tasks.racing import both_of
from core.zone import WARSAW
from knowledge.for_desk.desk_article_store import articles_for_call
from reports.desk.desk_store import call_at_desk

router = Router(prefix="/api/desk", tags=["desk"])

Consultant = Annotated[User, needs(Right.USE_DESK)]


@router.get("/context", responses=answers(401, 403, 404, 429))
async def get_desk_context(user: Consultant, shared: Shared) -> DeskContextOut:
    """What goes with the call that is offered, goes on, or is being wrapped up: in sentences, how sure it is who
    calls, whose caller it is, and why it is here; articles for the topic. What the call is at this moment is told
    by the live state. 404: there is no call.

    Of a client who is verified besides: the last contacts, open matters and the next visit, as far as this account
    may see them now. That look is written into the access log once a call. `is_caller_late`: who it is will be
    known in a moment; ask again.
    """
    shared.limits.take(user.username, "context")
    now = shared.clock.now()
    live, viewer = live_call(user, shared), viewer_of(user, shared)

    async def look() -> tuple[CallAtHand, CallerAtDesk | None]:
        found = await find_call_at_hand(shared.engine, viewer, now)
        return found, await caller_at_desk(shared.engine, viewer, found, now)

    of_caller = partial(with_caller, shared.engine, live, look, lambda found: found[0].client_id is not None)
    if live is None:
        (found, caller), is_late = await of_caller()
        call = await call_at_desk(shared.engine, user.username, found.call_id, None)
    else:
        of_call = partial(call_at_desk, shared.engine, user.username, live.id, live)
        call, ((found, caller), is_late) = await both_of(of_call, of_caller)
    wanted = wanted_articles(call)
    articles = await articles_for_call(shared.engine, wanted, now.astimezone(WARSAW).date())
    return context_out(found.call_id, call, caller, articles, user, is_caller_late=is_late)

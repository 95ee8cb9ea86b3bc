"""Calls: the list, the search, and one call with its timeline."""

from dataclasses import replace
from typing import Annotated

from fastapi import Path, Query

from api.auth import Shared, needs, sees
from api.clients.access_notes import note_access_first
from api.clients.client_viewer import viewer_of
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.calls.calls_schemas import (
    CallDetail,
    CallerOut,
    Callers,
    CallersQuestion,
    CallPage,
    CallQuery,
    CallSearch,
    CallWhy,
    OfferWhy,
    cursor_to,
)
from api.routes.calls.told_calls import raters_of, told_calls
from api.schemas.copying import copied
from api.services import Services
from clients.access_store import AccessEntry
from clients.persons.caller_names_store import names_of_callers
from core.errors import NotAllowed, NotFound
from core.rights import Right
from reports.calls.call_list_store import (
    PeriodNeeded,
    clients_of,
    names_of,
    page_of_calls,
    wrap_up_time,
)
from reports.calls.call_visibility import CallVisibility
from reports.figures.node_figure_store import numbers_of_node

router = Router(prefix="/api", tags=["calls"])

Viewer = Annotated[User, sees(Right.SEE_CALLS)]
Seer = Annotated[User, needs(Right.SEE_CLIENTS)]
CallId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["call-s724-1795559785-42"])]


@router.get("/calls", responses=answers(401, 403, 422))
async def list_calls(query: Annotated[CallQuery, Query()], user: Viewer, shared: Shared) -> CallPage:
    """Calls page by page, newest first or as `order` says; calls that come in meanwhile move no page.

    Another order than `started`, and `topic`, `waited_over`, `is_helped`, `rating_at_most`, `path` and `node`,
    need `from` and `to`, at most 92 days apart: else 422. Ratings are told to who may see those of consultants one
    by one, as in reports, and of these consultants; `rating_at_most` is 403 for others.

    Consultants see the calls they took part in; supervisors those of their office, by its competence, its queue
    or its consultants; supervisors of the provincial office, the managing team, technicians and administrators
    all. Whose calls they are does not stand in the list.
    """
    return await _page(query, user, shared)


@router.post("/calls/search", responses=answers(401, 403, 413, 422))
async def search_calls(query: CallSearch, user: Viewer, shared: Shared) -> CallPage:
    """As the list, and by the caller's number. It is a POST because a number is personal and must not stand in an
    address, where logs would keep it.

    By number only those calls are found of which one may know whose they are; that somebody searched is written
    into the access log. 403 for roles that may know of none.
    """
    if query.caller_number is None:
        return await _page(query, user, shared)
    if not user.may(Right.READ_IDENTITIES):
        raise NotAllowed
    page = await _page(query, user, shared, user.identifiable_calls)
    entry = AccessEntry(
        at=shared.clock.now(),
        who=user.username,
        client_id=None,
        office=user.office,
        topic="number",
        purpose="call_search",
        outcome="found" if page.calls else "none",
    )
    await note_access_first(shared, entry)
    return page


@router.post("/calls/callers", responses=answers(401, 403, 413, 422, 429))
async def name_callers(wanted: CallersQuestion, user: Seer, shared: Shared) -> Callers:
    """Who called, in at most 50 calls of a list: clients of the own offices, of calls whose caller one may know.
    The others are left out.

    Each name is a look: it is written into the access log, and counts for the ceiling of names of the day, as in a
    search (429 with `too_many_looks`). It is a POST because it writes.
    """
    shared.limits.take(user.username, "search")
    clients = await clients_of(shared.engine, wanted.calls, user.identifiable_calls)
    named = await names_of_callers(shared.engine, viewer_of(user, shared), clients, shared.clock.now())
    return Callers(callers={call: CallerOut.model_validate(name) for call, name in named.items()})


@router.get("/calls/{call_id}", responses=answers(401, 404, 422))
async def get_call(call_id: CallId, user: Viewer, shared: Shared) -> CallDetail:
    """The record of a call and every step of it: waiting, offers, who answered, why it ended.

    Whose call it is shows only to those who may know that, consultants of their own calls, supervisors of their
    office's; that they looked is written into the access log.
    """
    record = await shared.calls.get_call(call_id, user.visible_calls)
    if record is None:
        raise NotFound
    steps = await shared.calls.timeline(call_id)
    is_known = bool(await shared.calls.visible([call_id], user.identifiable_calls))
    if is_known:
        entry = AccessEntry(
            at=shared.clock.now(),
            who=user.username,
            client_id=record.client_id,
            office=record.office or record.queue,
            topic="number",
            purpose="call_view",
            outcome="found",
            call_id=call_id,
        )
        await note_access_first(shared, entry)
    [told] = await told_calls(shared, user, [record])
    consultants = {step.details.get(field) for step in steps for field in ("agent", "colleague")}
    return copied(
        CallDetail,
        told,
        caller_number=record.caller_number if is_known else None,
        client_id=record.client_id if is_known else None,
        timeline=steps,
        agent_names=await names_of(shared.engine, {each for each in consultants if each}),
        wrap_up_time=await wrap_up_time(shared.engine, record),
    )


@router.get("/calls/{call_id}/why", responses=answers(401, 404, 422))
async def get_why_this_consultant(call_id: CallId, user: Viewer, shared: Shared) -> CallWhy:
    """Why these consultants: for each offer of the call who was chosen and why, whether somebody who has waited
    longer was overtaken and why, and everyone who could have been chosen, with the figures.
    """
    if await shared.calls.get_call(call_id, user.visible_calls) is None:
        raise NotFound
    return CallWhy(call_id=call_id, offers=[OfferWhy.of(offer) for offer in await shared.calls.offers(call_id)])


async def _page(
    query: CallQuery, user: User, shared: Services, visibility: CallVisibility | None = None
) -> CallPage:
    wanted, raters = query.wanted(), raters_of(user)
    if query.node is not None and query.scenario is not None:
        async with shared.engine.connect() as connection:
            of = (query.scenario, query.node, query.scenario_version)
            nodes = await numbers_of_node(connection, *of)
        wanted = replace(wanted, nodes=nodes, hung_up_there=query.hung_up_there)
    if wanted.rating_at_most is not None and raters == frozenset():
        raise NotAllowed
    if (wanted.needs_period or query.order != "started") and not wanted.has_period:
        raise PeriodNeeded
    page = await page_of_calls(
        shared.engine,
        wanted,
        visibility or user.visible_calls,
        now=shared.clock.now(),
        limit=query.limit,
        order=query.order,
        after=query.position(),
        raters=raters,
    )
    calls = await told_calls(shared, user, page.calls)
    return CallPage(calls=calls, next_cursor=cursor_to(page.after, query.order))

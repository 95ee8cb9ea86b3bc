"""Work that waits for the one who asks: what it is, who has it, taking it up, giving it back, ending it.

Nothing here says whose a thing is. A voice message is taken up, given back and done by its own route
(`set_message_state`), which gives its client for the day; an assessment is somebody's from the drawing on.
"""

from typing import Annotated

from fastapi import Path, Query, Response

from api.auth import Shared, Staff, needs
from api.clients.access_notes import note_access_first
from api.clients.client_viewer import viewer_of
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.todo.todo_schemas import (
    CloseIn,
    ContactRequestOut,
    TodoCount,
    TodoCounts,
    TodoEntry,
    TodoList,
    TodoQuery,
)
from api.schemas.etag import tag_of
from api.services import Services
from api.todo.waiting import counted_work, find_work, waiting_work
from clients.access_store import AccessEntry
from clients.contacts.waiting_store import client_of_follow_up
from clients.persons.card import ClientCard
from clients.persons.person_store import view_client
from core.errors import NotFound
from core.rights import Right
from core.todo import work_store
from core.todo.work import CloseableKind, TakenHere, WaitingWork, WorkKind
from core.zone import WARSAW
from market.contact_requests.request_store import get_contact_request

router = Router(prefix="/api/todo", tags=["todo"])

WorkId = Annotated[str, Path(pattern="^[A-Za-z0-9_.-]{1,80}$", examples=["request-019ab3c4d5e0000-4f2a91c3d0"])]
Seer = Annotated[User, needs(Right.SEE_CLIENTS)]
Ringer = Annotated[User, needs(Right.RING_CLIENTS)]

GIVEN_BACK_ELSEWHERE: frozenset[WorkKind] = frozenset({"assessment", "help_report", "help_question"})
"""Reports are taken and given back at the help desk, by steps that their reporters see."""


@router.get("", responses=answers(401, 403, 422))
async def get_todo(query: Annotated[TodoQuery, Query()], user: Staff, shared: Shared) -> TodoList:
    """What waits and what this account may do, by deadline and age. Those that somebody else has today stand
    there, too, with who has them."""
    found = await waiting_work(shared, user, query.kind, query.limit + 1)
    return TodoList(
        entries=[_entry(work, user, shared) for work in found[: query.limit]], has_more=len(found) > query.limit
    )


@router.get("/counts", responses=answers(401, 403))
async def count_todo(user: Staff, shared: Shared) -> TodoCounts:
    """How much waits, for the navigation: one small question to the database."""
    found = await counted_work(shared, user)
    return TodoCounts(
        counts=[
            TodoCount(kind=kind, open=count.open, mine=count.mine, late=count.late)
            for kind, count in found.items()
        ]
    )


@router.post("/{work_kind}/{work_id}/take", responses=answers(401, 403, 404, 409, 422, 429))
async def take_work(work_kind: TakenHere, work_id: WorkId, user: Staff, shared: Shared) -> TodoEntry:
    """Take it up. 409 with `work_taken` and the name of who has it today; what somebody has had since an earlier
    day goes over. 404 for what does not wait, or not for this account."""
    shared.limits.take(user.username, "save")
    work = await _waiting(work_kind, work_id, user, shared)
    await work_store.take(shared.engine, work_kind, work_id, work.office, user.username, shared.clock.now())
    return _entry(await _waiting(work_kind, work_id, user, shared), user, shared)


@router.post("/{work_kind}/{work_id}/give-back", responses=answers(401, 403, 404, 409, 422, 429))
async def give_work_back(work_kind: TakenHere, work_id: WorkId, user: Staff, shared: Shared) -> TodoEntry:
    """Give it back, for whoever is free. Another's is given back by who may change states of the office's
    consultants; others get 409 with `work_taken`."""
    shared.limits.take(user.username, "save")
    work = await _waiting(work_kind, work_id, user, shared)
    await work_store.give_back(
        shared.engine,
        work_kind,
        work_id,
        user.username,
        shared.clock.now(),
        may_for_others=may_give_back_for_others(user, work.office),
    )
    return _entry(await _waiting(work_kind, work_id, user, shared), user, shared)


@router.post("/{work_kind}/{work_id}/close", status_code=204, responses=answers(401, 403, 404, 409, 413, 422, 429))
async def close_work(
    work_kind: CloseableKind, work_id: WorkId, wanted: CloseIn, user: Staff, shared: Shared
) -> None:
    """Say how a call-back, a follow-up or a request to be rung ended; it waits no more. 409 with `work_taken` for
    another's."""
    shared.limits.take(user.username, "save")
    work = await _waiting(work_kind, work_id, user, shared)
    await work_store.close(
        shared.engine, work_kind, work_id, work.office, user.username, wanted.outcome, shared.clock.now()
    )


@router.post("/follow-ups/{work_id}/open", responses=answers(401, 403, 404, 422, 429))
async def open_follow_up(work_id: WorkId, user: Seer, shared: Shared, response: Response) -> ClientCard:
    """The card of whoever waits for another contact, as `open_client` gives it; the reason that stands in the
    access log is the entry that asks for the contact."""
    shared.limits.take(user.username, "look")
    await _waiting("follow_up", work_id, user, shared)
    found = await client_of_follow_up(shared.engine, work_id)
    if found is None:
        raise NotFound
    client_id, at = found
    reason = f"Kolejny kontakt po rozmowie z {at.astimezone(WARSAW):%d.%m.%Y}"
    card = await view_client(
        shared.engine, viewer_of(user, shared), client_id, shared.clock.now(), call_id=None, reason=reason
    )
    response.headers["ETag"] = tag_of(card.version)
    return card


@router.post("/contact-requests/{work_id}/open", responses=answers(401, 403, 404, 422, 429))
async def open_contact_request(work_id: WorkId, user: Ringer, shared: Shared) -> ContactRequestOut:
    """What a caller wants to be rung about, and on which number. That somebody looked is written into the access
    log."""
    shared.limits.take(user.username, "look")
    await _waiting("contact_request", work_id, user, shared)
    found = await get_contact_request(shared.engine, work_id)
    entry = AccessEntry(
        at=shared.clock.now(),
        who=user.username,
        client_id=found.client_id,
        office=found.office,
        topic="number",
        purpose="contact_request_view",
        outcome="found",
        call_id=found.call_id,
    )
    await note_access_first(shared, entry)
    return ContactRequestOut(
        id=found.id,
        about=found.about,
        subject=found.subject,
        title=found.title,
        town=found.town,
        callback_number=found.callback_number,
        is_verified=found.client_id is not None,
        left_at=found.left_at,
    )


def may_give_back_for_others(user: User, office: str | None) -> bool:
    """Supervisors see to it that nothing is left with who has gone home."""
    return user.may_for(Right.CHANGE_AGENT_STATES, office)


async def _waiting(kind: WorkKind, subject: str, user: User, shared: Services) -> WaitingWork:
    """Raises NotFound."""
    found = await find_work(shared, user, kind, subject)
    if found is None:
        raise NotFound("Ta sprawa już nie czeka.")
    return found


def _entry(work: WaitingWork, user: User, shared: Services) -> TodoEntry:
    is_held = work.holder is not None and work.kind not in GIVEN_BACK_ELSEWHERE
    is_own = work.holder == user.username
    return TodoEntry.of(
        work,
        is_others=work.is_others(user.username, shared.clock.now()),
        may_give_back=is_held and (is_own or may_give_back_for_others(user, work.office)),
    )

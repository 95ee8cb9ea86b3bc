"""Whom employers would like to meet: consultants ask people of their office, and write down what they say."""

from typing import Annotated, Any

from fastapi import Path, Query

from api.auth import Shared, needs
from api.clients.client_viewer import viewer_of
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.market.interests_schemas import (
    INTEREST_ID,
    AskIn,
    InterestList,
    InterestOut,
    InterestSummary,
    PersonAnswerIn,
)
from api.services import Services
from clients.candidates.candidate_store import MAX_SHOWN, show_candidates
from core.errors import NotFound, TransitionRefused
from core.rights import Right
from market.candidates import interest_store
from market.candidates.interest import NotPossible
from market.candidates.publication_store import members_of

router = Router(prefix="/api/interests", tags=["market"])

Server = Annotated[User, needs(Right.SERVE_EMPLOYERS)]
InterestId = Annotated[str, Path(pattern=INTEREST_ID, examples=["interest-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("", responses=answers(401, 403, 422))
async def get_interests(
    user: Server,
    shared: Shared,
    over: Annotated[bool, Query(description="Those that are closed")] = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> InterestList:
    """Of the own offices; nobody is named here."""
    offices = user.offices_of(Right.SERVE_EMPLOYERS)
    rows = await interest_store.of_offices(shared.engine, offices, is_over=over, limit=limit)
    return InterestList(interests=[InterestSummary.of(row) for row in rows])


@router.get("/{interest_id}", responses=answers(401, 403, 404, 422, 429))
async def get_interest(
    interest_id: InterestId,
    user: Server,
    shared: Shared,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> InterestOut:
    """What the employer wants, and who of the own clients may be asked, twenty at a time: each who is shown gets
    an entry in the access log, and counts for the ceiling of the day (429 with `too_many_accesses`). 404 for one
    of another office."""
    shared.limits.take(user.username, "look")
    return await _whole(await _own(interest_id, user, shared), user, shared, offset)


@router.post("/{interest_id}/questions", responses=answers(401, 403, 404, 409, 413, 422, 429))
async def ask_person(interest_id: InterestId, wanted: AskIn, user: Server, shared: Shared) -> InterestOut:
    """Somebody of the group is being asked. 409 with `transition_refused` for who is not of it, does not agree any
    more, or was asked already."""
    shared.limits.take(user.username, "save")
    row = await _own(interest_id, user, shared)
    if wanted.client_id not in await members_of(shared.engine, row.group_id, row.office):
        raise TransitionRefused("Tej osoby nie ma w tej grupie albo nie zgadza się już na udostępnianie danych.")
    try:
        await interest_store.ask(
            shared.engine, interest_id, wanted.client_id, wanted.channel, user.username, shared.clock.now()
        )
    except NotPossible as error:
        raise TransitionRefused(error.reason_pl) from error
    return await _whole(row, user, shared, 0)


@router.post("/{interest_id}/answers", responses=answers(401, 403, 404, 409, 413, 422, 429))
async def note_answer(
    interest_id: InterestId, wanted: PersonAnswerIn, user: Server, shared: Shared
) -> InterestOut:
    """What somebody has said. Who has agreed is told to the employer at once, for 30 days; who takes it back is
    told no more. 409 with `transition_refused` for who was not asked."""
    shared.limits.take(user.username, "save")
    row = await _own(interest_id, user, shared)
    try:
        await interest_store.answer(
            shared.engine,
            interest_id,
            wanted.client_id,
            wanted.answer,
            wanted.gives,
            user.username,
            shared.clock.now(),
        )
    except NotPossible as error:
        raise TransitionRefused(error.reason_pl) from error
    return await _whole(row, user, shared, 0)


@router.post("/{interest_id}/closing", responses=answers(401, 403, 404, 409, 422, 429))
async def close_interest(interest_id: InterestId, user: Server, shared: Shared) -> InterestSummary:
    """The office is done: the contact was given, or nobody was found. 409 with `transition_refused` while
    somebody's answer is awaited."""
    shared.limits.take(user.username, "save")
    await _own(interest_id, user, shared)
    try:
        await interest_store.close(shared.engine, interest_id, user.username, shared.clock.now())
    except NotPossible as error:
        raise TransitionRefused(error.reason_pl) from error
    return InterestSummary.of(await interest_store.get_interest(shared.engine, interest_id))


async def _own(interest_id: str, user: User, shared: Services) -> Any:
    """Raises NotFound, for another office's, too, and for who sees no clients."""
    row = await interest_store.get_interest(shared.engine, interest_id)
    if not (user.may_for(Right.SERVE_EMPLOYERS, row.office) and user.may_for(Right.SEE_CLIENTS, row.office)):
        raise NotFound
    return row


async def _whole(row: Any, user: User, shared: Services, offset: int) -> InterestOut:
    row = await interest_store.get_interest(shared.engine, row.id)
    asked = await interest_store.asked_of(shared.engine, row.id)
    first = [each.client_id for each in asked]
    others = [each for each in await members_of(shared.engine, row.group_id, row.office) if each not in set(first)]
    page = [*first, *others][offset : offset + MAX_SHOWN]
    people = await show_candidates(shared.engine, viewer_of(user, shared), page, shared.clock.now())
    return InterestOut.whole(row, people, asked, has_more=len(first) + len(others) > offset + MAX_SHOWN)

"""What one employer asks by a key: anonymous profiles, and whether somebody would like to be rung. A contract in
versions (docs/employers-port.md)."""

from itertools import groupby
from typing import Annotated

from fastapi import Path

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.employers.employer_port_schemas import (
    REQUEST_ID,
    Contacts,
    GivenContact,
    InterestIn,
    InterestTaken,
    OwnInterest,
    ProfileGroup,
    ProfileSearchIn,
    ProfilesFound,
)
from clients.access_ceilings import TooManyAccesses
from clients.candidates.candidate_store import contacts_told, note_rows_seen
from core.errors import TransitionRefused
from core.rights import Right
from market.candidates import interest_store
from market.candidates.interest import NotPossible
from market.candidates.publication_store import search_profiles as search

router = Router(prefix="/api/employers/v1", tags=["employers"])

Employer = Annotated[User, needs(Right.LET_EMPLOYERS_SEARCH)]
RequestId = Annotated[str, Path(pattern=REQUEST_ID, examples=["wish-019ab3c4d5e0000-4f2a91c3d0"])]
_MOST = 200


@router.post("/profiles/search", responses=answers(401, 403, 404, 413, 422, 429))
async def search_profiles(wanted: ProfileSearchIn, user: Employer, shared: Shared) -> ProfilesFound:
    """Groups of at least five people who agreed that employers look for them; never fewer, whatever is asked, and
    however often. Each row is written down. 429 with `too_many_accesses` beyond the ceiling of the day. 404
    without a key of an employer."""
    employer, key_id = await _employer(user, shared)
    now = shared.clock.now()
    async with shared.engine.begin() as connection:
        found = await search(connection, employer, key_id, wanted.filters(), wanted.limit, now)
        if found.rows is not None:
            await note_rows_seen(connection, key_id, [each.group.look.office for each in found.rows], now)
    if found.rows is None:
        raise TooManyAccesses
    return ProfilesFound(as_of=found.made_at, groups=[ProfileGroup.of(each) for each in found.rows])


@router.post("/interests", status_code=201, responses=answers(401, 403, 404, 409, 413, 422, 429))
async def express_interest(wanted: InterestIn, user: Employer, shared: Shared) -> InterestTaken:
    """The offices of that group ask people whether the employer may have their contact. 404 for a group that was
    not shown to this employer, 409 with `transition_refused` where too many wait already."""
    employer, key_id = await _employer(user, shared)
    try:
        request = await interest_store.express(shared.engine, employer, key_id, wanted.wish, shared.clock.now())
    except NotPossible as error:
        raise TransitionRefused(error.reason_pl) from error
    return InterestTaken(id=request)


@router.get("/interests", responses=answers(401, 403, 404, 429))
async def list_own_interests(user: Employer, shared: Shared) -> list[OwnInterest]:
    """What became of each, the newest first."""
    employer, _ = await _employer(user, shared)
    rows = await interest_store.of_employer(shared.engine, employer, _MOST)
    by_request = sorted(rows, key=lambda row: (row.since, row.request_id), reverse=True)
    return [OwnInterest.of(list(own)) for _, own in groupby(by_request, key=lambda row: row.request_id)]


@router.get("/interests/{request_id}/contacts", responses=answers(401, 403, 404, 422, 429))
async def read_contacts(request_id: RequestId, user: Employer, shared: Shared) -> Contacts:
    """Of who has agreed, for 30 days; each reading is written down for the person. Nobody's where nobody has."""
    employer, key_id = await _employer(user, shared)
    now = shared.clock.now()
    async with shared.engine.begin() as connection:
        told = await interest_store.told_clients(connection, employer, request_id, now)
        known = await contacts_told(connection, [each.client_id for each in told], key_id, now)
    contacts = [GivenContact.of(each, known[each.client_id]) for each in told if each.client_id in known]
    return Contacts(contacts=contacts)


@router.post(
    "/interests/{request_id}/withdrawal", status_code=204, responses=answers(401, 403, 404, 409, 422, 429)
)
async def withdraw_interest(request_id: RequestId, user: Employer, shared: Shared) -> None:
    """Nobody else is asked, and no contact is told any more. 409 with `transition_refused` for what is closed."""
    employer, _ = await _employer(user, shared)
    try:
        await interest_store.withdraw(shared.engine, employer, request_id, shared.clock.now())
    except NotPossible as error:
        raise TransitionRefused(error.reason_pl) from error


async def _employer(user: User, shared: Shared) -> tuple[str, str]:
    """The employer of the key, and the key. Raises NotFound for staff, who have none."""
    shared.limits.take(user.key_id or user.username, "employer")
    return await interest_store.employer_of_key(shared.engine, user.key_id), user.key_id or ""

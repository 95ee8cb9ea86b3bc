"""Fairs and exchanges of jobs and trainings, which the search finds."""

from typing import Annotated

from fastapi import Path, Query, Response

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.market.fairs_schemas import FairIn, FairList, FairOut
from api.schemas.etag import IfMatch, tag_of, version_of
from api.schemas.paging import OFFICE, Cursor, cursor_of, place_of
from core.rights import Right
from market.events import fair_store
from market.events.fair import FairKind

router = Router(prefix="/api/fairs", tags=["market"])

Editor = Annotated[User, needs(Right.EDIT_ARTICLES)]
FairId = Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$", examples=["targi-kolno-2027-03"])]
OfficeWanted = Annotated[str | None, Query(pattern=OFFICE, description="Its own and the province's")]
Past = Annotated[bool, Query(description="Those that are over, too")]


@router.get("", responses=answers(401, 403, 422, 429))
async def get_fairs(
    user: Staff,
    shared: Shared,
    office: OfficeWanted = None,
    past: Past = False,
    q: Annotated[str, Query(max_length=100, description="Words of the title, the town or the place")] = "",
    kind: FairKind | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[Cursor | None, Query()] = None,
) -> FairList:
    """Fairs that are not over, the next first; with those that are over, the oldest first."""
    shared.limits.take(user.username, "knowledge")
    since = None if past else shared.clock.now()
    found, following = await fair_store.list_fairs(
        shared.engine, office, since, limit=limit, after=place_of(cursor), words=q, kind=kind
    )
    return FairList(fairs=[FairOut.of(fair) for fair in found], next_cursor=cursor_of(following))


@router.put("/{fair_id}", responses=answers(401, 403, 412, 413, 422, 429))
async def set_fair(
    fair_id: FairId, wanted: FairIn, read_on: IfMatch, user: Editor, shared: Shared, response: Response
) -> FairOut:
    """A new fair (If-Match `"0"`), or other words for one; found within a second.

    422 with `settings_refused` for an office that there is not; 412 with `stale_version`.
    """
    shared.limits.take(user.username, "save")
    stored = await fair_store.save_fair(
        shared.engine,
        fair_id,
        wanted.fair(),
        version_of(read_on),
        lambda office: user.may_for(Right.EDIT_ARTICLES, office),
        user.username,
        shared.clock.now(),
    )
    response.headers["ETag"] = tag_of(stored.version)
    return FairOut.of(stored)


@router.delete("/{fair_id}", status_code=204, responses=answers(401, 403, 404, 412, 422, 429))
async def delete_fair(fair_id: FairId, read_on: IfMatch, user: Editor, shared: Shared) -> None:
    """Take a fair away that was called off. It stays in the audit log. 412 with `stale_version`."""
    shared.limits.take(user.username, "save")
    await fair_store.delete_fair(
        shared.engine,
        fair_id,
        version_of(read_on),
        lambda office: user.may_for(Right.EDIT_ARTICLES, office),
    )

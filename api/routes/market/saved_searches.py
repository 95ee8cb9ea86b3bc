"""Searches of offers, candidates and employers that an account keeps for itself."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.schemas.copying import copied
from core.rights import Right
from market.searches import search_store
from market.searches.search_store import SearchedPage

router = Router(prefix="/api/saved-searches", tags=["market"])

Reader = Annotated[User, needs(Right.SEE_OFFERS)]
SearchId = Annotated[str, Path(pattern="^search-[0-9a-z-]{1,60}$", examples=["search-019ab3c4d5e0000-4f2a91c3d0"])]


class SavedSearchIn(BaseModel):
    """A search under a name."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    page: SearchedPage
    name: str = Field(min_length=2, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")
    filters: str = Field(
        max_length=1000,
        pattern=r"^[A-Za-z0-9%&=._~+*'()!-]*$",
        description="As they stand in the address of the page",
        examples=["occupation=7212&home=2006011"],
    )


class SavedSearch(BaseModel):
    """A search of this account."""

    id: str
    name: str
    filters: str
    saved_at: datetime


class SavedSearches(BaseModel):
    """By name."""

    searches: list[SavedSearch]


@router.get("", responses=answers(401, 403, 422))
async def get_saved_searches(
    user: Reader, shared: Shared, page: Annotated[SearchedPage, Query()]
) -> SavedSearches:
    """Those of this account alone."""
    rows = await search_store.list_searches(shared.engine, user.username, page)
    return SavedSearches(searches=[copied(SavedSearch, row) for row in rows])


@router.post("", status_code=201, responses=answers(401, 403, 409, 413, 422, 429))
async def save_search(wanted: SavedSearchIn, user: Reader, shared: Shared) -> SavedSearch:
    """Keep a search. 409 with `transition_refused` beyond fifty of a page."""
    shared.limits.take(user.username, "save")
    row = await search_store.save_search(
        shared.engine,
        user.username,
        user.office,
        wanted.page,
        wanted.name,
        wanted.filters,
        shared.clock.now(),
    )
    return copied(SavedSearch, row)


@router.delete("/{search_id}", status_code=204, responses=answers(401, 403, 404, 422, 429))
async def forget_saved_search(search_id: SearchId, user: Reader, shared: Shared) -> None:
    """It is not kept any more. 404 for another account's."""
    shared.limits.take(user.username, "save")
    await search_store.forget_search(shared.engine, user.username, search_id)

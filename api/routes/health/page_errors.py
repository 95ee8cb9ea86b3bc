"""A page tells where it has failed."""

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.accounts.session_store import user_of
from api.auth import SESSION_COOKIE, Shared
from api.errors import CsrfRefused, Invalid, answers
from api.http.origin_check import is_own_origin
from api.http.page_errors import PageError
from api.http.routing import Router
from api.middleware import name_account
from core.db.errors import DATABASE_AWAY

router = Router(prefix="/api", tags=["health"])

_MOST = 10_000_000


class PageErrorIn(BaseModel):
    """Where a page has failed; nothing that says what it showed or to whom."""

    model_config = ConfigDict(extra="forbid")

    build: str = Field(pattern=r"^[0-9a-f]{12}$", description="The build of the pages")
    page: str = Field(pattern=r"^(/[a-z-]{1,40}|none)$", description="Its address in the list of pages, or `none`")
    file: str = Field(
        pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.js$", max_length=100, description="A file of that build"
    )
    line: int = Field(ge=1, le=_MOST)
    column: int = Field(ge=1, le=_MOST)


async def _teller(request: Request, shared: Shared) -> str | None:
    """The account whose browser tells; None: nobody is logged in there, or nobody can say now.

    Raises CsrfRefused for a page of another site, which could tell of failures that there were none.
    """
    headers = request.headers
    if not is_own_origin(headers.get("origin"), headers.get("host"), shared.settings.public_url):
        raise CsrfRefused
    if (token := request.cookies.get(SESSION_COOKIE)) is None:
        return None
    try:
        found = await user_of(shared.engine, token, shared.clock.now())
    except DATABASE_AWAY:
        return None
    if found is None:
        return None
    name_account(request, found.username)
    return found.username


@router.post("/page-errors", status_code=204, responses=answers(403, 413, 422, 429))
async def tell_page_error(
    told: PageErrorIn, teller: Annotated[str | None, Depends(_teller)], shared: Shared
) -> Response:
    """Counts that a page has failed (`s724_page_errors_total` of `/metrics`) and writes the place into the log.

    It needs no log-in, since the page of the log-in may be the one that fails; those who are not logged in are
    counted apart and have one limit together. 422 for a build, page, file or place that is none of ours. 429 after
    ten of an account within ten minutes, or a hundred of all.
    """
    shared.limits.take(teller or "", "page_error")
    shared.limits.take("", "page_errors")
    error = PageError(**told.model_dump())
    if not await shared.page_errors.note(error, "stranger" if teller is None else "account"):
        raise Invalid("To nie jest miejsce w naszych stronach.")
    return Response(status_code=204)

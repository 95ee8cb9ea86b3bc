"""Who looked at clients' data: the log, page by page and as a file. Reading it stands in it, too."""

from typing import Annotated, Any

from fastapi import Query, Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.reports.spreadsheet import csv_file
from api.request_user import User
from api.routes.logs.access_log_file import ACCESS_HEADER, access_row
from api.routes.logs.access_log_schemas import (
    AccessLogExport,
    AccessLogPage,
    AccessLogPageQuery,
    AccessLogQuery,
    AccessLogSearch,
    AccessOut,
    AccessVisitPage,
    VisitSearch,
)
from api.schemas.paging import cursor_of
from api.services import Services
from clients.access_review.review_store import Reader, export_access_log, read_access_log
from clients.access_review.visit_store import read_visits
from core.rights import Right

router = Router(prefix="/api", tags=["access-log"])

Auditor = Annotated[User, needs(Right.READ_ACCESS_LOG)]

MOST_EXPORTED = 20_000
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"text/csv": {"schema": {"type": "string"}}}}
}


@router.get("/access-log", responses=answers(401, 403, 422, 429))
async def get_access_log(
    query: Annotated[AccessLogPageQuery, Query()], user: Auditor, shared: Shared
) -> AccessLogPage:
    """Who looked at clients' data, newest first, page by page; what comes in meanwhile moves no page.

    Supervisors and auditors see the looks at clients of their offices; those of the provincial office see all. The
    reading itself is written into the log.
    """
    return await _page(query, user, shared)


@router.post("/access-log/search", responses=answers(401, 403, 413, 422, 429))
async def search_access_log(query: AccessLogSearch, user: Auditor, shared: Shared) -> AccessLogPage:
    """As the list, and by the client. Changes nothing but the log itself: it is a POST because who a client is
    must not stand in an address, where logs would keep it. A client of another office is answered like one of whom
    nothing is known, and the log says who asked.
    """
    return await _page(query, user, shared)


@router.post(
    "/access-log/export",
    response_class=Response,
    responses={**_CSV, **answers(401, 403, 413, 422, 429)},
)
async def get_access_log_file(query: AccessLogExport, user: Auditor, shared: Shared) -> Response:
    """The same as a CSV file for a spreadsheet, in Polish and in Poland's time. More than 20 000 entries are
    refused: ask for a shorter span."""
    shared.limits.take(user.username, "search")
    file = await export_access_log(
        shared.engine, query.wanted(), _reader(user), shared.clock.now(), most=MOST_EXPORTED
    )
    content = csv_file(ACCESS_HEADER, (access_row(row, file.names, file.seats) for row in file.entries))
    return Response(
        content, media_type="text/csv", headers={"Content-Disposition": 'attachment; filename="dostepy.csv"'}
    )


@router.post("/access-log/visits", responses=answers(401, 403, 413, 422, 429))
async def search_access_visits(query: VisitSearch, user: Auditor, shared: Shared) -> AccessVisitPage:
    """As the search, one row for what somebody saw of one client in one conversation, or without one on one day;
    the single looks are in it.

    By a person's name and birth date this log alone is told, nothing of the person. Somebody of another office is
    answered like nobody; the question is an entry of the log either way.
    """
    _take(query, user, shared)
    page = await read_visits(
        shared.engine,
        query.wanted(),
        _reader(user),
        shared.clock.now(),
        limit=query.limit,
        after=query.place(),
    )
    return AccessVisitPage.of(page.visits, page.after)


def _take(query: AccessLogQuery, user: User, shared: Services) -> None:
    """Asking by a name is a search: nobody goes through a whole register by it."""
    names_somebody = getattr(query, "person", None) is not None
    shared.limits.take(user.username, "search" if names_somebody else "look")


async def _page(query: AccessLogPageQuery | AccessLogSearch, user: User, shared: Services) -> AccessLogPage:
    _take(query, user, shared)
    page = await read_access_log(
        shared.engine,
        query.wanted(),
        _reader(user),
        shared.clock.now(),
        limit=query.limit,
        after=query.place(),
    )
    entries = [AccessOut.model_validate(row) for row in page.entries]
    return AccessLogPage(entries=entries, next_cursor=cursor_of(page.after))


def _reader(user: User) -> Reader:
    return Reader(user.username, user.offices_of(Right.READ_ACCESS_LOG))

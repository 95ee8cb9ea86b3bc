"""Who looked at clients' data: the log, page by page and as a file. Reading it stands in it, too."""

from typing import Annotated, Any

from fastapi import Query, Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.reports.spreadsheet import csv_file
from api.request_user import User
from api.routes.logs.access_log_schemas import (
    AccessLogExport,
    AccessLogPage,
    AccessLogPageQuery,
    AccessLogSearch,
    AccessOut,
)
from api.schemas.paging import cursor_of
from api.services import Services
from clients.access_review_store import Reader, export_access_log, read_access_log
from core.rights import Right

router = Router(prefix="/api", tags=["access-log"])

Auditor = Annotated[User, needs(Right.READ_ACCESS_LOG)]

MOST_EXPORTED = 20_000
_HEADER = (
    *("Czas (UTC)", "Kto: rodzaj", "Kto", "Klient", "Urząd", "Dane", "Cel", "Wynik", "Połączenie"),
    *("Grupy danych", "Powód"),
)
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
    """The same as a CSV file for a spreadsheet. More than 20 000 entries are refused: ask for a shorter span."""
    shared.limits.take(user.username, "search")
    rows = await export_access_log(
        shared.engine, query.wanted(), _reader(user), shared.clock.now(), most=MOST_EXPORTED
    )
    content = csv_file(
        _HEADER,
        (
            (
                row.at.isoformat(timespec="seconds"),
                row.who_kind,
                row.who,
                row.client_id,
                row.office,
                row.topic,
                row.purpose,
                row.outcome,
                row.call_id,
                None if row.field_groups is None else ", ".join(row.field_groups),
                row.reason,
            )
            for row in rows
        ),
    )
    return Response(
        content, media_type="text/csv", headers={"Content-Disposition": 'attachment; filename="dostepy.csv"'}
    )


async def _page(query: AccessLogPageQuery | AccessLogSearch, user: User, shared: Services) -> AccessLogPage:
    shared.limits.take(user.username, "look")
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

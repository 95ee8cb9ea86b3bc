"""Who logged in from where, who tried to, and whose passwords and second factors were changed."""

from typing import Annotated

from fastapi import Query

from api.accounts.event_store import list_events
from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.accounts.security_events_schemas import SecurityEventOut, SecurityEventPage, SecurityEventQuery
from api.schemas.paging import cursor_of
from core.rights import Right

router = Router(prefix="/api", tags=["security-events"])


@router.get("/security-events", responses=answers(401, 403, 422))
async def get_security_events(
    query: Annotated[SecurityEventQuery, Query()],
    user: Annotated[User, needs(Right.READ_SECURITY_EVENTS)],
    shared: Shared,
) -> SecurityEventPage:
    """Security events, newest first, page by page; what comes in meanwhile moves no page. They are kept two years.

    For auditors, technicians and administrators. Auditors of a county office see those about accounts of their
    offices.
    """
    wanted = query.wanted(user.offices_of(Right.READ_SECURITY_EVENTS))
    page = await list_events(shared.engine, wanted, limit=query.limit, after=query.after())
    events = [
        SecurityEventOut.model_validate(row).model_copy(update={"account_name": page.names.get(row.account or "")})
        for row in page.events
    ]
    after = None if page.after is None else (page.after[0], str(page.after[1]))
    return SecurityEventPage(events=events, next_cursor=cursor_of(after))

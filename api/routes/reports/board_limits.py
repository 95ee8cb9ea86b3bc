"""Limits of the board: from where on it raises alarms."""

from typing import Annotated

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.reports.board_limits_schemas import BoardLimitIn, BoardLimitOut, BoardLimitsOut
from core.errors import NotAllowed
from core.rights import Right
from ivr.office_store import get_office
from reports.board.board_limits import StoredLimit
from reports.board.limit_store import list_limits, set_limit

router = Router(prefix="/api/board-limits", tags=["board"])


@router.get("", responses=answers(401, 403))
async def get_board_limits(user: Annotated[User, needs(Right.SEE_BOARD)], shared: Shared) -> BoardLimitsOut:
    """The province's rules and those of one's offices, by kind, reason of the pause, office and first day, and
    what holds without any. The newest whose day has come holds; one without a value ends the one before."""
    return BoardLimitsOut.of(await list_limits(shared.engine, user.offices_of(Right.SEE_BOARD)))


@router.put("", responses=answers(401, 403, 404, 413, 422, 429))
async def set_board_limit(
    request: BoardLimitIn, user: Annotated[User, needs(Right.SET_REPORT_TARGETS)], shared: Shared
) -> BoardLimitOut:
    """Set a limit of an office, or of the province for whose right reaches all of it; boards that are open have it
    at once. One of the same day is replaced. 422 with `settings_refused` for a value that cannot be right."""
    shared.limits.take(user.username, "report")
    if not user.may_for(Right.SET_REPORT_TARGETS, request.office):
        raise NotAllowed
    if request.office is not None:
        await get_office(shared.engine, request.office)
    limit = StoredLimit(request.rule, user.username, shared.clock.now())
    await set_limit(shared.engine, limit)
    return BoardLimitOut.of(limit)

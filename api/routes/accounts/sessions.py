"""Who is logged in, of all accounts, and ending a session of somebody else."""

from typing import Annotated

from api.accounts.session_store import end_one_session, list_every_session, office_of_session
from api.accounts.sessions import SessionOfAccount
from api.auth import From, Shared, Token, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.accounts.my_account import SessionId
from core.errors import NotFound
from core.rights import Right
from reports.audit_store import note_order

router = Router(prefix="/api", tags=["accounts"])

Ends = Annotated[User, needs(Right.MANAGE_SESSIONS)]


@router.get("/sessions", responses=answers(401, 403))
async def get_sessions(user: Ends, token: Token, shared: Shared) -> list[SessionOfAccount]:
    """Who is logged in now, since when, from where and by what program; the one used last first."""
    offices = user.offices_of(Right.MANAGE_SESSIONS)
    return await list_every_session(shared.engine, token, shared.clock.now(), offices)


@router.delete("/sessions/{session_id}", status_code=204, responses=answers(401, 403, 404, 422))
async def end_session_of_somebody(session_id: SessionId, user: Ends, shared: Shared, origin: From) -> None:
    """Ends one session at once; the owner may log in again. The caller of a conversation is kept for 30 s for who
    does. 404 for a session that is over."""
    found = await office_of_session(shared.engine, session_id)
    if found is None or not user.may_for(Right.MANAGE_SESSIONS, found[1]):
        raise NotFound
    username, office = found
    await end_one_session(shared.engine, session_id, username, origin.address, shared.clock.now())
    await note_order(shared.engine, "session", username, office, {})

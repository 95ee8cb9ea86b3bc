"""Who may open a WebSocket: a page of this web service in which somebody is logged in.

A browser sends the cookie of a session along with every WebSocket that any site opens, and no header of the page's
own: the `Origin` alone tells whose page it is.
"""

from dataclasses import dataclass, field

from starlette.websockets import WebSocket

from api.accounts.session_store import user_of
from api.auth import SESSION_COOKIE
from api.errors import NotLoggedIn, answer
from api.http.origin_check import is_own_origin
from api.middleware import name_account
from api.request_user import User
from api.schemas.problem import Problem
from api.services import Services
from core.db.errors import DATABASE_AWAY
from core.errors import DataUnavailable, NotAllowed, S724Error

TRY_LATER = 1013


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who has opened a socket, with which session."""

    user: User
    token: str = field(repr=False)


async def admitted(socket: WebSocket, shared: Services) -> Admitted | None:
    """Who opens it; None if it was refused: 403 for the page of another
    site, 401 without a session, 503 while the database is away. The caller accepts it.

    That the session is used is not written down: pages connect by themselves, too.
    """
    token = socket.cookies.get(SESSION_COOKIE, "")
    if not is_own_origin(socket.headers.get("origin"), socket.headers.get("host"), shared.settings.public_url):
        await refuse(socket, NotAllowed(), 403)
        return None
    try:
        user = await user_of(shared.engine, token, shared.clock.now(), is_used=False) if token else None
    except DATABASE_AWAY:
        await refuse(socket, DataUnavailable(), 503)
        return None
    if user is None:
        await refuse(socket, NotLoggedIn(), 401)
        return None
    name_account(socket, user.username)
    return Admitted(user, token)


async def refuse(socket: WebSocket, error: S724Error, status: int) -> None:
    """Answer the handshake with a Problem. Browsers show their scripts only that it failed."""
    await socket.send_denial_response(answer(Problem(code=error.code, message=error.message_pl), status))

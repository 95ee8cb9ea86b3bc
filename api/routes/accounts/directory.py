"""Logging in and out by the office's own directory (OpenID Connect). Browsers go there themselves: no JSON."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query, Request
from fastapi.responses import RedirectResponse

from api.accounts.directory.directory_settings import FLOW_TIME
from api.accounts.session_store import end_session, user_of
from api.auth import SESSION_COOKIE, From, Shared
from api.errors import answers
from api.http.routing import Router
from api.middleware import name_account
from api.routes.accounts.session import set_cookies
from api.routes.accounts.session_schemas import DirectoryOut
from api.services import Services
from core.errors import NotFound

if TYPE_CHECKING:
    from api.accounts.directory.directory_log_in import DirectoryLogIns

router = Router(prefix="/api", tags=["session"])

FLOW_COOKIE = "s724_oidc"
_FLOW_PATH = "/api/oidc"
_FOUND: dict[int | str, dict[str, Any]] = {
    302: {"description": "Go on there", "headers": {"Location": {"schema": {"type": "string"}}}}
}

# A path on this very server: no second slash or backslash at the beginning, no space or control sign anywhere.
_PATH = r"^/([A-Za-z0-9_.~%?=&#-][A-Za-z0-9_.~%/?=&#:@+,;!-]*)?$"
Next = Annotated[
    str, Query(alias="next", pattern=_PATH, max_length=500, description="Where to go when logged in: a path")
]
Text = Annotated[str | None, Query(max_length=4000)]


@router.get("/oidc", responses=answers())
async def get_directory(shared: Shared) -> DirectoryOut:
    """Can people log in by the office's directory? For the log-in page, before anybody is logged in."""
    return DirectoryOut(is_connected=shared.directory is not None)


@router.get(
    "/oidc/login",
    status_code=302,
    response_class=RedirectResponse,
    responses={**answers(404, 422), **_FOUND},
)
async def begin_oidc_log_in(shared: Shared, origin: From, next_path: Next = "/") -> RedirectResponse:
    """Sends the browser to the office's directory. It has ten minutes to come back, to GET /api/oidc/callback.

    404 if no directory is connected. 503 `directory_away`: local accounts log in as always, at POST /api/login.
    """
    directory = _connected(shared)
    address, cookie = await directory.begin(next_path, origin)
    response = RedirectResponse(address, 302)
    # Lax: the directory's answer comes from another site, and a strict cookie would stay behind.
    response.set_cookie(
        FLOW_COOKIE,
        cookie,
        max_age=int(FLOW_TIME.total_seconds()),
        path=_FLOW_PATH,
        httponly=True,
        samesite="lax",
        secure=directory.is_secure,
    )
    return response


@router.get(
    "/oidc/callback",
    status_code=302,
    response_class=RedirectResponse,
    responses={**answers(401, 403, 404, 422), **_FOUND},
)
async def finish_oidc_log_in(
    request: Request, shared: Shared, origin: From, code: Text = None, state: Text = None
) -> RedirectResponse:
    """The browser comes back from the directory: opens a session as POST /api/login does with the kind `page`.

    The page finds its `csrf_token` at GET /api/me. The account is made, or gets the role and offices of the first
    group in the file `S724_OIDC_ROLES` that the person is in.

    401 `directory_login_failed`: nothing proves who it is, or it took too long; begin again. 403
    `directory_refused`: none of the groups is listed, the account is closed or somebody else's, a consultant was
    not hired. 503 `directory_away`.
    """
    directory = _connected(shared)
    opened, next_path = await directory.finish(code, state, request.cookies.get(FLOW_COOKIE), origin)
    name_account(request, opened.user.username)
    response = RedirectResponse(next_path, 302)
    set_cookies(request, response, opened)
    response.delete_cookie(FLOW_COOKIE, path=_FLOW_PATH, httponly=True, samesite="lax")
    return response


@router.get("/oidc/logout", status_code=302, response_class=RedirectResponse, responses={**answers(), **_FOUND})
async def leave_by_oidc(request: Request, shared: Shared, origin: From) -> RedirectResponse:
    """In place of POST /api/logout: ends the session of this page, and sends the browser to the directory to log
    out there, too; to `/` if the log-in did not come from there.

    No other site can log anybody out by it: the cookie does not come along then.
    """
    token = request.cookies.get(SESSION_COOKIE)
    now = shared.clock.now()
    user = None if token is None else await user_of(shared.engine, token, now)
    address = None
    if token is not None and user is not None:
        name_account(request, user.username)
        await end_session(shared.engine, token, user.username, origin.address, now)
        if shared.directory is not None:
            address = await shared.directory.leave(user.username)
    response = RedirectResponse(address or "/", 302)
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="strict")
    return response


def _connected(shared: Services) -> "DirectoryLogIns":
    """Raises NotFound where the office has no directory."""
    if shared.directory is None:
        raise NotFound("Logowanie przez katalog urzędu nie jest włączone.")
    return shared.directory

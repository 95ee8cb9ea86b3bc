"""Logging in and out, and the first password."""

from typing import Annotated

from fastapi import Header, Request, Response

from api.accounts.credentials.tokens import account_as_given, csrf_token
from api.accounts.session_store import end_session
from api.accounts.sessions import DEVICE_TIME, Opened
from api.auth import DEVICE_COOKIE, SESSION_COOKIE, CurrentUser, From, Presented, Session, Shared
from api.errors import answers
from api.http.routing import Router
from api.middleware import name_account
from api.routes.accounts.session_schemas import Credentials, FirstPasswordIn, LoggedInPage, LoggedInProgram, Me

router = Router(prefix="/api", tags=["session"])

Device = Annotated[
    str | None,
    Header(alias="X-Device", description="`device` of an earlier log-in; pages have it in a cookie"),
]


@router.post("/login", responses=answers(401, 413, 422, 429))
async def log_in(
    credentials: Credentials,
    shared: Shared,
    origin: From,
    request: Request,
    response: Response,
    device: Device = None,
) -> LoggedInProgram | LoggedInPage:
    """Opens a session of at most 12 hours; half an hour without a request ends it.

    401 `login_refused` for an unknown account as for a wrong password, and it takes as long; 401 `totp_required`
    when the password is right and the account has a second factor. The answer to a page sets the cookies
    `s724_session` and `s724_device`.

    429 `too_many_attempts`: from the fifth wrong try in a row from one address at one account the next waits for
    1, 2, 4 … at most 900 seconds; an address has twenty wrong tries over all accounts and gets one back every 15
    seconds. `Retry-After` says how long. From other addresses, and from devices that the account has logged in
    from, its owner gets in. 429 `login_busy`: too many at once.
    """
    name_account(request, account_as_given(credentials.username))
    opened = await shared.log_ins.log_in(
        credentials.username, credentials.password, credentials.totp, credentials.kind, origin
    )
    account = Me.of(opened.user)
    if credentials.kind == "program":
        return LoggedInProgram(
            token=opened.token, expires_at=opened.expires_at, device=opened.device, account=account
        )
    set_cookies(request, response, opened)
    return LoggedInPage(csrf_token=csrf_token(opened.token), expires_at=opened.expires_at, account=account)


@router.post("/logout", status_code=204, responses=answers(401, 403))
async def log_out(session: Session, user: CurrentUser, shared: Shared, origin: From) -> Response:
    """Ends this session; others of the same account go on."""
    await end_session(shared.engine, session.token, user.username, origin.address, shared.clock.now())
    return after(session)


@router.post("/password", status_code=204, responses=answers(401, 413, 422, 429))
async def set_first_password(
    wanted: FirstPasswordIn, shared: Shared, origin: From, request: Request, device: Device = None
) -> None:
    """Sets the first password of an administrator whom the owner of the installation has made at its machine, with
    the one-time code that was printed there. Everybody else activates the account (POST /api/activation).

    A code can be used once, within 72 hours. 401 `code_refused` for a wrong or an old one and for an unknown
    account; wrong codes count and are delayed like wrong passwords. 422 `password_refused` says why a password may
    not be chosen; the code is still good then.
    """
    name_account(request, account_as_given(wanted.username))
    await shared.log_ins.set_password(wanted.username, wanted.code, wanted.new_password, origin)


def is_by_https(request: Request) -> bool:
    """Whoever makes up the header gets a cookie that is sent by HTTPS only: it harms nobody else."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))


def after(session: Presented) -> Response:
    """The answer when a session has ended: a page forgets its cookie."""
    response = Response(status_code=204)
    if session.is_of_page:
        response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="strict")
    return response


def set_cookies(request: Request, response: Response, opened: Opened) -> None:
    """The session until the browser is closed, the device for a year. No script can read them, and no other site
    makes the browser send them.
    """
    is_secure = is_by_https(request)
    response.set_cookie(SESSION_COOKIE, opened.token, path="/", httponly=True, samesite="strict", secure=is_secure)
    response.set_cookie(
        DEVICE_COOKIE,
        opened.device,
        max_age=int(DEVICE_TIME.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=is_secure,
    )

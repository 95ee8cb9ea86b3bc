"""Activating an account: its owner sets the first password in a browser that somebody entitled vouches for."""

from typing import Annotated

from fastapi import Cookie, Request, Response

from api.accounts import store
from api.accounts.credentials.tokens import account_as_given
from api.accounts.pairing_store import PAIRING_TIME, confirm_pairing
from api.accounts.store import CONSULTANT
from api.auth import From, Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.middleware import name_account
from api.request_user import User
from api.routes.accounts.activation_schemas import (
    ActivationBegun,
    ActivationIn,
    ActivationNow,
    ActivationPassword,
    NumberIn,
)
from api.routes.accounts.session import is_by_https
from api.schemas.words import Username
from core.errors import NotFound
from core.rights import Right

router = Router(prefix="/api", tags=["accounts"])

ACTIVATION_COOKIE = "s724_activation"
_PATH = "/api/activation"

Browser = Annotated[str, Cookie(alias=ACTIVATION_COOKIE, include_in_schema=False)]


@router.post("/activation", responses=answers(413, 422, 429))
async def begin_activation(
    wanted: ActivationIn, shared: Shared, origin: From, request: Request, response: Response
) -> ActivationBegun:
    """The owner of an account without a password begins: the number is told to somebody who knows the owner and
    types it at POST /api/accounts/{username}/activation within 15 minutes.

    The answer is the same for a name that no account has. A cookie makes this browser the one that may set the
    password; the number alone opens nothing. 429 `too_many_attempts`: an address has twenty, and gets one back
    every 15 seconds.
    """
    name_account(request, account_as_given(wanted.username))
    token, pairing = await shared.log_ins.begin_activation(wanted.username, origin)
    response.set_cookie(
        ACTIVATION_COOKIE,
        token,
        max_age=2 * int(PAIRING_TIME.total_seconds()),  # the password may be set for so long after the number
        path=_PATH,
        httponly=True,
        samesite="strict",
        secure=is_by_https(request),
    )
    return ActivationBegun.of(pairing)


@router.get("/activation", responses=answers(422))
async def get_activation(shared: Shared, browser: Browser = "") -> ActivationNow:
    """What this browser waits for. `none`: nothing, or its number is over, void or used."""
    return ActivationNow.of(await shared.log_ins.activation_of(browser) if browser else None)


@router.post("/activation/password", status_code=204, responses=answers(401, 413, 422, 429))
async def activate_account(
    wanted: ActivationPassword, shared: Shared, origin: From, request: Request, browser: Browser = ""
) -> Response:
    """Sets the first password, in the browser whose number was confirmed, within 15 minutes; then log in.

    401 `activation_over` for any other browser, and later. 422 `password_refused` says why a password may not be
    chosen; the browser may try another one.
    """
    name_account(request, await shared.log_ins.activate(browser, wanted.new_password, origin))
    response = Response(status_code=204)
    response.delete_cookie(ACTIVATION_COOKIE, path=_PATH, httponly=True, samesite="strict")
    return response


@router.post("/accounts/{username}/activation", status_code=204, responses=answers(401, 403, 404, 409, 413, 422))
async def confirm_activation(
    username: Username,
    wanted: NumberIn,
    user: Annotated[User, needs(Right.MANAGE_ACCOUNTS, Right.MANAGE_AGENTS)],
    shared: Shared,
    origin: From,
) -> None:
    """The number that the owner reads out: the browser which shows it may set the first password.

    Make sure that it is the owner who reads it. For who manages accounts; of consultants also for who manages
    those of the office. Whoever made an account or last made its password void is refused (403
    `second_person_refused`), and so is who was made or reset by them, and an account younger than seven days; not
    so for consultants' accounts. 422 `wrong_number`: after five of them the owner
    begins anew. 409 `not_to_activate`: there is a password, or the account is the directory's.
    """
    found = await store.get_account(shared.engine, username)
    if found is None:
        raise NotFound
    is_manager = user.may_for(Right.MANAGE_ACCOUNTS, found.office)
    if not is_manager and not (found.role == CONSULTANT and user.may_for(Right.MANAGE_AGENTS, found.office)):
        raise NotFound
    now = shared.clock.now()
    await confirm_pairing(shared.engine, username, wanted.digits, user.username, origin.address, now)

"""Logging in and out."""

import anyio
from anyio import to_thread
from fastapi import APIRouter, Response

from api.auth import CurrentUser, Shared, Token
from api.errors import answers
from api.passwords import NOBODYS_HASH, verify
from api.schemas.session import Credentials, LoggedIn, Me
from api.user import User
from core.errors import LoginRefused, NotAllowed

router = APIRouter(prefix="/api", tags=["session"])

# Hashing is slow on purpose: a flood of log-ins must not take the CPUs from the calls.
_hashing = anyio.CapacityLimiter(2)


@router.post("/login", responses=answers(401, 413, 422, 429))
async def log_in(credentials: Credentials, shared: Shared) -> LoggedIn:
    """Opens a session of 12 hours. Five wrong passwords in a row lock an account for 15 minutes.

    Unknown accounts are answered and locked like known ones, and it takes as long.
    """
    known_hash = await shared.accounts.count_try(credentials.username)
    is_right = await to_thread.run_sync(verify, credentials.password, known_hash or NOBODYS_HASH, limiter=_hashing)
    if not is_right or known_hash is None:
        raise LoginRefused
    token, expires_at = await shared.accounts.open_session(credentials.username)
    user = await shared.accounts.user_of(token)
    if user is None:
        raise NotAllowed
    return LoggedIn(token=token, expires_at=expires_at, account=_me(user))


@router.post("/logout", status_code=204, responses=answers(401))
async def log_out(token: Token, user: CurrentUser, shared: Shared) -> Response:
    """Ends this session; others of the same account go on."""
    await shared.accounts.close_session(token)
    return Response(status_code=204)


@router.get("/me", responses=answers(401))
async def get_me(user: CurrentUser) -> Me:
    """The account that is logged in."""
    return _me(user)


def _me(user: User) -> Me:
    return Me(
        username=user.username,
        display_name=user.display_name,
        role=user.role,
        office=user.office,
        office_name=user.office_name,
    )

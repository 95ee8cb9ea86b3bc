"""Who asks, and what that person may do: from the token of a request to the account and its rights.

A program sends its token in the header `Authorization`. A page has it in a cookie that no script can read, and
proves with the header `X-CSRF-Token` that it asks itself, and not another site in the same browser.

A route that needs more than a session names a right: `user: Annotated[User, needs(Right.…)]`. Without the right it
is refused before it begins. Lists, and single things that are just not seen without a right, use `sees`: the route
then confines itself to what the right reaches.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.accounts.credentials.tokens import is_csrf_token
from api.accounts.program_key_store import user_of_key
from api.accounts.program_keys import kind_of
from api.accounts.session_store import user_of
from api.accounts.sessions import Origin
from api.errors import CsrfRefused, NotLoggedIn
from api.middleware import name_account
from api.request_user import User
from api.services import Services
from core.acting import Acting, acts
from core.errors import NotAllowed
from core.rights import Right

SESSION_COOKIE = "s724_session"
DEVICE_COOKIE = "s724_device"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


Shared = Annotated[Services, Depends(services)]

_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="The token of POST /api/login")
_cookie = APIKeyCookie(
    name=SESSION_COOKIE,
    auto_error=False,
    scheme_name="page",
    description="The cookie of POST /api/login with the kind `page`. Every method but GET also needs the header "
    "`X-CSRF-Token` with the `csrf_token` of that answer or of GET /api/me; without it 403 `csrf_refused`. "
    "A request with a token, too, is one of a program.",
)


@dataclass(frozen=True, slots=True)
class Presented:
    """The token of a request, and whether it came by a page's cookie."""

    token: str
    is_of_page: bool


def presented(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
) -> Presented:
    """Raises NotLoggedIn when the request carries no token, CsrfRefused when a page's own header is missing."""
    if bearer is not None:
        return Presented(bearer.credentials, is_of_page=False)
    if not cookie:
        raise NotLoggedIn
    given = request.headers.get("x-csrf-token", "")
    if request.method not in _SAFE_METHODS and not is_csrf_token(cookie, given):
        raise CsrfRefused
    return Presented(cookie, is_of_page=True)


Session = Annotated[Presented, Depends(presented)]


def token(session: Session) -> str:
    """The token, whichever way it came."""
    return session.token


Token = Annotated[str, Depends(token)]


async def user(request: Request, token: Token, shared: Shared) -> User:
    """Who is logged in, and who acts from here on: the audit log names them beside whatever is changed.

    Raises NotLoggedIn for a token that is unknown or over, and for a closed account.
    """
    now = shared.clock.now()
    kind = kind_of(token)
    if kind is None:
        found = await user_of(shared.engine, token, now)
    else:
        is_opened = _operation(request) in kind.operations
        found = await user_of_key(shared.engine, kind, token, now) if is_opened else None
    if found is None:
        raise NotLoggedIn
    name_account(request, found.username)
    acts(Acting(found.username, _operation(request), now))
    return found


CurrentUser = Annotated[User, Depends(user)]
"""Somebody who is logged in; says nothing of what that person may do."""


def origin(request: Request) -> Origin:
    """Where the request comes from: the connection tells, or a proxy that is trusted (`api.middleware`)."""
    client = request.client
    return Origin(
        address="unknown" if client is None else client.host,
        user_agent=request.headers.get("user-agent", "")[:200],
        device=request.headers.get("x-device") or request.cookies.get(DEVICE_COOKIE),
    )


From = Annotated[Origin, Depends(origin)]


@dataclass(frozen=True, slots=True)
class Guard:
    """The dependency by which a route names its right; `instead`: each of these opens it as well."""

    right: Right
    refuses: bool
    instead: frozenset[Right] = frozenset()

    async def __call__(self, user: CurrentUser) -> User:
        """Raises NotAllowed if the route is closed without the right."""
        if self.refuses and not any(user.may(right) for right in self.rights):
            raise NotAllowed
        return user

    @property
    def rights(self) -> frozenset[Right]:
        """One of them is enough."""
        return self.instead | {self.right}


def needs(right: Right, *instead: Right) -> Any:
    """Somebody who has not got the right, nor one of those that do instead, is refused (403)."""
    return Depends(Guard(right, refuses=True, instead=frozenset(instead)))


def sees(right: Right) -> Any:
    """Without the right there is nothing to be seen: an empty list, or 404. The route has to see to that."""
    return Depends(Guard(right, refuses=False))


Staff = Annotated[User, needs(Right.READ_WHAT_IS_NO_SECRET)]
ReadsLists = Annotated[User, needs(Right.READ_LISTS)]
"""For what everybody in the centre may know."""


def _operation(request: Request) -> str:
    """The operation of the description, as `api.app` names it."""
    route = request.scope.get("route")
    return str(getattr(route, "operation_id", None) or getattr(route, "name", ""))

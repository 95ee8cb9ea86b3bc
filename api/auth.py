"""Who asks, and what that person may do: from the token in the header to the account and its rights.

A route that needs more than a session names a right: `user: Annotated[User, needs(Right.…)]`. Without the right it
is refused before it begins. Lists, and single things that are just not seen without a right, use `sees`: the route
then confines itself to what the right reaches.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.errors import NotLoggedIn
from api.services import Services
from api.user import User
from core.errors import NotAllowed
from core.rights import Right


def services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


Shared = Annotated[Services, Depends(services)]

_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="The token of POST /api/login")


def token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    """Raises NotLoggedIn when the request carries none."""
    if credentials is None:
        raise NotLoggedIn
    return credentials.credentials


Token = Annotated[str, Depends(token)]


async def user(token: Token, shared: Shared) -> User:
    """Raises NotLoggedIn for a token that is unknown or over."""
    found = await shared.accounts.user_of(token)
    if found is None:
        raise NotLoggedIn
    return found


CurrentUser = Annotated[User, Depends(user)]
"""Somebody who is logged in; says nothing of what that person may do."""


@dataclass(frozen=True, slots=True)
class Guard:
    """The dependency by which a route names its right."""

    right: Right
    refuses: bool

    async def __call__(self, user: CurrentUser) -> User:
        """Raises NotAllowed if the route is closed without the right."""
        if self.refuses and not user.may(self.right):
            raise NotAllowed
        return user


def needs(right: Right) -> Any:
    """Somebody who has not got the right is refused (403)."""
    return Depends(Guard(right, refuses=True))


def sees(right: Right) -> Any:
    """Without the right there is nothing to be seen: an empty list, or 404. The route has to see to that."""
    return Depends(Guard(right, refuses=False))


Staff = Annotated[User, needs(Right.READ_WHAT_IS_NO_SECRET)]
"""For what everybody in the centre may know."""

"""For newcomers who try the demonstration at its own machine: entering it without a password."""

from collections.abc import Sequence

from anyio import to_thread
from fastapi import Depends, Request, Response

from api.accounts.credentials.tokens import csrf_token, is_token, new_token
from api.accounts.made_up import read_made_up
from api.accounts.made_up_store import made_up_accounts
from api.accounts.session_store import open_session, user_of
from api.accounts.sessions import Opened
from api.auth import From, Shared
from api.errors import answers
from api.http.routing import Router
from api.made_up.demonstration_guard import at_this_machine
from api.made_up.made_up_clients import DemonstrationClient, demonstration_clients
from api.middleware import name_account
from api.routes.accounts.session import set_cookies
from api.routes.accounts.session_schemas import LoggedInPage, Me
from api.routes.demonstration.demonstration_schemas import (
    Demonstration,
    DemonstrationClientOut,
    DemonstrationHotline,
    DemonstrationLogIn,
)
from core.errors import NotFound
from core.secrets import read_secrets
from core.settings import Settings

router = Router(prefix="/api/demonstration", tags=["session"], dependencies=[Depends(at_this_machine)])


@router.get("", responses=answers(404))
async def get_demonstration(shared: Shared) -> Demonstration:
    """The accounts that the start has made up, a made-up client's card, and the numbers to call.

    404 where the centre is no demonstration, and for whoever does not sit at its machine. Needs no log-in.
    """
    made_up = await to_thread.run_sync(read_made_up, shared.settings.made_up)
    return Demonstration(
        accounts=await made_up_accounts(shared.engine, made_up.accounts),
        clients=[
            DemonstrationClientOut(card_number=client.card_number, pin=client.pin, office=client.seat)
            for client in await to_thread.run_sync(_clients, shared.settings, made_up.cards)
        ],
        hotlines=[DemonstrationHotline(number=h.number, purpose=h.purpose) for h in made_up.hotlines],
    )


@router.post("/log-in", responses=answers(404, 413, 422))
async def enter_demonstration(
    wanted: DemonstrationLogIn, shared: Shared, origin: From, request: Request, response: Response
) -> LoggedInPage:
    """Opens a session of a page as POST /api/login does, without a password: only as an account that was made up.

    404 for every other account, where the centre is no demonstration, and for whoever does not sit at its machine.
    """
    made_up = await to_thread.run_sync(read_made_up, shared.settings.made_up)
    if wanted.username not in made_up.accounts:
        raise NotFound
    name_account(request, wanted.username)
    device = origin.device if origin.device is not None and is_token(origin.device) else new_token()
    token, now = new_token(), shared.clock.now()
    if not await made_up_accounts(shared.engine, [wanted.username]):
        raise NotFound  # removed or closed since
    expires_at = await open_session(
        shared.engine, wanted.username, "page", origin, token=token, device=device, now=now
    )
    user = await user_of(shared.engine, token, now)
    if user is None:  # closed at this very moment
        raise NotFound
    set_cookies(request, response, Opened(token, expires_at, device, user))
    return LoggedInPage(csrf_token=csrf_token(token), expires_at=expires_at, account=Me.of(user))


def _clients(settings: Settings, cards: Sequence[str]) -> list[DemonstrationClient]:
    """Those who have these cards, in this order; reads the secrets, so not for the event loop."""
    if not cards:
        return []
    known = {
        client.card_number: client for client in demonstration_clients(read_secrets(settings.home).pin_pepper)
    }
    return [known[card] for card in cards if card in known]

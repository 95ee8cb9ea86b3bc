"""Clients' cards: issue, PIN letter, lock, replacement, revocation, and letting one be tried again.

A card is named in the body, never in an address. Every request needs its right for the client's office; a card of
an office for which it does not hold, and one that was replaced or revoked, is answered like one that does not
exist. Who did what to which card stands in the access log, also what was refused.
"""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import Response

from api.auth import Shared, needs
from api.clients import card_store
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.clients.cards_schemas import CardFor, CardIn, CardOut, NewPin
from api.services import Services
from core.rights import Right
from core.secrets import read_secrets
from ivr.identity.pin import PinHasher, refuse_trivial, subject_of

router = Router(prefix="/api", tags=["cards"])

Keeper = Annotated[User, needs(Right.MANAGE_CARDS)]
Locker = Annotated[User, needs(Right.LOCK_CARDS)]

_PDF: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The letter",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/cards", status_code=201, responses=answers(401, 403, 404, 409, 413, 422, 429))
async def issue_card(wanted: CardFor, user: Keeper, shared: Shared) -> CardOut:
    """Issue a client a card. It has no PIN yet: print the letter next.

    409 with `card_exists` for somebody who has a card in use: replace that one.
    """
    shared.limits.take(user.username, "card")
    return CardOut.model_validate(
        await card_store.issue(shared.engine, user, wanted.client_id, shared.clock.now())
    )


@router.post(
    "/cards/letter", response_class=Response, responses={**answers(401, 403, 404, 409, 413, 422, 429), **_PDF}
)
async def print_pin_letter(card: CardIn, user: Keeper, shared: Shared) -> Response:
    """Issue a PIN for a card that has none, and get the letter that tells it, as a PDF, this once.

    Nobody can read the PIN again; it is kept as a hash. 409 with `letter_printed` for a card that has a PIN. If
    the letter is lost, reset the PIN and print another one.
    """
    shared.limits.take(user.username, "card")
    hasher = await _hasher(shared)
    pdf = await card_store.print_letter(shared.engine, user, card.card_number, hasher, shared.clock.now())
    headers = {"Content-Disposition": 'attachment; filename="list-z-kodem-pin.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.post("/cards/pin/reset", status_code=204, responses=answers(401, 403, 404, 413, 422, 429))
async def reset_pin(card: CardIn, user: Keeper, shared: Shared) -> None:
    """Make the PIN of a card invalid at once, and forget its wrong tries. The letter can be printed again then."""
    shared.limits.take(user.username, "card")
    subject = await _subject(shared, card.card_number)
    await card_store.reset_pin(shared.engine, user, card.card_number, subject, shared.clock.now())


@router.post("/cards/lock", responses=answers(401, 403, 404, 413, 422, 429))
async def lock_card(card: CardIn, user: Locker, shared: Shared) -> CardOut:
    """Lock a card until somebody unlocks it: a client who has lost it may find it again."""
    shared.limits.take(user.username, "card")
    return CardOut.model_validate(await card_store.lock(shared.engine, user, card.card_number, shared.clock.now()))


@router.post("/cards/unlock", status_code=204, responses=answers(401, 403, 404, 413, 422, 429))
async def unlock(card: CardIn, user: Locker, shared: Shared) -> None:
    """Let a card be tried again at once, from every number, once the client has proved in the office who it is.

    Wrong PINs lock a card for a while for the number from which they came; after more of them in a day it can be
    tried only from numbers from which it was verified before. This takes back a lock of the office, too. For
    supervisors of the client's office, and those of the provincial one, which answers when the office is closed.
    """
    shared.limits.take(user.username, "card")
    subject = await _subject(shared, card.card_number)
    await card_store.unlock(shared.engine, user, card.card_number, subject, shared.clock.now())


@router.post("/cards/replace", responses=answers(401, 403, 404, 413, 422, 429))
async def replace_card(card: CardIn, user: Keeper, shared: Shared) -> CardOut:
    """Issue another card in place of one that is lost or worn out, which is good for nothing from now on.

    The new card is answered. It has no PIN yet: print the letter next.
    """
    shared.limits.take(user.username, "card")
    return CardOut.model_validate(
        await card_store.replace(shared.engine, user, card.card_number, shared.clock.now())
    )


@router.post("/cards/revoke", status_code=204, responses=answers(401, 403, 404, 413, 422, 429))
async def revoke_card(card: CardIn, user: Keeper, shared: Shared) -> None:
    """Make a card good for nothing, for ever. The client may get another one."""
    shared.limits.take(user.username, "card")
    await card_store.revoke(shared.engine, user, card.card_number, shared.clock.now())


@router.put("/cards/pin", status_code=204, responses=answers(401, 403, 404, 413, 422, 429))
async def set_pin(card: NewPin, user: Keeper, shared: Shared) -> None:
    """Give a card the PIN that the client has chosen in the office. One that would be guessed first is refused.

    Who did it is written down, the PIN is not. The card can be tried at once.
    """
    shared.limits.take(user.username, "card")
    refuse_trivial(card.pin, card_number=card.card_number)
    hasher = await _hasher(shared)
    await card_store.set_pin(shared.engine, user, card.card_number, card.pin, hasher, shared.clock.now())


async def _hasher(shared: Services) -> PinHasher:
    secrets = await to_thread.run_sync(read_secrets, shared.settings.home)
    return await to_thread.run_sync(PinHasher, secrets.pin_pepper)


async def _subject(shared: Services, card_number: str) -> str:
    """What wrong tries of the card are counted under."""
    secrets = await to_thread.run_sync(read_secrets, shared.settings.home)
    return subject_of(secrets.pin_pepper, "card", card_number)

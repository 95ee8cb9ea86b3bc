"""Clients' cards: letting one be tried again."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter

from api import card_store
from api.auth import Shared, needs
from api.errors import answers
from api.schemas.cards import CardIn, NewPin
from api.user import User
from core.rights import Right
from core.secrets import read_secrets
from ivr.identity.pin import PinHasher, refuse_trivial, subject_of

router = APIRouter(prefix="/api", tags=["cards"])

Keeper = Annotated[User, needs(Right.MANAGE_CARDS)]


@router.post("/cards/unlock", status_code=204, responses=answers(401, 403, 404, 413, 422))
async def unlock(card: CardIn, user: Keeper, shared: Shared) -> None:
    """Let a card be tried again at once, from every number, once the client has proved in the office who it is.

    Wrong PINs lock a card for a while for the number from which they came; after more of them in a day it can be
    tried only from numbers from which it was verified before. For supervisors of the client's office, and those of
    the provincial one. Who did it is written down, and who asked for which card stands in the access log. A card
    of another office is answered like one that does not exist.
    """
    secrets = await to_thread.run_sync(read_secrets, shared.settings.state)
    subject = subject_of(secrets.pin_pepper, "card", card.card_number)
    await card_store.unlock(shared.engine, user, card.card_number, subject, shared.clock.now())


@router.put("/cards/pin", status_code=204, responses=answers(401, 403, 404, 413, 422))
async def set_pin(card: NewPin, user: Keeper, shared: Shared) -> None:
    """Give a card the PIN that the client has chosen in the office. One that would be guessed first is refused.

    For the same people as unlocking; who did it is written down, the PIN is not. The card can be tried at once.
    """
    refuse_trivial(card.pin, card_number=card.card_number)
    secrets = await to_thread.run_sync(read_secrets, shared.settings.state)
    hasher = await to_thread.run_sync(PinHasher, secrets.pin_pepper)
    pin_hash = await to_thread.run_sync(hasher.hash, card.card_number, card.pin)
    subject = hasher.subject("card", card.card_number)
    await card_store.set_pin(shared.engine, user, card.card_number, subject, pin_hash, shared.clock.now())

"""Clients' cards: letting one be tried again."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter

from api.auth import Shared, needs
from api.errors import answers
from api.schemas.cards import CardIn, NewPin
from api.services import Services
from api.user import User
from core.errors import NotFound
from core.events import CardUnlocked, PinChanged
from core.ids import new_id
from core.rights import Right
from core.secrets import read_secrets
from ivr.identity.pin import PinHasher, refuse_trivial, subject_of
from ivr.identity.store import CardHolder, card_holder, change_pin, unlock_card

router = APIRouter(prefix="/api", tags=["cards"])

Keeper = Annotated[User, needs(Right.MANAGE_CARDS)]


@router.post("/cards/unlock", status_code=204, responses=answers(401, 403, 404, 413, 422))
async def unlock(card: CardIn, user: Keeper, shared: Shared) -> None:
    """Let a card be tried again after wrong PINs, once the client has proved in the office who it is.

    For supervisors of the client's office, those of the provincial one, and administrators; who did it is written
    down. A card of another office is answered like one that does not exist.
    """
    holder = await _holder(card, user, shared)
    secrets = await to_thread.run_sync(read_secrets, shared.settings.state)
    fact = CardUnlocked(
        id=new_id("event"), at=shared.clock.now(), client_id=holder.client_id, account=user.username
    )
    await unlock_card(shared.engine, subject_of(secrets.pin_pepper, "card", card.card_number), fact)


@router.put("/cards/pin", status_code=204, responses=answers(401, 403, 404, 413, 422))
async def set_pin(card: NewPin, user: Keeper, shared: Shared) -> None:
    """Give a card the PIN that the client has chosen in the office. One that would be guessed first is refused.

    For the same people as unlocking; who did it is written down, the PIN is not. The card can be tried at once.
    """
    holder = await _holder(card, user, shared)
    refuse_trivial(card.pin, card_number=card.card_number)
    secrets = await to_thread.run_sync(read_secrets, shared.settings.state)
    hasher = await to_thread.run_sync(PinHasher, secrets.pin_pepper)
    pin_hash = await to_thread.run_sync(hasher.hash, card.card_number, card.pin)
    fact = PinChanged(id=new_id("event"), at=shared.clock.now(), client_id=holder.client_id, account=user.username)
    await change_pin(shared.engine, card.card_number, pin_hash, hasher.subject("card", card.card_number), fact)


async def _holder(card: CardIn, user: User, shared: Services) -> CardHolder:
    """Whose card it is. Raises NotFound, for a card of another office, too."""
    holder = await card_holder(shared.engine, card.card_number)
    if holder is None or not user.may_for(Right.MANAGE_CARDS, holder.office):
        raise NotFound
    return holder

"""Clients' cards: letting one be tried again."""

from anyio import to_thread
from fastapi import APIRouter

from api.auth import CurrentUser, Shared
from api.errors import answers
from api.schemas.cards import CardIn
from core.errors import NotAllowed, NotFound
from core.events import CardUnlocked
from core.ids import new_id
from core.secrets import read_secrets
from ivr.pin import subject_of
from ivr.store import card_holder, unlock_card

router = APIRouter(prefix="/api", tags=["cards"])


@router.post("/cards/unlock", status_code=204, responses=answers(401, 403, 404, 413, 422))
async def unlock(card: CardIn, user: CurrentUser, shared: Shared) -> None:
    """Let a card be tried again after wrong PINs, once the client has proved in the office who it is.

    For supervisors of the client's office, those of the provincial one, and administrators; who did it is written
    down. A card of another office is answered like one that does not exist.
    """
    if user.role == "consultant":
        raise NotAllowed
    holder = await card_holder(shared.engine, card.card_number)
    if holder is None or not (user.sees_all or holder.office == user.office):
        raise NotFound
    secrets = await to_thread.run_sync(read_secrets, shared.state)
    fact = CardUnlocked(
        id=new_id("event"), at=shared.clock.now(), client_id=holder.client_id, account=user.username
    )
    await unlock_card(shared.engine, subject_of(secrets.pin_pepper, "card", card.card_number), fact)

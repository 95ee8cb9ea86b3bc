"""Clients' cards as the staff handle them: each change, and each refusal, with its entry of the access log in one
transaction."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.user import User
from clients.access_store import CardPurpose, note_staff_look
from core.errors import NotFound
from core.events import CardUnlocked, PinChanged
from core.ids import new_id
from core.rights import Right
from ivr.identity.store import CardHolder, card_holder, change_pin, unlock_card
from reports.audit_store import write_order


async def unlock(engine: AsyncEngine, user: User, card_number: str, subject: str, now: datetime) -> None:
    """Forget the wrong tries of a card. `subject` is its keyed hash. Raises NotFound, see `_change`."""

    async def unlocks(connection: AsyncConnection, holder: CardHolder) -> None:
        fact = CardUnlocked(id=new_id("event"), at=now, client_id=holder.client_id, account=user.username)
        await unlock_card(connection, subject, fact)
        # Whose card it is stands in the access log alone.
        await write_order(connection, "card", "", holder.office, {"unlocked": True})

    await _change(engine, user, card_number, now, "card_unlock", unlocks)


async def set_pin(
    engine: AsyncEngine, user: User, card_number: str, subject: str, pin_hash: str, now: datetime
) -> None:
    """Give a card another PIN, and forget its wrong tries. Raises NotFound, see `_change`."""

    async def changes(connection: AsyncConnection, holder: CardHolder) -> None:
        fact = PinChanged(id=new_id("event"), at=now, client_id=holder.client_id, account=user.username)
        await change_pin(connection, card_number, pin_hash, subject, fact)

    await _change(engine, user, card_number, now, "pin_change", changes)


async def _change(
    engine: AsyncEngine,
    user: User,
    card_number: str,
    now: datetime,
    purpose: CardPurpose,
    change: Callable[[AsyncConnection, CardHolder], Awaitable[None]],
) -> None:
    """Raises NotFound for an unknown card, and for one of another office: that office's log says who asked."""
    async with engine.begin() as connection:
        holder = await card_holder(connection, card_number)
        is_theirs = holder is not None and user.may_for(Right.MANAGE_CARDS, holder.office)
        await note_staff_look(
            connection,
            now,
            user.username,
            None if holder is None else holder.client_id,
            user.office if holder is None else holder.office,
            "card",
            purpose,
            "none" if holder is None else "written" if is_theirs else "refused",
        )
        if holder is not None and is_theirs:
            await change(connection, holder)
            return
    raise NotFound

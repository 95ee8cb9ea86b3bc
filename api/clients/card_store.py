"""Clients' cards as the staff handle them: each change, and each refusal, with its entry of the access log in one
transaction. The audit log gets its entries by the tables' triggers."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

from anyio import to_thread
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.aside import aside
from api.request_user import User
from clients import card_store
from clients.access import FieldGroup
from clients.access_store import AccessEntry, CardPurpose, note_access
from clients.card_letter.letter import letter_pdf
from clients.card_letter.letter_store import letter_for
from clients.card_store import Card, CardExists, LetterPrinted
from core.clock import WARSAW
from core.errors import NotFound, S724Error
from core.fact_log.event_log import write_facts
from core.facts.kinds.verification import CardUnlocked, PinChanged
from core.ids import new_id
from core.rights import Right
from ivr.identity.pin import PinHasher, PinRefused, new_card_number, new_pin, refuse_trivial
from ivr.identity.store import forget_tries
from reports.audit_store import write_order

T = TypeVar("T")

_SHOWN: Sequence[FieldGroup] = ("cards",)
_IN_THE_LETTER: Sequence[FieldGroup] = ("identity", "contact_data", "cards")  # with name and address


async def issue(engine: AsyncEngine, user: User, client_id: str, now: datetime) -> Card:
    """Give a client a card, which has no PIN yet. Raises NotFound as `_change` does, and CardExists."""
    async with engine.begin() as connection:
        office = await card_store.office_of_client(connection, client_id)
        is_theirs = office is not None and user.may_for(Right.MANAGE_CARDS, office)
        outcome: Card | S724Error = NotFound()
        if is_theirs:
            try:
                outcome = await card_store.issue_card(connection, client_id, new_card_number, user.username, now)
            except CardExists as refusal:
                outcome = refusal
        entry = AccessEntry(
            at=now,
            who=user.username,
            client_id=None if office is None else client_id,
            office=office or user.office,
            topic="card",
            purpose="card_issue",
            outcome="none" if office is None else "written" if isinstance(outcome, Card) else "refused",
            groups=_SHOWN if isinstance(outcome, Card) else None,
        )
        await note_access(connection, entry)
    return _or_raise(outcome)


async def lock(engine: AsyncEngine, user: User, card_number: str, now: datetime) -> Card:
    """Let nobody use a card until it is unlocked. Raises NotFound, see `_change`."""

    async def locks(connection: AsyncConnection, card: Card) -> Card:
        await card_store.set_locked(connection, card, True)
        return await _again(connection, card)

    return await _change(engine, user, card_number, now, "card_lock", locks, right=Right.LOCK_CARDS)


async def unlock(engine: AsyncEngine, user: User, card_number: str, subject: str, now: datetime) -> None:
    """Take back a lock of the office, and forget the wrong tries of a card; `subject` is its keyed hash.

    Raises NotFound, see `_change`."""

    async def unlocks(connection: AsyncConnection, card: Card) -> None:
        await card_store.set_locked(connection, card, False)
        await forget_tries(connection, subject)
        fact = CardUnlocked(id=new_id("event"), at=now, client_id=card.client_id, account=user.username)
        await write_facts(connection, [fact])
        # Whose card it is stands in the access log alone.
        await write_order(connection, "card", "", card.office, {"unlocked": True})

    await _change(engine, user, card_number, now, "card_unlock", unlocks, right=Right.LOCK_CARDS)


async def replace(engine: AsyncEngine, user: User, card_number: str, now: datetime) -> Card:
    """Give the holder another card; this one is good for nothing from now on. Raises NotFound, see `_change`."""

    async def replaces(connection: AsyncConnection, card: Card) -> Card:
        return await card_store.replace_card(connection, card, new_card_number, user.username, now)

    return await _change(engine, user, card_number, now, "card_replace", replaces)


async def revoke(engine: AsyncEngine, user: User, card_number: str, now: datetime) -> None:
    """The card is good for nothing from now on. Raises NotFound, see `_change`."""

    async def revokes(connection: AsyncConnection, card: Card) -> None:
        await card_store.end_card(connection, card, "revoked", user.username, now)

    await _change(engine, user, card_number, now, "card_revoke", revokes)


async def set_pin(
    engine: AsyncEngine, user: User, card_number: str, pin: str, hasher: PinHasher, now: datetime
) -> None:
    """Give a card the PIN that its holder has chosen, and forget its wrong tries.

    Raises NotFound, see `_change`, and PinRefused for a PIN that would be guessed first.
    """

    async def changes(connection: AsyncConnection, card: Card) -> S724Error | None:
        try:
            refuse_trivial(pin, birth_year=card.birth_year, card_number=card.number)
        except PinRefused as refusal:
            return refusal
        await card_store.set_pin_hash(connection, card, pin_hash)
        await _pin_changed(connection, user, card, hasher, now)
        return None

    # Before the transaction, which is not to last longer than it must; and before anything is known of the card.
    pin_hash = await to_thread.run_sync(hasher.hash, card_number, pin)
    await _change(engine, user, card_number, now, "pin_change", changes)


async def reset_pin(engine: AsyncEngine, user: User, card_number: str, subject: str, now: datetime) -> None:
    """The PIN is good for nothing from now on, and a letter with another one can be printed.

    Raises NotFound, see `_change`."""

    async def resets(connection: AsyncConnection, card: Card) -> None:
        await card_store.forget_pin(connection, card)
        await forget_tries(connection, subject)

    await _change(engine, user, card_number, now, "pin_reset", resets)


async def print_letter(
    engine: AsyncEngine, user: User, card_number: str, hasher: PinHasher, now: datetime
) -> bytes:
    """Issue a PIN for a card that has none, and tell it in a letter, whose PDF is returned: this once.

    Raises NotFound, see `_change`, and LetterPrinted for a card that has a PIN. The PIN is kept as a hash alone.
    If the letter cannot be made no PIN is issued.
    """

    async def prints(connection: AsyncConnection, card: Card) -> bytes | S724Error:
        if card.has_pin:
            return LetterPrinted()
        pin = new_pin(birth_year=card.birth_year, card_number=card.number)
        letter = await letter_for(connection, card, pin, now.astimezone(WARSAW).date())
        pdf = await aside(letter_pdf, letter)
        pin_hash = await to_thread.run_sync(hasher.hash, card.number, pin)
        await card_store.set_pin_hash(connection, card, pin_hash, printed_at=now)
        await _pin_changed(connection, user, card, hasher, now)
        return pdf

    return await _change(engine, user, card_number, now, "pin_letter", prints, _IN_THE_LETTER)


async def _pin_changed(
    connection: AsyncConnection, user: User, card: Card, hasher: PinHasher, now: datetime
) -> None:
    await forget_tries(connection, hasher.subject("card", card.number))
    fact = PinChanged(id=new_id("event"), at=now, client_id=card.client_id, account=user.username)
    await write_facts(connection, [fact])


async def _again(connection: AsyncConnection, card: Card) -> Card:
    """The card as it is after a change."""
    changed = await card_store.card_in_use(connection, card.number)
    assert changed is not None
    return changed


async def _change(
    engine: AsyncEngine,
    user: User,
    card_number: str,
    now: datetime,
    purpose: CardPurpose,
    change: Callable[[AsyncConnection, Card], Awaitable[T | S724Error]],
    shows: Sequence[FieldGroup] = _SHOWN,
    *,
    right: Right = Right.MANAGE_CARDS,
) -> T:
    """Change a card that is in use. What `change` returns as an error is raised when the entry stands.

    `shows`: groups of the client's data that are seen by this, for the access log.

    Raises NotFound for any other card, and for one of another office: that office's log says who asked.
    """
    async with engine.begin() as connection:
        card = await card_store.card_in_use(connection, card_number)
        outcome: T | S724Error = NotFound()
        if card is not None and user.may_for(right, card.office):
            outcome = await change(connection, card)
        entry = AccessEntry(
            at=now,
            who=user.username,
            client_id=None if card is None else card.client_id,
            office=user.office if card is None else card.office,
            topic="card",
            purpose=purpose,
            outcome="none" if card is None else "refused" if isinstance(outcome, S724Error) else "written",
            groups=None if isinstance(outcome, S724Error) else shows,
        )
        await note_access(connection, entry)
    return _or_raise(outcome)


def _or_raise(outcome: T | S724Error) -> T:
    if isinstance(outcome, S724Error):
        raise outcome
    return outcome

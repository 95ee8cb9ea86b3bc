"""Clients' cards in the database: issue, PIN, lock, replacement, revocation.

A card goes from `active` to `locked` and back, and from either to `replaced` or `revoked`, which are its end. A
client has one card in use at most. Whoever changes a card writes the entry of the access log in the same
transaction (`api.clients.card_store`); the audit log gets its entry by a trigger of the database.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.person_tables import CardRow, Client
from core.errors import S724Error

CardState = Literal["active", "locked", "replaced", "revoked"]

_IN_USE = ("active", "locked")
_MOST_TRIES = 20


class CardExists(S724Error):
    """The client has a card in use. Nothing was changed; replace that one."""

    code = "card_exists"
    message_pl = "Ta osoba ma już ważną kartę. Można ją zastąpić nową."


class LetterPrinted(S724Error):
    """The card has a PIN, so its letter was printed or is not needed. Nothing was changed; reset the PIN first."""

    code = "letter_printed"
    message_pl = (
        "Karta ma już kod PIN, a list drukuje się tylko raz. Jeżeli list zaginął, prosimy unieważnić kod PIN "
        "i wydrukować list z nowym."
    )


@dataclass(frozen=True, slots=True)
class Card:
    """A card without its PIN. `birth_year` is its holder's, which no PIN may hold; None if it is not known."""

    number: str = field(repr=False)
    client_id: str
    office: str
    birth_year: int | None = field(repr=False)
    state: CardState
    has_pin: bool
    issued_at: datetime
    issued_by: str
    letter_printed_at: datetime | None = None
    ended_at: datetime | None = None


async def office_of_client(connection: AsyncConnection, client_id: str) -> str | None:
    """The office of a client; None for somebody whom nobody knows, or whom the office knows no more."""
    is_known = (Client.gone_at.is_(None), Client.restricted_at.is_(None))
    query = select(Client.office).where(Client.id == client_id, *is_known)
    found: str | None = await connection.scalar(query)
    return found


async def card_in_use(connection: AsyncConnection, number: str) -> Card | None:
    """A card that is active or locked, for a change of it: until then others wait. None for any other."""
    query = (
        select(
            *(CardRow.number, CardRow.client_id, CardRow.pin_hash, CardRow.state, CardRow.issued_at),
            *(CardRow.issued_by, CardRow.letter_printed_at, CardRow.ended_at, Client.office, Client.birth_date),
        )
        .select_from(CardRow)
        .join(Client, Client.id == CardRow.client_id)
        .where(CardRow.number == number, CardRow.state.in_(_IN_USE), Client.restricted_at.is_(None))
        .with_for_update(of=CardRow)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Card(
        number=row.number,
        client_id=row.client_id,
        office=row.office,
        birth_year=row.birth_date.year if row.birth_date else None,
        state=cast(CardState, row.state),
        has_pin=row.pin_hash is not None,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        letter_printed_at=row.letter_printed_at,
        ended_at=row.ended_at,
    )


async def issue_card(
    connection: AsyncConnection, client_id: str, new_number: Callable[[], str], account: str, now: datetime
) -> Card:
    """Give a client, who must be there, a card without a PIN. Raises CardExists.

    `new_number` makes numbers until one is free.
    """
    # Two who issue at the same time come one after the other, and the second finds the card of the first.
    await connection.execute(select(Client.id).where(Client.id == client_id).with_for_update(key_share=True))
    in_use = select(CardRow.number).where(CardRow.client_id == client_id, CardRow.state.in_(_IN_USE))
    if await connection.scalar(in_use) is not None:
        raise CardExists
    number = await _insert_card(connection, client_id, new_number, account, now)
    issued = await card_in_use(connection, number)
    assert issued is not None
    return issued


async def replace_card(
    connection: AsyncConnection, old: Card, new_number: Callable[[], str], account: str, now: datetime
) -> Card:
    """End a card in use, and issue its holder another one, which has no PIN yet."""
    await end_card(connection, old, "replaced", account, now)
    new = await issue_card(connection, old.client_id, new_number, account, now)
    await _change(connection, old, replaced_by=new.number)
    return new


async def end_card(
    connection: AsyncConnection, card: Card, state: Literal["replaced", "revoked"], account: str, now: datetime
) -> None:
    """The card is good for nothing from now on, and its PIN is forgotten."""
    await _change(connection, card, state=state, pin_hash=None, ended_at=now, ended_by=account)


async def set_locked(connection: AsyncConnection, card: Card, is_locked: bool) -> None:
    """Lock a card until somebody in the office unlocks it, or unlock it. Harmless if it is so already."""
    await _change(connection, card, state="locked" if is_locked else "active")


async def set_pin_hash(
    connection: AsyncConnection, card: Card, pin_hash: str, *, printed_at: datetime | None = None
) -> None:
    """Give a card a PIN by its hash; `printed_at` if a letter tells it to the client."""
    await _change(connection, card, pin_hash=pin_hash, letter_printed_at=printed_at)


async def forget_pin(connection: AsyncConnection, card: Card) -> None:
    """The PIN is good for nothing from now on; a letter with another one can be printed."""
    await _change(connection, card, pin_hash=None, letter_printed_at=None)


async def _change(connection: AsyncConnection, card: Card, **values: object) -> None:
    await connection.execute(update(CardRow).where(CardRow.number == card.number).values(**values))


async def _insert_card(
    connection: AsyncConnection, client_id: str, new_number: Callable[[], str], account: str, now: datetime
) -> str:
    """Of 90 million numbers one that was never given; a number that has ended is not given again."""
    for _ in range(_MOST_TRIES):
        values = {"number": new_number(), "client_id": client_id, "issued_at": now, "issued_by": account}
        statement = insert(CardRow).values(values).on_conflict_do_nothing(index_elements=["number"])
        number: str | None = await connection.scalar(statement.returning(CardRow.number))
        if number is not None:
            return number
    raise RuntimeError(f"no free card number was found in {_MOST_TRIES} tries")

"""What stands in a PIN letter, read from the database."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.card_letter.letter import CardLetter
from clients.card_store import Card
from core.db.tables.centre.office_tables import DialledNumber, Office
from core.db.tables.person_tables import Client
from core.lists.gminas import gmina_name


async def letter_for(connection: AsyncConnection, card: Card, pin: str, on: date) -> CardLetter:
    """The letter for a card and its new PIN. The address is the one the office has sent, as far as it is known:
    that for letters before that of the home."""
    query = (
        select(
            *(Client.first_name, Client.last_name, Client.mailing_address),
            *(Client.street, Client.house, Client.postal_code, Client.gmina),
            *(Office.name, Office.seat, Office.address, Office.postal_code.label("office_postal_code")),
        )
        .select_from(Client)
        .join(Office, Office.code == Client.office)
        .where(Client.id == card.client_id)
    )
    row = (await connection.execute(query)).one()
    home = _address(row.street, row.house, row.postal_code, gmina_name(row.gmina))
    return CardLetter(
        name=f"{row.first_name} {row.last_name}",
        recipient=home if row.mailing_address is None else tuple(row.mailing_address.rsplit(", ", 1)),
        office=row.name,
        office_address=_address(row.address, None, row.office_postal_code, row.seat),
        seat=row.seat,
        on=on,
        hotline=await _free_number(connection),
        card_number=card.number,
        pin=pin,
    )


def _address(street: str | None, house: str | None, postal_code: str | None, town: str | None) -> tuple[str, ...]:
    """Two lines, or none without a town. In a village without streets the house stands after its name."""
    if town is None:
        return ()
    first = " ".join(part for part in (street or town, house) if part)
    return tuple(
        line for line in (first if street or house else "", f"{postal_code or ''} {town}".strip()) if line
    )


async def _free_number(connection: AsyncConnection) -> str:
    """The number at which callers are asked for their card; the shortest free one."""
    query = select(DialledNumber.number).where(DialledNumber.is_free, DialledNumber.deactivated_at.is_(None))
    numbers = (await connection.scalars(query)).all()
    return min(numbers, key=lambda number: (len(number), number), default="9510")

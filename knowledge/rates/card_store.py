"""Cards of offices and branches for texts that name them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.centre.office_tables import Branch, Office
from knowledge.rates.card import Card

_OFFICES = select(Office.code, Office.seat, Office.postal_code, Office.address, Office.telephone).where(
    Office.deactivated_at.is_(None)
)
_BRANCHES = select(Branch.id, Branch.town, Branch.postal_code, Branch.address, Branch.telephone).where(
    Branch.deactivated_at.is_(None)
)


async def cards_of(connection: AsyncConnection) -> dict[str, Card]:
    """By code of the office or id of the branch; those that were deactivated are left out."""
    rows = [*await connection.execute(_OFFICES), *await connection.execute(_BRANCHES)]
    return {
        code: Card(town, postal or "", street or "", telephone or "")
        for code, town, postal, street, telephone in rows
    }

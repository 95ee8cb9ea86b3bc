"""What offices are called in lists and files: by their town."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.centre.office_tables import Office


async def office_seats(connection: AsyncConnection) -> dict[str, str]:
    """By code. Two offices have their seat in Białystok."""
    rows = await connection.execute(select(Office.code, Office.seat, Office.is_province))
    return {row.code: f"WUP {row.seat}" if row.is_province else row.seat for row in rows}

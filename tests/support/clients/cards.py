"""Rows of cards for tests."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.person_tables import CardRow, Client
from tests.support.database.offices import put_offices

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def card_row(client_id: str, number: str, pin_hash: str | None = "-", **more: Any) -> dict[str, Any]:
    """A card as the seed issues it. No PIN fits the hash that stands there unless another is given."""
    return {
        "number": number,
        "client_id": client_id,
        "pin_hash": pin_hash,
        "issued_at": LONG_AGO,
        "issued_by": "seed",
        **more,
    }


async def put_anna_with_card(engine: AsyncEngine, number: str, pin_hash: str | None = "-") -> None:
    """`client-anna` of Kolno, to whom text messages are sent."""
    await put_offices(engine, "20060")
    anna = {"id": "client-anna", "office": "20060", "first_name": "Anna", "last_name": "Nowak"}
    async with engine.begin() as connection:
        await connection.execute(insert(Client).values(**anna, sms_number="600100299"))
        await connection.execute(insert(CardRow).values(card_row("client-anna", number, pin_hash)))

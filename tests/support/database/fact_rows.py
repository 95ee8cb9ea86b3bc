"""Facts as they stand in the database, read as the product reads them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import EventRow
from core.fact_log.personal_key_store import FACTS, Opener


@dataclass(frozen=True)
class StandingFact:
    """What a row says, opened."""

    type: str
    call_id: str | None
    data: dict[str, Any]


async def standing_facts(engine: AsyncEngine, kind: str | None = None) -> list[StandingFact]:
    """All facts, or those of a kind, in their order."""
    query = FACTS.order_by(EventRow.number)
    if kind is not None:
        query = query.where(EventRow.type == kind)
    async with engine.connect() as connection:
        opener = Opener(connection)
        return [StandingFact(row.type, row.call_id, opener.data(row)) for row in await connection.execute(query)]


async def raw_rows(engine: AsyncEngine, table: str = "event") -> str:
    """Every row of a table as the text that a dump would have."""
    async with engine.connect() as connection:
        rows = await connection.execute(text(f"SELECT row_to_json(t)::text FROM {table} AS t"))
        return "\n".join(str(row[0]) for row in rows)

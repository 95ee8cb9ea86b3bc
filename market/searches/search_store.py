"""Saved searches in the database: each account's own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import delete, func, insert, select

from core.db.engine import Engine, reading
from core.db.tables.market.saved_search_tables import SavedSearchRow
from core.errors import NotFound, TransitionRefused
from core.ids import new_id

SearchedPage: TypeAlias = Literal["offers", "candidates", "employers"]
MOST_SEARCHES = 50
"""Of one account and page."""


async def list_searches(engine: Engine, owner: str, page: SearchedPage) -> Sequence[Any]:
    """By name."""
    query = select(SavedSearchRow.__table__).where(SavedSearchRow.owner == owner, SavedSearchRow.page == page)
    async with reading(engine) as connection:
        return (await connection.execute(query.order_by(SavedSearchRow.name, SavedSearchRow.id))).all()


async def save_search(
    engine: Engine, owner: str, office: str, page: SearchedPage, name: str, filters: str, now: datetime
) -> Any:
    """The row. Raises TransitionRefused for one more than an account may have."""
    own = (SavedSearchRow.owner == owner, SavedSearchRow.page == page)
    async with engine.begin() as connection:
        kept = await connection.scalar(select(func.count()).select_from(SavedSearchRow).where(*own)) or 0
        if kept >= MOST_SEARCHES:
            raise TransitionRefused(f"Można zapisać najwyżej {MOST_SEARCHES} wyszukiwań. Prosimy któreś usunąć.")
        row = {"id": new_id("search"), "owner": owner, "office": office, "page": page, "name": name}
        new = insert(SavedSearchRow).values(**row, filters=filters, saved_at=now)
        return (await connection.execute(new.returning(SavedSearchRow.__table__))).one()


async def forget_search(engine: Engine, owner: str, search_id: str) -> None:
    """Raises NotFound, also for another account's."""
    gone = delete(SavedSearchRow).where(SavedSearchRow.id == search_id, SavedSearchRow.owner == owner)
    async with engine.begin() as connection:
        if (await connection.execute(gone)).rowcount == 0:
            raise NotFound

"""Questions that nobody found an answer to, in the database: editors' work, which `knowledge.learning.use_store`
writes down."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field
from sqlalchemy import Row, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.knowledge_tables import ArticleRow
from core.db.tables.search_tables import UnansweredSearchRow
from core.errors import NotFound
from core.search.language.words import Language

Place: TypeAlias = tuple[int, str]
"""A weight and an id."""
Which: TypeAlias = Literal["all", "nothing_found", "not_opened"]

_ROW = UnansweredSearchRow.__table__.c
_OF_NOTHING = 4
"""Times as much as a question of which only nothing was opened: the first sentences can be read in the list."""
_NOTHING = _ROW.count + _ROW.reported
_UNOPENED = func.greatest(_ROW.unopened - _ROW.opened, 0)
_WEIGHT = (_OF_NOTHING * _NOTHING + _UNOPENED) * func.greatest(func.cardinality(_ROW.offices), 1)


@dataclass(frozen=True, slots=True)
class UnansweredSearch:
    """What was asked and not found: its ordinary words as lemmas, in the order of the alphabet."""

    id: Annotated[str, Field(examples=["unanswered-019ab3c4d5e0000-4f2a91c3d0"])]
    language: Language
    words: Annotated[str, Field(examples=["strażak zasiłek"])]
    count: Annotated[int, Field(description="How often nothing was found")]
    reported: Annotated[int, Field(description="How often somebody said that nothing helps")]
    unopened: Annotated[int, Field(description="How often something was found and nothing was opened")]
    opened: Annotated[int, Field(description="How often something was opened since it stands here")]
    offices: Annotated[list[str], Field(description="Whose staff asked; empty: before that was written down")]
    weight: Annotated[
        int,
        Field(
            description="4 for each time that nothing was found or helped, 1 for each that nothing was opened,"
            " less those that something was, times the number of offices"
        ),
    ]
    first_at: datetime
    last_at: datetime
    article_id: Annotated[str | None, Field(description="What answers it now")]
    closed_at: datetime | None
    closed_by: str | None


async def list_unanswered(
    engine: AsyncEngine, which: Which, after: Place | None, limit: int
) -> tuple[list[UnansweredSearch], Place | None]:
    """Those that are open, the weightiest first, and the place of the next page."""
    query = select(UnansweredSearchRow.__table__, _WEIGHT.label("weight")).where(
        _ROW.closed_at.is_(None), _WEIGHT > 0
    )
    if which != "all":
        query = query.where(_NOTHING > 0 if which == "nothing_found" else _NOTHING == 0)
    if after is not None:
        query = query.where(tuple_(_WEIGHT, _ROW.id) < after)
    query = query.order_by(_WEIGHT.desc(), _ROW.id.desc()).limit(limit + 1)
    async with engine.connect() as connection:
        found = [_read(row) for row in await connection.execute(query)]
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], (last.weight, last.id)


async def close_unanswered(
    engine: AsyncEngine, unanswered: str, article: str | None, account: str, now: datetime
) -> UnansweredSearch:
    """Worked off, with the article that answers it or without. Said again, nothing changes.

    Raises NotFound if there is no such question or article.
    """
    async with engine.begin() as connection:
        if article is not None and not await connection.scalar(
            select(ArticleRow.id).where(ArticleRow.id == article).with_for_update(read=True, key_share=True)
        ):
            raise NotFound("Nie ma takiego artykułu.")
        closed = {"article_id": article, "closed_at": now, "closed_by": account}
        await connection.execute(
            update(UnansweredSearchRow).where(_ROW.id == unanswered, _ROW.closed_at.is_(None)).values(closed)
        )
        query = select(UnansweredSearchRow.__table__, _WEIGHT.label("weight")).where(_ROW.id == unanswered)
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("Nie ma takiego pytania.")
        return _read(row)


def _read(row: Row[Any]) -> UnansweredSearch:
    return UnansweredSearch(
        id=row.id,
        language=row.language,
        words=row.words,
        count=row._mapping["count"],
        reported=row.reported,
        unopened=row.unopened,
        opened=row.opened,
        offices=row.offices,
        weight=row.weight,
        first_at=row.first_at,
        last_at=row.last_at,
        article_id=row.article_id,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
    )

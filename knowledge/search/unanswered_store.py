"""Questions that nobody found an answer to, in the database: editors' work."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeAlias

from pydantic import Field
from sqlalchemy import Row, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.knowledge_tables import ArticleRow
from core.db.tables.search_tables import UnansweredSearchRow
from core.errors import NotFound
from core.ids import new_id
from core.search.language.words import Language

Place: TypeAlias = tuple[datetime, str]

_ROW = UnansweredSearchRow.__table__.c


@dataclass(frozen=True, slots=True)
class UnansweredSearch:
    """What was asked and not found: its ordinary words as lemmas, in the order of the alphabet."""

    id: Annotated[str, Field(examples=["unanswered-019ab3c4d5e0000-4f2a91c3d0"])]
    language: Language
    words: Annotated[str, Field(examples=["strażak zasiłek"])]
    count: Annotated[int, Field(description="How often")]
    first_at: datetime
    last_at: datetime
    article_id: Annotated[str | None, Field(description="What answers it now")]
    closed_at: datetime | None
    closed_by: str | None


async def note_unanswered(engine: AsyncEngine, language: Language, words: str, now: datetime) -> None:
    """Asked once more."""
    statement = insert(UnansweredSearchRow).values(
        id=new_id("unanswered"), language=language, words=words, count=1, first_at=now, last_at=now
    )
    again = {"count": _ROW.count + 1, "last_at": now}
    async with engine.begin() as connection:
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["words", "language"], index_where=_ROW.closed_at.is_(None), set_=again
            )
        )


async def list_unanswered(
    engine: AsyncEngine, after: Place | None, limit: int
) -> tuple[list[UnansweredSearch], Place | None]:
    """Those that are open, asked last first, and the place of the next page."""
    query = select(UnansweredSearchRow.__table__).where(_ROW.closed_at.is_(None))
    if after is not None:
        query = query.where(tuple_(_ROW.last_at, _ROW.id) < after)
    query = query.order_by(_ROW.last_at.desc(), _ROW.id.desc()).limit(limit + 1)
    async with engine.connect() as connection:
        found = [_read(row) for row in await connection.execute(query)]
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], (last.last_at, last.id)


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
        row = (
            await connection.execute(select(UnansweredSearchRow.__table__).where(_ROW.id == unanswered))
        ).one_or_none()
        if row is None:
            raise NotFound("Nie ma takiego pytania.")
        return _read(row)


def _read(row: Row[Any]) -> UnansweredSearch:
    return UnansweredSearch(
        id=row.id,
        language=row.language,
        words=row.words,
        count=row._mapping["count"],
        first_at=row.first_at,
        last_at=row.last_at,
        article_id=row.article_id,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
    )

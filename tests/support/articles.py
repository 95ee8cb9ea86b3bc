"""Articles and rates for tests of what is told of them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow, RateRow
from knowledge.articles.content import ArticleContent, ArticleText
from knowledge.articles.rows import content_values
from knowledge.rates.rate import Language

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def article_content(
    title: str = "Kto dostaje zasiłek",
    short_answer: str = "Zasiłek dostaje się po 365 dniach pracy.",
    language: Language = "pl",
    full_answer: str = "",
    **more: Any,
) -> ArticleContent:
    """In force from 2025 on, unless it says otherwise."""
    usual: dict[str, Any] = {
        "is_pointer": False,
        "legal_basis": "Ustawa z 20 marca 2025 r.",
        "legal_status_on": date(2025, 6, 1),
        "valid_from": date(2025, 6, 1),
        "valid_until": None,
        "review_by": date(2027, 3, 31),
        "source": "Dz.U. 2025 poz. 620",
        "source_certainty": "high",
    }
    texts = {language: ArticleText(title=title, short_answer=short_answer, full_answer=full_answer)}
    return ArticleContent(**{**usual, "texts": texts, **more})


async def put_article(
    engine: AsyncEngine,
    key: str,
    content: ArticleContent | None = None,
    *,
    topic: str = "zasilek",
    place: int = 1,
    office: str | None = None,
    audiences: tuple[str, ...] = ("unemployed",),
    state: str = "published",
) -> None:
    """An article with one version."""
    async with engine.begin() as connection:
        await connection.execute(
            insert(ArticleRow).values(
                id=key,
                topic=topic,
                place=place,
                office=office,
                owner=office or "20000",
                audiences=list(audiences),
                version=1,
                made_at=LONG_AGO,
            )
        )
        await connection.execute(
            insert(ArticleVersionRow).values(
                id=f"{key}-1",
                article_id=key,
                number=1,
                state=state,
                written_at=LONG_AGO,
                published_at=LONG_AGO if state == "published" else None,
                **content_values(content or article_content()),
            )
        )


async def put_rate(
    engine: AsyncEngine, code: str, amount: str, valid_from: date, valid_until: date | None
) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            insert(RateRow).values(
                code=code,
                title=code,
                amount=Decimal(amount),
                valid_from=valid_from,
                valid_until=valid_until,
                source="obwieszczenie",
                source_certainty="high",
                changed_at=LONG_AGO,
            )
        )

"""Articles and rates for tests of what is told of them."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from knowledge.articles.content import ArticleContent
from knowledge.rates.rate import Language, Rate
from tests.support.knowledge import article_versions


def article_content(
    title: str = "Kto dostaje zasiłek",
    short_answer: str = "Zasiłek dostaje się po 365 dniach pracy.",
    language: Language = "pl",
    full_answer: str = "",
    **more: Any,
) -> ArticleContent:
    """In force from 2025 on, unless it says otherwise."""
    usual: dict[str, Any] = {
        "legal_basis": "Ustawa z 20 marca 2025 r.",
        "legal_status_on": date(2025, 6, 1),
        "valid_from": date(2025, 6, 1),
        "review_by": date(2027, 3, 31),
        "source": "Dz.U. 2025 poz. 620",
    }
    texts = {language: article_versions.text(short_answer, title=title, full_answer=full_answer)}
    return article_versions.content(**{**usual, "texts": texts, **more})


async def put_article(
    engine: AsyncEngine, key: str, content: ArticleContent | None = None, *, office: str | None = None, **more: Any
) -> None:
    """An article of its office with one version; see `article_versions.article_rows`."""
    usual: dict[str, Any] = {"owner": office or "20000", "audiences": ("unemployed",)}
    await article_versions.put_article(
        engine, key, content or article_content(), office=office, **{**usual, **more}
    )


async def put_rate(
    engine: AsyncEngine, code: str, amount: str, valid_from: date, valid_until: date | None
) -> None:
    await article_versions.put_rates(
        engine, Rate(code, code, Decimal(amount), valid_from, valid_until, "obwieszczenie", "high")
    )

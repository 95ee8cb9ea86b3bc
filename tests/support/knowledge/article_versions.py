"""Articles and rates of tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow
from knowledge.articles.content import ArticleContent, ArticleText
from knowledge.articles.rows import content_values
from knowledge.rates.rate import Rate, Rates
from knowledge.rates.rate_store import insert_rates

FOLDER = Path(__file__).parent / "data"
"""Three articles and two rates as the product's own files have them."""

LONG_AGO = datetime(2025, 6, 1, tzinfo=UTC)
CODE = "zasilek_90_dni"
THIS_YEAR = Rate(CODE, "Zasiłek", Decimal("1721.90"), date(2026, 6, 1), date(2027, 5, 31), "Obwieszczenie", "high")
RATES = Rates([THIS_YEAR])


def text(short: str = "Krótka odpowiedź.", **more: Any) -> ArticleText:
    values: dict[str, Any] = {"title": "Tytuł", "short_answer": short}
    return ArticleText(**(values | more))


def content(short: str = "Krótka odpowiedź.", **more: Any) -> ArticleContent:
    """Right in every way, and in force in the years of the tests."""
    values: dict[str, Any] = {
        "texts": {"pl": text(short)},
        "is_pointer": False,
        "legal_basis": "art. 1",
        "legal_status_on": date(2026, 6, 1),
        "valid_from": date(2026, 1, 1),
        "valid_until": None,
        "review_by": date(2027, 12, 31),
        "source": "praca.gov.pl",
        "source_certainty": "high",
        "source_holds_until": None,
    }
    return ArticleContent(**(values | more))


def renewed(old: ArticleContent, **more: Any) -> ArticleContent:
    return replace(old, **more)


def article_rows(
    article_id: str,
    said: ArticleContent | None = None,
    *,
    topic: str = "zasilek",
    place: int = 1,
    office: str | None = None,
    owner: str = "20000",
    audiences: Sequence[str] = ("everybody",),
    state: str = "published",
    written_by: str | None = None,
    made_at: datetime = LONG_AGO,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rows of an article with one version in that state."""
    head = {"id": article_id, "topic": topic, "place": place, "office": office, "owner": owner}
    version = {
        "id": f"{article_id}-1",
        "article_id": article_id,
        "number": 1,
        "state": state,
        **content_values(said or content()),
        "written_at": made_at,
        "written_by": written_by,
        "writers": [] if written_by is None else [written_by],
        "published_at": made_at if state in ("published", "withdrawn", "replaced") else None,
    }
    return {**head, "audiences": list(audiences), "version": 1, "made_at": made_at}, version


async def put_article(
    engine: AsyncEngine, article_id: str, said: ArticleContent | None = None, **more: Any
) -> None:
    """See `article_rows`."""
    head, version = article_rows(article_id, said, **more)
    async with engine.begin() as connection:
        await connection.execute(insert(ArticleRow).values(head))
        await connection.execute(insert(ArticleVersionRow).values(version))


async def put_rates(engine: AsyncEngine, *rates: Rate) -> None:
    async with engine.begin() as connection:
        await insert_rates(connection, rates, LONG_AGO)

"""Articles of tests, in the database as if they had come with the product."""

from datetime import UTC, date, datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.knowledge_tables import ArticleVersionRow
from core.search.language.words import Language
from knowledge.articles.article import EVERYBODY, Placing
from knowledge.articles.content import ArticleContent, ArticleText
from knowledge.defaults import ShippedArticle
from knowledge.rates.rate import Rate
from knowledge.seed_store import seed_knowledge

SEEDED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def text(title: str, *questions: str, short: str = "Krótka odpowiedź.", full: str = "") -> ArticleText:
    return ArticleText(title=title, questions=questions, short_answer=short, full_answer=full)


def article(
    article_id: str,
    texts: dict[Language, ArticleText],
    *,
    office: str | None = None,
    audiences: tuple[str, ...] = (EVERYBODY,),
    valid_from: date = date(2026, 1, 1),
    valid_until: date | None = None,
) -> ShippedArticle:
    content = ArticleContent(
        texts=texts,
        is_pointer=False,
        legal_basis="",
        legal_status_on=date(2026, 1, 1),
        valid_from=valid_from,
        valid_until=valid_until,
        review_by=date(2027, 1, 1),
        source="test",
        source_certainty="high",
    )
    return ShippedArticle(article_id, Placing("karta", 1, audiences), office, office or "20000", content)


async def put_articles(engine: AsyncEngine, *articles: ShippedArticle, rates: tuple[Rate, ...] = ()) -> None:
    async with engine.begin() as connection:
        await seed_knowledge(connection, articles, rates, SEEDED_AT)


async def set_state(engine: AsyncEngine, article_id: str, state: str) -> None:
    """Of every version of an article, by whatever way."""
    async with engine.begin() as connection:
        await connection.execute(
            update(ArticleVersionRow).where(ArticleVersionRow.article_id == article_id).values(state=state)
        )

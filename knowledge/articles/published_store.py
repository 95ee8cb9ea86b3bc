"""Reads published articles: for calls and for the desk in the same way."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow
from knowledge.articles.published import Published
from knowledge.articles.rows import read_content
from knowledge.rates.card import Card
from knowledge.rates.card_store import cards_of
from knowledge.rates.rate_store import StoredRate, stored_rates

PUBLISHED = (
    select(
        ArticleRow.id.label("of_article"),
        ArticleRow.topic.label("of_topic"),
        ArticleRow.place.label("at_place"),
        ArticleRow.office,
        ArticleRow.audiences.label("for_whom"),
        ArticleVersionRow.texts,
        ArticleVersionRow.is_pointer,
        ArticleVersionRow.legal_basis,
        ArticleVersionRow.legal_status_on,
        ArticleVersionRow.valid_from,
        ArticleVersionRow.valid_until,
        ArticleVersionRow.review_by,
        ArticleVersionRow.source,
        ArticleVersionRow.source_certainty,
        ArticleVersionRow.source_holds_until,
    )
    .join(ArticleVersionRow, ArticleVersionRow.article_id == ArticleRow.id)
    .where(ArticleVersionRow.state == "published")
)


async def published_on(
    connection: AsyncConnection, topics: Collection[str], offices: Collection[str | None]
) -> list[Published]:
    """Everything published on these topics, in force or not: of the province, and of these offices."""
    named = [office for office in offices if office is not None]
    of_offices = or_(ArticleRow.office.is_(None), ArticleRow.office.in_(named))
    query = PUBLISHED.where(ArticleRow.topic.in_(topics), of_offices)
    return [read_published(row) for row in (await connection.execute(query)).mappings()]


async def all_published(connection: AsyncConnection) -> list[Published]:
    """Everything published, in force or not, by topic, place and id."""
    query = PUBLISHED.order_by(ArticleRow.topic, ArticleRow.place, ArticleRow.id)
    return [read_published(row) for row in (await connection.execute(query)).mappings()]


async def rates_and_articles(
    engine: AsyncEngine,
) -> tuple[list[StoredRate], Mapping[str, Card], list[Published]]:
    """All spans of all rates, the cards that texts name, and everything published, at one moment."""
    async with engine.connect() as connection:
        return await stored_rates(connection), await cards_of(connection), await all_published(connection)


def read_published(row: Mapping[Any, Any]) -> Published:
    """Of a row of `PUBLISHED`."""
    return Published(
        id=row["of_article"],
        topic=row["of_topic"],
        place=row["at_place"],
        office=row["office"],
        audiences=tuple(row["for_whom"]),
        content=read_content(row),
    )

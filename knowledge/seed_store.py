"""Puts the articles and rates that the product comes with into the database: those whose id or code is not there.

What editors have changed or withdrawn stays as it is, since their articles have an id already.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.centre.office_tables import Office
from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow, RateRow
from core.ids import new_id
from core.questions.public_answers import NEWS
from core.relay.relay import tell_on_commit
from knowledge.articles.rows import content_values, placing_values
from knowledge.defaults import ShippedArticle
from knowledge.rates.rate import Rate
from knowledge.rates.rate_store import insert_rates


async def seed_knowledge(
    connection: AsyncConnection, articles: Sequence[ShippedArticle], rates: Sequence[Rate], now: datetime
) -> int:
    """How many articles and rates were added. An article of an office that there is not is left out."""
    known = set((await connection.scalars(select(RateRow.code).distinct())).all())
    new_rates = [rate for rate in rates if rate.code not in known]
    if new_rates:
        await insert_rates(connection, new_rates, now)
    ids = set((await connection.scalars(select(ArticleRow.id))).all())
    offices = set((await connection.scalars(select(Office.code))).all())
    added = [
        article
        for article in articles
        if article.id not in ids
        and article.owner in offices
        and (article.office is None or article.office in offices)
    ]
    if added:
        await connection.execute(insert(ArticleRow), [_head(article, now) for article in added])
        await connection.execute(insert(ArticleVersionRow), [_version(article, now) for article in added])
    if added or new_rates:
        await tell_on_commit(connection, NEWS)
    return len(added) + len(new_rates)


def _head(article: ShippedArticle, now: datetime) -> dict[str, object]:
    return {
        "id": article.id,
        **placing_values(article.placing),
        "office": article.office,
        "owner": article.owner,
        "version": 1,
        "made_at": now,
    }


def _version(article: ShippedArticle, now: datetime) -> dict[str, object]:
    return {
        "id": new_id("article"),
        "article_id": article.id,
        "number": 1,
        "state": "published",
        **content_values(article.content),
        "written_at": now,
        "published_at": now,
    }

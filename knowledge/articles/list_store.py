"""Lists of articles: what is published, what is expired, and what editors have to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.pages import MAX_PAGE_OF_TEXTS
from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow
from knowledge.articles.article import EVERYBODY, Article
from knowledge.articles.article_store import read_articles
from knowledge.rates.rate import Rates
from knowledge.rates.rate_store import rates_of

ListName: TypeAlias = Literal[
    "published", "expired", "review_due", "drafts", "in_review", "withdrawn", "pointers", "all"
]
OF_EDITORS: frozenset[ListName] = frozenset({"drafts", "in_review", "withdrawn"})
"""Lists of what not everybody sees."""

_BATCH = 200  # rows that are looked through at once for those that are expired


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles. `own`: the owners of whose offices' articles the unpublished may be seen, too; None: all,
    also those of no office."""

    name: ListName
    own: frozenset[str] | None
    office: str | None = None
    topic: str | None = None
    audience: str | None = None


async def list_articles(
    engine: AsyncEngine, wanted: Wanted, day: date, *, limit: int, after: str | None
) -> tuple[list[Article], str | None, Rates]:
    """A page by id, the id after which the next one begins, and the rates by which they are told."""
    limit = min(limit, MAX_PAGE_OF_TEXTS)
    async with engine.connect() as connection:
        rates = await rates_of(connection)
        found: list[Article] = []
        while len(found) <= limit:
            batch = _BATCH if wanted.name == "expired" else limit + 1
            ids = await _ids(connection, wanted, day, batch, after)
            articles = await read_articles(connection, ids) if ids else []
            if wanted.name == "expired":
                articles = [article for article in articles if article.why_not(rates, day) is not None]
            found += articles
            if len(ids) < batch:
                break
            after = ids[-1]
    page = found[:limit]
    return page, page[-1].id if len(found) > limit else None, rates


async def _ids(
    connection: AsyncConnection, wanted: Wanted, day: date, limit: int, after: str | None
) -> Sequence[str]:
    query = select(ArticleRow.id).where(_of_list(wanted, day), *_filters(wanted))
    if after is not None:
        query = query.where(ArticleRow.id > after)
    return (await connection.scalars(query.order_by(ArticleRow.id).limit(limit))).all()


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.office is not None:
        found.append(or_(ArticleRow.office.is_(None), ArticleRow.office == wanted.office))
    if wanted.topic is not None:
        found.append(ArticleRow.topic == wanted.topic)
    if wanted.audience is not None:
        found.append(ArticleRow.audiences.overlap([wanted.audience, EVERYBODY]))
    return found


def _of_list(wanted: Wanted, day: date) -> ColumnElement[bool]:
    own: ColumnElement[bool] = true()
    if wanted.own is not None:
        own = and_(ArticleRow.office.is_not(None), ArticleRow.owner.in_(wanted.own))
    published = ArticleVersionRow.state == "published"
    match wanted.name:
        case "published" | "expired":
            return _has(published)
        case "review_due":
            return _has(published, ArticleVersionRow.review_by <= day)
        case "pointers":
            return _has(published, ArticleVersionRow.is_pointer)
        case "drafts":
            return and_(own, _has(ArticleVersionRow.state == "draft"))
        case "in_review":
            return and_(own, _has(ArticleVersionRow.state == "review"))
        case "withdrawn":
            return and_(own, _has(ArticleVersionRow.state == "withdrawn"), not_(_has(published)))
        case "all":
            return or_(own, _has(published))


def _has(*conditions: Any) -> ColumnElement[bool]:
    return exists().where(ArticleVersionRow.article_id == ArticleRow.id, *conditions)

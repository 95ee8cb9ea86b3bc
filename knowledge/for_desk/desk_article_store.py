"""Reads the articles that a consultant is shown beside a call. Nothing in them is about a person."""

from datetime import date

from sqlalchemy import case, literal, or_
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow
from knowledge.articles.article import EVERYBODY
from knowledge.articles.published_store import PUBLISHED, published_on, read_published
from knowledge.for_desk.choice import DeskArticle, Wanted, chosen, heard_of, heard_titles
from knowledge.rates.rate_store import rates_of

_MOST = 30
"""Of those that may be shown, in the order of `choice`: more than are shown, for some may name an ended rate."""


async def articles_for_call(
    engine: AsyncEngine, wanted: Wanted, day: date
) -> tuple[list[DeskArticle], dict[str, str]]:
    """The articles for a call on that day (of Warsaw), and by topic what the caller has heard, in words."""
    row, version = ArticleRow, ArticleVersionRow
    touched = row.topic.in_(wanted.touched)
    is_for_them = row.audiences.overlap([EVERYBODY, *([] if wanted.topic is None else [wanted.topic])])
    query = (
        PUBLISHED.where(
            or_(row.office.is_(None), row.office == wanted.office),
            version.valid_from <= day,
            or_(version.valid_until.is_(None), version.valid_until >= day),
            or_(version.source_holds_until.is_(None), version.source_holds_until >= day),
        )
        .order_by(
            row.office.is_(None),
            case((touched, 0), else_=1),
            case((row.audiences.contains([wanted.topic or EVERYBODY]), 0), else_=1),
            case((row.topic.in_(wanted.usual), 0), else_=1),
            row.place,
            case(*((row.topic == topic, place) for place, topic in enumerate(wanted.usual)), else_=_MOST)
            if wanted.usual
            else literal(0),
            row.topic,
            row.id,
        )
        .limit(_MOST)
    )
    if wanted.topic is not None:
        query = query.where(or_(is_for_them, touched))
    async with engine.connect() as connection:
        found = [read_published(one) for one in (await connection.execute(query)).mappings()]
        topics, offices = {one.topic for one in wanted.heard}, {one.office for one in wanted.heard}
        readable = await published_on(connection, topics, offices) if topics else []
        rates = await rates_of(connection)
    heard = heard_of(readable, wanted, rates, day)
    ids = {article.id for articles in heard.values() for article in articles}
    return chosen(found, wanted, ids, rates, day), heard_titles(heard, rates, day)

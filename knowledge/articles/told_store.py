"""Reads what anybody may be told of the articles on a day, by the rules of calls, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import anyio.to_thread
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.knowledge_tables import ArticleRow
from core.errors import NotFound
from core.questions.public_answers import ShortAnswersOn
from knowledge.articles.in_force import is_in_force
from knowledge.articles.published import Published, language_read, read_out, told_to
from knowledge.articles.published_store import PUBLISHED, published_on, read_published
from knowledge.rates.rate import Language, Rates
from knowledge.rates.rate_store import rates_of


@dataclass(frozen=True, slots=True)
class Told:
    """Articles that are told on a day, each with the language in which it is, and the rates to fill them with."""

    articles: Sequence[tuple[Published, Language]]
    rates: Rates
    day: date


async def told_articles(
    engine: AsyncEngine, office: str | None, language: Language, day: date, topic: str | None = None
) -> Told:
    """All of them, or those on a topic: by topic, place and id (`told_to`)."""
    query = PUBLISHED if topic is None else PUBLISHED.where(ArticleRow.topic == topic)
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).mappings().all()
        rates = await rates_of(connection)

    def chosen(rows: Sequence[Mapping[Any, Any]]) -> Told:
        return Told(told_to(map(read_published, rows), office, language, rates, day), rates, day)

    return await anyio.to_thread.run_sync(chosen, rows)  # some hundred articles take 10 ms


async def told_article(engine: AsyncEngine, article_id: str, language: Language, day: date) -> Told:
    """One, in that language or in Polish. Raises NotFound for what is not told on that day."""
    async with engine.connect() as connection:
        row = (await connection.execute(PUBLISHED.where(ArticleRow.id == article_id))).mappings().one_or_none()
        rates = await rates_of(connection)
    article = None if row is None else read_published(row)
    if article is None or not is_in_force(article.content, rates, day):
        raise NotFound
    told = language_read(article.content, language)
    if told is None:
        raise NotFound
    return Told([(article, told)], rates, day)


async def told_of_found(
    engine: AsyncEngine, found: Sequence[tuple[str, Language]], office: str | None, day: date
) -> Told:
    """Those of `found` (ids, with the language in which each was found) that are told on that day, in their order.

    To clients of `office`; without one each to whom it is for.
    """
    topics = select(ArticleRow.topic).where(ArticleRow.id.in_([each for each, _ in found]))
    async with engine.connect() as connection:
        named = set((await connection.scalars(topics)).all())
        offices = select(ArticleRow.office).where(ArticleRow.topic.in_(named)).distinct()
        those = {office} if office is not None else set((await connection.scalars(offices)).all())
        articles = await published_on(connection, named, those)
        rates = await rates_of(connection)
    by_id = {article.id: article for article in articles}
    told = []
    for article_id, language in found:
        article = by_id.get(article_id)
        if article is None:
            continue
        question = ShortAnswersOn(article.topic, office or article.office, language, len(articles))
        told += [one for one in read_out(articles, question, rates, day) if one[0] is article]
    return Told(told, rates, day)

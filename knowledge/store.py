"""Short answers for calls, from the articles in the database. Nothing in them is personal, so nobody is told who
looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import anyio.to_thread
from sqlalchemy.exc import DBAPIError

from core.clock import Clock
from core.db.engine import Engine
from core.db.tables.knowledge_tables import ArticleRow
from core.questions.public_answers import ShortAnswer, ShortAnswers, ShortAnswersOn
from core.zone import WARSAW
from knowledge.articles.in_force import is_in_force
from knowledge.articles.published import Published, read_out, short_answer_of
from knowledge.articles.published_store import PUBLISHED, published_on, read_published
from knowledge.rates.rate import Language, Rates
from knowledge.rates.rate_store import rates_of

_IN_ORDER = PUBLISHED.order_by(ArticleRow.topic, ArticleRow.place, ArticleRow.id)


@dataclass(frozen=True, slots=True)
class PublishedAnswer:
    """A short answer in one language as it is told on a day, its rates filled in."""

    article_id: str
    topic: str
    office: str | None
    language: Language
    answer: ShortAnswer


class KnowledgeStore:
    """`knowledge.public_answers.AnswerTables` on PostgreSQL."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def ask(self, question: ShortAnswersOn) -> ShortAnswers:
        """Those in force today, as `knowledge.articles.published` chooses them."""
        today = self._clock.now().astimezone(WARSAW).date()
        try:
            articles, rates = await _published(self._engine, question)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The pool has dropped its dead connections.
            articles, rates = await _published(self._engine, question)
        told = read_out(articles, question, rates, today)
        return ShortAnswers(
            tuple(short_answer_of(article, language, rates, today) for article, language in told), today
        )


async def published_short_answers(engine: Engine, day: date) -> list[PublishedAnswer]:
    """Every text that calls may need on that day, in every language, in the order in which topics are read."""
    async with engine.connect() as connection:
        rows = (await connection.execute(_IN_ORDER)).mappings().all()
        rates = await rates_of(connection)
    # All of them take 10 ms, which calls would notice.
    return await anyio.to_thread.run_sync(_told, rows, rates, day)


async def short_answers_by_article(engine: Engine, day: date) -> list[dict[str, ShortAnswer]]:
    """The same, by language, of one article after the other."""
    found: dict[str, dict[str, ShortAnswer]] = {}
    for answer in await published_short_answers(engine, day):
        found.setdefault(answer.article_id, {})[answer.language] = answer.answer
    return list(found.values())


async def _published(engine: Engine, question: ShortAnswersOn) -> tuple[list[Published], Rates]:
    async with engine.connect() as connection:
        articles = await published_on(connection, [question.topic], [question.office])
        return articles, await rates_of(connection)


def _told(rows: Sequence[Mapping[Any, Any]], rates: Rates, day: date) -> list[PublishedAnswer]:
    """What of the published articles is in force on that day, in every language."""
    return [
        PublishedAnswer(
            article.id, article.topic, article.office, language, short_answer_of(article, language, rates, day)
        )
        for article in map(read_published, rows)
        if is_in_force(article.content, rates, day)
        for language, text in article.content.texts.items()
        if text.short_answer
    ]

"""Short answers for calls, from the articles in the database. Nothing in them is personal, so nobody is told who
looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import anyio.to_thread
from sqlalchemy import or_, select
from sqlalchemy.exc import DBAPIError

from core.clock import Clock
from core.db.engine import Engine
from core.db.knowledge_tables import ArticleRow, ArticleVersionRow
from core.public_answers import ShortAnswer, ShortAnswers, ShortAnswersOn
from core.zone import WARSAW
from knowledge.articles.in_force import is_in_force
from knowledge.articles.rows import read_content
from knowledge.rates.rate import Language, Rates, filled
from knowledge.rates.rate_store import rates_of

_PUBLISHED = (
    select(ArticleRow.office, ArticleRow.topic.label("article_topic"), ArticleVersionRow.__table__)
    .join(ArticleVersionRow, ArticleVersionRow.article_id == ArticleRow.id)
    .where(ArticleVersionRow.state == "published")
    .order_by(ArticleRow.topic, ArticleRow.place, ArticleRow.id)
)


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
        """Those in force today, each in the language asked for or in Polish.

        An office's own articles on a topic take the place of those of the province, in all languages: as long as
        one of them is in force, none of the province's is read to the clients of that office.
        """
        today = self._clock.now().astimezone(WARSAW).date()
        try:
            found = await _answers(self._engine, today, question)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The pool has dropped its dead connections.
            found = await _answers(self._engine, today, question)
        by_article: dict[str, PublishedAnswer] = {}
        for answer in found:
            if answer.article_id not in by_article or answer.language == question.language:
                by_article[answer.article_id] = answer
        own = [answer for answer in by_article.values() if answer.office is not None]
        told = (own or list(by_article.values()))[: question.most]
        return ShortAnswers(tuple(answer.answer for answer in told), today)


async def published_short_answers(engine: Engine, day: date) -> list[PublishedAnswer]:
    """Every text that calls may need on that day, in every language, in the order in which topics are read."""
    return await _answers(engine, day, None)


async def short_answers_by_article(engine: Engine, day: date) -> list[dict[str, ShortAnswer]]:
    """The same, by language, of one article after the other."""
    found: dict[str, dict[str, ShortAnswer]] = {}
    for answer in await published_short_answers(engine, day):
        found.setdefault(answer.article_id, {})[answer.language] = answer.answer
    return list(found.values())


async def _answers(engine: Engine, day: date, question: ShortAnswersOn | None) -> list[PublishedAnswer]:
    """Published and in force on that day: for one question, or all."""
    query = _PUBLISHED
    if question is not None:
        of_office = or_(ArticleRow.office.is_(None), ArticleRow.office == question.office)
        query = query.where(ArticleRow.topic == question.topic, of_office)
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).mappings().all()
        rates = await rates_of(connection)
    if question is not None:
        return _told(rows, rates, day, question)
    # All of them take 10 ms, which calls would notice.
    return await anyio.to_thread.run_sync(_told, rows, rates, day, None)


def _told(
    rows: Sequence[Mapping[Any, Any]], rates: Rates, day: date, question: ShortAnswersOn | None
) -> list[PublishedAnswer]:
    """What of the published articles is in force on that day, in the languages that are wanted."""
    found: list[PublishedAnswer] = []
    for row in rows:
        content = read_content(row)
        if not is_in_force(content, rates, day):
            continue
        for language, text in content.texts.items():
            if not text.short_answer or (question is not None and language not in (question.language, "pl")):
                continue
            answer = ShortAnswer(
                filled(text.short_answer, rates, day, language), content.legal_status_on, language
            )
            found.append(PublishedAnswer(row["article_id"], row["article_topic"], row["office"], language, answer))
    return found

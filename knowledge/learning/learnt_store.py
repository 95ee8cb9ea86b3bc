"""What the counts of use say to editors: words that people put otherwise, and articles that nobody uses."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy import Integer, and_, case, delete, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow
from core.db.tables.search_tables import AskedOtherwiseRow, KnowledgeUseRow
from core.search.language.words import Language
from core.zone import WARSAW
from knowledge.learning.use import lacks

LEAST_ASKED = 2
"""What was put otherwise once may be a slip, or one person's way."""
MOST_LISTED = 100
MOST_ARTICLES = 1000

_PAIR = AskedOtherwiseRow.__table__.c
_USE = KnowledgeUseRow.__table__.c


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Questions of which nothing was opened, and in which words the same was found then."""

    language: Language
    words: Annotated[str, Field(examples=["ile kuroniówka"])]
    then_words: Annotated[str, Field(examples=["ile zasiłek"])]
    count: Annotated[int, Field(description="How often")]
    articles: Annotated[list[str], Field(description="Opened then, the one most often opened first")]
    phrase: Annotated[str, Field(description="What may be the everyday word: what only the first question has")]
    meaning: Annotated[str, Field(description="What it may mean: what only the second one has")]


@dataclass(frozen=True, slots=True)
class ArticleUse:
    """How often a published article was used since a day."""

    id: str
    title: str
    topic: str
    office: Annotated[str | None, Field(description="Whose it is; null: the province's")]
    published_on: date
    opened: int
    read_aloud: Annotated[int, Field(description="By a consultant to a caller")]
    told: Annotated[int, Field(description="By the line")]
    told_again: Annotated[int, Field(description="By the line once more, as the caller wished")]
    hung_up: Annotated[int, Field(description="The caller hung up while it was told")]


async def list_asked_otherwise(engine: AsyncEngine, since: date) -> list[Otherwise]:
    """Those asked most often first, since a day."""
    total = func.sum(_PAIR.count).cast(Integer)
    per_article = (
        select(_PAIR.language, _PAIR.words, _PAIR.then_words, _PAIR.article_id, total.label("times"))
        .where(_PAIR.day >= since)
        .group_by(_PAIR.language, _PAIR.words, _PAIR.then_words, _PAIR.article_id)
        .subquery()
    )
    one = per_article.c
    times = func.sum(one.times).cast(Integer)
    query = (
        select(
            *(one.language, one.words, one.then_words, times.label("times")),
            func.array_agg(aggregate_order_by(one.article_id, one.times.desc(), one.article_id)).label("articles"),
        )
        .group_by(one.language, one.words, one.then_words)
        .having(times >= LEAST_ASKED)
        .order_by(times.desc(), one.words, one.then_words)
        .limit(MOST_LISTED)
    )
    async with engine.connect() as connection:
        return [
            Otherwise(
                language=row.language,
                words=row.words,
                then_words=row.then_words,
                count=row.times,
                articles=row.articles,
                phrase=lacks(row.words, row.then_words),
                meaning=lacks(row.then_words, row.words),
            )
            for row in await connection.execute(query)
        ]


async def forget_asked_otherwise(engine: AsyncEngine, language: Language, words: str, then_words: str) -> None:
    """It is no everyday word. Asked so again, it comes again."""
    gone = delete(AskedOtherwiseRow).where(
        _PAIR.language == language, _PAIR.words == words, _PAIR.then_words == then_words
    )
    async with engine.begin() as connection:
        await connection.execute(gone)


async def article_uses(engine: AsyncEngine, since: date) -> list[ArticleUse]:
    """Every published article, the least used first; one published since was there for a shorter time."""
    version = ArticleVersionRow
    names = ("opened", "read_aloud", "told", "told_again", "hung_up")
    counts = [
        func.coalesce(func.sum(case((_USE.what == name, _USE.count), else_=0)), 0).cast(Integer) for name in names
    ]
    used = counts[0] + counts[1] + counts[2]
    query = (
        select(
            *(ArticleRow.id, ArticleRow.topic, ArticleRow.office, version.texts, version.published_at),
            *(count.label(name) for name, count in zip(names, counts, strict=True)),
        )
        .join(version, and_(version.article_id == ArticleRow.id, version.state == "published"))
        .outerjoin(KnowledgeUseRow, and_(_USE.article_id == ArticleRow.id, _USE.day >= since))
        .group_by(ArticleRow.id, version.id)
        .order_by(used, version.published_at, ArticleRow.id)
        .limit(MOST_ARTICLES)
    )
    async with engine.connect() as connection:
        return [
            ArticleUse(
                id=row.id,
                title=_title(row.texts) or row.id,
                topic=row.topic,
                office=row.office,
                published_on=row.published_at.astimezone(WARSAW).date(),
                **{name: getattr(row, name) for name in names},
            )
            for row in await connection.execute(query)
        ]


def _title(texts: dict[str, dict[str, str]]) -> str:
    """Polish where there is one."""
    titles = [texts[language].get("title", "") for language in ("pl", "en", "uk") if language in texts]
    return next((title for title in titles if title), "")

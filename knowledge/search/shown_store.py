"""What is shown of documents that were found, read by their keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.engine import reading
from core.db.tables.knowledge_tables import ArticleVersionRow
from core.db.tables.search_tables import SearchDocumentRow
from core.search.language.words import Language
from knowledge.articles.content import ArticleContent
from knowledge.articles.rows import read_content
from knowledge.search.corpus import Kind

_DOCUMENT = SearchDocumentRow.__table__.c
_VERSION = ArticleVersionRow.__table__.c
_OF_VERSION = (
    *(_VERSION.texts, _VERSION.is_pointer, _VERSION.legal_basis, _VERSION.legal_status_on, _VERSION.valid_from),
    *(_VERSION.valid_until, _VERSION.review_by, _VERSION.source, _VERSION.source_certainty),
    _VERSION.source_holds_until,
)
_QUERY = (
    select(
        *(_DOCUMENT.key, _DOCUMENT.kind, _DOCUMENT.source_id, _DOCUMENT.language, _DOCUMENT.office),
        *(_DOCUMENT.title, _DOCUMENT.questions, _DOCUMENT.short, _DOCUMENT.body, _DOCUMENT.until, *_OF_VERSION),
    )
    .select_from(SearchDocumentRow)
    .join(
        ArticleVersionRow,
        and_(
            _DOCUMENT.kind == "article", _VERSION.article_id == _DOCUMENT.source_id, _VERSION.state == "published"
        ),
        isouter=True,
    )
    .where(~_DOCUMENT.is_gone)
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A document with its words. `content` is that of an article; `until` the last day of something else."""

    key: str
    kind: Kind
    id: str
    language: Language
    office: str | None
    title: str
    questions: tuple[str, ...]
    short: str
    body: str
    until: date | None
    content: ArticleContent | None


async def read_shown(engine: AsyncEngine, keys: Iterable[str]) -> dict[str, Shown]:
    """By key; without those that are gone, and without articles of which nothing is published any more."""
    wanted = list(keys)
    if not wanted:
        return {}
    async with reading(engine) as connection:
        rows = (await connection.execute(_QUERY.where(_DOCUMENT.key.in_(wanted)))).all()
    return {row.key: _read(row) for row in rows if row.kind != "article" or row.texts is not None}


def _read(row: Any) -> Shown:
    return Shown(
        key=row.key,
        kind=row.kind,
        id=row.source_id,
        language=row.language,
        office=row.office,
        title=row.title,
        questions=tuple(row.questions),
        short=row.short,
        body=row.body,
        until=row.until,
        content=None if row.texts is None else read_content(row._mapping),
    )

"""Documents of the knowledge base, read from the tables of what they are about."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.centre.office_tables import Branch, Office
from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow
from core.db.tables.market.training_tables import TrainingRow
from core.db.tables.search_tables import FairRow
from core.search.document import Document
from core.search.writing_store import Source
from knowledge.articles.rows import read_content
from knowledge.search.sources import (
    document_of_branch,
    document_of_fair,
    document_of_office,
    document_of_training,
    documents_of_article,
)


async def _articles(connection: AsyncConnection, ids: Sequence[str]) -> list[Document]:
    version = ArticleVersionRow.__table__.c
    query = (
        select(ArticleRow.office, ArticleRow.audiences.label("for_whom"), *version)
        .join(ArticleVersionRow, version.article_id == ArticleRow.id)
        .where(ArticleRow.id.in_(ids), version.state == "published")
    )
    return [
        document
        for row in await connection.execute(query)
        for document in documents_of_article(
            row.article_id, row.id, row.office, row.for_whom, read_content(row._mapping)
        )
    ]


async def _offices(connection: AsyncConnection, ids: Sequence[str]) -> list[Document]:
    query = select(Office.__table__).where(Office.code.in_(ids), Office.deactivated_at.is_(None))
    return [
        document_of_office(row.code, row.name, row.seat, row.postal_code, row.address, is_province=row.is_province)
        for row in await connection.execute(query)
    ]


async def _branches(connection: AsyncConnection, ids: Sequence[str]) -> list[Document]:
    query = select(Branch.__table__).where(Branch.id.in_(ids), Branch.deactivated_at.is_(None))
    return [
        document_of_branch(row.id, row.office, row.name, row.town, row.postal_code, row.address, row.telephone)
        for row in await connection.execute(query)
    ]


async def _trainings(connection: AsyncConnection, ids: Sequence[str]) -> list[Document]:
    query = select(TrainingRow.__table__).where(TrainingRow.id.in_(ids), TrainingRow.cancelled_at.is_(None))
    return [
        document_of_training(row.id, row.office, row.title, row.town, row.hours, row.starts_on, row.sign_up_until)
        for row in await connection.execute(query)
    ]


async def _fairs(connection: AsyncConnection, ids: Sequence[str]) -> list[Document]:
    query = select(FairRow.__table__).where(FairRow.id.in_(ids))
    return [
        document_of_fair(row.id, row.office, row.title, row.town, row.place, row.starts_at, row.ends_at)
        for row in await connection.execute(query)
    ]


async def _places(connection: AsyncConnection, ids: Sequence[str]) -> list[Document]:
    return [*await _offices(connection, ids), *await _branches(connection, ids)]


SOURCES: Mapping[str, Source] = {
    "article": _articles,
    "place": _places,
    "training": _trainings,
    "fair": _fairs,
}

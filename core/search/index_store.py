"""Reading what can be found, in the database, into the index of a process."""

from functools import partial
from typing import Any

import numpy as np
from anyio import to_thread
from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.search_tables import SearchDocumentRow, SearchTermRow
from core.search.corpus import Corpus
from core.search.index import MOST_CHANGES, Index
from core.search.language.vocabulary import Term
from core.search.segment import Entry

_AT_ONCE = 500  # documents or terms that are read by one statement
_DOCUMENT = SearchDocumentRow.__table__.c
_INTEGERS, _FLOATS = np.dtype("<i4"), np.dtype("<f4")


async def load_index(engine: AsyncEngine, corpus: Corpus) -> Index:
    """Everything of the corpus as it stands."""
    async with engine.connect() as connection:
        until = await connection.scalar(select(func.coalesce(func.max(_DOCUMENT.number), 0))) or 0
        entries: list[Entry] = []
        after = ""
        while True:
            query = _entries(corpus).where(_DOCUMENT.key > after, ~_DOCUMENT.is_gone).order_by(_DOCUMENT.key)
            rows = (await connection.execute(query.limit(_AT_ONCE))).all()
            entries += [_entry(row) for row in rows]
            if len(rows) < _AT_ONCE:
                break
            after = rows[-1].key
        terms = await _terms_after(connection, 0)
    return await to_thread.run_sync(partial(Index.of, corpus, entries, terms, until))


async def is_set_back(engine: AsyncEngine, index: Index) -> bool:
    """Is the database one of before (a restore)? Then its numbers mean other changes and terms than ours."""
    async with engine.connect() as connection:
        return await _is_set_back(connection, index)


async def follow(engine: AsyncEngine, index: Index) -> Index:
    """The index with what has changed since; the same one if nothing has, all anew if the database was set back.

    A database that was set back, and has been given as many changes since, is not recognised: ask `is_set_back`
    before anything is written.
    """
    async with engine.connect() as connection:
        is_back = await _is_set_back(connection, index)
        query = _entries(index.corpus).where(_DOCUMENT.number > index.read_until).order_by(_DOCUMENT.number)
        rows = (await connection.execute(query.limit(MOST_CHANGES + 1))).all()
        terms = await _terms_after(connection, index.last_term)
    if not (rows or terms or is_back):
        return index
    if is_back or len(rows) > MOST_CHANGES or index.is_worn:
        return await load_index(engine, index.corpus)
    changes = {row.key: None if row.is_gone else _entry(row) for row in rows}
    until = max((row.number for row in rows), default=index.read_until)
    return await to_thread.run_sync(partial(index.changed, changes, terms, until))


async def _is_set_back(connection: AsyncConnection, index: Index) -> bool:
    newest = select(func.coalesce(func.max(_DOCUMENT.number), 0)).scalar_subquery()
    last = select(func.coalesce(func.max(SearchTermRow.number), 0)).scalar_subquery()
    return bool(await connection.scalar(select((newest < index.read_until) | (last < index.last_term))))


def _entries(corpus: Corpus) -> Any:
    return select(
        *(_DOCUMENT.key, _DOCUMENT.number, _DOCUMENT.kind, _DOCUMENT.source_id, _DOCUMENT.language),
        *(_DOCUMENT.scope, _DOCUMENT.audiences, _DOCUMENT.terms, _DOCUMENT.impacts, _DOCUMENT.passages),
        _DOCUMENT.is_gone,
    ).where(_DOCUMENT.kind.in_(corpus.kinds))


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        key=row.key,
        kind=row.kind,
        id=row.source_id,
        language=row.language,
        scope=row.scope,
        audiences=row.audiences,
        terms=np.frombuffer(row.terms, _INTEGERS),
        impacts=np.frombuffer(row.impacts, _FLOATS),
        passages=np.frombuffer(row.passages, _INTEGERS),
    )


async def _terms_after(connection: AsyncConnection, number: int) -> list[Term]:
    term = SearchTermRow.__table__.c
    found: list[Term] = []
    while True:
        query = select(SearchTermRow.__table__).where(term.number > number).order_by(term.number).limit(_AT_ONCE)
        rows = (await connection.execute(query)).all()
        found += [Term(row.number, row.language, row.lemma, row.forms) for row in rows]
        if len(rows) < _AT_ONCE:
            return found
        number = rows[-1].number

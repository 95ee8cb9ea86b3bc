"""What can be found, in the database: written with what it is made of, read by every process that searches.

Writers of the index take turns (an advisory lock until they commit), so that numbers of changes become visible in
their order: who has read until one of them has missed nothing before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import structlog
from anyio import to_thread
from sqlalchemy import Row, Text, any_, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.errors import is_about_the_row
from core.db.tables.centre_tables import Branch, Office
from core.db.tables.client_tables import TrainingRow
from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow
from core.db.tables.search_tables import FairRow, SearchDocumentRow, SearchDueRow, SearchTermRow
from core.relay.relay import tell_on_commit
from core.search.document import Document
from core.search.index import MOST_CHANGES, Index
from core.search.language.lemmas import forms
from core.search.language.vocabulary import Term
from core.search.language.words import Language, is_cyrillic
from core.search.passages import packed
from core.search.segment import Entry
from core.search.weights import impacts_of, passages_of
from knowledge.articles.rows import read_content
from knowledge.search.corpus import CORPUS, KINDS, Kind
from knowledge.search.sources import (
    document_of_branch,
    document_of_fair,
    document_of_office,
    document_of_training,
    documents_of_article,
)

log = structlog.get_logger()

NEWS = "search"  # told when something else can be found, or is due to be indexed

_TURN = 7_240_018  # the advisory lock of who writes the index
_AT_ONCE = 500  # documents that are read or written by one statement
_DUE_AT_ONCE = 200
_DOCUMENT = SearchDocumentRow.__table__.c
_INTEGERS, _FLOATS = np.dtype("<i4"), np.dtype("<f4")


async def index_due(engine: AsyncEngine) -> int:
    """Index what has changed by whatever way. Returns how much was due; as long as it is not 0, there may be more.

    Several processes may do it at once: they take turns. What cannot be indexed is logged, is not found any more,
    and holds nothing up; it is tried again when it changes. Raises `core.db.errors.DATABASE_AWAY`, then all of it
    is due as before.
    """
    async with engine.connect() as connection:
        if await connection.scalar(select(SearchDueRow.number).limit(1)) is None:
            return 0
    async with engine.begin() as connection:
        await _take_turn(connection)  # before any row is locked
        oldest = select(SearchDueRow.number).order_by(SearchDueRow.number).limit(_DUE_AT_ONCE)
        taken = delete(SearchDueRow).where(SearchDueRow.number.in_(oldest))
        due = (await connection.execute(taken.returning(SearchDueRow.kind, SearchDueRow.source_id))).all()
        for kind in KINDS:
            ids = sorted({row.source_id for row in due if row.kind == kind})
            if ids and not await _is_brought_up_to_date(connection, kind, ids):
                for one in ids:
                    if len(ids) == 1 or not await _is_brought_up_to_date(connection, kind, [one]):
                        await _pass_over(connection, kind, one)
        return len(due)


async def load_index(engine: AsyncEngine) -> Index:
    """Everything as it stands."""
    async with engine.connect() as connection:
        until = await connection.scalar(select(func.coalesce(func.max(_DOCUMENT.number), 0))) or 0
        entries: list[Entry] = []
        after = ""
        while True:
            query = _entries().where(_DOCUMENT.key > after, ~_DOCUMENT.is_gone).order_by(_DOCUMENT.key)
            rows = (await connection.execute(query.limit(_AT_ONCE))).all()
            entries += [_entry(row) for row in rows]
            if len(rows) < _AT_ONCE:
                break
            after = rows[-1].key
        terms = await _terms_after(connection, 0)
    return await to_thread.run_sync(partial(Index.of, CORPUS, entries, terms, until))


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
        query = _entries().where(_DOCUMENT.number > index.read_until).order_by(_DOCUMENT.number)
        rows = (await connection.execute(query.limit(MOST_CHANGES + 1))).all()
        terms = await _terms_after(connection, index.last_term)
    if not (rows or terms or is_back):
        return index
    if is_back or len(rows) > MOST_CHANGES or index.is_worn:
        return await load_index(engine)
    changes = {row.key: None if row.is_gone else _entry(row) for row in rows}
    until = max((row.number for row in rows), default=index.read_until)
    return await to_thread.run_sync(partial(index.changed, changes, terms, until))


async def _is_set_back(connection: AsyncConnection, index: Index) -> bool:
    newest = select(func.coalesce(func.max(_DOCUMENT.number), 0)).scalar_subquery()
    last = select(func.coalesce(func.max(SearchTermRow.number), 0)).scalar_subquery()
    return bool(await connection.scalar(select((newest < index.read_until) | (last < index.last_term))))


async def _take_turn(connection: AsyncConnection) -> None:
    """Wait until no other transaction writes the index; the turn ends with the transaction."""
    await connection.execute(select(func.pg_advisory_xact_lock(_TURN)))


async def _is_brought_up_to_date(connection: AsyncConnection, kind: Kind, ids: Sequence[str]) -> bool:
    """False, with nothing of them written, if one of them cannot be indexed."""
    try:
        async with connection.begin_nested():
            await _bring_up_to_date(connection, kind, ids)
    except Exception as error:
        if not is_about_the_row(error):
            raise
        if len(ids) == 1:  # else it is looked which of them it is
            log.exception("something cannot be indexed", kind=kind, id=ids[0], error=type(error).__name__)
        return False
    return True


async def _pass_over(connection: AsyncConnection, kind: Kind, source: str) -> None:
    """What cannot be indexed is not found: what the index has of it may not hold any more."""
    query = select(_DOCUMENT.key).where(_DOCUMENT.kind == kind, _DOCUMENT.source_id == source, ~_DOCUMENT.is_gone)
    await _take_out(connection, sorted(await connection.scalars(query)))


async def _bring_up_to_date(connection: AsyncConnection, kind: Kind, ids: Sequence[str]) -> None:
    """Write what is other than it stands in the index."""
    wanted = {document.key: document for document in await _documents(connection, kind, ids)}
    query = select(*_SHOWN).where(_DOCUMENT.kind == kind, _DOCUMENT.source_id.in_(ids), ~_DOCUMENT.is_gone)
    standing = {row.key: row for row in await connection.execute(query)}
    await _take_out(connection, sorted(standing.keys() - wanted.keys()))
    other = [document for key, document in wanted.items() if not _is_same(standing.get(key), document)]
    await _write_documents(connection, other)


async def _take_out(connection: AsyncConnection, keys: Sequence[str]) -> None:
    """These documents are gone."""
    if not keys:
        return
    first = await connection.scalar(select(func.coalesce(func.max(_DOCUMENT.number), 0))) or 0
    for number, key in enumerate(keys, first + 1):
        nothing: dict[str, Any] = {
            "number": number,
            "is_gone": True,
            "terms": b"",
            "impacts": b"",
            "passages": b"",
        }
        nothing |= {"title": "", "questions": [], "short": "", "body": ""}
        await connection.execute(update(SearchDocumentRow).where(_DOCUMENT.key == key).values(nothing))
    await tell_on_commit(connection, NEWS)


async def _write_documents(connection: AsyncConnection, documents: Sequence[Document]) -> None:
    """Put these documents into the index, whatever of them is there. The writer's turn has to be taken before."""
    if not documents:
        return
    read = await to_thread.run_sync(partial(_read_words, documents))
    numbers = await _numbers(connection, {key for words in read for key in words.impacts})
    first = await connection.scalar(select(func.coalesce(func.max(_DOCUMENT.number), 0))) or 0
    rows = []
    for number, (document, words) in enumerate(zip(documents, read, strict=True), first + 1):
        pairs = sorted((numbers[key], weight) for key, weight in words.impacts.items())
        passages = [[[numbers[key] for key in word] for word in passage] for passage in words.passages]
        rows.append(
            {
                "key": document.key,
                "number": number,
                "kind": document.kind,
                "source_id": document.id,
                "language": document.language,
                "office": document.office,
                "scope": document.scope,
                "audiences": list(document.audiences),
                "title": document.title,
                "questions": list(document.questions),
                "short": document.short,
                "body": document.body,
                "version": document.version,
                "until": document.until,
                "terms": np.array([pair[0] for pair in pairs], _INTEGERS).tobytes(),
                "impacts": np.array([pair[1] for pair in pairs], _FLOATS).tobytes(),
                "passages": packed(passages).astype(_INTEGERS).tobytes(),
                "is_gone": False,
            }
        )
    statement = insert(SearchDocumentRow)
    changed = {name: statement.excluded[name] for name in rows[0] if name != "key"}
    await connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=changed), rows)
    await tell_on_commit(connection, NEWS)


_SHOWN = (
    *(_DOCUMENT.key, _DOCUMENT.office, _DOCUMENT.scope, _DOCUMENT.audiences, _DOCUMENT.title),
    *(_DOCUMENT.questions, _DOCUMENT.short, _DOCUMENT.body, _DOCUMENT.version, _DOCUMENT.until),
)


def _is_same(row: Any, document: Document) -> bool:
    return row is not None and (
        (
            row.office,
            row.scope,
            tuple(row.audiences),
            row.title,
            tuple(row.questions),
            row.short,
            row.body,
            row.version,
            row.until,
        )
        == (
            *(document.office, document.scope, document.audiences, document.title, document.questions),
            *(document.short, document.body, document.version, document.until),
        )
    )


async def _documents(connection: AsyncConnection, kind: Kind, ids: Sequence[str]) -> list[Document]:
    match kind:
        case "article":
            return await _articles(connection, ids)
        case "place":
            return [*await _offices(connection, ids), *await _branches(connection, ids)]
        case "training":
            return await _trainings(connection, ids)
        case "fair":
            return await _fairs(connection, ids)


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
    query = select(TrainingRow.__table__).where(TrainingRow.id.in_(ids))
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


_TermKey: TypeAlias = tuple[Language, str]
"""A lemma of a language."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What a document says of each lemma, and its sentences."""

    impacts: dict[_TermKey, float]
    passages: list[list[list[_TermKey]]]


def _read_words(documents: Iterable[Document]) -> list[_Words]:
    read = []
    for document in documents:
        of_document = impacts_of(document)
        keys = {lemma: (_language(document.language, lemma), lemma) for lemma in of_document}
        read.append(
            _Words(
                {keys[lemma]: weight for lemma, weight in of_document.items()},
                [[[keys[lemma] for lemma in word] for word in one] for one in passages_of(document)],
            )
        )
    return read


def _language(language: Language, lemma: str) -> Language:
    """A Latin word of a Ukrainian text is one of Polish."""
    return "pl" if language == "uk" and not is_cyrillic(lemma) else language


async def _numbers(connection: AsyncConnection, keys: set[_TermKey]) -> dict[_TermKey, int]:
    """Their numbers; those that are new get one, and their forms are written down."""
    term = SearchTermRow.__table__.c
    found: dict[_TermKey, int] = {}
    for language in sorted({language for language, _ in keys}):
        of_language = [lemma for one, lemma in keys if one == language]
        query = select(term.lemma, term.number).where(
            term.language == language, term.lemma == any_(cast(of_language, ARRAY(Text)))
        )
        found |= {(language, row.lemma): row.number for row in await connection.execute(query)}
    new = sorted(keys - found.keys())
    if not new:
        return found
    last = await connection.scalar(select(func.coalesce(func.max(term.number), 0))) or 0
    for part in _parts(new, _AT_ONCE):
        made = await to_thread.run_sync(partial(_forms, part))
        rows = []
        for key, of_key in zip(part, made, strict=True):
            last += 1
            found[key] = last
            rows.append({"number": last, "language": key[0], "lemma": key[1], "forms": of_key})
        await connection.execute(insert(SearchTermRow), rows)
    return found


def _forms(keys: Sequence[_TermKey]) -> list[list[str]]:
    return [sorted(forms(*key)) for key in keys]


def _entries() -> Any:
    return select(
        *(_DOCUMENT.key, _DOCUMENT.number, _DOCUMENT.kind, _DOCUMENT.source_id, _DOCUMENT.language),
        *(_DOCUMENT.scope, _DOCUMENT.audiences, _DOCUMENT.terms, _DOCUMENT.impacts, _DOCUMENT.passages),
        _DOCUMENT.is_gone,
    )


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


def _parts(items: Sequence[Any], size: int) -> Iterable[Any]:
    return (items[begin : begin + size] for begin in range(0, len(items), size))

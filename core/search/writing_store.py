"""Writing what can be found into the index in the database.

Writers of the index take turns (an advisory lock until they commit), so that numbers of changes become visible in
their order: who has read until one of them has missed nothing before it.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import structlog
from anyio import to_thread
from sqlalchemy import Text, any_, cast, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.errors import is_about_the_row
from core.db.tables.search_tables import SearchDocumentRow, SearchDueRow, SearchTermRow
from core.relay.relay import tell_on_commit
from core.search.document import Document
from core.search.language.lemmas import forms
from core.search.language.words import Language, is_cyrillic
from core.search.passages import packed
from core.search.weights import impacts_of, passages_of

log = structlog.get_logger()

NEWS = "search"  # told when something else can be found, or is due to be indexed

Source: TypeAlias = Callable[[AsyncConnection, Sequence[str]], Awaitable[list[Document]]]
"""Reads the documents of a kind by their ids, as they stand; of what is gone none."""

_TURN = 7_240_018  # the advisory lock of who writes the index
_AT_ONCE = 500  # terms that are written by one statement
_DUE_AT_ONCE = 500
_DOCUMENT = SearchDocumentRow.__table__.c
_DUE = SearchDueRow.__table__.c
_INTEGERS, _FLOATS = np.dtype("<i4"), np.dtype("<f4")


_TermKey: TypeAlias = tuple[Language, str]
"""A lemma of a language."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What a document says of each lemma, and its sentences."""

    impacts: dict[_TermKey, float]
    passages: list[list[list[_TermKey]]]


async def index_due(engine: AsyncEngine, sources: Mapping[str, Source]) -> int:
    """Index what has changed by whatever way, of the kinds that have a source. Returns how much was due; as long
    as it is not 0, there may be more.

    Several processes may do it at once: they take turns. What cannot be indexed is logged, is not found any more,
    and holds nothing up; it is tried again when it changes. Raises `core.db.errors.DATABASE_AWAY`, then all of it
    is due as before.
    """
    async with engine.connect() as connection:
        if await connection.scalar(select(_DUE.number).where(_DUE.kind.in_(sources)).limit(1)) is None:
            return 0
    async with engine.begin() as connection:
        await _take_turn(connection)  # before any row is locked
        waiting = select(_DUE.kind, _DUE.source_id).where(_DUE.kind.in_(sources))
        oldest = waiting.order_by(_DUE.number).limit(_DUE_AT_ONCE).subquery()
        # With whatever else is due of the same thing: an article and its version both say so, and it is read once.
        same = tuple_(_DUE.kind, _DUE.source_id).in_(select(oldest.c.kind, oldest.c.source_id))
        taken = delete(SearchDueRow).where(same).returning(_DUE.kind, _DUE.source_id)
        due = (await connection.execute(taken)).all()
        for kind, source in sources.items():
            ids = sorted({row.source_id for row in due if row.kind == kind})
            if ids and not await _is_brought_up_to_date(connection, source, kind, ids):
                for one in ids:
                    if len(ids) == 1 or not await _is_brought_up_to_date(connection, source, kind, [one]):
                        await _pass_over(connection, kind, one)
        return len(due)


async def _take_turn(connection: AsyncConnection) -> None:
    """Wait until no other transaction writes the index; the turn ends with the transaction."""
    await connection.execute(select(func.pg_advisory_xact_lock(_TURN)))


async def _is_brought_up_to_date(
    connection: AsyncConnection, source: Source, kind: str, ids: Sequence[str]
) -> bool:
    """False, with nothing of them written, if one of them cannot be indexed."""
    try:
        async with connection.begin_nested():
            await _bring_up_to_date(connection, source, kind, ids)
    except Exception as error:
        if not is_about_the_row(error):
            raise
        if len(ids) == 1:  # else it is looked which of them it is
            log.exception("something cannot be indexed", kind=kind, id=ids[0], error=type(error).__name__)
        return False
    return True


async def _pass_over(connection: AsyncConnection, kind: str, source_id: str) -> None:
    """What cannot be indexed is not found: what the index has of it may not hold any more."""
    query = select(_DOCUMENT.key).where(
        _DOCUMENT.kind == kind, _DOCUMENT.source_id == source_id, ~_DOCUMENT.is_gone
    )
    await _take_out(connection, sorted(await connection.scalars(query)))


async def _bring_up_to_date(connection: AsyncConnection, source: Source, kind: str, ids: Sequence[str]) -> None:
    """Write what is other than it stands in the index."""
    wanted = {document.key: document for document in await source(connection, ids)}
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
    rows = await to_thread.run_sync(partial(_rows, documents, read, numbers, first))
    statement = insert(SearchDocumentRow)
    changed = {name: statement.excluded[name] for name in rows[0] if name != "key"}
    await connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=changed), rows)
    await tell_on_commit(connection, NEWS)


def _rows(
    documents: Sequence[Document], read: Sequence[_Words], numbers: Mapping[_TermKey, int], first: int
) -> list[dict[str, Any]]:
    """As they are stored; `first`: the number of the last change before them."""
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
    return rows


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


def _parts(items: Sequence[Any], size: int) -> Iterable[Any]:
    return (items[begin : begin + size] for begin in range(0, len(items), size))

"""Proposals in the database: made by consultants, decided by the editors of their office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.pages import MAX_PAGE_OF_TEXTS
from core.db.tables.knowledge_tables import ArticleRow, KnowledgeProposalRow
from core.errors import NotFound, S724Error, StaleVersion
from core.ids import new_id

_ROW = KnowledgeProposalRow.__table__.c

Place: TypeAlias = tuple[datetime, str]


class ProposalDecided(S724Error):
    """It was decided otherwise before; nothing was changed."""

    code = "proposal_decided"
    message_pl = "Ta propozycja została już rozpatrzona."


class ProposalRefused(S724Error):
    """It cannot be saved so; `fields` has Polish sentences."""

    code = "settings_refused"
    message_pl = "Propozycji nie zapisano."

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__()
        self.fields = [(field, sentence)]


@dataclass(frozen=True, slots=True)
class NewProposal:
    """What somebody of an office proposes."""

    kind: Literal["correction", "question"]
    article_id: str | None
    words: str
    office: str
    call_id: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose proposals somebody sees: those of these offices (None: all), and the own ones."""

    offices: frozenset[str] | None
    account: str


async def propose(engine: AsyncEngine, new: NewProposal, account: str, now: datetime) -> Mapping[Any, Any]:
    """Raises ProposalRefused for a correction of an article that is none."""
    if new.kind == "correction" and new.article_id is None:
        raise ProposalRefused("article_id", "Podaj, którego artykułu dotyczy poprawka.")
    values = {
        "id": new_id("proposal"),
        "kind": new.kind,
        "article_id": new.article_id,
        "words": new.words,
        "office": new.office,
        "call_id": new.call_id,
        "proposed_by": account,
        "proposed_at": now,
        "state": "open",
        "version": 1,
    }
    async with engine.begin() as connection:
        await _check_article(connection, new.article_id)
        added = insert(KnowledgeProposalRow).values(values).returning(*_ROW)
        return (await connection.execute(added)).one()._mapping


async def list_proposals(
    engine: AsyncEngine, seen: Seen, state: str | None, *, limit: int, after: Place | None
) -> tuple[list[Mapping[Any, Any]], Place | None]:
    """Newest first, and where the next page begins."""
    limit = min(limit, MAX_PAGE_OF_TEXTS)
    query = select(KnowledgeProposalRow.__table__)
    if seen.offices is not None:
        query = query.where(or_(_ROW.office.in_(seen.offices), _ROW.proposed_by == seen.account))
    if state is not None:
        query = query.where(_ROW.state == state)
    if after is not None:
        query = query.where(tuple_(_ROW.proposed_at, _ROW.id) < after)
    query = query.order_by(_ROW.proposed_at.desc(), _ROW.id.desc()).limit(limit + 1)
    async with engine.connect() as connection:
        rows: list[Mapping[Any, Any]] = [row._mapping for row in await connection.execute(query)]
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], (last["proposed_at"], last["id"])


async def decide(
    engine: AsyncEngine,
    offices: frozenset[str] | None,
    proposal_id: str,
    read: int,
    state: Literal["accepted", "declined"],
    answer: str,
    article_id: str | None,
    account: str,
    now: datetime,
) -> Mapping[Any, Any]:
    """What the editors of these offices (None: all) say. `article_id`: what answers it now; None: as it stands.

    Raises NotFound, ProposalDecided, StaleVersion, ProposalRefused for an article that is none.
    """
    async with engine.begin() as connection:
        query = select(KnowledgeProposalRow.__table__).where(_ROW.id == proposal_id)
        row = (await connection.execute(query.with_for_update())).one_or_none()
        if row is None or (offices is not None and row.office not in offices):
            raise NotFound
        if row.state != "open":
            raise ProposalDecided
        if row.version != read:
            raise StaleVersion(row.version)
        await _check_article(connection, article_id)
        changed = (
            update(KnowledgeProposalRow)
            .where(_ROW.id == proposal_id)
            .values(
                state=state,
                answer=answer or None,
                article_id=article_id or row.article_id,
                decided_by=account,
                decided_at=now,
                version=row.version + 1,
            )
            .returning(*_ROW)
        )
        return (await connection.execute(changed)).one()._mapping


async def _check_article(connection: AsyncConnection, article_id: str | None) -> None:
    if article_id is None:
        return
    found = select(ArticleRow.id).where(ArticleRow.id == article_id)
    # Locked: a draft that is being given up is either there with its row to the end, or not found.
    if await connection.scalar(found.with_for_update(read=True, key_share=True)) is None:
        raise ProposalRefused("article_id", "Nie ma takiego artykułu.")

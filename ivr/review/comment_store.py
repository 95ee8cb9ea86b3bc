"""What people say of a draft, at its nodes or of all of it, in the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.scenario_tables import ScenarioComment, ScenarioDraft, ScenarioStep
from core.errors import NotFound
from core.ids import new_id
from ivr.publishing.draft_store import locked_draft, open_draft
from ivr.publishing.versions import StepRefused

MOST_COMMENTS = 500  # of one draft


@dataclass(frozen=True, slots=True)
class CommentRow:
    """What somebody says. `settled_by`: who has said that nothing is left to do about it."""

    id: str
    node: Annotated[str | None, Field(description="As it was named then; None: of the whole draft")]
    text: str
    account: str
    at: datetime
    settled_by: str | None
    settled_at: datetime | None


async def comments_of(engine: AsyncEngine, name: str, version: int | None = None) -> list[CommentRow]:
    """Of the open draft, or of the one that became a version; the earliest first. Raises NotFound if there is no
    open draft; a version that came with the system, or by a roll back, has none."""
    if version is None:
        draft: str | None = (await open_draft(engine, name)).id
    else:
        made = select(ScenarioStep.draft).where(
            ScenarioStep.scenario == name, ScenarioStep.version == version, ScenarioStep.draft.is_not(None)
        )
        async with engine.connect() as connection:
            draft = (await connection.execute(made.order_by(ScenarioStep.number).limit(1))).scalar_one_or_none()
    if draft is None:
        return []
    query = select(ScenarioComment.__table__).where(ScenarioComment.draft == draft)
    async with engine.connect() as connection:
        rows = await connection.execute(query.order_by(ScenarioComment.at, ScenarioComment.id))
        return [_read(row) for row in rows]


async def add_comment(
    engine: AsyncEngine, name: str, node: str | None, words: str, account: str, now: datetime
) -> CommentRow:
    """At the open draft, whatever its state. Raises NotFound without one, StepRefused when it has too many."""
    async with engine.begin() as connection:
        draft = await locked_draft(connection, name)
        count = select(func.count()).where(ScenarioComment.draft == draft.id)
        if (await connection.execute(count)).scalar_one() >= MOST_COMMENTS:
            raise StepRefused(f"Ten szkic ma już {MOST_COMMENTS} uwag; więcej się nie zmieści.")
        row = CommentRow(new_id("comment"), node, words.strip(), account, now, None, None)
        await connection.execute(
            insert(ScenarioComment).values(
                id=row.id, draft=draft.id, node=node, text=row.text, account=account, at=now
            )
        )
    return row


async def settle_comment(engine: AsyncEngine, name: str, comment: str, account: str, now: datetime) -> CommentRow:
    """Nothing is left to do about it. Who has said so first stays. Raises NotFound."""
    of_scenario = select(ScenarioDraft.id).where(ScenarioDraft.name == name)
    this = ScenarioComment.id == comment, ScenarioComment.draft.in_(of_scenario)
    change = update(ScenarioComment).where(*this, ScenarioComment.settled_at.is_(None))
    async with engine.begin() as connection:
        await connection.execute(change.values(settled_by=account, settled_at=now))
        return await _one(connection, *this)


async def _one(connection: AsyncConnection, *this: Any) -> CommentRow:
    row = (await connection.execute(select(ScenarioComment.__table__).where(*this))).one_or_none()
    if row is None:
        raise NotFound
    return _read(row)


def _read(row: Row[Any]) -> CommentRow:
    return CommentRow(row.id, row.node, row.text, row.account, row.at, row.settled_by, row.settled_at)

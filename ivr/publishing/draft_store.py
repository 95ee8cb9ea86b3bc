"""Drafts of scenarios in the database, and the history of what was done with each scenario."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.scenario_tables import ScenarioDraft, ScenarioStep
from core.errors import NotFound
from core.ids import new_id
from ivr.publishing.drawing import drawing_to_keep, nothing_drawn
from ivr.publishing.versions import OPEN_STATES, Draft, StepRefused

MOST_STEPS = 500  # of a scenario's history, that are read at once


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft with its content."""

    id: str
    name: str
    graph: dict[str, Any]
    cases: list[dict[str, Any]]
    drawing: dict[str, Any]
    life: Draft
    created_at: datetime
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What somebody did with a scenario."""

    at: datetime
    action: Annotated[str, Field(examples=["approved"])]
    account: str
    revision: int | None
    version: int | None
    reason: str


async def open_draft(engine: AsyncEngine, name: str) -> DraftRow:
    """Raises NotFound if no draft of that scenario is open."""
    async with engine.connect() as connection:
        return await _open(connection, name)


async def open_drafts(engine: AsyncEngine) -> list[DraftRow]:
    """By name."""
    query = select(ScenarioDraft.__table__).where(ScenarioDraft.state.in_(OPEN_STATES))
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(query.order_by(ScenarioDraft.name))]


async def create_draft(
    engine: AsyncEngine,
    graph: dict[str, Any],
    cases: list[dict[str, Any]],
    based_on: int | None,
    account: str,
    now: datetime,
    action: str = "created",
    reason: str = "",
    drawing: dict[str, Any] | None = None,
) -> DraftRow:
    """A new draft under the name of its graph. Raises StepRefused if one is open already: nobody's is lost."""
    name = graph["name"]
    last = select(func.coalesce(func.max(ScenarioDraft.revision), 0)).where(ScenarioDraft.name == name)
    try:
        async with engine.begin() as connection:
            revision = (await connection.execute(last)).scalar_one() + 1
            life = Draft(frozenset({account}), based_on, revision=revision)
            drawn = drawing_to_keep(drawing or nothing_drawn(), graph)
            row = DraftRow(new_id("draft"), name, graph, cases, drawn, life, now, now, account)
            await connection.execute(
                insert(ScenarioDraft).values(id=row.id, name=row.name, created_at=now, **_changing(row))
            )
            await add_step(connection, now, row.name, action, account, row, reason=reason)
    except IntegrityError as error:
        raise StepRefused("Ten scenariusz ma już otwarty szkic. Proszę go dokończyć albo odrzucić.") from error
    return row


async def change_draft(
    engine: AsyncEngine,
    name: str,
    step: Callable[[Draft], Draft],
    action: str,
    account: str,
    now: datetime,
    *,
    content: tuple[dict[str, Any], list[dict[str, Any]]] | None = None,
    drawing: dict[str, Any] | None = None,
    reason: str = "",
) -> DraftRow:
    """Take the open draft one step on (`ivr.publishing.versions`), with new content or another drawing if it was
    saved.

    Writes down who did so. Raises NotFound, and whatever `step` raises: then nothing was changed.
    """
    async with engine.begin() as connection:
        old = await _open(connection, name, is_locked=True)
        return await step_on(
            connection, old, step(old.life), action, account, now, content, reason, drawing=drawing
        )


async def step_on(
    connection: AsyncConnection,
    old: DraftRow,
    life: Draft,
    action: str,
    account: str,
    now: datetime,
    content: tuple[dict[str, Any], list[dict[str, Any]]] | None = None,
    reason: str = "",
    version: int | None = None,
    drawing: dict[str, Any] | None = None,
) -> DraftRow:
    """In the caller's transaction, which holds the lock of the draft."""
    graph, cases = content or (old.graph, old.cases)
    drawn = drawing_to_keep(drawing or old.drawing, graph)
    new = DraftRow(old.id, old.name, graph, cases, drawn, life, old.created_at, now, account)
    await connection.execute(update(ScenarioDraft).where(ScenarioDraft.id == old.id).values(**_changing(new)))
    await add_step(connection, now, old.name, action, account, new, version, reason)
    return new


async def locked_draft(connection: AsyncConnection, name: str) -> DraftRow:
    """The open draft, which nobody else changes until the transaction ends. Raises NotFound."""
    return await _open(connection, name, is_locked=True)


async def add_step(
    connection: AsyncConnection,
    now: datetime,
    name: str,
    action: str,
    account: str,
    draft: DraftRow | None = None,
    version: int | None = None,
    reason: str = "",
) -> None:
    """Write down what somebody did, in the caller's transaction."""
    await connection.execute(
        insert(ScenarioStep).values(
            at=now,
            scenario=name,
            action=action,
            account=account,
            draft=None if draft is None else draft.id,
            revision=None if draft is None else draft.life.revision,
            version=version,
            reason=reason.strip(),
        )
    )


async def steps_of(engine: AsyncEngine, name: str) -> list[StepTaken]:
    """What was done with a scenario, the latest first, at most `MOST_STEPS`."""
    query = select(ScenarioStep.__table__).where(ScenarioStep.scenario == name)
    async with engine.connect() as connection:
        rows = await connection.execute(query.order_by(ScenarioStep.number.desc()).limit(MOST_STEPS))
        return [StepTaken(r.at, r.action, r.account, r.revision, r.version, r.reason) for r in rows]


async def _open(connection: AsyncConnection, name: str, *, is_locked: bool = False) -> DraftRow:
    query = select(ScenarioDraft.__table__).where(ScenarioDraft.name == name, ScenarioDraft.state.in_(OPEN_STATES))
    row = (await connection.execute(query.with_for_update() if is_locked else query)).one_or_none()
    if row is None:
        raise NotFound("Ten scenariusz nie ma otwartego szkicu.")
    return _read(row)


def _read(row: Row[Any]) -> DraftRow:
    life = Draft(frozenset(row.authors), row.based_on, row.state, row.revision, row.approved_by)
    times = (row.created_at, row.changed_at, row.changed_by)
    return DraftRow(row.id, row.name, row.graph, row.cases, row.drawing, life, *times)


def _changing(row: DraftRow) -> dict[str, Any]:
    return {
        "graph": row.graph,
        "cases": row.cases,
        "drawing": row.drawing,
        "revision": row.life.revision,
        "state": row.life.state,
        "based_on": row.life.based_on,
        "authors": sorted(row.life.authors),
        "approved_by": row.life.approved_by,
        "changed_at": row.changed_at,
        "changed_by": row.changed_by,
    }

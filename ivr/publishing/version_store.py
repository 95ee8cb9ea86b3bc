"""Published versions in the database: publishing, planning, cancelling, and rolling back."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.office_tables import DialledNumber
from core.db.tables.centre.scenario_tables import Scenario
from core.errors import NotFound
from core.relay.relay import tell_on_commit
from ivr.canary.canary import CanaryRules, Outcome
from ivr.canary.canary_store import CanaryRow, add_canary, is_on_trial, mark_ended, open_in
from ivr.publishing import versions
from ivr.publishing.draft_store import add_step, locked_draft, step_on
from ivr.publishing.drawing import nothing_drawn
from ivr.publishing.versions import StepRefused, Version

SYSTEM = "system"
"""Whose step it is when nobody took it."""

_STEPS: dict[Outcome, str] = {
    "completed": "canary_completed",
    "taken_back": "canary_taken_back",
    "returned": "canary_returned",
}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version, without its graph and drawing unless that was asked for."""

    name: str
    version: Version
    title: str
    published_by: str
    approved_by: str | None
    reason: str
    restores: int | None
    graph: dict[str, Any] | None = None
    cases: list[dict[str, Any]] | None = None
    drawing: dict[str, Any] = field(default_factory=nothing_drawn)


async def list_versions(engine: AsyncEngine, name: str | None = None) -> list[VersionRow]:
    """Of one scenario or of all, by name, the newest first."""
    async with engine.connect() as connection:
        return await _versions(connection, name)


async def get_version(engine: AsyncEngine, name: str, number: int) -> VersionRow:
    """With graph and cases. Raises NotFound."""
    query = select(Scenario.__table__, is_on_trial().label("is_on_trial"))
    query = query.where(Scenario.name == name, Scenario.version == number)
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return replace(
        _read(row, str(row.graph.get("title", ""))), graph=row.graph, cases=row.cases, drawing=row.drawing
    )


async def numbers_of(engine: AsyncEngine) -> dict[str, list[str]]:
    """The active dialled numbers that each scenario answers if no variant does."""
    found: dict[str, list[str]] = {}
    async with engine.connect() as connection:
        query = select(DialledNumber.number, DialledNumber.scenario).where(DialledNumber.deactivated_at.is_(None))
        for row in await connection.execute(query.order_by(DialledNumber.number)):
            found.setdefault(row.scenario, []).append(row.number)
    return found


async def publish(
    engine: AsyncEngine,
    name: str,
    revision: int,
    begins: datetime | None,
    account: str,
    reason: str,
    now: datetime,
    trial: CanaryRules | None = None,
) -> VersionRow:
    """Make the approved draft a version, in force at once or from `begins` on, or with `trial` on trial at once.

    What it holds was checked by the caller, as it stands in that revision. Raises NotFound without an open draft,
    and what `ivr.publishing.versions.published` and `to_try` raise.
    """
    async with engine.begin() as connection:
        known = await _alone(connection, name)
        draft = await locked_draft(connection, name)
        numbers = [row.version for row in known]
        at = begins or now
        life = versions.published(draft.life, revision, numbers, at, now)
        beside = None if trial is None else versions.to_try_beside(numbers, trial.until, now)
        new = VersionRow(
            name,
            Version(versions.next_number(numbers), at, is_on_trial=trial is not None),
            str(draft.graph.get("title", "")),
            account,
            draft.life.approved_by,
            reason.strip(),
            None,
            draft.graph,
            draft.cases,
            draft.drawing,
        )
        await _write(connection, new)
        action = "published" if begins is None else "scheduled"
        if trial is not None and beside is not None:
            action = "canary_begun"
            await add_canary(connection, trial.of(name, new.version.number, beside.number, now), account)
        await step_on(connection, draft, life, action, account, now, reason=reason, version=new.version.number)
        await tell_on_commit(connection, "scenarios")
    return new


async def restore(
    engine: AsyncEngine, name: str, number: int, reason: str, account: str, now: datetime
) -> VersionRow:
    """The graph of an old version becomes the newest, at once; what is on trial is taken back. Raises what
    `versions.to_restore` raises."""
    async with engine.begin() as connection:
        known = [row.version for row in await _alone(connection, name)]
        old = versions.to_restore(known, number, reason, now)
        if (tried := await open_in(connection, name)) is not None:
            await _ended(connection, tried, "taken_back", account, reason, now)
        query = select(Scenario.__table__).where(Scenario.name == name, Scenario.version == old.number)
        row = (await connection.execute(query)).one()
        new = VersionRow(
            name,
            Version(versions.next_number(known), now),
            str(row.graph.get("title", "")),
            account,
            row.approved_by,
            reason.strip(),
            old.number,
            row.graph,
            row.cases,
            row.drawing,
        )
        await _write(connection, new)
        await add_step(connection, now, name, "rolled_back", account, version=new.version.number, reason=reason)
        await tell_on_commit(connection, "scenarios")
    return new


async def cancel(
    engine: AsyncEngine, name: str, number: int, reason: str, account: str, now: datetime
) -> VersionRow:
    """A planned version never comes into force. Raises what `ivr.publishing.versions.cancelled` raises."""
    async with engine.begin() as connection:
        rows = await _alone(connection, name)
        changed = versions.cancelled([row.version for row in rows], number, reason, now)
        await connection.execute(
            update(Scenario).where(Scenario.name == name, Scenario.version == number).values(cancelled_at=now)
        )
        await add_step(connection, now, name, "cancelled", account, version=number, reason=reason)
        await tell_on_commit(connection, "scenarios")
        return replace(next(row for row in rows if row.version.number == number), version=changed)


async def end_canary(
    engine: AsyncEngine, name: str, version: int | None, outcome: Outcome, account: str, reason: str, now: datetime
) -> CanaryRow:
    """The trial of a version (None: of the one that is on trial) is over: it comes for all, or never does.

    Raises StepRefused if it is not under way.
    """
    async with engine.begin() as connection:
        await _alone(connection, name)
        row = await open_in(connection, name)
        if row is None or version not in (None, row.canary.version):
            raise StepRefused("Żadna wersja tego scenariusza nie jest teraz na próbie.")
        ended = await _ended(connection, row, outcome, account, reason, now)
        await tell_on_commit(connection, "scenarios")
        return ended


async def _ended(
    connection: AsyncConnection, row: CanaryRow, outcome: Outcome, account: str, reason: str, now: datetime
) -> CanaryRow:
    ended = await mark_ended(connection, row, outcome, account, reason, now)
    canary = row.canary
    await add_step(connection, now, canary.name, _STEPS[outcome], account, version=canary.version, reason=reason)
    return ended


async def _alone(connection: AsyncConnection, name: str) -> list[VersionRow]:
    """The versions, which nobody else adds to until the transaction ends."""
    await connection.execute(text("LOCK TABLE scenario IN SHARE ROW EXCLUSIVE MODE"))
    return await _versions(connection, name)


async def _versions(connection: AsyncConnection, name: str | None) -> list[VersionRow]:
    columns = [c for c in Scenario.__table__.columns if c.name not in ("graph", "cases", "drawing")]
    query = select(*columns, Scenario.graph["title"].astext.label("title"), is_on_trial().label("is_on_trial"))
    if name is not None:
        query = query.where(Scenario.name == name)
    rows = await connection.execute(query.order_by(Scenario.name, Scenario.version.desc()))
    return [_read(row, row.title or "") for row in rows.all()]


async def _write(connection: AsyncConnection, row: VersionRow) -> None:
    await connection.execute(
        insert(Scenario).values(
            name=row.name,
            version=row.version.number,
            graph=row.graph,
            cases=row.cases,
            drawing=row.drawing,
            published_at=row.version.published_at,
            published_by=row.published_by,
            approved_by=row.approved_by,
            reason=row.reason,
            restores=row.restores,
        )
    )


def _read(row: Any, title: str) -> VersionRow:
    version = Version(row.version, row.published_at, row.cancelled_at is not None, row.is_on_trial)
    return VersionRow(row.name, version, title, row.published_by, row.approved_by, row.reason, row.restores)

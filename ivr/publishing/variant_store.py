"""Variants in the database: a history, so a row only ever ends sooner."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import DialledNumber, Office
from core.db.tables.centre.scenario_tables import ScenarioVariant
from core.errors import NotFound, SettingsRefused
from core.ids import new_id
from core.relay.relay import tell_on_commit
from ivr.publishing.number_store import answer_faults
from ivr.publishing.variants import Variant, faults
from ivr.publishing.versions import StepRefused


@dataclass(frozen=True, slots=True)
class VariantRow:
    """A variant, and who made and ended it."""

    variant: Variant
    reason: str
    created_by: str
    created_at: datetime
    ended_by: str | None
    ended_at: datetime | None


async def list_variants(engine: AsyncEngine, after: datetime | None = None) -> list[VariantRow]:
    """The latest first; with `after` only those that hold then or later."""
    query = select(ScenarioVariant.__table__)
    if after is not None:
        query = query.where(or_(ScenarioVariant.valid_to.is_(None), ScenarioVariant.valid_to > after))
    query = query.order_by(ScenarioVariant.valid_from.desc(), ScenarioVariant.id.desc())
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(query)]


async def add_variant(
    engine: AsyncEngine, wanted: Variant, reason: str, account: str, now: datetime
) -> VariantRow:
    """Raises SettingsRefused if it overlaps with another, or names what does not exist or is not published by
    then."""
    async with engine.begin() as connection:
        # Two who save at once must not both look at the same state.
        await connection.execute(text("LOCK TABLE scenario_variant IN SHARE ROW EXCLUSIVE MODE"))
        rows = [_read(row).variant for row in await connection.execute(select(ScenarioVariant.__table__))]
        found = faults(wanted, rows, now)
        numbers = select(DialledNumber.number).where(DialledNumber.deactivated_at.is_(None))
        of_number = numbers.where(DialledNumber.number == wanted.number)
        if wanted.number is not None and await connection.scalar(of_number) is None:
            found.append("Nie ma takiego numeru.")
        offices = select(Office.code).where(Office.code == wanted.office, Office.deactivated_at.is_(None))
        if wanted.office is not None and await connection.scalar(offices) is None:
            found.append("Nie ma takiego urzędu.")
        found += await answer_faults(connection, wanted.scenario, wanted.valid_from)
        if found:
            raise SettingsRefused(found)
        new = VariantRow(wanted, reason.strip(), account, now, None, None)
        await connection.execute(
            insert(ScenarioVariant).values(
                id=wanted.id,
                number=wanted.number,
                office=wanted.office,
                scenario=wanted.scenario,
                valid_from=wanted.valid_from,
                valid_to=wanted.valid_to,
                priority=wanted.priority,
                reason=new.reason,
                created_by=account,
                created_at=now,
            )
        )
        await tell_on_commit(connection, "scenarios")
    return new


def new_variant_id() -> str:
    return new_id("variant")


async def end_variant(engine: AsyncEngine, variant: str, account: str, now: datetime) -> VariantRow:
    """From now on it does not hold; one that was planned never will. Raises NotFound, and StepRefused for one that
    is over."""
    async with engine.begin() as connection:
        query = select(ScenarioVariant.__table__).where(ScenarioVariant.id == variant).with_for_update()
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound
        if row.valid_to is not None and row.valid_to <= now:
            raise StepRefused("Ten wariant już nie obowiązuje.")
        ends = {"valid_to": max(now, row.valid_from), "ended_by": account, "ended_at": now}
        await connection.execute(update(ScenarioVariant).where(ScenarioVariant.id == variant).values(**ends))
        await tell_on_commit(connection, "scenarios")
        return _read((await connection.execute(query)).one())


def _read(row: Row[Any]) -> VariantRow:
    variant = Variant(row.id, row.number, row.office, row.scenario, row.valid_from, row.valid_to, row.priority)
    return VariantRow(variant, row.reason, row.created_by, row.created_at, row.ended_by, row.ended_at)

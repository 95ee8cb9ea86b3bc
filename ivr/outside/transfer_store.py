"""The list of numbers to which calls may be transferred, in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre_tables import DialledNumber, TransferTargetRow
from core.errors import NotFound, S724Error
from core.fact_log.event_log import write_facts
from core.facts.events import TransferTargetChanged
from core.ids import new_id
from core.relay.relay import tell_on_commit
from ivr.outside.phone_number import ordinary
from ivr.outside.transfer_targets import TransferTarget

NEWS = "transfer_targets"  # told when the list has changed


class TargetRefused(S724Error):
    """A number that may not stand in the list, or a line that does not exist. Nothing was changed."""

    code = "target_refused"


@dataclass(frozen=True, slots=True)
class StoredTarget:
    """An entry of the list, and who put it there."""

    target: TransferTarget
    changed_by: str
    changed_at: datetime


async def list_targets(engine: AsyncEngine) -> list[StoredTarget]:
    """All entries by name."""
    query = select(TransferTargetRow.__table__).order_by(TransferTargetRow.name, TransferTargetRow.id)
    async with engine.connect() as connection:
        return [
            StoredTarget(
                TransferTarget(row.id, row.name, row.number, frozenset(row.lines)), row.changed_by, row.changed_at
            )
            for row in await connection.execute(query)
        ]


async def load_targets(engine: AsyncEngine) -> list[TransferTarget]:
    return [stored.target for stored in await list_targets(engine)]


async def save_target(
    engine: AsyncEngine, target_id: str, name: str, number: str, lines: Sequence[str], account: str, now: datetime
) -> StoredTarget:
    """Put a number on the list, or change what stands there; who did so is written down in the same transaction.

    Raises TargetRefused for a number that is no ordinary Polish one, and for a line that does not exist.
    """
    digits = ordinary(number)
    if digits is None:
        raise TargetRefused(
            "Na liście mogą być tylko zwykłe polskie numery, stacjonarne i komórkowe, o dziewięciu cyfrach."
        )
    async with engine.begin() as connection:
        known = set((await connection.scalars(select(DialledNumber.number))).all())
        if unknown := sorted(set(lines) - known):
            raise TargetRefused(f"Nie ma linii o numerze {', '.join(unknown)}.")
        values = {
            "id": target_id,
            "name": name,
            "number": digits,
            "lines": sorted(set(lines)),
            "changed_by": account,
            "changed_at": now,
        }
        statement = insert(TransferTargetRow).values(**values)
        await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
        changed = TransferTargetChanged(
            id=new_id("event"), at=now, target=target_id, is_allowed=True, account=account
        )
        await write_facts(connection, [changed])
        await tell_on_commit(connection, NEWS)
    return StoredTarget(TransferTarget(target_id, name, digits, frozenset(lines)), account, now)


async def delete_target(engine: AsyncEngine, target_id: str, account: str, now: datetime) -> None:
    """Take a number off the list; raises NotFound if it is not there."""
    async with engine.begin() as connection:
        gone = delete(TransferTargetRow).where(TransferTargetRow.id == target_id).returning(TransferTargetRow.id)
        if await connection.scalar(gone) is None:
            raise NotFound
        changed = TransferTargetChanged(
            id=new_id("event"), at=now, target=target_id, is_allowed=False, account=account
        )
        await write_facts(connection, [changed])
        await tell_on_commit(connection, NEWS)

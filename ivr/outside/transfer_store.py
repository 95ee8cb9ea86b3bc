"""The list of numbers to which calls may be transferred, in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.office_tables import DialledNumber, Office, TransferTargetRow
from core.errors import NotFound, S724Error
from core.fact_log.event_log import write_facts
from core.facts.kinds.transfers import TransferTargetChanged
from core.ids import new_id
from core.lists.last_change_store import check_unchanged
from core.relay.relay import tell_on_commit
from ivr.outside.phone_number import ordinary
from ivr.outside.transfer_targets import TransferTarget

NEWS = "transfer_targets"  # told when the list has changed


class TargetRefused(S724Error):
    """A number that may not stand in the list, or a line that does not exist. Nothing was changed."""

    code = "target_refused"


@dataclass(frozen=True, slots=True)
class Contact:
    """What people are told of an institution. `purpose`: what it is for; `hours`: when somebody answers, in words;
    `office`: whose part of the province it serves, None for all of it."""

    name: str
    purpose: str = ""
    hours: str = ""
    office: str | None = None


@dataclass(frozen=True, slots=True)
class StoredTarget:
    """An entry of the list, and who put it there. One that was taken off keeps all of it."""

    target: TransferTarget
    contact: Contact
    changed_by: str
    changed_at: datetime
    deactivated_at: datetime | None = None


async def list_targets(engine: AsyncEngine, *, also_off: bool = False) -> list[StoredTarget]:
    """Entries by name; `also_off`: those that were taken off, too."""
    query = select(TransferTargetRow.__table__).order_by(TransferTargetRow.name, TransferTargetRow.id)
    if not also_off:
        query = query.where(TransferTargetRow.deactivated_at.is_(None))
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(query)]


async def load_targets(engine: AsyncEngine) -> list[TransferTarget]:
    return [stored.target for stored in await list_targets(engine)]


async def save_target(
    engine: AsyncEngine,
    target_id: str,
    contact: Contact,
    number: str,
    lines: Sequence[str],
    account: str,
    now: datetime,
    read_version: int | None = None,
) -> StoredTarget:
    """Put a number on the list, or change what stands there; who did so is written down in the same transaction.
    One that was taken off stays off.

    Raises TargetRefused for a number that is no ordinary Polish one, and for a line or an office that does not
    exist; StaleVersion if it is not as it was read.
    """
    digits = ordinary(number)
    if digits is None:
        raise TargetRefused(
            "Na liście mogą być tylko zwykłe polskie numery, stacjonarne i komórkowe, o dziewięciu cyfrach."
        )
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE transfer_target IN SHARE ROW EXCLUSIVE MODE"))
        await check_unchanged(connection, "transfer_target", target_id, read_version)
        known = set((await connection.scalars(select(DialledNumber.number))).all())
        if unknown := sorted(set(lines) - known):
            raise TargetRefused(f"Nie ma linii o numerze {', '.join(unknown)}.")
        office = select(Office.code).where(Office.code == contact.office)
        if contact.office is not None and await connection.scalar(office) is None:
            raise TargetRefused(f"Nie ma urzędu {contact.office}.")
        values = {
            "id": target_id,
            "name": contact.name,
            "purpose": contact.purpose,
            "hours": contact.hours,
            "office": contact.office,
            "number": digits,
            "lines": sorted(set(lines)),
            "changed_by": account,
            "changed_at": now,
        }
        statement = insert(TransferTargetRow).values(**values)
        saved = statement.on_conflict_do_update(index_elements=["id"], set_=values)
        row = (await connection.execute(saved.returning(*TransferTargetRow.__table__.c))).one()
        await _tell(connection, target_id, row.deactivated_at is None, account, now)
        return _read(row)


async def deactivate_target(engine: AsyncEngine, target_id: str, account: str, now: datetime) -> StoredTarget:
    """Take a number off the list: nobody is connected with it any more, who is connected stays so. Harmless for
    one that is off already. Raises NotFound."""
    return await _set(engine, target_id, func.coalesce(TransferTargetRow.deactivated_at, now), account, now)


async def restore_target(engine: AsyncEngine, target_id: str, account: str, now: datetime) -> StoredTarget:
    """Put it on the list again, as it was. Raises NotFound."""
    return await _set(engine, target_id, None, account, now)


async def _set(
    engine: AsyncEngine, target_id: str, deactivated_at: Any, account: str, now: datetime
) -> StoredTarget:
    async with engine.begin() as connection:
        statement = update(TransferTargetRow).where(TransferTargetRow.id == target_id)
        values = {"deactivated_at": deactivated_at, "changed_by": account, "changed_at": now}
        saved = statement.values(values).returning(*TransferTargetRow.__table__.c)
        row = (await connection.execute(saved)).one_or_none()
        if row is None:
            raise NotFound
        await _tell(connection, target_id, row.deactivated_at is None, account, now)
        return _read(row)


async def _tell(
    connection: AsyncConnection, target_id: str, is_allowed: bool, account: str, now: datetime
) -> None:
    changed = TransferTargetChanged(
        id=new_id("event"), at=now, target=target_id, is_allowed=is_allowed, account=account
    )
    await write_facts(connection, [changed])
    await tell_on_commit(connection, NEWS)


def _read(row: Row[Any]) -> StoredTarget:
    return StoredTarget(
        TransferTarget(row.id, row.name, row.number, frozenset(row.lines)),
        Contact(row.name, row.purpose, row.hours, row.office),
        row.changed_by,
        row.changed_at,
        row.deactivated_at,
    )

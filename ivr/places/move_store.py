"""Moves of offices: another address from a day on. The process `jobs` carries out what is due, whoever has planned
it; what was done stays as history."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.acting import Acting, acts
from core.db.tables.centre.office_tables import Office, OfficeMove
from core.errors import NotFound, SettingsRefused
from core.zone import WARSAW
from ivr.office_store import tell_of_cards

OPERATION = "plan_office_move"
"""What the audit log names when a move is carried out: the operation that planned it."""


@dataclass(frozen=True, slots=True)
class NewAddress:
    """`telephone` None: it stays as it is."""

    postal_code: str
    address: str
    telephone: str | None = None


@dataclass(frozen=True, slots=True)
class StoredMove:
    """A move as it stands in the table; `done_at` None: it is planned."""

    office: str
    valid_from: date
    to: NewAddress
    changed_by: str
    changed_at: datetime
    done_at: datetime | None


async def list_moves(engine: AsyncEngine, office: str) -> list[StoredMove]:
    """Of an office, newest first, with those that were carried out. Raises NotFound for an office that is none."""
    async with engine.connect() as connection:
        await _check_office(connection, office)
        query = select(OfficeMove.__table__).where(OfficeMove.office == office)
        rows = await connection.execute(query.order_by(OfficeMove.valid_from.desc()))
        return [_read(row) for row in rows]


async def plan_move(
    engine: AsyncEngine, office: str, valid_from: date, to: NewAddress, account: str, now: datetime
) -> StoredMove:
    """Another address from that day on, at once if that is today. What was planned for that day is replaced.

    Raises NotFound for an office that is none, SettingsRefused for a day that is over.
    """
    today = now.astimezone(WARSAW).date()
    if valid_from < today:
        raise SettingsRefused(["Przeprowadzka nie może zacząć się w dniu, który już minął."])
    values = {
        "office": office,
        "valid_from": valid_from,
        "postal_code": to.postal_code,
        "address": to.address,
        "telephone": to.telephone,
        "changed_by": account,
        "changed_at": now,
        "done_at": None,
    }
    async with engine.begin() as connection:
        await _check_office(connection, office)
        statement = insert(OfficeMove).values(values)
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["office", "valid_from"], set_=values)
        )
        if valid_from == today:
            await _carry_out(connection, office, valid_from, to, account, now)
        query = select(OfficeMove.__table__).where(
            OfficeMove.office == office, OfficeMove.valid_from == valid_from
        )
        return _read((await connection.execute(query)).one())


async def cancel_move(engine: AsyncEngine, office: str, valid_from: date) -> None:
    """Raises NotFound for what is not planned, or was carried out."""
    async with engine.begin() as connection:
        gone = delete(OfficeMove).where(
            OfficeMove.office == office, OfficeMove.valid_from == valid_from, OfficeMove.done_at.is_(None)
        )
        if await connection.scalar(gone.returning(OfficeMove.office)) is None:
            raise NotFound


async def carry_out_moves(engine: AsyncEngine, now: datetime) -> int:
    """Whatever is due, in the order of its days: the log names who planned it. How many there were."""
    query = (
        select(OfficeMove.__table__)
        .where(OfficeMove.done_at.is_(None), OfficeMove.valid_from <= now.astimezone(WARSAW).date())
        .order_by(OfficeMove.valid_from)
    )
    async with engine.connect() as connection:
        due = [_read(row) for row in await connection.execute(query)]
    for move in due:
        acts(Acting(move.changed_by, OPERATION, now))
        try:
            async with engine.begin() as connection:
                await _carry_out(connection, move.office, move.valid_from, move.to, move.changed_by, now)
        finally:
            acts(None)
    return len(due)


async def _carry_out(
    connection: AsyncConnection, office: str, valid_from: date, to: NewAddress, account: str, now: datetime
) -> None:
    """Harmless for one that somebody has taken back meanwhile."""
    await connection.execute(text("LOCK TABLE office IN SHARE ROW EXCLUSIVE MODE"))
    done = update(OfficeMove).where(
        OfficeMove.office == office, OfficeMove.valid_from == valid_from, OfficeMove.done_at.is_(None)
    )
    planned_at = await connection.scalar(done.values(done_at=now).returning(OfficeMove.changed_at))
    if planned_at is None:
        return
    values: dict[str, object] = {
        "postal_code": to.postal_code,
        "address": to.address,
        "certainty": "high",
        "checked_on": planned_at.astimezone(WARSAW).date(),
    }
    if to.telephone is not None:
        values["telephone"] = to.telephone
    await connection.execute(update(Office).where(Office.code == office).values(values))
    await tell_of_cards(connection)


async def _check_office(connection: AsyncConnection, office: str) -> None:
    if await connection.scalar(select(Office.code).where(Office.code == office)) is None:
        raise NotFound


def _read(row: Row[Any]) -> StoredMove:
    return StoredMove(
        row.office,
        row.valid_from,
        NewAddress(row.postal_code, row.address, row.telephone),
        row.changed_by,
        row.changed_at,
        row.done_at,
    )

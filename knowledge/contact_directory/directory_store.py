"""The offices that take callers and their branches, as they are reached. What nobody knows is None."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import Branch, Office, OfficeMove


@dataclass(frozen=True, slots=True)
class Reached:
    """How a place is reached; `certainty` is of all of it, `checked_on` when somebody last saw to it."""

    postal_code: str | None
    address: str | None
    telephone: str | None
    email: str | None
    page: str | None
    certainty: str | None
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class ListedBranch:
    id: str
    name: str
    town: str
    reached: Reached


@dataclass(frozen=True, slots=True)
class ComingMove:
    """Another address from a day on; `telephone` None: it stays."""

    valid_from: date
    postal_code: str
    address: str
    telephone: str | None


@dataclass(frozen=True, slots=True)
class ListedOffice:
    code: str
    name: str
    seat: str
    is_province: bool
    reached: Reached
    branches: Sequence[ListedBranch]
    moves: Sequence[ComingMove]
    """What is planned, the next one first."""


async def contact_directory(engine: AsyncEngine, office: str | None = None) -> list[ListedOffice]:
    """One office or all, by code; those that were deactivated are left out."""
    offices = select(Office.__table__).where(Office.deactivated_at.is_(None)).order_by(Office.code)
    if office is not None:
        offices = offices.where(Office.code == office)
    branches = select(Branch.__table__).where(Branch.deactivated_at.is_(None)).order_by(Branch.name, Branch.id)
    async with engine.connect() as connection:
        moves: dict[str, list[ComingMove]] = {}
        planned = select(OfficeMove.__table__).where(OfficeMove.done_at.is_(None))
        for row in await connection.execute(planned.order_by(OfficeMove.valid_from)):
            moves.setdefault(row.office, []).append(
                ComingMove(row.valid_from, row.postal_code, row.address, row.telephone)
            )
        of_office: dict[str, list[ListedBranch]] = {}
        for row in await connection.execute(branches):
            of_office.setdefault(row.office, []).append(
                ListedBranch(
                    row.id,
                    row.name,
                    row.town,
                    Reached(
                        row.postal_code or None,
                        row.address or None,
                        row.telephone or None,
                        row.email,
                        row.page,
                        row.certainty,
                        row.checked_on,
                    ),
                )
            )
        return [
            ListedOffice(
                row.code,
                row.name,
                row.seat,
                row.is_province,
                Reached(
                    row.postal_code,
                    row.address,
                    row.telephone,
                    row.email,
                    row.page,
                    row.certainty,
                    row.checked_on,
                ),
                of_office.get(row.code, ()),
                moves.get(row.code, ()),
            )
            for row in await connection.execute(offices)
        ]

"""The card of an office or a branch: how it is reached, which editors keep, apart from what makes it one."""

from dataclasses import dataclass

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.office_tables import Branch, Office
from core.errors import NotFound
from core.lists.last_change_store import check_unchanged, version_of_last_change
from ivr.office_errors_pl import Reached
from ivr.office_store import reached_values, read_reached, tell_of_cards


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """`address`: street and number; None where nobody has entered it, as with all of `reached`."""

    postal_code: str
    address: str | None
    reached: Reached


@dataclass(frozen=True, slots=True)
class StoredCard:
    """`office`: whose place it is, itself or that of the branch. `version`: of its last change."""

    place: str
    name: str
    office: str
    card: PlaceCard
    version: int


async def read_card(engine: AsyncEngine, place: str) -> StoredCard:
    """`place`: the code of an office that takes callers, or the id of one of its branches. Raises NotFound."""
    async with engine.connect() as connection:
        return await _card(connection, place)


async def save_card(engine: AsyncEngine, place: str, wanted: PlaceCard, read_version: int | None) -> StoredCard:
    """Tells the lines, and whoever has texts that name it. Raises NotFound, and StaleVersion if it is not as it
    was read."""
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE office, branch IN SHARE ROW EXCLUSIVE MODE"))
        before = await _card(connection, place)
        is_office = before.office == place
        await check_unchanged(connection, "office" if is_office else "branch", place, read_version)
        values = {"postal_code": wanted.postal_code, **reached_values(wanted.reached)}
        if is_office:
            change = update(Office).where(Office.code == place).values(address=wanted.address, **values)
        else:  # what is empty there stands for nothing known
            values["telephone"] = wanted.reached.telephone or ""
            change = update(Branch).where(Branch.id == place).values(address=wanted.address or "", **values)
        await connection.execute(change)
        await tell_of_cards(connection)
        return await _card(connection, place)


async def _card(connection: AsyncConnection, place: str) -> StoredCard:
    office = select(Office.__table__).where(Office.code == place, Office.deactivated_at.is_(None))
    row = (await connection.execute(office)).one_or_none()
    if row is not None:
        subject, owner = "office", row.code
    else:
        branch = select(Branch.__table__).where(Branch.id == place, Branch.deactivated_at.is_(None))
        row = (await connection.execute(branch)).one_or_none()
        if row is None:
            raise NotFound
        subject, owner = "branch", row.office
    version = await version_of_last_change(connection, subject, place)
    return StoredCard(
        place, row.name, owner, PlaceCard(row.postal_code, row.address or None, read_reached(row)), version
    )

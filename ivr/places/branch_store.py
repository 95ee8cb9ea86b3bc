"""The branches of offices in the database: other places where an office receives people. Never deleted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.office_tables import Branch, Office
from core.errors import NotFound, SettingsRefused
from core.lists.last_change_store import check_unchanged
from core.questions.public_answers import NEWS as KNOWLEDGE
from core.relay.relay import tell_on_commit


@dataclass(frozen=True, slots=True)
class BranchDetails:
    """What people write down of a branch."""

    name: str
    town: str
    postal_code: str
    address: str
    telephone: str
    email: str | None = None
    page: str | None = None
    certainty: str | None = None
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class StoredBranch:
    """A branch as it stands in the table."""

    id: str
    office: str
    details: BranchDetails
    deactivated_at: datetime | None


async def list_branches(engine: AsyncEngine, office: str) -> list[StoredBranch]:
    """Of an office, by name, those that were deactivated included. Raises NotFound for an office that is none."""
    async with engine.connect() as connection:
        await _check_office(connection, office)
        query = select(Branch.__table__).where(Branch.office == office).order_by(Branch.name, Branch.id)
        return [_read(row) for row in await connection.execute(query)]


async def get_branch(engine: AsyncEngine, office: str, branch: str) -> StoredBranch:
    """Raises NotFound, also for a branch of another office."""
    async with engine.connect() as connection:
        return await _one(connection, office, branch)


async def save_branch(
    engine: AsyncEngine, office: str, branch: str, wanted: BranchDetails, read_version: int | None = None
) -> StoredBranch:
    """A new branch, or other details of one. One that was deactivated stays so.

    Raises NotFound for an office that is none, SettingsRefused if another office has a branch of that id, and
    StaleVersion if it is not as it was read.
    """
    values = {
        "name": wanted.name,
        "town": wanted.town,
        "postal_code": wanted.postal_code,
        "address": wanted.address,
        "telephone": wanted.telephone,
        "email": wanted.email,
        "page": wanted.page,
        "certainty": wanted.certainty,
        "checked_on": wanted.checked_on,
    }
    async with engine.begin() as connection:
        await _check_office(connection, office)
        await connection.execute(text("LOCK TABLE branch IN SHARE ROW EXCLUSIVE MODE"))
        await check_unchanged(connection, "branch", branch, read_version)
        statement = insert(Branch).values({"id": branch, "office": office, **values})
        saved = statement.on_conflict_do_update(
            index_elements=["id"], set_=values, where=Branch.office == office
        ).returning(*Branch.__table__.c)
        row = (await connection.execute(saved)).one_or_none()
        if row is None:
            raise SettingsRefused([f"Identyfikator „{branch}” ma już filia innego urzędu."])
        await tell_on_commit(connection, KNOWLEDGE)
        return _read(row)


async def deactivate_branch(engine: AsyncEngine, office: str, branch: str, now: datetime) -> StoredBranch:
    """People are received there no longer. Harmless for one that was deactivated before. Raises NotFound."""
    return await _set(engine, office, branch, func.coalesce(Branch.deactivated_at, now))


async def restore_branch(engine: AsyncEngine, office: str, branch: str) -> StoredBranch:
    """People are received there again. Raises NotFound."""
    return await _set(engine, office, branch, None)


async def _set(engine: AsyncEngine, office: str, branch: str, deactivated_at: Any) -> StoredBranch:
    async with engine.begin() as connection:
        statement = update(Branch).where(Branch.id == branch, Branch.office == office)
        await connection.execute(statement.values(deactivated_at=deactivated_at))
        await tell_on_commit(connection, KNOWLEDGE)
        return await _one(connection, office, branch)


async def _one(connection: AsyncConnection, office: str, branch: str) -> StoredBranch:
    query = select(Branch.__table__).where(Branch.id == branch, Branch.office == office)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return _read(row)


async def _check_office(connection: AsyncConnection, office: str) -> None:
    if await connection.scalar(select(Office.code).where(Office.code == office)) is None:
        raise NotFound


def _read(row: Row[Any]) -> StoredBranch:
    details = BranchDetails(
        row.name,
        row.town,
        row.postal_code,
        row.address,
        row.telephone,
        row.email,
        row.page,
        row.certainty,
        row.checked_on,
    )
    return StoredBranch(row.id, row.office, details, row.deactivated_at)

"""Accounts of a demonstration in the database."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, cast

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account
from core.rights import Role


@dataclass(frozen=True, slots=True)
class MadeUpAccount:
    """An account that can be entered without a password."""

    username: Annotated[str, Field(examples=["k20060-1"])]
    display_name: Annotated[str, Field(examples=["Konsultant 1 (Kolno)"])]
    role: Role
    office_name: Annotated[str, Field(examples=["Powiatowy Urząd Pracy w Kolnie"])]


async def made_up_accounts(engine: AsyncEngine, names: Collection[str]) -> list[MadeUpAccount]:
    """Those of these names that are there and open, by name."""
    query = (
        select(Account.username, Account.display_name, Account.role, Office.name)
        .join(Office, Office.code == Account.office)
        .where(Account.username.in_(sorted(names)), Account.deactivated_at.is_(None))
        .order_by(Account.username)
    )
    async with engine.connect() as connection:
        return [
            MadeUpAccount(row.username, row.display_name, cast(Role, row.role), row.name)
            for row in await connection.execute(query)
        ]

"""Who of an office may be given a matter."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.staff_tables import Account, AccountOffice
from core.rights import Right, roles_with
from core.todo import work_store as takes
from messaging.matters.matter import MatterRefused
from messaging.matters.work_store import WORK, Offices, own_matter


@dataclass(frozen=True, slots=True)
class Colleague:
    """Of the staff."""

    username: str
    display_name: str


async def who_may_have(connection: AsyncConnection, office: str) -> list[Colleague]:
    """Those who answer matters of the office, by name."""
    also = exists().where(AccountOffice.username == Account.username, AccountOffice.office == office)
    query = (
        select(Account.username, Account.display_name)
        .where(
            Account.role.in_(roles_with(Right.ANSWER_MATTERS)),
            or_(Account.office == office, also),
            Account.sees_clients,
            Account.deactivated_at.is_(None),
        )
        .order_by(Account.display_name, Account.username)
    )
    return [Colleague(row.username, row.display_name) for row in await connection.execute(query)]


async def colleagues_for(engine: AsyncEngine, offices: Offices, matter: str) -> list[Colleague]:
    """To whom it may be given. Raises NotFound."""
    async with engine.begin() as connection:
        row = await own_matter(connection, offices, matter, None)
        return await who_may_have(connection, row.office)


async def assign(engine: AsyncEngine, offices: Offices, matter: str, account: str | None, now: datetime) -> None:
    """It is this account's, whoever had it before; None: nobody's. Raises NotFound, and MatterRefused for one that
    nobody has to answer, or for somebody who may not."""
    async with engine.begin() as connection:
        row = await own_matter(connection, offices, matter, None)
        if row.state != "open":
            raise MatterRefused("Ta sprawa nie czeka na odpowiedź.")
        if account is not None and account not in {
            each.username for each in await who_may_have(connection, row.office)
        }:
            raise MatterRefused("Ta osoba nie odpowiada na pisma tego urzędu.")
        await takes.assign(connection, WORK, matter, row.office, account, now)

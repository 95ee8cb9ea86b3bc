"""Many people at once: who has an account already, and accounts, consultants and telephones in one transaction."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.staffing.hiring_store import NewConsultant, give_telephone_with, hire_with
from api.accounts.people_check import Checked, Holder, OfficeNames, Person
from api.accounts.store import NewAccount, make_account_with, one_at_a_time
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account

Check = Callable[[Sequence[OfficeNames], dict[str, Holder]], Checked]
"""Judges the file by the offices and accounts that there are."""


async def look_at_people(engine: AsyncEngine, usernames: Collection[str], check: Check) -> Checked:
    """What would become of them. Nothing is written."""
    async with engine.connect() as connection:
        return await _checked(connection, usernames, check)


async def make_people(
    engine: AsyncEngine,
    usernames: Collection[str],
    check: Check,
    by: str,
    address: str,
    now: datetime,
    withholds_clients: Callable[[str], bool],
) -> Checked:
    """All of them, or, if anything is wrong with one, nobody. Whoever is there already stays as it is, so that the
    same file once more changes nothing; of two at once the second one finds what the first has made.

    `withholds_clients`: consultants of this office see no client until a second person has confirmed it. Raises
    what cannot be by then, and nothing was written: NameTaken, SettingsRefused, AccountRefused.
    """
    async with engine.begin() as connection:
        await one_at_a_time(connection)
        checked = await _checked(connection, usernames, check)
        if not checked.faults:
            for person in checked.people:
                if person.becomes != "there":
                    await _make(connection, person, by, address, now, withholds_clients(person.office))
    return checked


async def _make(
    connection: AsyncConnection, person: Person, by: str, address: str, now: datetime, withholds_clients: bool
) -> None:
    if person.becomes == "hired":
        new = NewConsultant(person.username, person.display_name, person.office, person.queues, person.skills)
        await hire_with(connection, new, by, now, withholds_clients=withholds_clients)
        return
    account = NewAccount(person.username, person.display_name, person.role, person.office)
    await make_account_with(connection, account, by, address, now)
    if person.has_telephone:
        await give_telephone_with(connection, person.username, by, now)


async def _checked(connection: AsyncConnection, usernames: Collection[str], check: Check) -> Checked:
    offices = select(Office.code, Office.name, Office.seat, Office.is_province).where(
        Office.deactivated_at.is_(None)
    )
    known = [
        OfficeNames(row.code, row.name, f"WUP {row.seat}" if row.is_province else row.seat)
        for row in await connection.execute(offices.order_by(Office.code))
    ]
    wanted = sorted({name.lower() for name in usernames})
    accounts = select(
        Account.username, Account.display_name, Account.role, Account.office, Account.deactivated_at
    ).where(func.lower(Account.username).in_(wanted))
    holders = {
        row.username.lower(): Holder(row.display_name, row.role, row.office, row.deactivated_at is not None)
        for row in await connection.execute(accounts)
    }
    return check(known, holders)

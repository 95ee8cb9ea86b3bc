"""Accounts that belong to the office's directory, in the database: made and changed at each log-in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.revocation_store import revoke
from api.accounts.directory.directory_settings import RoleOfGroup
from api.accounts.errors import AccountRefused, DirectoryRefused, OwnAccount
from api.accounts.event_store import note_event
from api.accounts.security_event import SecurityEvent
from api.accounts.store import (
    CONSULTANT,
    AccountNow,
    got_account,
    keep_an_administrator,
    locked_account,
    one_at_a_time,
    refuse_offices,
    rights_ended,
    set_also_offices,
)
from core.db.tables.staff_tables import Account, Agent
from core.revocation import Ending

NOBODY_YET = ""
"""In `account.directory`: it is the directory's, and nobody has logged in with it so far."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the directory knows them. `subject` is for ever, `username` may pass to another person."""

    subject: str
    username: str
    display_name: str


async def admit(engine: AsyncEngine, person: Person, wanted: RoleOfGroup, address: str, now: datetime) -> None:
    """The account of that person is there and as the directory wants it. Raises DirectoryRefused."""
    async with engine.begin() as connection:
        await one_at_a_time(connection)
        query = select(Account.__table__, _is_hired()).where(func.lower(Account.username) == person.username)
        found = (await connection.execute(query)).one_or_none()
        _refuse(found, person, wanted)
        if wanted.role == CONSULTANT:
            if found is not None and found.directory != person.subject:
                await _set(connection, person.username, directory=person.subject)
            return  # office and name are those of the telephone
        assert wanted.office is not None  # `RoleOfGroup` sees to it
        offices = {wanted.office, *wanted.also_offices}
        try:
            await refuse_offices(connection, offices)
        except AccountRefused as error:
            raise DirectoryRefused("no_role", error.message_pl) from None
        values = {
            "display_name": person.display_name,
            "role": wanted.role,
            "office": wanted.office,
            "directory": person.subject,
        }
        if found is None:
            made = {"username": person.username, "password_hash": "", "created_at": now, **values}
            await connection.execute(insert(Account).values(**made))
            await note_event(connection, SecurityEvent("account_made", "done", person.username, address), now)
        else:
            before = await got_account(connection, person.username)
            for ending in rights_ended(before, wanted.role, wanted.office, offices):
                await revoke(connection, person.username, ending, now)
        if found is not None and any(getattr(found, name) != value for name, value in values.items()):
            await _set(connection, person.username, **values)
        await set_also_offices(connection, person.username, offices - {wanted.office})


async def give_to_directory(
    engine: AsyncEngine, username: str, by: str, address: str, now: datetime
) -> AccountNow:
    """From now on the directory says who that is: password, code and second factor go, sessions end.

    Raises NotFound, OwnAccount, LastAdministrator: somebody must get in while the directory is away.
    """
    async with engine.begin() as connection:
        before = await locked_account(connection, username)
        if username == by:
            raise OwnAccount
        if not before.is_of_directory:
            await keep_an_administrator(connection, before)
            await _set(
                connection,
                username,
                directory=NOBODY_YET,
                password_hash="",
                code_hash=None,
                code_expires_at=None,
                totp_secret=None,
                totp_pending=None,
                totp_last_step=None,
            )
            await revoke(connection, username, Ending.GIVEN_TO_DIRECTORY, now)
            await note_event(connection, SecurityEvent("given_to_directory", "done", username, address), now)
        return await got_account(connection, username)


async def is_of_directory(engine: AsyncEngine, username: str) -> bool:
    """Did whoever has a session of this account log in by the directory? Such an account has no password."""
    query = select(Account.directory.is_not(None)).where(Account.username == username)
    async with engine.connect() as connection:
        return bool(await connection.scalar(query))


def _refuse(found: Row[Any] | None, person: Person, wanted: RoleOfGroup) -> None:
    """Raises DirectoryRefused for an account that is not this person's, or may not become what the group says."""
    if found is None:
        if wanted.role == CONSULTANT:
            raise DirectoryRefused("not_hired")
        return
    if found.username != person.username:  # names are unique without case
        raise DirectoryRefused("other_person")
    if found.directory is None:
        raise DirectoryRefused("local_account")
    if found.directory not in (NOBODY_YET, person.subject):
        raise DirectoryRefused("other_person")
    if found.deactivated_at is not None:
        raise DirectoryRefused("closed")
    # A consultant is one until dismissed, and nobody else becomes one. A supervisor may have a telephone, for
    # listening in, and stays a supervisor as long as it is there.
    if (wanted.role == CONSULTANT) != (found.is_hired and found.role == CONSULTANT):
        raise DirectoryRefused("not_hired")
    if found.is_hired and wanted.role != found.role:
        raise DirectoryRefused("not_hired")


def _is_hired() -> ColumnElement[bool]:
    return (
        exists()
        .where(Agent.id == Account.username, Agent.deactivated_at.is_(None))
        .correlate(Account)
        .label("is_hired")
    )


async def _set(connection: AsyncConnection, username: str, **values: object) -> None:
    await connection.execute(update(Account).where(Account.username == username).values(**values))

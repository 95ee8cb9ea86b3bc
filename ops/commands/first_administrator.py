"""`make administrator NAME=j.kowalska NAME2=a.nowak`: the accounts with which an installation without people
begins.

There are two, since nobody who makes an account may also say who its owner is. Prints for each a one-time code
with which the first password is set; everybody else is made by the web service. Works on a running centre, and
does not touch it otherwise.
"""

import argparse
import asyncio
import os
import re
import sys
from datetime import datetime

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.acting import Acting, acts
from core.clock import WARSAW, SystemClock
from core.db.engine import make_engine
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account
from core.keys.one_time_secret import CODE_TIME, code_digest, new_code
from ops.console import Failed, exit_status, say
from ops.paths import PROJECT
from ops.running.run import read_settings

_NAME = re.compile(r"[a-z0-9._-]{1,64}")
ROLE = "administrator"


async def make_administrator(dsn: str, name: str, *, is_another: bool = False) -> tuple[str, datetime]:
    """Make the account and return the code and until when it may be used.

    With `is_another` also if there is an administrator already. An administrator of that name who has not set a
    password yet gets a new code. Raises Failed when nothing was made, with what to do.
    """
    if not _NAME.fullmatch(name):
        raise Failed(
            f"{name!r} cannot be the name of an account: small letters without tails, digits, '.', '_', '-'"
        )
    now, code = SystemClock().now(), new_code()
    code_of = {"code_hash": code_digest(code), "code_expires_at": now + CODE_TIME}
    acts(Acting("system", "make_administrator", now))  # for the audit log
    engine = make_engine(dsn, pool_size=1)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))  # one after the other
            if await _waits_for_a_password(connection, name):
                await connection.execute(update(Account).where(Account.username == name).values(**code_of))
            else:
                await _refuse(connection, name, is_another=is_another)
                values = {"username": name, "display_name": name, "role": ROLE, "password_hash": "", **code_of}
                office = await _provincial_office(connection)
                await connection.execute(insert(Account).values(**values, office=office, created_at=now))
    finally:
        acts(None)
        await engine.dispose()
    return code, now + CODE_TIME


async def _waits_for_a_password(connection: AsyncConnection, name: str) -> bool:
    """Has this administrator been made, and has never set a password? The code was lost, or it is too old."""
    query = select(Account.username).where(
        Account.username == name,
        Account.role == ROLE,
        Account.password_hash == "",
        Account.deactivated_at.is_(None),
    )
    return await connection.scalar(query) is not None


async def _refuse(connection: AsyncConnection, name: str, *, is_another: bool) -> None:
    there = select(Account.username).where(Account.role == ROLE, Account.deactivated_at.is_(None))
    first = await connection.scalar(there.order_by(Account.username).limit(1))
    if first is not None and not is_another:
        raise Failed(f"there is an administrator already, {first}: one more is made with ARGS=--another")
    if await connection.scalar(select(Account.username).where(func.lower(Account.username) == name)) is not None:
        raise Failed(f"there is an account {name} already, or there was one: choose another name")


async def _provincial_office(connection: AsyncConnection) -> str:
    query = select(Office.code).where(Office.is_province, Office.deactivated_at.is_(None))
    office = await connection.scalar(query.order_by(Office.code).limit(1))
    if office is None:
        raise Failed("there is no provincial office yet: start the centre once")
    return str(office)


def main() -> int:
    """0 when the account was made, 1 after a failure."""
    parser = argparse.ArgumentParser(prog="make administrator")
    parser.add_argument("names", nargs="*", metavar="name")
    parser.add_argument("--another", action="store_true")
    arguments = parser.parse_args()
    os.chdir(PROJECT)

    def work() -> None:
        if not arguments.names:
            raise Failed("whose accounts? make administrator NAME=j.kowalska NAME2=a.nowak")
        settings = read_settings()
        for number, name in enumerate(arguments.names):
            try:
                is_another = arguments.another or number > 0
                code, until = asyncio.run(make_administrator(settings.dsn, name, is_another=is_another))
            except (OSError, SQLAlchemyError) as error:
                raise Failed(
                    f"the database does not answer ({type(error).__name__}): start the centre, then try again"
                ) from None
            say(f"Account {name}, role {ROLE}.")
            say(f"One-time code for the first password: {code}")
            say(f"It works once, until {until.astimezone(WARSAW):%Y-%m-%d %H:%M}, and is shown only here.")
        if len(arguments.names) == 1 and not arguments.another:
            say("Who makes an account may not activate it: make a second administrator, too, with ARGS=--another.")

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main())

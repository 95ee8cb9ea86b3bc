"""Pairings in the database: the browser of somebody without a password, and who says whose browser it is.

The browser keeps a secret and shows a number. Whoever knows the person types the number at the account; only the
browser with the secret may set the password then. A number alone opens nothing (decision 0074).
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.revocation_store import revoke
from api.accounts.credentials.credential_store import end_pairings
from api.accounts.credentials.tokens import token_hash
from api.accounts.errors import AccountClosed, NotToActivate, OwnAccount, WrongNumber
from api.accounts.event_store import note_event
from api.accounts.security_event import Outcome, SecurityEvent
from api.accounts.store import CONSULTANT, AccountNow, locked_account
from core.db.tables.staff_tables import Account, Pairing
from core.revocation import Ending
from core.two_persons.four_eyes import Act, SecondPersonRefused
from core.two_persons.four_eyes_store import check_second_person
from reports.audit_store import write_order

PAIRING_TIME = timedelta(minutes=15)
"""For so long a number may be confirmed, and from then on the password be set."""
MOST_FAILURES = 5
"""After so many wrong numbers at an account its open pairings are void."""
NUMBERS = 1_000_000


@dataclass(frozen=True, slots=True)
class PairingNow:
    """A pairing that is not over, as its browser is shown it. `number` has six digits."""

    username: str
    number: str = field(repr=False)
    expires_at: datetime
    is_confirmed: bool


async def begin_pairing(engine: AsyncEngine, username: str, token: str, now: datetime) -> PairingNow:
    """For the browser that holds `token`, whether there is such an account or not. What is over is removed."""
    number = f"{secrets.randbelow(NUMBERS):06}"
    expires_at = now + PAIRING_TIME
    values = {"token_hash": token_hash(token), "username": username, "number": number, "failures": 0}
    async with engine.begin() as connection:
        await connection.execute(delete(Pairing).where(Pairing.expires_at <= now))
        await connection.execute(insert(Pairing).values(**values, expires_at=expires_at))
    return PairingNow(username, number, expires_at, is_confirmed=False)


async def find_pairing(engine: AsyncEngine, token: str, now: datetime) -> PairingNow | None:
    """None for a token that none has, and for a pairing that is over or void."""
    query = select(Pairing.__table__).where(
        Pairing.token_hash == token_hash(token), Pairing.expires_at > now, Pairing.failures < MOST_FAILURES
    )
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return PairingNow(row.username, row.number, row.expires_at, is_confirmed=row.confirmed_by is not None)


async def confirm_pairing(
    engine: AsyncEngine, username: str, number: str, by: str, address: str, now: datetime
) -> None:
    """The browser that shows this number is the owner's, says `by`: it may set the password now, and no other may.

    Raises NotFound; AccountClosed and NotToActivate for an account that needs no first password; OwnAccount;
    SecondPersonRefused, except for consultants, by the rule for `ACTIVATE_ACCOUNT`; WrongNumber, which counts.
    """
    async with engine.begin() as connection:
        account = await locked_account(connection, username)
        _refuse(account, by)
        refused = await _why_refused(connection, account, by, now)
        if refused is not None:
            outcome: Outcome = "second_person"
        elif await _confirm(connection, username, number, by, now):
            outcome = "done"
            await write_order(connection, "activation", username, account.office, {})
        else:
            outcome = "wrong"
        await note_event(connection, SecurityEvent("activation_confirmed", outcome, username, address), now)
    if refused is not None:
        raise refused
    if outcome == "wrong":
        raise WrongNumber


async def use_pairing(engine: AsyncEngine, token: str, password_hash: str, address: str, now: datetime) -> bool:
    """Sets the first password of the account that this browser was confirmed for; once.

    False if it was not, or is over, or if the account has been closed, reset or activated meanwhile.
    """
    confirmed = select(Pairing.username).where(
        Pairing.token_hash == token_hash(token), Pairing.expires_at > now, Pairing.confirmed_by.is_not(None)
    )
    changed = (
        update(Account)
        .where(
            Account.username == confirmed.scalar_subquery(),
            Account.password_hash == "",
            Account.directory.is_(None),
            Account.deactivated_at.is_(None),
        )
        .values(password_hash=password_hash, code_hash=None, code_expires_at=None)
    )
    async with engine.begin() as connection:
        username = await connection.scalar(changed.returning(Account.username))
        if username is None:
            return False
        await end_pairings(connection, username)
        await revoke(connection, username, Ending.PASSWORD_SET, now)
        await note_event(connection, SecurityEvent("password_set", "done", username, address), now)
    return True


def _refuse(account: AccountNow, by: str) -> None:
    """Raises why nobody may activate this account now, or not this person."""
    if account.deactivated_at is not None:
        raise AccountClosed
    if account.username == by:
        raise OwnAccount
    if account.is_of_directory:
        raise NotToActivate("To konto loguje się przez katalog urzędu i nie ma tu własnego hasła.")
    if account.has_password:
        raise NotToActivate(
            "To konto ma już hasło. Jeżeli właściciel go nie pamięta, trzeba je najpierw zresetować."
        )


async def _why_refused(
    connection: AsyncConnection, account: AccountNow, by: str, now: datetime
) -> SecondPersonRefused | None:
    """Consultants are hired with one person's help (decision 0074)."""
    if account.role == CONSULTANT:
        return None
    proposers = {name for name in (account.made_by, account.reset_by) if name is not None}
    try:
        await check_second_person(connection, Act.ACTIVATE_ACCOUNT, account.office, proposers, by, now)
    except SecondPersonRefused as refused:
        return refused
    return None


async def _confirm(connection: AsyncConnection, username: str, number: str, by: str, now: datetime) -> bool:
    is_open = (
        Pairing.username == username,
        Pairing.expires_at > now,
        Pairing.failures < MOST_FAILURES,
        Pairing.confirmed_by.is_(None),
    )
    waiting = select(Pairing.token_hash).where(*is_open, Pairing.number == number)
    found = (await connection.scalars(waiting)).all()
    if len(found) != 1:  # two browsers with the same number: nobody can tell whose is meant
        await connection.execute(update(Pairing).where(*is_open).values(failures=Pairing.failures + 1))
        return False
    others = delete(Pairing).where(Pairing.username == username, Pairing.token_hash != found[0])
    await connection.execute(others)
    confirmed = update(Pairing).where(Pairing.token_hash == found[0])
    await connection.execute(confirmed.values(confirmed_by=by, expires_at=now + PAIRING_TIME))
    return True

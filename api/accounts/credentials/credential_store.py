"""Passwords, one-time codes and second factors of accounts, in the database; each change with its event."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.revocation_store import revoke
from api.accounts.credentials.tokens import token_hash
from api.accounts.event_store import note_event
from api.accounts.security_event import SecurityEvent
from core.db.tables.staff_tables import Account, Pairing
from core.errors import NotFound
from core.revocation import Ending


@dataclass(frozen=True, slots=True)
class Credentials:
    """By what an account is proved. Nothing of it is shown."""

    password_hash: str = field(repr=False)  # empty: none is set
    code_hash: str | None = field(repr=False)
    code_expires_at: datetime | None
    totp_secret: bytes | None = field(repr=False)
    totp_pending: bytes | None = field(repr=False)
    totp_last_step: int | None
    role: str
    is_closed: bool
    is_of_directory: bool


async def load_credentials(engine: AsyncEngine, username: str) -> Credentials | None:
    """None for a name that no account has."""
    query = select(Account.__table__).where(Account.username == username)
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Credentials(
        row.password_hash,
        row.code_hash,
        row.code_expires_at,
        row.totp_secret,
        row.totp_pending,
        row.totp_last_step,
        row.role,
        is_closed=row.deactivated_at is not None,
        is_of_directory=row.directory is not None,
    )


async def set_first_password(
    engine: AsyncEngine, username: str, code_hash: str, password_hash: str, address: str, now: datetime
) -> bool:
    """Sets the password of who has the right code, which is used up, and ends whatever sessions there are.

    False when the code is not that of the account, is over, or was used at this very moment by somebody else.
    """
    changed = (
        update(Account)
        .where(
            Account.username == username,
            Account.code_hash == code_hash,
            Account.code_expires_at > now,
            Account.deactivated_at.is_(None),
        )
        .values(password_hash=password_hash, code_hash=None, code_expires_at=None)
    )
    async with engine.begin() as connection:
        if await connection.scalar(changed.returning(Account.username)) is None:
            return False
        await revoke(connection, username, Ending.PASSWORD_SET, now)
        await note_event(connection, SecurityEvent("password_set", "done", username, address), now)
    return True


async def change_password(
    engine: AsyncEngine, username: str, password_hash: str, token: str, address: str, now: datetime
) -> None:
    """Another password; every session but the one with `token` ends. A one-time code is of no use any more."""
    async with engine.begin() as connection:
        await connection.execute(
            update(Account)
            .where(Account.username == username)
            .values(password_hash=password_hash, code_hash=None, code_expires_at=None)
        )
        await revoke(connection, username, Ending.PASSWORD_CHANGED, now, but=token_hash(token))
        await note_event(connection, SecurityEvent("password_changed", "done", username, address), now)


async def remove_password(connection: AsyncConnection, username: str, by: str, now: datetime) -> None:
    """Neither password nor one-time code; who did it is kept. An account of the office's directory is a local one
    from now on."""
    await connection.execute(
        update(Account)
        .where(Account.username == username)
        .values(password_hash="", code_hash=None, code_expires_at=None, directory=None, reset_by=by, reset_at=now)
    )
    await revoke(connection, username, Ending.CODE_GIVEN, now)


async def end_pairings(connection: AsyncConnection, username: str) -> None:
    """No browser may set the first password of this account, confirmed or not."""
    await connection.execute(delete(Pairing).where(Pairing.username == username))


async def use_step(engine: AsyncEngine, username: str, step: int) -> bool:
    """False if a code of this half minute, or of a later one, was used before: none is used twice."""
    unused = or_(Account.totp_last_step.is_(None), Account.totp_last_step < step)
    used = update(Account).where(Account.username == username, unused).values(totp_last_step=step)
    async with engine.begin() as connection:
        return await connection.scalar(used.returning(Account.username)) is not None


async def put_pending_totp(engine: AsyncEngine, username: str, locked: bytes) -> None:
    """A secret that was shown and is not asked for yet."""
    async with engine.begin() as connection:
        await connection.execute(update(Account).where(Account.username == username).values(totp_pending=locked))


async def switch_totp_on(
    engine: AsyncEngine, username: str, pending: bytes, step: int, address: str, now: datetime
) -> bool:
    """From now on log-ins need a code. False if another secret was shown meanwhile."""
    confirmed = (
        update(Account)
        .where(Account.username == username, Account.totp_pending == pending)
        .values(totp_secret=pending, totp_pending=None, totp_last_step=step)
    )
    async with engine.begin() as connection:
        if await connection.scalar(confirmed.returning(Account.username)) is None:
            return False
        await note_event(connection, SecurityEvent("totp_on", "done", username, address), now)
    return True


async def switch_totp_off(engine: AsyncEngine, username: str, address: str, now: datetime) -> None:
    """The password alone is enough again. Raises NotFound for a name that no account has."""
    off = (
        update(Account)
        .where(Account.username == username)
        .values(totp_secret=None, totp_pending=None, totp_last_step=None)
    )
    async with engine.begin() as connection:
        if await connection.scalar(off.returning(Account.username)) is None:
            raise NotFound
        await note_event(connection, SecurityEvent("totp_off", "done", username, address), now)

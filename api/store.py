"""Accounts and sessions in the database."""

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.user import User
from core.clock import Clock
from core.db.staff_tables import Account, Session
from core.db.tables import Office
from core.errors import TooManyAttempts
from core.rights import Role

SESSION_TIME = timedelta(hours=12)
MOST_FAILURES = 5
LOCK_TIME = timedelta(minutes=15)
_MOST_STRANGERS = 10_000


@dataclass(slots=True)
class _Failures:
    count: int = 0
    locked_until: datetime | None = None


class Accounts:
    """Log-ins. A try counts before it is checked, so that many at once are not more tries than one by one."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        # Names that no account has are locked like the others; else the lock would tell which ones exist.
        self._strangers: OrderedDict[str, _Failures] = OrderedDict()

    async def count_try(self, username: str) -> str | None:
        """Count a try and return the hash to check; None for an unknown account.

        Raises TooManyAttempts while the account is locked.
        """
        now = self._clock.now()
        async with self._engine.begin() as connection:
            query = select(Account.password_hash, Account.failed_logins, Account.locked_until)
            row = (
                await connection.execute(query.where(Account.username == username).with_for_update())
            ).one_or_none()
            if row is None:
                failures = self._strangers.pop(username, None) or _Failures()
            else:
                failures = _Failures(row.failed_logins, row.locked_until)
            try:
                _count(failures, now)
            finally:
                if row is None:
                    self._strangers[username] = failures
                    if len(self._strangers) > _MOST_STRANGERS:
                        self._strangers.popitem(last=False)
            if row is None:
                return None
            await connection.execute(
                update(Account)
                .where(Account.username == username)
                .values(failed_logins=failures.count, locked_until=failures.locked_until)
            )
            return cast(str, row.password_hash)

    async def open_session(self, username: str) -> tuple[str, datetime]:
        """The password was right: forget the failures. Returns the token and when it ends.

        Only the hash of the token is kept. Sessions that are over are removed.
        """
        now = self._clock.now()
        token, expires_at = secrets.token_urlsafe(32), now + SESSION_TIME
        async with self._engine.begin() as connection:
            await connection.execute(
                update(Account).where(Account.username == username).values(failed_logins=0, locked_until=None)
            )
            await connection.execute(delete(Session).where(Session.expires_at <= now))
            await connection.execute(
                insert(Session).values(
                    token_hash=_hashed(token), username=username, created_at=now, expires_at=expires_at
                )
            )
        return token, expires_at

    async def user_of(self, token: str) -> User | None:
        """Who holds this token; None when it is unknown or over."""
        query = (
            select(
                Account.username, Account.display_name, Account.role, Office.code, Office.name, Office.is_province
            )
            .join(Session, Session.username == Account.username)
            .join(Office, Office.code == Account.office)
            .where(Session.token_hash == _hashed(token), Session.expires_at > self._clock.now())
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        return User(
            username=row.username,
            display_name=row.display_name,
            role=cast(Role, row.role),
            office=row.code,
            office_name=row.name,
            is_of_province=row.is_province,
        )

    async def close_session(self, token: str) -> None:
        """Harmless when it is over already."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(Session).where(Session.token_hash == _hashed(token)))


def _count(failures: _Failures, now: datetime) -> None:
    if failures.locked_until is not None:
        if failures.locked_until > now:
            raise TooManyAttempts
        failures.count, failures.locked_until = 0, None
    failures.count += 1
    if failures.count >= MOST_FAILURES:
        failures.locked_until = now + LOCK_TIME


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

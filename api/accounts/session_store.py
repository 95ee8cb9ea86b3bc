"""Sessions and known devices in the database."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.revocation_store import revoke
from api.accounts.credentials.tokens import device_hash, token_hash
from api.accounts.event_store import note_event
from api.accounts.security_event import EventKind, SecurityEvent
from api.accounts.sessions import (
    DEVICE_TIME,
    IDLE_TIME,
    MOST_DEVICES,
    SEEN_EVERY,
    SESSION_TIME,
    Origin,
    SessionKind,
    SessionNow,
    SessionOfAccount,
)
from api.request_user import User
from core.db.engine import reading
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account, AccountOffice, KnownDevice, Session
from core.errors import NotFound
from core.ids import new_id
from core.revocation import Ending
from core.rights import Role


async def open_session(
    engine: AsyncEngine,
    username: str,
    kind: SessionKind,
    origin: Origin,
    *,
    token: str,
    device: str,
    now: datetime,
) -> datetime:
    """A session for who has proved to be the owner, from a device that is known from now on. Returns when it ends.

    `device` is new at each log-in and takes the place of the one that came (`origin.device`): what somebody has
    planted in a browser never becomes known. Sessions that are over are removed, and devices that were not used
    for a year.
    """
    expires_at = now + SESSION_TIME
    async with engine.begin() as connection:
        await connection.execute(
            delete(Session).where((Session.expires_at <= now) | (Session.last_seen_at <= now - IDLE_TIME))
        )
        await connection.execute(
            insert(Session).values(
                token_hash=token_hash(token),
                id=new_id("session"),
                username=username,
                kind=kind,
                address=origin.address,
                user_agent=origin.user_agent,
                created_at=now,
                last_seen_at=now,
                expires_at=expires_at,
            )
        )
        if origin.device is not None:
            await _replace_device(connection, origin.device, device)
        await _know(connection, username, device_hash(device, username), now)
        await note_event(connection, SecurityEvent("log_in", "done", username, origin.address), now)
    return expires_at


async def user_of(engine: AsyncEngine, token: str, now: datetime, *, is_used: bool = True) -> User | None:
    """Who holds this token; None when it is unknown or over, or the account is closed.

    That the session is used is written down if that was last done a minute ago or earlier. Not `is_used`: a page
    only watches, and nobody may be sitting before it.
    """
    hashed = token_hash(token)
    async with reading(engine) as connection:
        row = (
            await connection.execute(
                select(
                    Account.username,
                    Account.display_name,
                    Account.role,
                    Office.code,
                    func.coalesce(Account.organisation, Office.name).label("name"),
                    Office.is_province,
                    Account.sees_clients,
                    Session.last_seen_at,
                    also_offices(),
                )
                .join(Session, Session.username == Account.username)
                .join(Office, Office.code == Account.office)
                .where(Session.token_hash == hashed, _goes_on(now), Account.deactivated_at.is_(None))
            )
        ).one_or_none()
    if row is None:
        return None
    if is_used and now - row.last_seen_at >= SEEN_EVERY:
        async with engine.begin() as connection:
            await connection.execute(update(Session).where(Session.token_hash == hashed).values(last_seen_at=now))
    return User(
        username=row.username,
        display_name=row.display_name,
        role=cast(Role, row.role),
        office=row.code,
        office_name=row.name,
        is_of_province=row.is_province,
        also_offices=frozenset(row.also_offices or ()),
        sees_clients=row.sees_clients,
    )


async def user_named(engine: AsyncEngine, account: str) -> User | None:
    """The account as it is now, for what is done in its name; None for one that is closed."""
    async with engine.connect() as connection:
        query = (
            select(
                *(Account.username, Account.display_name, Account.role, Account.sees_clients),
                *(Office.code, Office.name, Office.is_province, also_offices()),
            )
            .join(Office, Office.code == Account.office)
            .where(Account.username == account, Account.deactivated_at.is_(None))
        )
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
        also_offices=frozenset(row.also_offices or ()),
        sees_clients=row.sees_clients,
    )


async def going_on(engine: AsyncEngine, hashes: Collection[str], now: datetime) -> set[str]:
    """Which of these sessions, named by the hashes of their tokens, go on. They are not used by that."""
    query = (
        select(Session.token_hash)
        .join(Account, Account.username == Session.username)
        .where(Session.token_hash.in_(hashes), _goes_on(now), Account.deactivated_at.is_(None))
    )
    async with engine.connect() as connection:
        return set(await connection.scalars(query))


async def rights_by_session(
    engine: AsyncEngine, hashes: Collection[str], now: datetime
) -> Mapping[str, tuple[str, str, frozenset[str]]]:
    """Of those of these sessions that go on: role, home office and further offices of the account."""
    query = (
        select(Session.token_hash, Account.role, Account.office, also_offices())
        .join(Account, Account.username == Session.username)
        .where(Session.token_hash.in_(hashes), _goes_on(now), Account.deactivated_at.is_(None))
    )
    async with engine.connect() as connection:
        return {
            row.token_hash: (row.role, row.office, frozenset(row.also_offices or ()))
            for row in await connection.execute(query)
        }


async def list_sessions(engine: AsyncEngine, username: str, token: str, now: datetime) -> list[SessionNow]:
    """The sessions of an account that go on, the one used last first; `token` is the present one's."""
    query = select(Session.__table__).where(Session.username == username, _goes_on(now))
    async with engine.connect() as connection:
        rows = await connection.execute(query.order_by(Session.last_seen_at.desc(), Session.id))
        return [SessionNow(*_told(row, token)) for row in rows]


async def list_every_session(
    engine: AsyncEngine, token: str, now: datetime, offices: Collection[str] | None = None
) -> list[SessionOfAccount]:
    """The sessions of all accounts that go on, of these offices' if any are given, the one used last first.

    `token` is the present one's.
    """
    query = (
        select(Session.__table__, Account.display_name, Account.role, Account.office)
        .join(Account, Account.username == Session.username)
        .where(_goes_on(now), Account.deactivated_at.is_(None))
        .order_by(Session.last_seen_at.desc(), Session.id)
    )
    if offices is not None:
        query = query.where(Account.office.in_(sorted(offices)))
    async with engine.connect() as connection:
        return [
            SessionOfAccount(*_told(row, token), row.username, row.display_name, row.role, row.office)
            for row in await connection.execute(query)
        ]


async def office_of_session(engine: AsyncEngine, session_id: str) -> tuple[str, str] | None:
    """Whose session it is, and of which office that account is; None: there is no such session."""
    query = select(Session.username, Account.office).join(Account, Account.username == Session.username)
    async with engine.connect() as connection:
        row = (await connection.execute(query.where(Session.id == session_id))).one_or_none()
    return None if row is None else (row.username, row.office)


async def end_session(engine: AsyncEngine, token: str, username: str, address: str, now: datetime) -> None:
    """The owner leaves. Harmless when it is over already."""
    async with engine.begin() as connection:
        await revoke(connection, username, Ending.SESSION_ENDED, now, only=token_hash(token))
        await note_event(connection, SecurityEvent("log_out", "done", username, address), now)


async def end_one_session(
    engine: AsyncEngine, session_id: str, username: str, address: str, now: datetime
) -> None:
    """Raises NotFound for one that is not of this account."""
    async with engine.begin() as connection:
        found = select(Session.token_hash).where(Session.id == session_id, Session.username == username)
        hashed = await connection.scalar(found.with_for_update())
        if hashed is None:
            raise NotFound
        await revoke(connection, username, Ending.SESSION_ENDED, now, only=hashed)
        await note_event(connection, SecurityEvent("session_ended", "done", username, address), now)


async def end_other_sessions(engine: AsyncEngine, token: str, username: str, address: str, now: datetime) -> None:
    """Every session of the account but the present one. Its devices stay known."""
    async with engine.begin() as connection:
        await revoke(connection, username, Ending.SESSION_ENDED, now, but=token_hash(token))
        await note_event(connection, SecurityEvent("session_ended", "done", username, address), now)


async def end_every_session(
    engine: AsyncEngine, username: str, address: str, now: datetime, *, kind: EventKind = "session_ended"
) -> None:
    """Whoever is logged in with this account is no more, and its devices are strangers."""
    async with engine.begin() as connection:
        await revoke(connection, username, Ending.LOGGED_OUT_EVERYWHERE, now)
        await note_event(connection, SecurityEvent(kind, "done", username, address), now)


async def known_device(engine: AsyncEngine, username: str, device: str, now: datetime) -> str | None:
    """The hash of a device that this account has logged in from within a year; None for any other."""
    hashed = device_hash(device, username)
    query = select(KnownDevice.token_hash).where(
        KnownDevice.token_hash == hashed,
        KnownDevice.username == username,
        KnownDevice.last_seen_at > now - DEVICE_TIME,
    )
    async with engine.connect() as connection:
        return cast(str | None, await connection.scalar(query))


async def _replace_device(connection: AsyncConnection, old: str, new: str) -> None:
    """For every account that knew the old value: several people share a browser."""
    known = await connection.execute(select(KnownDevice.token_hash, KnownDevice.username))
    names = {row.username for row in known if row.token_hash == device_hash(old, row.username)}
    for name in sorted(names):
        this = KnownDevice.token_hash == device_hash(old, name)
        await connection.execute(update(KnownDevice).where(this).values(token_hash=device_hash(new, name)))


async def _know(connection: AsyncConnection, username: str, hashed: str, now: datetime) -> None:
    values = {"token_hash": hashed, "username": username, "created_at": now, "last_seen_at": now}
    statement = insert(KnownDevice).values(**values)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["token_hash"], set_={"last_seen_at": now})
    )
    kept = (
        select(KnownDevice.token_hash)
        .where(KnownDevice.username == username)
        .order_by(KnownDevice.last_seen_at.desc(), KnownDevice.token_hash)
        .limit(MOST_DEVICES)
    )
    await connection.execute(
        delete(KnownDevice).where(
            (KnownDevice.last_seen_at <= now - DEVICE_TIME)
            | ((KnownDevice.username == username) & KnownDevice.token_hash.not_in(kept))
        )
    )


def _told(row: Any, token: str) -> tuple[str, SessionKind, str, str, datetime, datetime, bool]:
    """The fields of `SessionNow`."""
    is_current = row.token_hash == token_hash(token)
    return row.id, row.kind, row.address, row.user_agent, row.created_at, row.last_seen_at, is_current


def _goes_on(now: datetime) -> ColumnElement[bool]:
    return and_(Session.expires_at > now, Session.last_seen_at > now - IDLE_TIME)


def also_offices() -> ColumnElement[list[str]]:
    offices = select(func.array_agg(AccountOffice.office)).where(AccountOffice.username == Account.username)
    return offices.correlate(Account).scalar_subquery().label("also_offices")

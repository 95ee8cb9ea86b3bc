"""Accounts in the database: who there is, and what administrators change of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, cast

from pydantic import Field
from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.revocation_store import revoke
from acd.staffing.hiring_store import withhold_clients
from api.accounts.credentials.credential_store import end_pairings, remove_password
from api.accounts.errors import AccountClosed, AccountRefused, GivesMore, LastAdministrator, OwnAccount
from api.accounts.event_store import note_event
from api.accounts.security_event import SecurityEvent
from core.db.pages import MAX_PAGE
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account, AccountOffice
from core.errors import NameTaken, NotFound
from core.lists.last_change_store import check_unchanged
from core.revocation import Ending
from core.rights import Post, Role, gives_more

CONSULTANT: Role = "consultant"
ADMINISTRATOR: Role = "administrator"
OBSERVER: Role = "observer"

_ONE_AT_A_TIME = 0x5724_ACC0
"""The database's lock that changes of accounts take."""

_ELSEWHERE = (
    "Konsultanta przyjmuje się, zmienia, zwalnia i przywraca razem z jego telefonem, w dziale konsultantów "
    "(/api/agents), nie na liście kont."
)


@dataclass(frozen=True, slots=True)
class AccountNow:
    """An account. Times are UTC."""

    username: Annotated[str, Field(examples=["nowak"])]
    display_name: Annotated[str, Field(examples=["Maria Nowak"])]
    role: Role
    office: Annotated[str, Field(examples=["20060"])]
    office_name: Annotated[str, Field(examples=["Powiatowy Urząd Pracy w Kolnie"])]
    also_offices: tuple[str, ...]
    has_password: Annotated[bool, Field(description="False until the owner has set one")]
    has_totp: bool
    is_of_directory: Annotated[
        bool, Field(description="Logs in by the office's directory, and has no password here")
    ]
    code_expires_at: Annotated[
        datetime | None,
        Field(description="Until when a one-time code of `make administrator` may be used; null: there is none"),
    ]
    created_at: datetime
    deactivated_at: Annotated[datetime | None, Field(description="When it was closed; null: it may log in")]
    made_by: Annotated[str | None, Field(description="Null: nobody of the staff", examples=["administrator"])]
    reset_by: Annotated[
        str | None, Field(description="Who last made the password void; null: nobody", examples=[None])
    ]
    reset_at: datetime | None
    sees_clients: Annotated[bool, Field(exclude=True)]
    organisation: Annotated[str | None, Field(description="Of an observer; its office only lets it in")]


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts are wanted; None does not restrict."""

    role: Role | None = None
    office: str | None = None
    state: Literal["active", "closed"] | None = None
    offices: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Accounts by name. `after` leads to the next page; None on the last."""

    accounts: Sequence[AccountNow]
    after: str | None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that is to be made."""

    username: str
    display_name: str
    role: Role
    office: str
    also_offices: tuple[str, ...] = ()
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What an account is to be from now on; None leaves it as it is."""

    display_name: str | None = None
    role: Role | None = None
    office: str | None = None
    also_offices: frozenset[str] | None = None
    organisation: str | None = None


async def list_accounts(
    engine: AsyncEngine, wanted: AccountFilter, *, limit: int, after: str | None = None
) -> AccountPage:
    """At most `limit` accounts, by name."""
    limit = min(limit, MAX_PAGE)
    query = _now().order_by(Account.username).limit(limit + 1)
    if after is not None:
        query = query.where(Account.username > after)
    if wanted.role is not None:
        query = query.where(Account.role == wanted.role)
    if wanted.office is not None:
        query = query.where(Account.office == wanted.office)
    if wanted.offices is not None:
        query = query.where(Account.office.in_(sorted(wanted.offices)))
    if wanted.state is not None:
        is_closed = Account.deactivated_at.is_not(None)
        query = query.where(is_closed if wanted.state == "closed" else ~is_closed)
    async with engine.connect() as connection:
        found = [_of(row) for row in await connection.execute(query)]
    if len(found) <= limit:
        return AccountPage(found, None)
    return AccountPage(found[:limit], found[limit - 1].username)


async def get_account(engine: AsyncEngine, username: str) -> AccountNow | None:
    """None for a name that no account has."""
    async with engine.connect() as connection:
        return await _get(connection, username)


async def make_account(engine: AsyncEngine, new: NewAccount, by: str, address: str, now: datetime) -> AccountNow:
    """An account without a password, which its owner sets (`api.accounts.pairing_store`). Raises
    NameTaken, and AccountRefused for a consultant, for an office that takes nobody in, and for an observer without
    an organisation.
    """
    async with engine.begin() as connection:
        await make_account_with(connection, new, by, address, now)
        return await got_account(connection, new.username)


async def make_account_with(
    connection: AsyncConnection, new: NewAccount, by: str, address: str, now: datetime
) -> None:
    """As `make_account`, in the transaction of something larger."""
    if new.role == CONSULTANT:
        raise AccountRefused(_ELSEWHERE)
    organisation = organisation_of(new.role, new.organisation)
    await refuse_offices(connection, {new.office, *new.also_offices})
    values = {
        "username": new.username,
        "display_name": new.display_name,
        "role": new.role,
        "office": new.office,
        "organisation": organisation,
        "password_hash": "",
        "made_by": by,
        "created_at": now,
    }
    made = pg_insert(Account).values(**values).on_conflict_do_nothing()
    if await connection.scalar(made.returning(Account.username)) is None:
        raise NameTaken
    await set_also_offices(connection, new.username, set(new.also_offices) - {new.office})
    await note_event(connection, SecurityEvent("account_made", "done", new.username, address), now)


async def change_account(
    engine: AsyncEngine,
    username: str,
    change: Change,
    by: str,
    now: datetime,
    *,
    is_confirmed: bool = False,
    read_version: int | None = None,
) -> AccountNow:
    """What is changed holds at once; whoever has lost a right by it has to log in anew.

    Raises NotFound; StaleVersion if it is not as it was read; AccountRefused for a consultant and for an office
    that takes nobody in; OwnAccount for the own role; LastAdministrator; GivesMore for what a second person is to
    confirm, unless that was done.
    """
    async with engine.begin() as connection:
        before = await locked_account(connection, username)
        await check_unchanged(connection, "account", username, read_version)
        if CONSULTANT in (before.role, change.role):
            raise AccountRefused(_ELSEWHERE)
        if change.role not in (None, before.role):
            if username == by:
                raise OwnAccount
            await keep_an_administrator(connection, before)
        office = change.office or before.office
        also = set(before.also_offices if change.also_offices is None else change.also_offices) - {office}
        await refuse_offices(connection, ({office} | also) - {before.office, *before.also_offices})
        role = change.role or before.role
        organisation = organisation_of(role, change.organisation or before.organisation)
        if not is_confirmed and gives_more(
            await _post(connection, before.role, before.office, before.also_offices),
            await _post(connection, role, office, also),
        ):
            would_be = {"role": role, "office": office, "also_offices": sorted(also)}
            raise GivesMore(who_confirms(office, also), would_be)
        await connection.execute(
            update(Account)
            .where(Account.username == username)
            .values(
                display_name=change.display_name or before.display_name,
                role=role,
                office=office,
                organisation=organisation,
            )
        )
        await set_also_offices(connection, username, also)
        for ending in rights_ended(before, role, office, also):
            await revoke(connection, username, ending, now, by=by)
        return await got_account(connection, username)


def rights_ended(before: AccountNow, role: Role, office: str, also: Collection[str]) -> list[Ending]:
    """What ends when an account gets that role, that home office and those further offices."""
    ended = {
        Ending.ROLE_CHANGED: role != before.role,
        Ending.HOME_OFFICE_CHANGED: office != before.office,
        Ending.FURTHER_OFFICE_TAKEN: not set(before.also_offices) <= {office, *also},
    }
    return [ending for ending, is_so in ended.items() if is_so]


async def close_account(engine: AsyncEngine, username: str, by: str, address: str, now: datetime) -> AccountNow:
    """Nobody logs in with it any more, its sessions end at once, and its code is of no use. Once is enough.

    Raises NotFound, AccountRefused for a consultant, OwnAccount, LastAdministrator.
    """
    async with engine.begin() as connection:
        before = await locked_account(connection, username)
        refuse_consultant(before)
        if username == by:
            raise OwnAccount
        if before.deactivated_at is None:
            await keep_an_administrator(connection, before)
            await connection.execute(
                update(Account)
                .where(Account.username == username)
                .values(deactivated_at=now, code_hash=None, code_expires_at=None)
            )
            await revoke(connection, username, Ending.ACCOUNT_CLOSED, now, by=by)
            await end_pairings(connection, username)
            await note_event(connection, SecurityEvent("account_closed", "done", username, address), now)
        return await got_account(connection, username)


async def restore_account(engine: AsyncEngine, username: str, address: str, now: datetime) -> AccountNow:
    """With the rights and the password of before. Raises NotFound, AccountRefused for a consultant."""
    async with engine.begin() as connection:
        before = await locked_account(connection, username)
        refuse_consultant(before)
        if before.deactivated_at is not None:
            await connection.execute(
                update(Account).where(Account.username == username).values(deactivated_at=None)
            )
            await note_event(connection, SecurityEvent("account_restored", "done", username, address), now)
        return await got_account(connection, username)


async def reset_password(
    engine: AsyncEngine, username: str, by: str, address: str, now: datetime, *, withholds_clients: bool = False
) -> AccountNow:
    """The old password is void and sessions end at once; the owner sets a new one when somebody has confirmed it.

    `withholds_clients`: a consultant sees no clients until the office's supervisor has confirmed that. Raises
    NotFound, AccountClosed, OwnAccount, LastAdministrator: until then nobody can log in.
    """
    async with engine.begin() as connection:
        before = await locked_account(connection, username)
        if before.deactivated_at is not None:
            raise AccountClosed
        if username == by:
            raise OwnAccount
        await keep_an_administrator(connection, before)
        await remove_password(connection, username, by, now)
        await end_pairings(connection, username)
        if withholds_clients and before.role == CONSULTANT:
            await withhold_clients(connection, username, before.office, by, now)
        await note_event(connection, SecurityEvent("password_reset", "done", username, address), now)
        return await got_account(connection, username)


def organisation_of(role: Role, organisation: str | None) -> str | None:
    """An observer's organisation, which is no office; None for everybody else. Raises AccountRefused for an
    observer without one."""
    if role != OBSERVER:
        return None
    if organisation is None:
        raise AccountRefused("Obserwator musi mieć podaną organizację, z której jest.")
    return organisation


def who_confirms(office: str, also: Collection[str]) -> str | None:
    """The office whose people confirm what is done to an account of these offices; None: the province's, since
    those of one office do not decide for another."""
    return None if set(also) - {office} else office


def refuse_consultant(account: AccountNow) -> None:
    """Raises AccountRefused for the account of a consultant."""
    if account.role == CONSULTANT:
        raise AccountRefused(_ELSEWHERE)


async def one_at_a_time(connection: AsyncConnection) -> None:
    """Whoever else changes accounts waits until this transaction ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))


async def locked_account(connection: AsyncConnection, username: str) -> AccountNow:
    """An account that is about to be changed. One change at a time: two administrators may dismiss each other."""
    await one_at_a_time(connection)
    found = await _get(connection, username)
    if found is None:
        raise NotFound
    return found


async def keep_an_administrator(connection: AsyncConnection, changed: AccountNow) -> None:
    """Raises LastAdministrator if nobody else could log in as one."""
    if changed.role != ADMINISTRATOR or changed.deactivated_at is not None:
        return
    others = select(func.count()).where(
        Account.role == ADMINISTRATOR,
        Account.deactivated_at.is_(None),
        Account.password_hash != "",
        Account.username != changed.username,
    )
    if not await connection.scalar(others):
        raise LastAdministrator


async def refuse_offices(connection: AsyncConnection, offices: Collection[str]) -> None:
    """Raises AccountRefused if one of them is none, or takes nobody in."""
    query = select(Office.code).where(Office.code.in_(sorted(offices)), Office.deactivated_at.is_(None))
    known = set((await connection.scalars(query)).all())
    if unknown := sorted(set(offices) - known):
        raise AccountRefused(f"Nie ma czynnego urzędu o kodzie {', '.join(unknown)}.")


async def set_also_offices(connection: AsyncConnection, username: str, offices: Collection[str]) -> None:
    """The further offices of an account are these, and no others."""
    of_account = AccountOffice.username == username
    before = set((await connection.scalars(select(AccountOffice.office).where(of_account))).all())
    gone, new = before - set(offices), sorted(set(offices) - before)
    if gone:
        await connection.execute(delete(AccountOffice).where(of_account, AccountOffice.office.in_(gone)))
    if new:
        await connection.execute(
            insert(AccountOffice), [{"username": username, "office": office} for office in new]
        )


async def _post(connection: AsyncConnection, role: Role, office: str, also: Collection[str]) -> Post:
    is_province = await connection.scalar(select(Office.is_province).where(Office.code == office))
    return Post(role, bool(is_province), frozenset({office, *also}))


async def _get(connection: AsyncConnection, username: str) -> AccountNow | None:
    row = (await connection.execute(_now().where(Account.username == username))).one_or_none()
    return None if row is None else _of(row)


async def got_account(connection: AsyncConnection, username: str) -> AccountNow:
    """An account that is known to be there."""
    found = await _get(connection, username)
    assert found is not None  # accounts are never deleted
    return found


def _now() -> Select[Any]:
    offices = select(func.array_agg(AccountOffice.office)).where(AccountOffice.username == Account.username)
    return select(
        Account.username,
        Account.display_name,
        Account.role,
        Account.office,
        func.coalesce(Account.organisation, Office.name).label("office_name"),
        Account.organisation,
        offices.correlate(Account).scalar_subquery().label("also_offices"),
        (Account.password_hash != "").label("has_password"),
        Account.totp_secret.is_not(None).label("has_totp"),
        Account.directory.is_not(None).label("is_of_directory"),
        Account.code_expires_at,
        Account.created_at,
        Account.deactivated_at,
        Account.made_by,
        Account.reset_by,
        Account.reset_at,
        Account.sees_clients,
    ).join(Office, Office.code == Account.office)


def _of(row: Row[Any]) -> AccountNow:
    return AccountNow(
        username=row.username,
        display_name=row.display_name,
        role=cast(Role, row.role),
        office=row.office,
        office_name=row.office_name,
        also_offices=tuple(sorted(row.also_offices or ())),
        has_password=row.has_password,
        has_totp=row.has_totp,
        is_of_directory=row.is_of_directory,
        code_expires_at=row.code_expires_at,
        created_at=row.created_at,
        deactivated_at=row.deactivated_at,
        made_by=row.made_by,
        reset_by=row.reset_by,
        reset_at=row.reset_at,
        sees_clients=row.sees_clients,
        organisation=row.organisation,
    )

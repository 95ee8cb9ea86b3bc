"""Consultants come and go: hired, moved, dismissed, taken back; and their telephones.

Every change is told to the running processes in its transaction: the distribution takes it over, and the watchdog
writes Asterisk's accounts. Nobody is deleted, since the records name them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.live.agent import Agent
from acd.revocation_store import AGENTS_NEWS, has_place, revoke
from acd.staffing.served_store import served_by
from acd.telephone import Telephone, check_sip_user
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account, AgentQueue
from core.db.tables.staff_tables import Agent as AgentRow
from core.errors import NameTaken, NotFound, SettingsRefused
from core.lists.last_change_store import check_unchanged
from core.relay.relay import tell_on_commit
from core.revocation import Ending
from core.two_persons.four_eyes import Act
from core.two_persons.four_eyes_store import propose_with


@dataclass(frozen=True, slots=True)
class NewConsultant:
    """Somebody who is hired. `id` is the account's name and the SIP user."""

    id: str
    display_name: str
    office: str
    queues: Collection[str] = ()
    skills: Mapping[Any, int] = field(default_factory=dict)


async def hire(
    engine: AsyncEngine, new: NewConsultant, by: str, now: datetime, *, withholds_clients: bool = False
) -> None:
    """Make the account and the consultant with a telephone. Neither has a password: the owner sets both.

    `by` is the account of who hires. `withholds_clients`: until the office's supervisor has confirmed it, the
    consultant takes calls, and sees no client. Raises NameTaken, and SettingsRefused for a name that no telephone
    can have, an office or a topic that is none.
    """
    async with engine.begin() as connection:
        await hire_with(connection, new, by, now, withholds_clients=withholds_clients)


async def hire_with(
    connection: AsyncConnection, new: NewConsultant, by: str, now: datetime, *, withholds_clients: bool = False
) -> None:
    """As `hire`, in the transaction of something larger."""
    check_sip_user(new.id)
    await _check_office(connection, new.office)
    account = pg_insert(Account).values(
        username=new.id,
        display_name=new.display_name,
        role="consultant",
        office=new.office,
        password_hash="",
        made_by=by,
        created_at=now,
    )
    made = account.on_conflict_do_nothing().returning(Account.username)
    if await connection.scalar(made) is None:
        raise NameTaken
    person = {"id": new.id, "display_name": new.display_name, "office": new.office}
    await connection.execute(insert(AgentRow).values(**person))
    await served_by(connection, new.id, new.office, new.queues, new.skills, by, now)
    if withholds_clients:
        await withhold_clients(connection, new.id, new.office, by, now)
    await tell_on_commit(connection, AGENTS_NEWS)


async def withhold_clients(
    connection: AsyncConnection, username: str, office: str, by: str, now: datetime
) -> None:
    """A consultant sees no clients until a second person of the office has confirmed it; it is proposed. Nothing
    for an account that is not a consultant's."""
    unseen = _account_of(username).values(sees_clients=False).returning(Account.username)
    if await connection.scalar(unseen) is not None:
        await propose_with(connection, Act.LET_SEE_CLIENTS, office, username, by, now)


async def let_see_clients(engine: AsyncEngine, username: str, office: str) -> None:
    """A second person of that office has confirmed it. Once is enough.

    Raises SettingsRefused for somebody who is no consultant of that office any more.
    """
    seeing = _account_of(username).where(Account.office == office).values(sees_clients=True)
    async with engine.begin() as connection:
        if await connection.scalar(seeing.returning(Account.username)) is None:
            raise SettingsRefused(["Ta osoba nie jest już konsultantem tego urzędu."])


async def give_supervisor_telephone(engine: AsyncEngine, username: str, by: str, now: datetime) -> None:
    """A supervisor gets a telephone, and could take calls with it after a log-in. If there is one already, its
    password is void: the owner makes a new one. A telephone that has ended with an earlier role or office of the
    account is made anew.

    Raises NotFound for whoever is no supervisor, or has left; SettingsRefused for a name that no telephone can
    have, and for somebody who was dismissed and is to be taken back first.
    """
    async with engine.begin() as connection:
        await give_telephone_with(connection, username, by, now)


async def give_telephone_with(connection: AsyncConnection, username: str, by: str, now: datetime) -> None:
    """As `give_supervisor_telephone`, in the transaction of something larger."""
    check_sip_user(username)
    row = (
        await connection.execute(
            select(Account.display_name, Account.office)
            .where(
                Account.username == username,
                Account.role == "supervisor",
                Account.deactivated_at.is_(None),
            )
            .with_for_update()
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    of_agent = select(AgentRow.deactivated_at, AgentRow.sip_digest).where(AgentRow.id == username)
    before = (await connection.execute(of_agent.with_for_update())).one_or_none()
    if before is not None and before.deactivated_at is not None and before.sip_digest is not None:
        raise SettingsRefused(["Tę osobę zwolniono z odbierania rozmów. Najpierw trzeba ją przywrócić."])
    await revoke(connection, username, Ending.TELEPHONE_RENEWED, now, by=by)
    values = {"display_name": row.display_name, "office": row.office, "deactivated_at": None}
    given = pg_insert(AgentRow).values(id=username, **values)
    await connection.execute(given.on_conflict_do_update(index_elements=[AgentRow.id], set_=values))
    await tell_on_commit(connection, AGENTS_NEWS)


async def office_of_supervisor(engine: AsyncEngine, username: str) -> str | None:
    """The home office of a supervisor who has not left; None for anybody else."""
    query = select(Account.office).where(
        Account.username == username, Account.role == "supervisor", Account.deactivated_at.is_(None)
    )
    async with engine.connect() as connection:
        office: str | None = await connection.scalar(query)
    return office


async def change_agent(
    engine: AsyncEngine,
    agent_id: str,
    by: str,
    now: datetime,
    *,
    display_name: str | None = None,
    office: str | None = None,
    withholds_clients: bool = False,
    read_version: int | None = None,
) -> None:
    """Another name or another office, at once; the account follows if it is that of a consultant.

    `withholds_clients`: in another office it sees no client until the supervisor there has confirmed it. Raises
    NotFound for nobody and for somebody who was dismissed; SettingsRefused for an office that is none, and for
    that of a supervisor, who has it by the account; StaleVersion if it is not as it was read.
    """
    changed = {"display_name": display_name, "office": office}
    values = {name: value for name, value in changed.items() if value is not None}
    async with engine.begin() as connection:
        await _lock_there(connection, agent_id)
        await check_unchanged(connection, "agent", agent_id, read_version)
        home = await _office_of(connection, agent_id)
        if office == home:
            office = None
        if office is not None:
            await _check_office(connection, office)
            own = AgentQueue.agent == agent_id, AgentQueue.office == office
            await connection.execute(delete(AgentQueue).where(*own))  # the own office's is served anyway
        if values:
            await connection.execute(update(AgentRow).where(AgentRow.id == agent_id).values(**values))
            moved = await connection.scalar(_account_of(agent_id).values(**values).returning(Account.username))
            if office is not None and moved is None:
                raise SettingsRefused(["Urząd osoby, która nie jest konsultantem, zmienia się na liście kont."])
        if office is not None:
            if withholds_clients:
                await withhold_clients(connection, agent_id, office, by, now)
            else:  # whoever moves somebody here sees these clients, and might have hired them here
                await connection.execute(_account_of(agent_id).values(sees_clients=True))
            await revoke(connection, agent_id, Ending.CONSULTANT_MOVED, now, by=by)
        await tell_on_commit(connection, AGENTS_NEWS)


async def dismiss(engine: AsyncEngine, agent_id: str, account: str, now: datetime) -> None:
    """Somebody is no consultant any more, says `account`, which is written down in the same transaction.

    A conversation goes on to its end; no other call comes. An account that served for nothing else is closed, and
    its sessions end. Raises NotFound for nobody and for somebody who was dismissed before.
    """
    async with engine.begin() as connection:
        await _lock_there(connection, agent_id)
        closed = _account_of(agent_id).where(Account.deactivated_at.is_(None)).values(deactivated_at=now)
        is_consultant = await connection.scalar(closed.returning(Account.username)) is not None
        ending = Ending.CONSULTANT_DISMISSED if is_consultant else Ending.TELEPHONE_TAKEN
        await revoke(connection, agent_id, ending, now, by=account)


async def restore(
    engine: AsyncEngine, agent_id: str, by: str, now: datetime, *, withholds_clients: bool = False
) -> None:
    """Take somebody back who was dismissed, with the telephone and the password of before.

    `withholds_clients`: until the office's supervisor has confirmed it, a consultant sees no client. An account
    that was closed for itself stays closed. Harmless for somebody who is there. Raises NotFound for nobody;
    SettingsRefused if the office has been closed meanwhile, and for an account that is closed or has another role
    or office by now: its telephone is given anew, if at all.
    """
    async with engine.begin() as connection:
        left = await _lock(connection, agent_id)
        if left is None:
            return
        office = await _office_of(connection, agent_id)
        await _check_office(connection, office)
        await connection.execute(update(AgentRow).where(AgentRow.id == agent_id).values(deactivated_at=None))
        closed_with_it = _account_of(agent_id).where(Account.deactivated_at == left)
        await connection.execute(closed_with_it.values(deactivated_at=None))
        if await connection.scalar(select(AgentRow.id).where(AgentRow.id == agent_id, has_place())) is None:
            raise SettingsRefused(["Konto tej osoby jest zamknięte albo ma już inną rolę lub inny urząd."])
        if withholds_clients:
            await withhold_clients(connection, agent_id, office, by, now)
        await tell_on_commit(connection, AGENTS_NEWS)


async def set_sip_digest(engine: AsyncEngine, agent_id: str, digest: str | None, by: str, now: datetime) -> None:
    """Give a telephone another password; None: it has none, and cannot register. Raises NotFound for nobody and
    for somebody who was dismissed."""
    async with engine.begin() as connection:
        await _lock_there(connection, agent_id)
        await revoke(connection, agent_id, Ending.TELEPHONE_RENEWED, now, by=by, sip_digest=digest)


# Made once: the watchdog asks every two seconds, and making a statement takes longer than carrying it out.
_TELEPHONES = (
    select(AgentRow.id, AgentRow.display_name, AgentRow.sip_digest, AgentRow.contact)
    .where(has_place())
    .order_by(AgentRow.id)
)


async def load_telephones(engine: AsyncEngine) -> list[Telephone]:
    """The telephones of everybody who is a consultant, by id. Who has no password for a SIP telephone and no fixed
    address of one has the browser alone."""
    async with engine.connect() as connection:
        rows = (await connection.execute(_TELEPHONES)).all()
    return [Telephone(row.id, row.display_name, row.sip_digest, row.contact) for row in rows]


async def having_telephones(engine: AsyncEngine, among: Collection[str]) -> set[str]:
    """Who of them is a consultant with telephones: those that `load_telephones` finds."""
    query = select(AgentRow.id).where(AgentRow.id.in_(among), has_place())
    async with engine.connect() as connection:
        return set(await connection.scalars(query))


async def load_dismissed(engine: AsyncEngine, among: Collection[str]) -> list[Agent]:
    """Those of `among` who were dismissed, as the distribution sees somebody who leaves after the conversation."""
    query = select(AgentRow.id, AgentRow.display_name, AgentRow.office).order_by(AgentRow.id)
    dismissed = query.where(AgentRow.id.in_(among), ~has_place())
    async with engine.connect() as connection:
        rows = (await connection.execute(dismissed)).all()
    return [Agent(row.id, row.display_name, row.office, is_leaving=True) for row in rows]


def _account_of(agent_id: str) -> Any:
    """An account with another role is somebody's for other reasons, too."""
    return update(Account).where(Account.username == agent_id, Account.role == "consultant")


async def _lock(connection: AsyncConnection, agent_id: str) -> datetime | None:
    """When the consultant was dismissed; nobody else changes the row until the end of the transaction.

    Raises NotFound for nobody.
    """
    query = select(AgentRow.id, AgentRow.deactivated_at).where(AgentRow.id == agent_id).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    left: datetime | None = row.deactivated_at
    return left


async def _lock_there(connection: AsyncConnection, agent_id: str) -> None:
    """As `_lock`; raises NotFound also for somebody who was dismissed."""
    if await _lock(connection, agent_id) is not None:
        raise NotFound


async def _office_of(connection: AsyncConnection, agent_id: str) -> str:
    return str(await connection.scalar(select(AgentRow.office).where(AgentRow.id == agent_id)))


async def _check_office(connection: AsyncConnection, office: str) -> None:
    """Raises SettingsRefused for an office that is none, or takes no calls any more."""
    is_open = select(Office.code).where(Office.code == office, Office.deactivated_at.is_(None))
    # Nobody closes it before somebody works there: `ivr.office_store` locks the row for that.
    if await connection.scalar(is_open.with_for_update(read=True)) is None:
        raise SettingsRefused([f"Nie ma urzędu {office}."])

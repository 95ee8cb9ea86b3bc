"""Ends what hangs on an account, in the transaction of the change that ends a right.

What is ended is gone from the database when the change is; who holds a socket, an offer, a listening or a
registration is told, and looks. `core.revocation` says what becomes of what.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.live.agent_state import ON_A_CALL
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account, AccountOffice, AgentStateRow, KnownDevice, Session
from core.db.tables.staff_tables import Agent as AgentRow
from core.fact_log.event_log import write_facts
from core.facts.kinds.consultants import ConsultantRemoved
from core.ids import new_id
from core.relay.commands import ListeningClaim
from core.relay.relay import tell_on_commit
from core.revocation import NEWS, Ending, Hanging, ends
from core.rights import Reach, Right, rights_of

AGENTS_NEWS = "agents"
"""Told when consultants, what they serve, or their telephones have changed."""

_CALL = frozenset(state.value for state in ON_A_CALL)


async def revoke(
    connection: AsyncConnection,
    username: str,
    ending: Ending,
    now: datetime,
    *,
    by: str | None = None,
    only: str | None = None,
    but: str | None = None,
    sip_digest: str | None = None,
) -> None:
    """End what this ending ends, says the account `by`, or its owner.

    Sockets, offers, listenings and registrations follow within seconds. Harmless for an account on which nothing
    hangs.

    Of the sessions `only` one, or all `but` one: hashes of tokens. `sip_digest`: of the password that the SIP
    telephone has in place of one that ends.
    """
    if ends(ending, Hanging.SESSIONS):
        over = delete(Session).where(Session.username == username)
        if only is not None:
            over = over.where(Session.token_hash == only)
        if but is not None:
            over = over.where(Session.token_hash != but)
        await connection.execute(over)
    if ends(ending, Hanging.DEVICES):
        await connection.execute(delete(KnownDevice).where(KnownDevice.username == username))
    if ends(ending, Hanging.TELEPHONE_PASSWORD):
        await connection.execute(update(AgentRow).where(AgentRow.id == username).values(sip_digest=sip_digest))
    if ends(ending, Hanging.PLACE):
        await _end_place(connection, username, by or username, now)
    if any(ends(ending, thing) for thing in (Hanging.PLACE, Hanging.OFFER, Hanging.REGISTRATION)):
        await tell_on_commit(connection, AGENTS_NEWS)
    await tell_on_commit(connection, NEWS)


async def _end_place(connection: AsyncConnection, username: str, by: str, now: datetime) -> None:
    there = AgentRow.id == username, AgentRow.deactivated_at.is_(None)
    ended = update(AgentRow).where(*there).values(deactivated_at=now).returning(AgentRow.id)
    if await connection.scalar(ended) is None:
        return
    # The state of a call is still of use: its end is written there.
    over = AgentStateRow.agent == username, AgentStateRow.state.not_in(_CALL)
    await connection.execute(delete(AgentStateRow).where(*over))
    removed = ConsultantRemoved(id=new_id("event"), at=now, agent=username, account=by)
    await write_facts(connection, [removed])


def has_place() -> ColumnElement[bool]:
    """Of a row of `agent`: is it somebody whom calls may be offered, and whose telephone may register?

    The account says so, too: whatever has closed it, or has made it another role's or another office's, has ended
    that.
    """
    of_account = and_(
        Account.username == AgentRow.id,
        Account.deactivated_at.is_(None),
        Account.role.in_(("consultant", "supervisor")),
        Account.office == AgentRow.office,
    )
    account = select(Account.username).where(of_account).correlate(AgentRow)
    return and_(AgentRow.deactivated_at.is_(None), account.exists())


@dataclass(frozen=True, slots=True)
class Hearing:
    """A conversation that is heard now: by which account and session (the hash of its token), of which consultant,
    with a caller of which office, and why it may be."""

    listener: str
    session: str
    agent: str
    home: str
    claim: ListeningClaim = "both"


async def may_go_on(engine: AsyncEngine, hearings: Collection[Hearing], now: datetime) -> Mapping[Hearing, str]:
    """Those of them whose session goes on and whose account may still hear that conversation, each with what is
    known of the telephone's password: another one is another telephone."""
    if not hearings:
        return {}
    further = select(func.array_agg(AccountOffice.office)).where(AccountOffice.username == Account.username)
    query = (
        select(
            Session.token_hash,
            Account.username,
            Account.role,
            Account.office,
            Office.is_province,
            AgentRow.sip_digest,
            further.correlate(Account).scalar_subquery().label("further"),
        )
        .join(Account, Account.username == Session.username)
        .join(Office, Office.code == Account.office)
        .join(AgentRow, AgentRow.id == Account.username)
        .where(
            Session.token_hash.in_({hearing.session for hearing in hearings}),
            Session.expires_at > now,
            Account.deactivated_at.is_(None),
            has_place(),
        )
    )
    heard = select(AgentRow.id, AgentRow.office).where(AgentRow.id.in_({hearing.agent for hearing in hearings}))
    async with engine.connect() as connection:
        rows = {(row.token_hash, row.username): row for row in await connection.execute(query)}
        offices = {row.id: row.office for row in await connection.execute(heard)}
    return {
        hearing: row.sip_digest or ""
        for hearing in hearings
        if (row := rows.get((hearing.session, hearing.listener))) is not None
        and _may_hear(row, _claimed(hearing, offices.get(hearing.agent, "")))
    }


def _claimed(hearing: Hearing, office: str) -> set[str]:
    """Of which offices the listener must be."""
    match hearing.claim:
        case "both":
            return {office, hearing.home}
        case "consultant":
            return {office}
        case "help":
            return {hearing.home}


def _may_hear(row: Any, offices: set[str]) -> bool:
    reach = rights_of(row.role, is_of_province=row.is_province).get(Right.LISTEN_IN, Reach.NOTHING)
    return reach is Reach.PROVINCE or (reach is Reach.OFFICE and offices <= {row.office, *(row.further or ())})

"""Who of the staff changed a thing last, as the audit log has it: what lists show beside each thing, and how
somebody who saves learns that somebody else was faster.

The number of that entry is the thing's version for `If-Match`: 0 while nobody of the staff has changed it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.staff_tables import Account, Agent, AuditRow
from core.errors import StaleVersion
from core.lists.account_name_store import account_names

_OF_OFFICE = {"office": ("postal_prefix",)}
"""Rows that are a part of a thing, which their office says."""
_BY_KEY = {"account": ("account_office",), "agent": ("agent_queue", "agent_skill")}
"""Rows that are a part of a thing, whose key is the first part of theirs."""


@dataclass(frozen=True, slots=True)
class LastChange:
    """`version` is the number of its entry in the audit log."""

    thing: str
    version: int
    at: datetime
    account: str
    account_name: str | None


async def last_changes(engine: AsyncEngine, subject: str, offices: frozenset[str] | None) -> list[LastChange]:
    """Of each thing of that kind that somebody of the staff has changed; `offices`: of these alone; None: all."""
    async with engine.connect() as connection:
        newest = _newest(subject)
        query = (
            select(newest.c.thing, AuditRow.number, AuditRow.at, AuditRow.account)
            .join(newest, newest.c.number == AuditRow.number)
            .order_by(newest.c.thing)
        )
        if offices is not None:
            query = query.where(_is_of(offices, subject, newest))
        rows = (await connection.execute(query)).all()
        names: Mapping[str, str] = await account_names(connection, [row.account for row in rows])
    return [LastChange(row.thing, row.number, row.at, row.account, names.get(row.account)) for row in rows]


async def check_unchanged(connection: AsyncConnection, subject: str, thing: str, read: int | None) -> None:
    """Raises StaleVersion if the thing is not as it was read; `read` None: whoever saves does not ask.

    Whoever calls it holds a lock that keeps others from changing the thing until the transaction ends.
    """
    if read is None:
        return
    version = await version_of_last_change(connection, subject, thing)
    if version != read:
        raise StaleVersion(version)


async def version_of_last_change(connection: AsyncConnection, subject: str, thing: str) -> int:
    """0 while nobody of the staff has changed it."""
    newest = _newest(subject)
    return await connection.scalar(select(newest.c.number).where(newest.c.thing == thing)) or 0


def _is_of(offices: frozenset[str], subject: str, newest: Subquery) -> ColumnElement[bool]:
    """Entries about what people know say no office: theirs counts."""
    if subject == "agent":
        return newest.c.thing.in_(select(Agent.id).where(Agent.office.in_(offices)))
    if subject == "account":
        return newest.c.thing.in_(select(Account.username).where(Account.office.in_(offices)))
    return AuditRow.office.in_(offices)


def _newest(subject: str) -> Subquery:
    """`thing` and `number`: the newest entry of each."""
    own = AuditRow.subject == subject
    of_office = AuditRow.subject.in_(_OF_OFFICE.get(subject, ()))
    by_key = AuditRow.subject.in_(_BY_KEY.get(subject, ()))
    thing = case(
        (own, AuditRow.subject_id), (by_key, func.split_part(AuditRow.subject_id, ":", 1)), else_=AuditRow.office
    ).label("thing")
    of_it = or_(own, by_key, and_(of_office, AuditRow.office.is_not(None)))
    return select(thing, func.max(AuditRow.number).label("number")).where(of_it).group_by(thing).subquery()

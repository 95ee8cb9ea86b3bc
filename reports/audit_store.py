"""The audit log: who of the staff changed what. Rows of tables get there by a trigger of the database
(migration 0008); here stands what is read, and what is ordered of the centre and so changes no row by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from core.acting import who_acts
from core.db.pages import MAX_PAGE
from core.db.tables.staff_tables import AuditRow
from core.lists.account_name_store import account_names, accounts_named

OF_PEOPLE = (
    *("account", "account_office", "activation", "session"),
    *("agent", "agent_queue", "agent_skill", "agent_state", "telephone_password"),
)
"""What is about somebody of the staff: the key is the account's id, or begins with it and a colon."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted; None does not restrict. `changed_to` is not included."""

    changed_from: datetime | None = None
    changed_to: datetime | None = None
    account: str | None = None
    staff: str | None = None  # an account, by its id or by a part of its name
    subject: str | None = None
    subject_id: str | None = None
    person: str | None = None  # whose account it is about
    offices: frozenset[str] | None = None
    """Entries of these offices alone; those of no office are the whole province's."""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first. `after` leads to the next page; None on the last."""

    entries: list[AuditRow]
    after: int | None
    names: Mapping[str, str]
    """Of the accounts that have changed something or were changed, by their ids."""


async def note_order(
    engine: AsyncEngine, subject: str, subject_id: str, office: str | None, after: Mapping[str, Any]
) -> None:
    """Somebody of the staff has ordered something of the centre, which did it. Harmless if nobody of them acts."""
    async with engine.begin() as connection:
        await write_order(connection, subject, subject_id, office, after)


async def write_order(
    connection: AsyncConnection, subject: str, subject_id: str, office: str | None, after: Mapping[str, Any]
) -> None:
    """As `note_order`, in the transaction of the change."""
    acting = who_acts()
    if acting is not None:
        await connection.execute(
            insert(AuditRow).values(
                at=acting.at,
                account=acting.account,
                operation=acting.operation,
                action="order",
                subject=subject,
                subject_id=subject_id,
                office=office,
                after=dict(after),
            )
        )


async def read_audit_log(
    engine: AsyncEngine, wanted: AuditFilter, *, limit: int, after: int | None = None
) -> AuditPage:
    """At most `limit` entries, newest first. Entries that come in meanwhile move no page."""
    limit = min(limit, MAX_PAGE)
    query = select(AuditRow)
    if wanted.changed_from is not None:
        query = query.where(AuditRow.at >= wanted.changed_from)
    if wanted.changed_to is not None:
        query = query.where(AuditRow.at < wanted.changed_to)
    if wanted.offices is not None:
        query = query.where(AuditRow.office.in_(wanted.offices))
    equal = (
        (AuditRow.account, wanted.account),
        (AuditRow.subject, wanted.subject),
        (AuditRow.subject_id, wanted.subject_id),
    )
    query = query.where(*(column == value for column, value in equal if value is not None))
    if wanted.person is not None:
        of_person = AuditRow.subject_id.startswith(f"{wanted.person}:", autoescape=True)
        query = query.where(AuditRow.subject.in_(OF_PEOPLE), (AuditRow.subject_id == wanted.person) | of_person)
    if after is not None:
        query = query.where(AuditRow.number < after)
    query = query.order_by(AuditRow.number.desc()).limit(limit + 1)
    async with AsyncSession(engine) as session:
        connection = await session.connection()
        if wanted.staff is not None:
            query = query.where(AuditRow.account.in_(await accounts_named(connection, wanted.staff)))
        rows = list(await session.scalars(query))
        shown = rows[:limit]
        names = await account_names(connection, [n for row in shown for n in (row.account, person_of(row))])
    return AuditPage(shown, rows[limit - 1].number if len(rows) > limit else None, names)


def person_of(row: AuditRow) -> str:
    """Whose account it is about, as its key begins with it; of most subjects it is no account's id."""
    return row.subject_id.partition(":")[0]

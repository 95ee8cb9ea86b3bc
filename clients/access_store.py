"""The access log: who looked at whose data, what for, and when. Written only here, and never changed.

Whoever shows somebody of the staff what only some may know of a caller writes an entry by `note_staff_look`, in
the transaction that reads or changes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Select, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from clients.access import FieldGroup
from core.client_data import ClientTopic
from core.db.client_tables import AccessLogRow
from core.db.tables import Client
from core.errors import S724Error
from core.ids import new_id

MAX_PAGE = 200

WhoKind: TypeAlias = Literal["line", "account"]
LineOutcome = Literal["found", "none", "written"]

PersonTopic: TypeAlias = Literal[
    "person",  # groups of fields of a client's card
    "history",  # of contacts
    "list",  # a client in a list of found ones
]
StaffTopic: TypeAlias = Literal[
    "number",  # a caller's number, and whose it is
    "card",  # a client's card
    PersonTopic,
]
CardPurpose: TypeAlias = Literal["card_unlock", "pin_change"]
PersonPurpose: TypeAlias = Literal[
    "desk",  # the caller of the own conversation
    "client_view",
    "client_search",
    "contact_entry",  # what a consultant has written down of a call
    "correction",
]
StaffPurpose: TypeAlias = Literal[
    CardPurpose, PersonPurpose, "call_view", "call_search", "callback_view", "message_view"
]
StaffOutcome: TypeAlias = Literal["found", "none", "written", "refused"]
Purpose: TypeAlias = Literal["self_service", "access_review", StaffPurpose]
"""What a look was for. `self_service` is the line's, `access_review` a look at this log."""


TAKEN_OVER_PL = "jak wyżej: "
"""Before the reason of a look that was given for an earlier one, and still holds."""


class TooManyEntries(S724Error):
    """More entries than one file may hold."""

    code = "too_many_entries"

    def __init__(self, most: int) -> None:
        super().__init__(f"Wpisów jest więcej niż {most}. Prosimy zawęzić okres lub inne warunki.")


@dataclass(frozen=True, slots=True)
class AccessFilter:
    """Which entries are wanted; None does not restrict. `seen_to` is not included."""

    seen_from: datetime | None = None
    seen_to: datetime | None = None
    client_id: str | None = None  # exactly; personal data
    call_id: str | None = None
    who: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the log: the account, and the offices whose clients it may be about; None for all."""

    account: str
    offices: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Entries, newest first. `after` leads to the next page; None on the last."""

    entries: list[AccessLogRow]
    after: tuple[datetime, str] | None


async def note_look(
    connection: AsyncConnection,
    now: datetime,
    client_id: str,
    call_id: str,
    topic: ClientTopic,
    outcome: LineOutcome,
) -> None:
    """The line looked at a client's data, in the transaction of the look."""
    office = await connection.scalar(select(Client.office).where(Client.id == client_id))
    await _write(connection, now, "line", call_id, client_id, office, topic, "self_service", outcome, call_id)


async def note_staff_look(
    connection: AsyncConnection,
    now: datetime,
    account: str,
    client_id: str | None,
    office: str | None,
    topic: StaffTopic,
    purpose: StaffPurpose,
    outcome: StaffOutcome,
    call_id: str | None = None,
    *,
    groups: Collection[FieldGroup] | None = None,
    reason: str | None = None,
) -> None:
    """Somebody of the staff looked at a caller's data, in the transaction of the look.

    `client_id` is None if it is not known whose they are, or if there is nothing. `office` sees the entry: the
    client's, else that of what was looked at, else that of who looked. `written`: and something was changed.
    `refused`: nothing was shown. `groups`: what of the client's card was shown. `reason`: as it was given.
    """
    await connection.execute(
        insert(AccessLogRow).values(
            _entry(now, "account", account, client_id, office, topic, purpose, outcome, call_id, groups, reason)
        )
    )


async def note_list(
    connection: AsyncConnection, now: datetime, account: str, clients: Collection[tuple[str, str]], home: str
) -> None:
    """Somebody of the staff was shown these clients, each with the office, in a list: an entry for each of them.

    Of an empty list one entry stands, for the office `home`: it tells who has searched.
    """
    groups: tuple[FieldGroup, ...] = ("identity",)
    rows = [
        _entry(now, "account", account, client, office, "list", "client_search", "found", None, groups, None)
        for client, office in clients
    ]
    nobody = _entry(now, "account", account, None, home, "list", "client_search", "none", None, None, None)
    await connection.execute(insert(AccessLogRow), rows or [nobody])


async def reason_given(connection: AsyncConnection, account: str, client_id: str, since: datetime) -> str | None:
    """The last reason that somebody has given for a look at this client's card after `since`; not one that was only
    taken over from an earlier look."""
    query = select(AccessLogRow.reason).where(
        AccessLogRow.client_id == client_id,
        AccessLogRow.at > since,
        AccessLogRow.who == account,
        AccessLogRow.purpose == "client_view",
        AccessLogRow.topic == "person",
        AccessLogRow.outcome == "found",
        AccessLogRow.reason.is_not(None),
        AccessLogRow.reason.not_like(f"{TAKEN_OVER_PL}%"),
    )
    reason: str | None = await connection.scalar(query.order_by(AccessLogRow.at.desc()).limit(1))
    return reason


async def read_access_log(
    engine: AsyncEngine,
    wanted: AccessFilter,
    reader: Reader,
    now: datetime,
    *,
    limit: int,
    after: tuple[datetime, str] | None = None,
) -> AccessPage:
    """At most `limit` entries, newest first, and an entry of this reading in the same transaction.

    Who asks about a client of an office that is not the own one finds nothing, and the entry says `refused`.
    """
    limit = min(limit, MAX_PAGE)
    query = _query(wanted, reader)
    if after is not None:
        query = query.where(tuple_(AccessLogRow.at, AccessLogRow.id) < after)
    rows = await _read(engine, query.limit(limit + 1), wanted, reader, now, "found")
    if len(rows) <= limit:
        return AccessPage(rows, None)
    last = rows[limit - 1]
    return AccessPage(rows[:limit], (last.at, last.id))


async def export_access_log(
    engine: AsyncEngine, wanted: AccessFilter, reader: Reader, now: datetime, *, most: int
) -> list[AccessLogRow]:
    """All entries, newest first, and an entry of this reading, as for the list.

    Raises TooManyEntries if there are more than `most`; nothing has been read then, and nothing is noted.
    """
    return await _read(engine, _query(wanted, reader).limit(most + 1), wanted, reader, now, "exported", most)


async def _read(
    engine: AsyncEngine,
    query: Select[AccessLogRow],
    wanted: AccessFilter,
    reader: Reader,
    now: datetime,
    outcome: Literal["found", "exported"],
    most: int | None = None,
) -> list[AccessLogRow]:
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        connection = await session.connection()
        office = await _office_of(connection, wanted.client_id)
        is_refused = reader.offices is not None and office is not None and office not in reader.offices
        rows = [] if is_refused else list(await session.scalars(query))
        if most is not None and len(rows) > most:
            raise TooManyEntries(most)
        came_of_it = "refused" if is_refused else outcome if rows else "none"
        await _note_reading(connection, wanted, reader, office, now, came_of_it)
    return rows


def _query(wanted: AccessFilter, reader: Reader) -> Select[AccessLogRow]:
    query: Select[AccessLogRow] = select(AccessLogRow).where(*_conditions(wanted))
    if reader.offices is not None:
        query = query.where(AccessLogRow.office.in_(reader.offices))
    return query.order_by(AccessLogRow.at.desc(), AccessLogRow.id.desc())


def _conditions(wanted: AccessFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.seen_from is not None:
        found.append(AccessLogRow.at >= wanted.seen_from)
    if wanted.seen_to is not None:
        found.append(AccessLogRow.at < wanted.seen_to)
    equal = (
        (AccessLogRow.client_id, wanted.client_id),
        (AccessLogRow.call_id, wanted.call_id),
        (AccessLogRow.who, wanted.who),
        (AccessLogRow.office, wanted.office),
    )
    return found + [column == value for column, value in equal if value is not None]


async def _office_of(connection: AsyncConnection, client_id: str | None) -> str | None:
    office: str | None = None
    if client_id is not None:
        office = await connection.scalar(select(Client.office).where(Client.id == client_id))
    return office


async def _note_reading(
    connection: AsyncConnection,
    wanted: AccessFilter,
    reader: Reader,
    office: str | None,
    now: datetime,
    outcome: str,
) -> None:
    """`office` is the client's, if one was named; else the one that the reader is restricted to, if it is one."""
    client_id, call_id = wanted.client_id, wanted.call_id
    only = next(iter(reader.offices)) if reader.offices is not None and len(reader.offices) == 1 else None
    sees_it = office or only
    who = reader.account
    await _write(
        connection, now, "account", who, client_id, sees_it, "access_log", "access_review", outcome, call_id
    )


async def _write(
    connection: AsyncConnection,
    now: datetime,
    who_kind: WhoKind,
    who: str,
    client_id: str | None,
    office: str | None,
    topic: str,
    purpose: Purpose,
    outcome: str,
    call_id: str | None,
) -> None:
    values = _entry(now, who_kind, who, client_id, office, topic, purpose, outcome, call_id, None, None)
    await connection.execute(insert(AccessLogRow).values(values))


def _entry(
    now: datetime,
    who_kind: WhoKind,
    who: str,
    client_id: str | None,
    office: str | None,
    topic: str,
    purpose: Purpose,
    outcome: str,
    call_id: str | None,
    groups: Collection[FieldGroup] | None,
    reason: str | None,
) -> dict[str, Any]:
    return {
        "id": new_id("access"),
        "at": now,
        "who_kind": who_kind,
        "who": who,
        "client_id": client_id,
        "office": office,
        "topic": topic,
        "purpose": purpose,
        "outcome": outcome,
        "call_id": call_id,
        "field_groups": None if groups is None else list(groups),
        "reason": reason,
    }

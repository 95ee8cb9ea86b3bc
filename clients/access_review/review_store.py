"""Reading the access log: page by page, and as a file. Each reading is an entry of it, too."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeAlias
from unicodedata import normalize

from sqlalchemy import ColumnElement, Row, Select, Text, bindparam, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access_store import AccessEntry, note_accesses
from core.db.pages import MAX_PAGE
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import Client, folded
from core.db.tables.request_tables import AccessReasonRow
from core.errors import S724Error
from core.lists.account_name_store import account_names, accounts_named
from core.lists.office_seat_store import office_seats


class TooManyEntries(S724Error):
    """More entries than one file may hold."""

    code = "too_many_entries"

    def __init__(self, most: int) -> None:
        super().__init__(f"Wpisów jest więcej niż {most}. Prosimy zawęzić okres lub inne warunki.")


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Whose looks are asked about: the last name whole, the first of the first names or all of them, whatever the
    case and the marks of letters. Personal data."""

    last_name: str = field(repr=False)
    first_name: str = field(repr=False)
    birth_date: date = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccessFilter:
    """Which entries are wanted; None does not restrict. `seen_to` is not included."""

    seen_from: datetime | None = None
    seen_to: datetime | None = None
    client_id: str | None = None  # exactly; personal data
    person: NamedPerson | None = None
    call_id: str | None = None
    who: str | None = None
    staff: str | None = None  # an account, by its id or by a part of its name
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the log: the account, and the offices whose clients it may be about; None for all."""

    account: str
    offices: frozenset[str] | None

    @property
    def only_office(self) -> str | None:
        """Where the own reading is noted."""
        return next(iter(self.offices)) if self.offices is not None and len(self.offices) == 1 else None

    def sees(self, office: str | None) -> bool:
        return self.offices is None or office is None or office in self.offices


AccessRow: TypeAlias = Row[Any]
"""The columns of `AccessLogRow`; `reason` as it was given, None if it was erased with the person."""


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Entries, newest first. `after` leads to the next page; None on the last."""

    entries: list[AccessRow]
    after: tuple[datetime, str] | None


@dataclass(frozen=True, slots=True)
class AccessFile:
    """Entries for a file, newest first; the names of the accounts in them, and of the offices."""

    entries: list[AccessRow]
    names: dict[str, str]
    seats: dict[str, str]


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

    Whoever asks about a client of an office that is not the own one finds what they would find of nobody, here and
    in the log itself; an entry that the other office sees says `refused`.
    """
    limit = min(limit, MAX_PAGE)
    async with engine.begin() as connection:
        asked = await asked_about(connection, wanted, reader)
        query = in_order(select_entries(asked))
        if after is not None:
            query = query.where(tuple_(AccessLogRow.at, AccessLogRow.id) < after)
        rows = list(await connection.execute(query.limit(limit + 1)))
        await note_reading(connection, asked, now, "found" if rows else "none")
    if len(rows) <= limit:
        return AccessPage(rows, None)
    last = rows[limit - 1]
    return AccessPage(rows[:limit], (last.at, last.id))


async def export_access_log(
    engine: AsyncEngine, wanted: AccessFilter, reader: Reader, now: datetime, *, most: int
) -> AccessFile:
    """All entries, newest first, and an entry of this reading, as for the list.

    Raises TooManyEntries if there are more than `most`; nothing has been read then, and nothing is noted.
    """
    async with engine.begin() as connection:
        asked = await asked_about(connection, wanted, reader)
        rows = list(await connection.execute(in_order(select_entries(asked)).limit(most + 1)))
        if len(rows) > most:
            raise TooManyEntries(most)
        await note_reading(connection, asked, now, "exported" if rows else "none")
        names = await account_names(connection, {row.who for row in rows if row.who_kind == "account"})
        seats = await office_seats(connection)
    return AccessFile(rows, names, seats)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the log, as far as the reader may ask it.

    `clients`: whom it is about, None for everybody; nobody is an empty list. `refused`: others of that name, with
    their offices, about whom this reader learns nothing. `accounts`: as `clients`.
    """

    wanted: AccessFilter
    reader: Reader
    clients: Sequence[tuple[str, str | None]] | None
    refused: Sequence[tuple[str, str]]
    accounts: Sequence[str] | None

    def conditions(self, row: Any = AccessLogRow) -> list[ColumnElement[bool]]:
        """`row`: the table, or an alias of it."""
        found: list[ColumnElement[bool]] = []
        wanted = self.wanted
        if wanted.seen_from is not None:
            found.append(row.at >= wanted.seen_from)
        if wanted.seen_to is not None:
            found.append(row.at < wanted.seen_to)
        if self.clients is not None:
            found.append(row.client_id.in_([client for client, _ in self.clients]))
        if self.accounts is not None:
            found.append(row.who.in_(self.accounts))
        if self.reader.offices is not None:
            found.append(row.office.in_(self.reader.offices))
        equal = ((row.call_id, wanted.call_id), (row.who, wanted.who), (row.office, wanted.office))
        return found + [column == value for column, value in equal if value is not None]


async def asked_about(connection: AsyncConnection, wanted: AccessFilter, reader: Reader) -> Asked:
    """Who is meant. It asks the same of the database whether somebody is there, is another office's, or is not."""
    accounts = None if wanted.staff is None else await accounts_named(connection, wanted.staff)
    found: list[tuple[str, str | None]] | None = None
    if wanted.person is not None:
        found = [(row.id, row.office) for row in await connection.execute(_of_that_name(wanted.person))]
        if wanted.client_id is not None:
            found = [each for each in found if each[0] == wanted.client_id]
    elif wanted.client_id is not None:
        office = await connection.scalar(select(Client.office).where(Client.id == wanted.client_id))
        found = [(wanted.client_id, office)]  # without an office: of one who was erased the entries stay
    own = None if found is None else [each for each in found if reader.sees(each[1])]
    refused = [(client, office) for client, office in found or [] if office and not reader.sees(office)]
    return Asked(wanted, reader, own, refused, accounts)


def _of_that_name(person: NamedPerson) -> Select[Any]:
    first, given = folded(Client.first_name), _as_typed(person.first_name)
    columns: tuple[Any, ...] = (Client.id, Client.office)
    return select(*columns).where(
        Client.birth_date == person.birth_date,
        folded(Client.last_name) == _as_typed(person.last_name),
        or_(first == given, func.split_part(first, " ", 1) == given),
    )


def _as_typed(name: str) -> ColumnElement[str]:
    return folded(bindparam(None, normalize("NFC", name), Text))


_ENTRIES: Select[Any] = select(
    *(column for column in AccessLogRow.__table__.c if column.name != "reason"), AccessReasonRow.reason
).outerjoin(AccessReasonRow, AccessReasonRow.access_id == AccessLogRow.id)


def select_entries(asked: Asked) -> Select[Any]:
    return _ENTRIES.where(*asked.conditions())


def in_order(query: Select[Any]) -> Select[Any]:
    return query.order_by(AccessLogRow.at.desc(), AccessLogRow.id.desc())


async def note_reading(
    connection: AsyncConnection, asked: Asked, now: datetime, outcome: Literal["found", "none", "exported"]
) -> None:
    """Who asked about somebody: an entry of each client that it may be about. Of nobody, and of somebody of
    another office, the reader's own office sees the same one entry."""
    about: Sequence[tuple[str | None, str | None]] = asked.clients or []
    if outcome == "none":
        about = [(client, office) for client, office in about if office is not None]
    about = about or [(None, None)]
    entries = [_entry(asked, now, outcome, client, office or asked.reader.only_office) for client, office in about]
    entries += [_entry(asked, now, "refused", client, office) for client, office in asked.refused]
    await note_accesses(connection, entries, entries[0])


def _entry(
    asked: Asked,
    now: datetime,
    outcome: Literal["found", "none", "refused", "exported"],
    client: str | None,
    office: str | None,
) -> AccessEntry:
    return AccessEntry(
        at=now,
        who=asked.reader.account,
        client_id=client,
        office=office,
        topic="access_log",
        purpose="access_review",
        outcome=outcome,
        call_id=asked.wanted.call_id,
    )

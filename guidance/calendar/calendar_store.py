"""The shared calendar in the database. Entries are called off, never deleted: who had one in mind is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import AuditRow
from core.db.tables.work_tables import CalendarEntryRow
from core.errors import NotAllowed, NotFound, SettingsRefused, StaleVersion
from core.rights import Role
from guidance.calendar.entry import Entry, EntryKind, StoredEntry, check_entry

MOST_LISTED = 500

_ENTRY = CalendarEntryRow.__table__.c


@dataclass(frozen=True, slots=True)
class EntryChange:
    """Who changed an entry, and which of its fields from what to what. Of a new one `before` is None."""

    at: datetime
    account: str
    before: dict[str, Any] | None
    after: dict[str, Any]


async def list_entries(engine: AsyncEngine, first: date, last: date) -> list[StoredEntry]:
    """Those of which any day lies between the two, both included; by day and hour, at most `MOST_LISTED`."""
    query = (
        select(*_ENTRY)
        .where(_ENTRY.first_day <= last, _ENTRY.last_day >= first)
        .order_by(_ENTRY.first_day, _ENTRY.begins.nulls_first(), _ENTRY.title, _ENTRY.id)
        .limit(MOST_LISTED)
    )
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(query)]


async def save_entry(
    engine: AsyncEngine,
    entry_id: str,
    entry: Entry,
    version: int,
    may: Callable[[str | None], bool],
    by: str,
    now: datetime,
) -> StoredEntry:
    """A new entry (version 0), or other words for one that was read at `version`.

    `may`: does the right hold for what is of that office (None: of the province)? Raises NotAllowed, StaleVersion,
    SettingsRefused.
    """
    check_entry(entry)
    values = {
        "kind": entry.kind,
        "title": entry.title,
        "first_day": entry.first_day,
        "last_day": entry.last_day,
        "begins": entry.begins,
        "ends": entry.ends,
        "offices": list(entry.offices),
        "roles": list(entry.roles),
        "place": entry.place,
        "led_by": entry.led_by,
        "details": entry.details,
        "owner": entry.owner,
        "changed_by": by,
        "changed_at": now,
    }
    async with engine.begin() as connection:
        standing = await _locked(connection, entry_id, may)
        if not all(may(office) for office in entry.offices or (None,)):
            raise NotAllowed
        await _refuse_unknown(connection, entry)
        if version != (0 if standing is None else standing.version):
            raise StaleVersion(0 if standing is None else standing.version)
        if standing is None:
            new = insert(CalendarEntryRow).values(id=entry_id, version=1, **values).on_conflict_do_nothing()
            row = (await connection.execute(new.returning(*_ENTRY))).one_or_none()
            if row is None:  # somebody else has been faster with the same id
                raise StaleVersion(1)
            return _read(row)
        changed = update(CalendarEntryRow).where(_ENTRY.id == entry_id).values(version=version + 1, **values)
        return _read((await connection.execute(changed.returning(*_ENTRY))).one())


async def cancel_entry(
    engine: AsyncEngine,
    entry_id: str,
    version: int,
    may: Callable[[str | None], bool],
    by: str,
    now: datetime,
    *,
    is_cancelled: bool,
) -> StoredEntry:
    """It does not take place; or it does after all. Raises NotFound, NotAllowed, StaleVersion."""
    async with engine.begin() as connection:
        standing = await _locked(connection, entry_id, may)
        if standing is None:
            raise NotFound("Nie ma takiego wpisu w kalendarzu.")
        if standing.version != version:
            raise StaleVersion(standing.version)
        changed = update(CalendarEntryRow).where(_ENTRY.id == entry_id)
        values = {
            "cancelled_at": now if is_cancelled else None,
            "version": version + 1,
            "changed_by": by,
            "changed_at": now,
        }
        return _read((await connection.execute(changed.values(values).returning(*_ENTRY))).one())


async def changes_of(engine: AsyncEngine, entry_id: str) -> list[EntryChange]:
    """The newest first, as the audit log has them."""
    query = (
        select(AuditRow.at, AuditRow.account, AuditRow.before, AuditRow.after)
        .where(AuditRow.subject == CalendarEntryRow.__tablename__, AuditRow.subject_id == entry_id)
        .order_by(AuditRow.number.desc())
        .limit(100)
    )
    async with engine.connect() as connection:
        return [EntryChange(row.at, row.account, row.before, row.after) for row in await connection.execute(query)]


async def _locked(
    connection: AsyncConnection, entry_id: str, may: Callable[[str | None], bool]
) -> Row[Any] | None:
    """Raises NotAllowed for one that is (also) of an office for which the right does not hold."""
    query = select(*_ENTRY).where(_ENTRY.id == entry_id).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is not None and not all(may(office) for office in row.offices or (None,)):
        raise NotAllowed
    return row


async def _refuse_unknown(connection: AsyncConnection, entry: Entry) -> None:
    known = set(await connection.scalars(select(Office.code).where(Office.code.in_(entry.offices))))
    if unknown := sorted(set(entry.offices) - known):
        raise SettingsRefused([f"Nie ma urzędu o kodzie {', '.join(unknown)}."])


def _read(row: Row[Any]) -> StoredEntry:
    entry = Entry(
        kind=cast(EntryKind, row.kind),
        title=row.title,
        first_day=row.first_day,
        last_day=row.last_day,
        begins=row.begins,
        ends=row.ends,
        offices=tuple(row.offices),
        roles=tuple(cast(list[Role], row.roles)),
        place=row.place,
        led_by=row.led_by,
        details=row.details,
    )
    return StoredEntry(row.id, entry, row.version, row.cancelled_at, row.changed_by, row.changed_at)

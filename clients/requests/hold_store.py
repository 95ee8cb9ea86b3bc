"""Legal holds in the database: what may not be erased, why and until when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access_store import AccessEntry, StaffOutcome, note_access, note_accesses
from clients.contact_rule import day_of
from clients.erasure.plan import Category
from clients.requests.desk_store import Officer
from clients.requests.request_store import Place
from core.db.pages import MAX_PAGE_OF_TEXTS
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import LegalHoldRow
from core.errors import NotFound, S724Error, StaleVersion
from core.ids import new_id

_ROW = LegalHoldRow.__table__.c


class HoldEnded(S724Error):
    """The hold is over already. Nothing was changed."""

    code = "hold_ended"
    message_pl = "Ta blokada już się skończyła."


class HoldRefused(S724Error):
    """What was sent cannot be a hold. Nothing was changed."""

    code = "hold_refused"


@dataclass(frozen=True, slots=True)
class WantedHold:
    """Of a client or of a call, never of both. `basis`: the provision; `reason` in words: personal data."""

    client_id: str | None
    call_id: str | None
    categories: tuple[Category, ...] | None
    reason: str = field(repr=False)
    basis: str
    until: date | None = None


async def set_hold(engine: AsyncEngine, officer: Officer, wanted: WantedHold, now: datetime) -> Row[Any]:
    """Raises NotFound for a client or call of another office, and HoldRefused."""
    if (wanted.client_id is None) == (wanted.call_id is None):
        raise HoldRefused("Blokada dotyczy albo klienta, albo jednej rozmowy.")
    if wanted.call_id is not None and wanted.categories is not None:
        raise HoldRefused("Blokada rozmowy obejmuje całą rozmowę z nagraniem.")
    if wanted.until is not None and wanted.until < day_of(now):
        raise HoldRefused("Blokada nie może kończyć się w przeszłości.")
    async with engine.begin() as connection:
        office, client = await _whose(connection, wanted)
        is_theirs = office is not None and (officer.offices is None or office in officer.offices)
        if office is not None and is_theirs:
            row = await _insert(connection, officer, wanted, office, now)
        known: StaffOutcome = "none" if office is None else "written" if is_theirs else "refused"
        entry = _entry(officer, now, known, client, office or officer.home, wanted.call_id)
        await note_access(connection, entry)
        if is_theirs:
            return row
    raise NotFound


async def _whose(connection: AsyncConnection, wanted: WantedHold) -> tuple[str | None, str | None]:
    if wanted.client_id is not None:
        office = await connection.scalar(select(Client.office).where(Client.id == wanted.client_id))
        return office, None if office is None else wanted.client_id
    query = select(CallRow.office, CallRow.queue, CallRow.client_id).where(CallRow.id == wanted.call_id)
    row = (await connection.execute(query)).one_or_none()
    return (None, None) if row is None else (row.office or row.queue, row.client_id)


async def _insert(
    connection: AsyncConnection, officer: Officer, wanted: WantedHold, office: str, now: datetime
) -> Row[Any]:
    added = insert(LegalHoldRow).values(
        id=new_id("hold"),
        office=office,
        client_id=wanted.client_id,
        call_id=wanted.call_id,
        categories=None if wanted.categories is None else list(wanted.categories),
        reason=wanted.reason,
        basis=wanted.basis,
        until=wanted.until,
        set_by=officer.account,
        set_at=now,
    )
    row: Row[Any] = (await connection.execute(added.returning(LegalHoldRow.__table__))).one()
    return row


async def end_hold(engine: AsyncEngine, officer: Officer, hold_id: str, version: int, now: datetime) -> Row[Any]:
    """What it kept of erased persons goes within a minute. Raises NotFound, StaleVersion and HoldEnded."""
    async with engine.begin() as connection:
        row = await _in_force(connection, officer, hold_id, version)
        changed = update(LegalHoldRow).where(_ROW.id == hold_id)
        values = {"ended_at": now, "ended_by": officer.account, "version": row.version + 1}
        await connection.execute(changed.values(**values))
        entry = _entry(officer, now, "written", row.client_id, row.office, row.call_id)
        await note_access(connection, entry)
        return await _get(connection, officer, hold_id)


async def check_hold(engine: AsyncEngine, officer: Officer, hold_id: str, version: int) -> Row[Any]:
    """A hold that can be ended. Raises what `end_hold` would."""
    async with engine.connect() as connection:
        return await _in_force(connection, officer, hold_id, version)


async def get_hold(engine: AsyncEngine, officer: Officer, hold_id: str, now: datetime) -> Row[Any]:
    """That somebody looked is written down. Raises NotFound."""
    async with engine.begin() as connection:
        row = await _get(connection, officer, hold_id)
        await _note_seen(connection, officer, now, [row])
        return row


async def list_holds(
    engine: AsyncEngine,
    officer: Officer,
    *,
    is_in_force: bool | None,
    now: datetime,
    limit: int,
    after: Place | None,
) -> tuple[Sequence[Row[Any]], Place | None]:
    """Newest first, at most `limit`, and the place of the next page; None on the last. Each that is shown has its
    entry in the access log."""
    limit, today = min(limit, MAX_PAGE_OF_TEXTS), day_of(now)
    query = select(LegalHoldRow.__table__).order_by(_ROW.set_at.desc(), _ROW.id.desc()).limit(limit + 1)
    if officer.offices is not None:
        query = query.where(_ROW.office.in_(officer.offices))
    if is_in_force is not None:
        holds = _ROW.ended_at.is_(None) & (_ROW.until.is_(None) | (_ROW.until >= today))
        query = query.where(holds if is_in_force else ~holds)
    if after is not None:
        query = query.where(tuple_(_ROW.set_at, _ROW.id) < after)
    async with engine.begin() as connection:
        rows = (await connection.execute(query)).all()
        await _note_seen(connection, officer, now, rows[:limit])
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], (rows[limit - 1].set_at, rows[limit - 1].id)


async def _note_seen(
    connection: AsyncConnection, officer: Officer, now: datetime, rows: Sequence[Row[Any]]
) -> None:
    """Each hold was shown with its reason."""
    shown = [_entry(officer, now, "found", row.client_id, row.office, row.call_id) for row in rows]
    await note_accesses(connection, shown, _entry(officer, now, "none", None, officer.home, None))


def _entry(
    officer: Officer, now: datetime, outcome: StaffOutcome, client_id: str | None, office: str, call_id: str | None
) -> AccessEntry:
    return AccessEntry(
        at=now,
        who=officer.account,
        client_id=client_id,
        office=office,
        topic="request",
        purpose="legal_hold",
        outcome=outcome,
        call_id=call_id,
    )


async def _in_force(connection: AsyncConnection, officer: Officer, hold_id: str, version: int) -> Row[Any]:
    row = await _get(connection, officer, hold_id)
    if row.version != version:
        raise StaleVersion(row.version)
    if row.ended_at is not None:
        raise HoldEnded
    return row


async def _get(connection: AsyncConnection, officer: Officer, hold_id: str) -> Row[Any]:
    query = select(LegalHoldRow.__table__).where(_ROW.id == hold_id)
    if officer.offices is not None:
        query = query.where(_ROW.office.in_(officer.offices))
    row = (await connection.execute(query.with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    return row

"""Proposals of corrections in the database: made in a conversation, decided by the client's office."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import Viewer, in_order, searchable_offices
from clients.access_store import AccessEntry, note_access
from clients.contact_rule import day_of
from clients.contacts.correction import CorrectedField, CorrectionDecided, checked, group_of
from clients.contacts.history import Place
from clients.person_access_store import AccessRequest, PersonAccess, person_access
from core.db.pages import MAX_PAGE_OF_TEXTS
from core.db.tables.contact_tables import CorrectionProposalRow
from core.db.tables.person_tables import Client
from core.errors import NotFound, StaleVersion
from core.ids import new_id

_ROW = CorrectionProposalRow.__table__.c
_WITH_CLIENT = select(
    CorrectionProposalRow.__table__, Client.office, Client.first_name, Client.last_name, Client.birth_date
).join(Client, Client.id == _ROW.client_id)


@dataclass(frozen=True, slots=True)
class WantedCorrection:
    """A proposal as it was made. `card_version`: of the card that was read. Personal data."""

    field: CorrectedField
    new_value: str
    card_version: int
    call_id: str | None = None
    reason: str | None = None


async def propose_correction(
    engine: AsyncEngine, viewer: Viewer, client_id: str, wanted: WantedCorrection, now: datetime
) -> Row[Any]:
    """The proposal as it stands; the same one made again, while it is open, is the one that stands.

    Raises NotFound if the viewer may not see the field now, ReasonNeeded, CorrectionRefused, StaleVersion, and
    CorrectionDecided if the same one was made and decided at this very moment.
    """
    value = checked(wanted.field, wanted.new_value, day_of(now))
    group = frozenset({group_of(wanted.field)})
    request = AccessRequest(
        client_id, "person", "correction", wanted.call_id, wanted.reason, needs=group, shows=group
    )
    async with person_access(engine, viewer, request, now, outcome="written") as access:
        open_one = await _open(access, wanted.field, value)
        if open_one is not None:
            return open_one
        if access.version != wanted.card_version:
            raise StaleVersion(access.version)
        column = Client.__table__.c[wanted.field]
        old = await access.connection.scalar(select(column).where(Client.id == client_id))
        added = (
            insert(CorrectionProposalRow)
            .values(
                id=new_id("correction"),
                client_id=client_id,
                field=wanted.field,
                old_value=None if old is None else str(old),
                new_value=value,
                proposed_at=now,
                account=viewer.account,
                call_id=access.call_id,
            )
            .on_conflict_do_nothing()
            .returning(CorrectionProposalRow.__table__)
        )
        made: Row[Any] | None = (await access.connection.execute(added)).one_or_none()
        if made is None:  # somebody has proposed the same at this moment
            made = await _open(access, wanted.field, value)
        if made is None:  # and it was decided already
            raise CorrectionDecided
        return made


async def list_corrections(
    engine: AsyncEngine, viewer: Viewer, state: str | None, now: datetime, *, limit: int, after: Place | None
) -> tuple[list[Row[Any]], Place | None]:
    """Proposals about clients of the viewer's own offices, newest first, each with an entry of the access log."""
    limit = min(limit, MAX_PAGE_OF_TEXTS)
    query = _WITH_CLIENT.where(Client.office.in_(searchable_offices(viewer)), Client.restricted_at.is_(None))
    if state is not None:
        query = query.where(_ROW.state == state)
    if after is not None:
        query = query.where(tuple_(_ROW.proposed_at, _ROW.id) < after)
    query = query.order_by(_ROW.proposed_at.desc(), _ROW.id.desc()).limit(limit + 1)
    async with engine.begin() as connection:
        rows = list((await connection.execute(query)).all())
        for row in rows[:limit]:
            await _note(connection, viewer, row, now, "list", "found")
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], (last.proposed_at, last.id)


async def decide_correction(
    engine: AsyncEngine, viewer: Viewer, proposal: str, decision: Literal["accepted", "refused"], now: datetime
) -> Row[Any]:
    """The proposal with the decision; the same one made again is harmless.

    Raises NotFound for one about a client of another office, and CorrectionDecided.
    """
    query = _WITH_CLIENT.where(_ROW.id == proposal, Client.office.in_(searchable_offices(viewer)))
    async with engine.begin() as connection:
        row = (await connection.execute(query.with_for_update(of=CorrectionProposalRow))).one_or_none()
        if row is None:
            raise NotFound
        if row.state not in ("open", decision):
            raise CorrectionDecided
        if row.state == "open":
            changed = update(CorrectionProposalRow).where(_ROW.id == proposal)
            await connection.execute(changed.values(state=decision, decided_at=now, decided_by=viewer.account))
        await _note(connection, viewer, row, now, "person", "written")
        return (await connection.execute(query)).one()


async def _open(access: PersonAccess, field: CorrectedField, value: str) -> Row[Any] | None:
    query = select(CorrectionProposalRow.__table__).where(
        _ROW.client_id == access.client_id,
        _ROW.field == field,
        _ROW.new_value == value,
        _ROW.state == "open",
    )
    return (await access.connection.execute(query.limit(1))).one_or_none()


async def _note(
    connection: AsyncConnection,
    viewer: Viewer,
    row: Row[Any],
    now: datetime,
    topic: Literal["list", "person"],
    outcome: Literal["found", "written"],
) -> None:
    entry = AccessEntry(
        at=now,
        who=viewer.account,
        client_id=row.client_id,
        office=row.office,
        topic=topic,
        purpose="correction",
        outcome=outcome,
        groups=in_order({"identity", group_of(row.field)}),
    )
    await note_access(connection, entry)

"""What consultants write down of conversations, in the database: one row for each call, consultant and client."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, and_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import Viewer
from clients.assignment_store import assignments_of, took_part
from clients.assignments import has_call
from clients.contact_store import contact_of
from clients.contacts.entry import (
    CallOfEntry,
    EntryContent,
    EntryExported,
    EntryOutcome,
    StoredEntry,
    is_about,
    is_repetition,
    refuse_ninety_day,
    summary_pl,
)
from clients.person_access_store import AccessRequest, PersonAccess, person_access
from core.db.tables.centre.call_tables import CallbackRow, CallRow
from core.db.tables.contact_tables import ContactRow
from core.errors import NotFound, StaleVersion
from core.ids import new_id
from core.lists.topics import topic_title

_OWN_CONVERSATION = "wpis o własnej rozmowie"
"""The reason for an access to a client of the own office when the wrap-up is over."""

_NOTHING_YET = StoredEntry(EntryContent(), 0)


async def read_entry(
    engine: AsyncEngine, viewer: Viewer, client_id: str, call_id: str, now: datetime
) -> StoredEntry:
    """The viewer's own entry of a call about this client; version 0 if there is none yet.

    Raises NotFound, as `save_entry`.
    """
    request = _request(client_id, call_id)
    async with person_access(engine, viewer, request, now) as access:
        access.leaves_entry = False  # what one has written oneself tells nothing new
        await _call_of(access, viewer, call_id)
        row = await _row(access, viewer, call_id)
    return _NOTHING_YET if row is None else _stored(row)


async def save_entry(
    engine: AsyncEngine,
    viewer: Viewer,
    client_id: str,
    call_id: str,
    typed: EntryContent,
    typed_on: int,
    now: datetime,
) -> StoredEntry:
    """Write what was typed on version `typed_on`, 0 for the first save; said again, nothing changes.

    Raises NotFound if the viewer has not talked in that call, if it was somebody else's, or if the client may not
    be seen now; StaleVersion, EntryExported, NinetyDayRefused. Nothing is saved then. The access log has one entry
    for the first save, and one each time the regular contact is noted or taken back.
    """
    content = typed.as_kept()
    async with person_access(engine, viewer, _request(client_id, call_id), now, outcome="written") as access:
        call = await _call_of(access, viewer, call_id)
        access.call_id = call_id
        row = await _row(access, viewer, call_id)
        if row is None and typed_on == 0:
            if content.is_ninety_day:
                await _check_ninety_day(access, call)
            if await _insert(access, viewer, call_id, content, call):
                return StoredEntry(content, 1)
            row = await _row(access, viewer, call_id)  # another page of the same consultant was first
        before = _NOTHING_YET if row is None else _stored(row)
        if is_repetition(before, typed_on, content):
            access.leaves_entry = False
            return before
        if before.version != typed_on or row is None:
            raise StaleVersion(before.version)
        if before.is_exported:
            raise EntryExported
        access.leaves_entry = before.content.is_ninety_day != content.is_ninety_day
        if content.is_ninety_day and access.leaves_entry:
            await _check_ninety_day(access, call)
        await access.connection.execute(
            update(ContactRow)
            .where(ContactRow.id == row.id)
            .values(**_columns(content), version=ContactRow.version + 1)
        )
    return StoredEntry(content, before.version + 1)


def _request(client_id: str, call_id: str) -> AccessRequest:
    return AccessRequest(client_id, "history", "contact_entry", call_id, _OWN_CONVERSATION)


async def _call_of(access: PersonAccess, viewer: Viewer, call_id: str) -> CallOfEntry:
    """Raises NotFound if the entry cannot be the viewer's, or not about this client."""
    query = (
        select(
            CallRow.client_id,
            CallRow.direction,
            CallRow.verification_level,
            CallRow.connected_at,
            CallbackRow.client_id.label("ordered_by"),
        )
        .outerjoin(CallbackRow, CallbackRow.id == CallRow.callback_id)
        .where(CallRow.id == call_id)
    )
    row = (await access.connection.execute(query)).one_or_none()
    has_talked = await took_part(access.connection, viewer.account, call_id)
    if not has_talked and not await _is_at_hand(access.connection, viewer, call_id, access.now):
        raise NotFound
    if row is None:
        return CallOfEntry(None, 0, has_talked)
    is_outgoing = row.direction != "inbound"
    client_id = row.client_id or (row.ordered_by if is_outgoing else None)
    call = CallOfEntry(client_id, row.verification_level, has_talked, is_outgoing, row.connected_at)
    if not is_about(call, access.client_id):
        raise NotFound
    return call


async def _is_at_hand(connection: AsyncConnection, viewer: Viewer, call_id: str, now: datetime) -> bool:
    return has_call(await assignments_of(connection, viewer.account, viewer.at_hand, now), call_id)


async def _check_ninety_day(access: PersonAccess, call: CallOfEntry) -> None:
    state = await contact_of(access.connection, access.client_id, access.now)
    refuse_ninety_day(call, access.client_id, is_required=state.is_required)


async def _row(access: PersonAccess, viewer: Viewer, call_id: str) -> Row[Any] | None:
    own = and_(
        ContactRow.call_id == call_id,
        ContactRow.account == viewer.account,
        ContactRow.client_id == access.client_id,
    )
    query = select(ContactRow.__table__).where(own).with_for_update()
    return (await access.connection.execute(query)).one_or_none()


async def _insert(
    access: PersonAccess, viewer: Viewer, call_id: str, content: EntryContent, call: CallOfEntry
) -> bool:
    """False if there is one already."""
    values = {
        "id": new_id("contact"),
        "client_id": access.client_id,
        "at": call.connected_at or access.now,
        "channel": "call",
        "direction": "out" if call.is_outgoing else "in",
        "call_id": call_id,
        "account": viewer.account,
        **_columns(content),
    }
    insert = pg_insert(ContactRow).values(values).on_conflict_do_nothing().returning(ContactRow.id)
    return await access.connection.scalar(insert) is not None


def _columns(content: EntryContent) -> dict[str, Any]:
    return {
        "note": content.note or None,
        "topic": content.topic,
        "outcome": content.outcome,
        "is_ninety_day": content.is_ninety_day,
        "evidence": content.evidence or None,
        "summary": summary_pl(content, None if content.topic is None else topic_title(content.topic)),
    }


def _stored(row: Row[Any]) -> StoredEntry:
    content = EntryContent(
        note=row.note or "",
        topic=row.topic,
        outcome=cast("EntryOutcome | None", row.outcome),
        is_ninety_day=row.is_ninety_day,
        evidence=row.evidence or "",
    )
    return StoredEntry(content, row.version, row.exported_in is not None)

"""Who calls, as the desk is told with the call: last contacts, open matters, the next visit.

One access for a call, however often the desk asks: the entry of the first one tells all of them. Only the call at
hand is the occasion: another one of the same client, lately ended, has an entry of its own.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, exists, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import Groups, Viewer, in_order
from clients.assignment_store import assignments_of, call_at_hand
from clients.assignments import Assignment
from clients.contact_store import contact_of
from clients.contacts.history import Contact
from clients.contacts.history_store import contacts_before
from clients.contacts.open_matter import OpenMatter, contact_matter
from clients.contacts.open_matter_store import open_matters
from clients.person_access_store import AccessRequest, PersonAccess, person_access
from clients.persons.card import Visit
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.client_tables import AccessLogRow, VisitRow
from core.db.tables.person_tables import Client
from core.errors import NotFound

SHOWN: Groups = frozenset({"registration", "visits", "history"})
LAST_CONTACTS = 5


@dataclass(frozen=True, slots=True)
class CallAtHand:
    """The call that is offered, goes on, or has just ended at a desk. `client_id` is None for who may not be told
    of: nobody verified, or somebody whose data are restricted."""

    call_id: str
    client_id: str | None
    started_at: datetime | None
    callback: str | None  # the order that it carries out
    assignment: Assignment


@dataclass(frozen=True, slots=True)
class CallerAtDesk:
    """A verified client as far as the viewer may see now. What may not be seen is None."""

    client_id: str
    office: str
    groups: Groups
    last_contacts: list[Contact] | None
    open_matters: list[OpenMatter] | None
    next_visit: Visit | None


async def find_call_at_hand(engine: AsyncEngine, viewer: Viewer, now: datetime) -> CallAtHand:
    """The call of this desk now. Raises NotFound if there is none. Shows nothing of anybody."""
    async with engine.connect() as connection:
        assignments = await assignments_of(connection, viewer.account, viewer.at_hand, now)
        call = await call_at_hand(connection, viewer, assignments, now)
        if call is None:
            raise NotFound
        is_kept_only = select(Client.restricted_at.is_not(None)).where(Client.id == call.client_id)
        query = select(CallRow.started_at, CallRow.callback_id, is_kept_only.scalar_subquery().label("kept"))
        row = (await connection.execute(query.where(CallRow.id == call.call_id))).one_or_none()
    is_known = call.client_id is not None and row is not None and not row.kept
    return CallAtHand(
        call.call_id,
        call.client_id if is_known else None,
        None if row is None else row.started_at,
        None if row is None else row.callback_id,
        call,
    )


async def caller_at_desk(
    engine: AsyncEngine, viewer: Viewer, call: CallAtHand, now: datetime
) -> CallerAtDesk | None:
    """What the viewer may see of the caller; None for one whom nobody knows, or of whom nothing may be seen."""
    if call.client_id is None:
        return None
    request = AccessRequest(call.client_id, "person", "desk", shows=SHOWN)
    try:
        async with person_access(engine, viewer, request, now, assignments=[call.assignment]) as access:
            access.leaves_entry = not await _stands(access, viewer, call.call_id)
            return await _caller(access, call)
    except NotFound:
        return None


async def _stands(access: PersonAccess, viewer: Viewer, call_id: str) -> bool:
    """Does an entry tell already that this account has been shown as much of this caller in this call?"""
    row = AccessLogRow
    entry = exists().where(
        row.call_id == call_id,
        row.who == viewer.account,
        row.client_id == access.client_id,
        row.purpose == "desk",
        row.outcome == "found",
        type_coerce(row.field_groups, ARRAY(Text)).contains(in_order(access.groups & SHOWN)),
    )
    return bool(await access.connection.scalar(select(entry)))


async def _caller(access: PersonAccess, call: CallAtHand) -> CallerAtDesk:
    connection, client = access.connection, access.client_id
    contacts: list[Contact] | None = None
    matters: list[OpenMatter] | None = None
    if "history" in access.groups:
        # Before the call: what happens in it is no contact of before.
        before = None if call.started_at is None else (call.started_at, "")
        contacts, _ = await contacts_before(connection, client, before, LAST_CONTACTS)
        matters = await open_matters(connection, client, without=call.callback)
    if "registration" in access.groups:
        due = contact_matter(await contact_of(connection, client, access.now))
        matters = [*([] if due is None else [due]), *(matters or [])]
    visit = await _next_visit(connection, client, access.now) if "visits" in access.groups else None
    return CallerAtDesk(client, access.office, access.groups & SHOWN, contacts, matters, visit)


async def _next_visit(connection: AsyncConnection, client_id: str, now: datetime) -> Visit | None:
    row = VisitRow
    query = select(row.at, row.room, row.adviser, row.purpose, row.state)
    query = query.where(row.client_id == client_id, row.state == "planned", row.at >= now)
    found = (await connection.execute(query.order_by(row.at, row.id).limit(1))).one_or_none()
    return None if found is None else Visit.model_validate(found)

"""The one door to a person's data for the staff: what somebody may see of a client now, and the entry of it.

Every function that shows somebody's data, or writes about somebody, opens its transaction by `person_access`: who
may see nothing gets NotFound, after the entry stands; an access leaves its entry in the same transaction.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import NO_GROUPS, Groups, Occasion, Viewer, access_to, in_order
from clients.access_ceiling_store import count_accesses
from clients.access_ceilings import TooManyAccesses
from clients.access_store import (
    TAKEN_OVER_PL,
    AccessEntry,
    PersonPurpose,
    PersonTopic,
    note_access,
    reason_given,
    was_seen_today,
)
from clients.assignment_store import assignments_of
from clients.assignments import Assignment, assigned_by, is_of_nobody_known
from core.db.tables.person_tables import Client
from core.errors import NotFound

REASON_TIME = timedelta(minutes=15)
"""For so long a reason that was given for a client holds, and no longer however often the card is looked at."""


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """What somebody wants of a client, and why. `call_id` and `reason` as far as they were given.

    `needs`: groups without which there is nothing to be seen or done. `shows`: groups that the entry names, as far
    as they may be seen.
    """

    client_id: str
    topic: PersonTopic
    purpose: PersonPurpose
    call_id: str | None = None
    reason: str | None = None
    needs: Groups = NO_GROUPS
    shows: Groups = NO_GROUPS


@dataclass(slots=True)
class PersonAccess:
    """A client who may be seen, in the transaction that reads. `groups` are all that may be seen.

    `call_id` is the call that gives the occasion, if one does, or in which the message was left that does,
    `message_id`; `reason` the one that was given, now or lately.
    `leaves_entry`: False for what an entry that stands already tells.
    """

    connection: AsyncConnection
    client_id: str
    office: str
    version: int
    groups: Groups
    occasion: Occasion
    call_id: str | None
    reason: str | None
    message_id: str | None
    now: datetime
    leaves_entry: bool = True


@asynccontextmanager
async def person_access(
    engine: AsyncEngine,
    viewer: Viewer,
    request: AccessRequest,
    now: datetime,
    *,
    outcome: Literal["found", "written"] = "found",
    assignments: Sequence[Assignment] | None = None,
) -> AsyncIterator[PersonAccess]:
    """The access, and its entry when the block is left well. `assignments`: the viewer's, if they were read.

    Raises NotFound for a client who does not exist or of whom the viewer may see nothing now, whose entry says who
    asked; TooManyAccesses; and ReasonNeeded. Nothing is shown or changed then.
    """
    async with engine.begin() as connection:
        access = await _access(connection, viewer, request, now, assignments)
        if isinstance(access, PersonAccess):
            yield access
            if access.leaves_entry:
                await _note(access, viewer, request, outcome)
    if not isinstance(access, PersonAccess):
        raise access


async def is_restricted(engine: AsyncEngine, client_id: str) -> bool:
    """Is a client's data kept only, and used for nothing (GDPR Art. 18)?"""
    query = select(Client.restricted_at).where(Client.id == client_id)
    async with engine.connect() as connection:
        return await connection.scalar(query) is not None


async def _note(
    access: PersonAccess, viewer: Viewer, request: AccessRequest, outcome: Literal["found", "written"]
) -> None:
    entry = AccessEntry(
        at=access.now,
        who=viewer.account,
        client_id=access.client_id,
        office=access.office,
        topic=request.topic,
        purpose=request.purpose,
        outcome=outcome,
        call_id=access.call_id,
        groups=in_order(access.groups & request.shows),
        reason=access.reason,
        message_id=access.message_id,
    )
    await note_access(access.connection, entry)


async def _access(
    connection: AsyncConnection,
    viewer: Viewer,
    request: AccessRequest,
    now: datetime,
    assignments: Sequence[Assignment] | None,
) -> PersonAccess | NotFound | TooManyAccesses:
    """NotFound if there is nothing to be seen, TooManyAccesses beyond the ceiling of the day: then that stands in
    the log. Whose data are restricted is seen by nobody. Raises ReasonNeeded."""
    refusal: NotFound | TooManyAccesses = NotFound()
    query = select(Client.office, Client.version, Client.restricted_at).where(Client.id == request.client_id)
    client = (await connection.execute(query)).one_or_none()
    if client is not None and client.restricted_at is None:
        if assignments is None:
            assignments = await assignments_of(connection, viewer.account, viewer.at_hand, now)
        found = assigned_by(assignments, request.client_id)
        is_own_call = is_of_nobody_known(assignments, request.call_id)
        reason = request.reason
        if reason is None and found is None and not is_own_call:
            earlier = await reason_given(connection, viewer.account, request.client_id, now - REASON_TIME)
            reason = None if earlier is None else TAKEN_OVER_PL + earlier
        access = access_to(
            viewer,
            client.office,
            None if found is None else found.by,
            names_own_call=is_own_call,
            reason=reason,
        )
        if access.groups and request.needs <= access.groups:
            is_callers = found is not None and found.by != "ticket"
            if is_callers or await _is_within(connection, viewer, request.client_id, now):
                return PersonAccess(
                    connection,
                    request.client_id,
                    client.office,
                    client.version,
                    access.groups,
                    access.occasion,
                    found.call_id if found is not None else request.call_id if is_own_call else None,
                    reason,
                    found.subject if found is not None and found.by == "ticket" else None,
                    now,
                )
            refusal = TooManyAccesses()
    entry = AccessEntry(
        at=now,
        who=viewer.account,
        client_id=None if client is None else request.client_id,
        office=viewer.home if client is None else client.office,
        topic=request.topic,
        purpose=request.purpose,
        outcome="none" if client is None else "refused",
        call_id=request.call_id,
        reason=request.reason,
    )
    await note_access(connection, entry)
    return refusal


async def _is_within(connection: AsyncConnection, viewer: Viewer, client_id: str, now: datetime) -> bool:
    """Does the ceiling of the day allow this access? A client who was looked at today counts once."""
    if await was_seen_today(connection, viewer.account, client_id, now):
        return True
    return await count_accesses(connection, viewer, now, cards=1)

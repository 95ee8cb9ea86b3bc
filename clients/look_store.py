"""The one door to a person's data for the staff: what somebody may see of a client now, and the entry of it.

Every function that shows somebody's data, or writes about somebody, opens its transaction by `looking_at`: who may
see nothing gets NotFound, after the entry stands; a look that succeeds leaves its entry in the same transaction.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import NO_GROUPS, Groups, Occasion, Viewer, access_to, in_order
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
from clients.look_ceiling_store import count_looks
from clients.look_ceilings import TooManyLooks
from core.db.tables.person_tables import Client
from core.errors import NotFound

REASON_TIME = timedelta(minutes=15)
"""For so long a reason that was given for a client holds, and no longer however often the card is looked at."""


@dataclass(frozen=True, slots=True)
class Asked:
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
class Look:
    """A client who may be seen, in the transaction of the look. `groups` are all that may be seen.

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
async def looking_at(
    engine: AsyncEngine,
    viewer: Viewer,
    asked: Asked,
    now: datetime,
    *,
    outcome: Literal["found", "written"] = "found",
    assignments: Sequence[Assignment] | None = None,
) -> AsyncIterator[Look]:
    """The look, and its entry when the block is left well. `assignments`: the viewer's, if they were read already.

    Raises NotFound for a client who does not exist or of whom the viewer may see nothing now, whose entry says who
    asked; TooManyLooks; and ReasonNeeded. Nothing is shown or changed then.
    """
    async with engine.begin() as connection:
        look = await _look(connection, viewer, asked, now, assignments)
        if isinstance(look, Look):
            yield look
            if look.leaves_entry:
                await _note(look, viewer, asked, outcome)
    if not isinstance(look, Look):
        raise look


async def is_restricted(engine: AsyncEngine, client_id: str) -> bool:
    """Is a client's data kept only, and used for nothing (GDPR Art. 18)?"""
    query = select(Client.restricted_at).where(Client.id == client_id)
    async with engine.connect() as connection:
        return await connection.scalar(query) is not None


async def _note(look: Look, viewer: Viewer, asked: Asked, outcome: Literal["found", "written"]) -> None:
    entry = AccessEntry(
        at=look.now,
        who=viewer.account,
        client_id=look.client_id,
        office=look.office,
        topic=asked.topic,
        purpose=asked.purpose,
        outcome=outcome,
        call_id=look.call_id,
        groups=in_order(look.groups & asked.shows),
        reason=look.reason,
        message_id=look.message_id,
    )
    await note_access(look.connection, entry)


async def _look(
    connection: AsyncConnection,
    viewer: Viewer,
    asked: Asked,
    now: datetime,
    assignments: Sequence[Assignment] | None,
) -> Look | NotFound | TooManyLooks:
    """NotFound if there is nothing to be seen, TooManyLooks beyond the ceiling of the day: then that stands in the
    log. Whose data are restricted is seen by nobody. Raises ReasonNeeded."""
    refusal: NotFound | TooManyLooks = NotFound()
    query = select(Client.office, Client.version, Client.restricted_at).where(Client.id == asked.client_id)
    client = (await connection.execute(query)).one_or_none()
    if client is not None and client.restricted_at is None:
        if assignments is None:
            assignments = await assignments_of(connection, viewer.account, viewer.at_hand, now)
        found = assigned_by(assignments, asked.client_id)
        is_own_call = is_of_nobody_known(assignments, asked.call_id)
        reason = asked.reason
        if reason is None and found is None and not is_own_call:
            earlier = await reason_given(connection, viewer.account, asked.client_id, now - REASON_TIME)
            reason = None if earlier is None else TAKEN_OVER_PL + earlier
        access = access_to(
            viewer,
            client.office,
            None if found is None else found.by,
            names_own_call=is_own_call,
            reason=reason,
        )
        if access.groups and asked.needs <= access.groups:
            is_callers = found is not None and found.by != "ticket"
            if is_callers or await _is_within(connection, viewer, asked.client_id, now):
                return Look(
                    connection,
                    asked.client_id,
                    client.office,
                    client.version,
                    access.groups,
                    access.occasion,
                    found.call_id if found is not None else asked.call_id if is_own_call else None,
                    reason,
                    found.subject if found is not None and found.by == "ticket" else None,
                    now,
                )
            refusal = TooManyLooks()
    entry = AccessEntry(
        at=now,
        who=viewer.account,
        client_id=None if client is None else asked.client_id,
        office=viewer.home if client is None else client.office,
        topic=asked.topic,
        purpose=asked.purpose,
        outcome="none" if client is None else "refused",
        call_id=asked.call_id,
        reason=asked.reason,
    )
    await note_access(connection, entry)
    return refusal


async def _is_within(connection: AsyncConnection, viewer: Viewer, client_id: str, now: datetime) -> bool:
    """Does the ceiling of the day allow this look? A client who was looked at today counts once."""
    if await was_seen_today(connection, viewer.account, client_id, now):
        return True
    return await count_looks(connection, viewer, now, cards=1)

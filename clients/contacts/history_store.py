"""The one history of a client's contacts, read from where each of them is kept (`clients.contacts.history`)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import Groups, Viewer
from clients.contacts.history import MESSAGE_PL, Contact, Place, call_pl, merged, sms_pl, step_pl
from clients.look_store import Asked, looking_at
from core.db.person_tables import ContactRow
from core.db.tables import CallRow, EventRow, SmsOrder, VoiceMessage
from core.events import ClientDataTold

MAX_PAGE = 100
_BEING_RECORDED = "recording"  # of `recordings.message_store`: there is no message yet


async def read_history(
    engine: AsyncEngine,
    viewer: Viewer,
    client_id: str,
    now: datetime,
    *,
    limit: int,
    after: Place | None = None,
    call_id: str | None = None,
) -> tuple[list[Contact], Place | None]:
    """At most `limit` contacts, newest first, and the place of the next page; None on the last.

    `call_id` as for the card. Raises NotFound and ReasonNeeded, see `look_store.looking_at`.
    """
    limit = min(limit, MAX_PAGE)
    history: Groups = frozenset({"history"})
    asked = Asked(client_id, "history", "client_view", call_id, needs=history, shows=history)
    async with looking_at(engine, viewer, asked, now) as look:
        return await contacts_before(look.connection, client_id, after, limit)


async def contacts_before(
    connection: AsyncConnection, client_id: str, after: Place | None, limit: int
) -> tuple[list[Contact], Place | None]:
    """The same inside somebody's look (`look_store.looking_at`), which has to show the group `history`."""
    found: list[Contact] = []
    for read in _SOURCES:
        found += await read(connection, client_id, after, limit + 1)
    return merged(found, limit)


def _page(
    query: Select[Any], moment: ColumnElement[datetime], key: ColumnElement[str], after: Place | None, most: int
) -> Select[Any]:
    """Ids in the order of their codes, in which `merged` joins the sources, whatever order the database has."""
    coded = key.collate("C")
    if after is not None:
        query = query.where(tuple_(moment, coded) < after)
    return query.order_by(moment.desc(), coded.desc()).limit(most)


async def _entries(connection: AsyncConnection, client_id: str, after: Place | None, most: int) -> list[Contact]:
    row = ContactRow
    query = select(ContactRow.__table__).where(row.client_id == client_id)
    rows = await connection.execute(_page(query, row.__table__.c.at, row.__table__.c.id, after, most))
    return [Contact.model_validate({**found._mapping, "kind": "entry"}) for found in rows]


async def _calls(connection: AsyncConnection, client_id: str, after: Place | None, most: int) -> list[Contact]:
    row = CallRow.__table__.c
    query = select(
        row.id,
        row.started_at,
        row.direction,
        row.dialled_number,
        row.agent,
        row.topic,
        row.talk_time,
        row.queue_left_reason,
        row.ended_at,
    ).where(row.client_id == client_id)
    return [
        Contact(
            id=found.id,
            at=found.started_at,
            kind="call",
            channel="call",
            direction="out" if found.direction == "callback" else "in",
            call_id=found.id,
            account=found.agent,
            topic=found.topic,
            summary=call_pl(
                found.dialled_number,
                found.talk_time,
                found.queue_left_reason,
                is_callback=found.direction == "callback",
                is_over=found.ended_at is not None,
            ),
        )
        for found in await connection.execute(_page(query, row.started_at, row.id, after, most))
    ]


async def _steps(connection: AsyncConnection, client_id: str, after: Place | None, most: int) -> list[Contact]:
    """What the line told the client itself; the data have never been in these facts."""
    event, call = EventRow.__table__.c, CallRow.__table__.c
    query = (
        select(event.id, event.at, event.call_id, event.data)
        .join(CallRow, call.id == event.call_id)
        .where(call.client_id == client_id, event.type == ClientDataTold.__name__)
    )
    return [
        Contact(
            id=found.id,
            at=found.at,
            kind="step",
            channel="self_service",
            direction="in",
            call_id=found.call_id,
            summary=step_pl(str(found.data.get("topic")), str(found.data.get("outcome"))),
        )
        for found in await connection.execute(_page(query, event.at, event.id, after, most))
    ]


async def _messages(connection: AsyncConnection, client_id: str, after: Place | None, most: int) -> list[Contact]:
    row = VoiceMessage.__table__.c
    query = select(row.id, row.left_at, row.call_id)
    query = query.where(row.client_id == client_id, row.state != _BEING_RECORDED)
    return [
        Contact(
            id=found.id,
            at=found.left_at,
            kind="message",
            channel="self_service",
            direction="in",
            call_id=found.call_id,
            summary=MESSAGE_PL,
        )
        for found in await connection.execute(_page(query, row.left_at, row.id, after, most))
    ]


async def _sms(connection: AsyncConnection, client_id: str, after: Place | None, most: int) -> list[Contact]:
    """Neither the number nor the words: those are personal, and stand with the order."""
    row, call = SmsOrder.__table__.c, CallRow.__table__.c
    query = select(row.id, row.ordered_at, row.call_id, row.template)
    query = query.join(CallRow, call.id == row.call_id).where(call.client_id == client_id)
    return [
        Contact(
            id=found.id,
            at=found.ordered_at,
            kind="sms",
            channel="sms",
            direction="out",
            call_id=found.call_id,
            summary=sms_pl(found.template),
        )
        for found in await connection.execute(_page(query, row.ordered_at, row.id, after, most))
    ]


_SOURCES: tuple[Callable[[AsyncConnection, str, Place | None, int], Awaitable[list[Contact]]], ...] = (
    _entries,
    _calls,
    _steps,
    _messages,
    _sms,
)

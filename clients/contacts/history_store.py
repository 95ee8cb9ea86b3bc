"""The one history of a client's contacts, read from where each of them is kept (`clients.contacts.history`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import Groups, Viewer
from clients.contacts.history import (
    MESSAGE_PL,
    Contact,
    ContactKind,
    Place,
    call_pl,
    merged,
    sms_pl,
    step_pl,
)
from clients.person_access_store import AccessRequest, person_access
from core.db.pages import MAX_PAGE_OF_TEXTS
from core.db.tables.centre.call_tables import CallRow, EventRow, SmsOrder, VoiceMessage
from core.db.tables.contact_tables import ContactRow
from core.facts.kinds.scenarios import ClientDataTold

_BEING_RECORDED = "recording"  # of `recordings.lists.message_store`: there is no message yet


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

    `call_id` as for the card. Raises NotFound and ReasonNeeded, see `person_access_store.person_access`.
    """
    limit = min(limit, MAX_PAGE_OF_TEXTS)
    history: Groups = frozenset({"history"})
    request = AccessRequest(client_id, "history", "client_view", call_id, needs=history, shows=history)
    async with person_access(engine, viewer, request, now) as access:
        return await contacts_before(access.connection, client_id, after, limit)


async def contacts_before(
    connection: AsyncConnection, client_id: str, after: Place | None, limit: int
) -> tuple[list[Contact], Place | None]:
    """The same inside somebody's `person_access_store.person_access`, which has to show the group `history`."""
    given = {"client": client_id, "most": limit + 1}
    if after is None:
        rows = await connection.execute(_NEWEST, given)
    else:
        rows = await connection.execute(_OLDER, {**given, "after_at": after[0], "after_id": after[1]})
    return merged([_LINE_OF[row.kind](row) for row in rows], limit)


_CLIENT, _MOST = bindparam("client", type_=Text), bindparam("most", type_=Integer)
_AFTER = tuple_(bindparam("after_at", type_=DateTime(timezone=True)), bindparam("after_id", type_=Text))
_ENTRY, _CALL, _EVENT = ContactRow.__table__.c, CallRow.__table__.c, EventRow.__table__.c
_MESSAGE, _SMS = VoiceMessage.__table__.c, SmsOrder.__table__.c


@dataclass(frozen=True, slots=True)
class _Source:
    """Where some of the lines are kept. `columns` is what is read of them besides id and moment."""

    kind: ContactKind
    key: ColumnElement[str]
    moment: ColumnElement[datetime]
    columns: Sequence[ColumnElement[Any]]
    condition: ColumnElement[bool]
    of_call: ColumnElement[str] | None = None  # whose client says whose it is

    def lines(self, *, is_older: bool) -> Select[Any]:
        """The newest ones, in the order of the codes of their ids, in which `merged` joins the sources, whatever
        order the database has."""
        coded = self.key.collate("C")
        values = [part for column in self.columns for part in (literal(column.key), column)]
        data = func.jsonb_build_object(*values).label("data")
        query = select(literal(self.kind).label("kind"), self.key.label("id"), self.moment.label("at"), data)
        query = query.where(self.condition)
        if self.of_call is not None:
            query = query.join(CallRow, _CALL.id == self.of_call).where(_CALL.client_id == _CLIENT)
        if is_older:
            query = query.where(tuple_(self.moment, coded) < _AFTER)
        newest = query.order_by(self.moment.desc(), coded.desc()).limit(_MOST).subquery()
        return select(newest)


_SOURCES = (
    _Source(
        "entry",
        _ENTRY.id,
        _ENTRY.at,
        (
            *(_ENTRY.channel, _ENTRY.direction, _ENTRY.call_id, _ENTRY.account, _ENTRY.topic, _ENTRY.outcome),
            *(_ENTRY.note, _ENTRY.summary, _ENTRY.is_ninety_day, _ENTRY.evidence),
        ),
        _ENTRY.client_id == _CLIENT,
    ),
    _Source(
        "call",
        _CALL.id,
        _CALL.started_at,
        (
            *(_CALL.direction, _CALL.dialled_number, _CALL.agent, _CALL.topic, _CALL.talk_time),
            *(_CALL.queue_left_reason, _CALL.dial_outcome, _CALL.ended_at),
        ),
        _CALL.client_id == _CLIENT,
    ),
    _Source(
        # What the line told the client itself; the data have never been in these facts.
        "step",
        _EVENT.id,
        _EVENT.at,
        (_EVENT.call_id, _EVENT.data),
        _EVENT.type == ClientDataTold.__name__,
        of_call=_EVENT.call_id,
    ),
    _Source(
        "message",
        _MESSAGE.id,
        _MESSAGE.left_at,
        (_MESSAGE.call_id,),
        and_(_MESSAGE.client_id == _CLIENT, _MESSAGE.state != _BEING_RECORDED),
    ),
    # Neither the number nor the words: those are personal, and stand with the order.
    _Source("sms", _SMS.id, _SMS.ordered_at, (_SMS.call_id, _SMS.template), true(), of_call=_SMS.call_id),
)

# All of them in one statement, made once: a page of the history is one way to the database.
_NEWEST = union_all(*(source.lines(is_older=False) for source in _SOURCES))
_OLDER = union_all(*(source.lines(is_older=True) for source in _SOURCES))


def _entry(row: Row[Any]) -> Contact:
    return Contact(id=row.id, at=row.at, kind="entry", **row.data)


def _call(row: Row[Any]) -> Contact:
    data = row.data
    return Contact(
        id=row.id,
        at=row.at,
        kind="call",
        channel="call",
        direction="in" if data["direction"] == "inbound" else "out",
        call_id=row.id,
        account=data["agent"],
        topic=data["topic"],
        summary=call_pl(
            data["direction"],
            data["dialled_number"],
            data["talk_time"],
            data["queue_left_reason"],
            data["dial_outcome"],
            is_over=data["ended_at"] is not None,
        ),
    )


def _step(row: Row[Any]) -> Contact:
    told = row.data["data"]
    return Contact(
        id=row.id,
        at=row.at,
        kind="step",
        channel="self_service",
        direction="in",
        call_id=row.data["call_id"],
        summary=step_pl(str(told.get("topic")), str(told.get("outcome"))),
    )


def _message(row: Row[Any]) -> Contact:
    return Contact(
        id=row.id,
        at=row.at,
        kind="message",
        channel="self_service",
        direction="in",
        call_id=row.data["call_id"],
        summary=MESSAGE_PL,
    )


def _text(row: Row[Any]) -> Contact:
    return Contact(
        id=row.id,
        at=row.at,
        kind="sms",
        channel="sms",
        direction="out",
        call_id=row.data["call_id"],
        summary=sms_pl(row.data["template"]),
    )


_LINE_OF: Mapping[str, Callable[[Row[Any]], Contact]] = {
    "entry": _entry,
    "call": _call,
    "step": _step,
    "message": _message,
    "sms": _text,
}

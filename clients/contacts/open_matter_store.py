"""Reads what waits for the office or for a client, inside somebody's access (`clients.person_access_store`)."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Date, DateTime, Integer, Row, Text, bindparam, cast, func, literal, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.contacts.open_matter import (
    OpenMatter,
    callback_matter,
    correction_matter,
    message_matter,
    request_matter,
    written_matter,
)
from core.db.tables.centre.call_tables import CallbackRow, VoiceMessage
from core.db.tables.contact_tables import CorrectionProposalRow
from core.db.tables.messages.matter_tables import MatterRow
from core.db.tables.request_tables import PersonRequestRow
from core.zone import WARSAW

MOST_MATTERS = 20
"""The newest ones: nobody reads more in a conversation."""

_WAITING = "waiting"  # of `acd.callback_store`
_NOT_DONE = ("new", "listened")  # of `recordings.lists.message_store`
_CLOSED = ("carried_out", "refused")  # of `clients.requests.request`

_CALLBACK = CallbackRow.__table__.c
_REQUEST = PersonRequestRow.__table__.c
_CORRECTION = CorrectionProposalRow.__table__.c
_MESSAGE = VoiceMessage.__table__.c
_MATTER = MatterRow.__table__.c
_CLIENT = bindparam("client", type_=Text)
_NO_DAY, _NO_MOMENT, _NO_COUNT = cast(null(), Date), cast(null(), DateTime(timezone=True)), cast(null(), Integer)

# One statement, made once, and so one way to the database.
_OPEN = union_all(
    select(
        literal("callback").label("kind"),
        _CALLBACK.id.label("id"),
        _CALLBACK.ordered_at.label("at"),
        _NO_DAY.label("due_on"),
        _CALLBACK.not_before.label("later"),
        _CALLBACK.attempts.label("tries"),
        literal("").label("word"),
    ).where(_CALLBACK.client_id == _CLIENT, _CALLBACK.state == _WAITING),
    select(
        literal("request"),
        _REQUEST.id,
        _REQUEST.received_at,
        _REQUEST.due_on,
        _NO_MOMENT,
        _NO_COUNT,
        _REQUEST.kind,
    ).where(_REQUEST.client_id == _CLIENT, _REQUEST.state.not_in(_CLOSED)),
    select(
        literal("correction"),
        _CORRECTION.id,
        _CORRECTION.proposed_at,
        _NO_DAY,
        _NO_MOMENT,
        _NO_COUNT,
        _CORRECTION.field,
    ).where(_CORRECTION.client_id == _CLIENT, _CORRECTION.state == "open"),
    select(
        literal("message"),
        _MESSAGE.id,
        _MESSAGE.left_at,
        _NO_DAY,
        _NO_MOMENT,
        _NO_COUNT,
        _MESSAGE.state,
    ).where(_MESSAGE.client_id == _CLIENT, _MESSAGE.state.in_(_NOT_DONE)),
    select(
        literal("matter"),
        _MATTER.id,
        _MATTER.opened_at,
        cast(func.timezone(WARSAW.key, _MATTER.due_at), Date),
        _NO_MOMENT,
        _NO_COUNT,
        _MATTER.number,
    ).where(_MATTER.client_id == _CLIENT, _MATTER.state == "open"),
).subquery()
_NEWEST = select(_OPEN).order_by(_OPEN.c.at.desc(), _OPEN.c.id).limit(MOST_MATTERS)


async def open_matters(
    connection: AsyncConnection, client_id: str, *, without: str | None = None
) -> list[OpenMatter]:
    """Newest first. `without`: the order that this very call carries out."""
    rows = await connection.execute(_NEWEST, {"client": client_id})
    return [_MADE_OF[row.kind](row) for row in rows if row.id != without]


_MADE_OF: Mapping[str, Callable[[Row[Any]], OpenMatter]] = {
    "callback": lambda row: callback_matter(row.id, row.at, row.later, row.tries),
    "request": lambda row: request_matter(row.id, row.at, row.due_on, row.word),
    "correction": lambda row: correction_matter(row.id, row.at, row.word),
    "message": lambda row: message_matter(row.id, row.at, row.word),
    "matter": lambda row: written_matter(row.id, row.at, row.due_on, row.word),
}

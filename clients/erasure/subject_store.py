"""Who is to be erased, in the database: numbers, cards and calls, what holds them, what is going on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeAlias, cast

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.erasure.plan import Category, Hold
from core.caller_number import forms_of
from core.db.tables.centre.call_tables import CallbackRow, CallRow, VoiceMessage
from core.db.tables.person_tables import CardRow, Client
from core.db.tables.request_tables import LegalHoldRow

WaitsFor: TypeAlias = Literal["call", "callback"]

SETTLE_TIME = timedelta(minutes=10)
"""After the end of a call its last facts may still come, and its place in the queue is kept for five minutes."""

LONGEST_CALL = timedelta(days=1)
"""A call that began earlier and has no end is one whose end was lost."""

_WAITING = "waiting"  # of `acd.callback_store`


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as the tables know it. `numbers`: those that are nobody else's, in every way they may be shown.

    Everything here is personal data.
    """

    client_id: str
    office: str
    ext_id: str | None = field(repr=False)
    numbers: frozenset[str] = field(repr=False)
    cards: tuple[str, ...] = field(repr=False)
    calls: tuple[str, ...]


async def subject_of(connection: AsyncConnection, client_id: str) -> Subject | None:
    """The person; None for nobody. The client is locked until the end of the transaction."""
    columns = (Client.office, Client.ext_id, Client.phone, Client.sms_number)
    query = select(*columns).where(Client.id == client_id).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    numbers = await _only_theirs(connection, client_id, {row.phone, row.sms_number} - {None, ""})
    cards = await connection.scalars(select(CardRow.number).where(CardRow.client_id == client_id))
    calls = await _calls_of(connection, client_id, numbers)
    return Subject(client_id, row.office, row.ext_id, numbers, tuple(cards), calls)


async def _only_theirs(connection: AsyncConnection, client_id: str, numbers: Iterable[str]) -> frozenset[str]:
    """A number that another client has, or from which another one was verified, says nothing of whose call it is:
    a household shares its telephone."""
    own: set[str] = set()
    for number in numbers:
        forms = forms_of(number)
        others = select(Client.id).where(
            Client.id != client_id, or_(Client.phone.in_(forms), Client.sms_number.in_(forms))
        )
        callers = select(CallRow.id).where(
            CallRow.caller_number.in_(forms), CallRow.client_id.is_not(None), CallRow.client_id != client_id
        )
        if await connection.scalar(others.limit(1)) is None and await connection.scalar(callers.limit(1)) is None:
            own |= forms
    return frozenset(own)


async def _calls_of(connection: AsyncConnection, client_id: str, numbers: frozenset[str]) -> tuple[str, ...]:
    """Calls in which the person was verified, those from numbers that are only the person's, and call-backs that
    the person ordered."""
    call, order = CallRow, CallbackRow
    from_number = and_(call.client_id.is_(None), call.caller_number.in_(numbers))
    ordered = select(order.id).where(
        or_(order.client_id == client_id, and_(order.client_id.is_(None), order.callback_number.in_(numbers)))
    )
    carried_out = and_(call.direction == "callback", call.callback_id.in_(ordered))
    query = select(call.id).where(or_(call.client_id == client_id, from_number, carried_out))
    left = select(VoiceMessage.call_id).where(VoiceMessage.client_id == client_id)
    found = {*await connection.scalars(query), *await connection.scalars(left)}
    return tuple(sorted(found - {""}))


async def holds_of(connection: AsyncConnection, subject: Subject, today: date) -> list[Hold]:
    """Those in force: of the person, and of the person's calls."""
    row = LegalHoldRow
    query = select(row.id, row.call_id, row.categories, row.basis).where(
        or_(row.client_id == subject.client_id, row.call_id.in_(subject.calls)),
        row.ended_at.is_(None),
        or_(row.until.is_(None), row.until >= today),
    )
    return [
        Hold(
            found.id,
            found.call_id,
            None if found.categories is None else frozenset(cast(list[Category], found.categories)),
            found.basis,
        )
        for found in await connection.execute(query.order_by(row.set_at, row.id))
    ]


async def going_on(connection: AsyncConnection, subject: Subject, now: datetime) -> WaitsFor | None:
    """What has to end first, since the process of the calls still holds the person in memory."""
    is_open = and_(CallRow.ended_at.is_(None), CallRow.started_at > now - LONGEST_CALL)
    calls: Any = select(CallRow.id).where(
        CallRow.id.in_(subject.calls), or_(is_open, CallRow.ended_at > now - SETTLE_TIME)
    )
    if await connection.scalar(calls.limit(1)) is not None:
        return "call"
    orders = select(func.count()).where(
        CallbackRow.state == _WAITING,
        or_(
            CallbackRow.client_id == subject.client_id,
            CallbackRow.call_id.in_(subject.calls),
            CallbackRow.callback_number.in_(subject.numbers),
        ),
    )
    return "callback" if await connection.scalar(orders) else None

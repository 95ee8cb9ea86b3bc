"""Reads from the records of calls, call-backs and messages whose client is whose now (`clients.assignments`)."""

from collections.abc import Iterable
from datetime import datetime, time

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import Viewer
from clients.assignments import WRAP_UP_TIME, Assignment
from core.db.tables.centre.call_tables import CallbackRow, CallRow, EventRow, VoiceMessage
from core.db.tables.staff_tables import AgentStateRow
from core.facts.kinds.colleagues import ColleagueEnded
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.zone import WARSAW

_AT_HAND = ("reserved", "ringing", "talking", "hold", "dialling")  # of `acd.live.agent_state.AgentState`
_WRAP_UP = "wrap_up"
_TAKEN_UP, _DONE = "listened", "done"  # of `recordings.lists.message_store`


async def assignments_of(
    connection: AsyncConnection, account: str, at_hand: str | None, now: datetime
) -> list[Assignment]:
    """Everything that holds at this moment. `at_hand` is the call that the live state knows of besides."""
    calls = await _calls(connection, account, now)
    if at_hand is not None:
        calls[at_hand] = None
    found = await _with_clients(connection, calls)
    found += await _messages(connection, account, now)
    return [one for one in found if one.holds(now)]


async def call_at_hand(
    connection: AsyncConnection, viewer: Viewer, assignments: Iterable[Assignment], now: datetime
) -> Assignment | None:
    """Of these, which hold now, the call that the viewer is offered or has, or whose wrap-up the viewer does; None
    if there is none."""
    calls = [one for one in assignments if one.by != "ticket"]
    if viewer.at_hand is not None:
        return next(one for one in calls if one.call_id == viewer.at_hand)
    going_on = next((one for one in calls if one.ended_at is None), None)
    if going_on is not None or not calls:
        return going_on
    state = await connection.scalar(select(AgentStateRow.state).where(AgentStateRow.agent == viewer.account))
    return max(calls, key=lambda one: one.ended_at or now) if state == _WRAP_UP else None


async def is_caller_written(engine: AsyncEngine, call_id: str) -> bool:
    """Does the record of the call say already who calls? One small question."""
    found = exists().where(CallRow.id == call_id, CallRow.client_id.is_not(None))
    async with engine.connect() as connection:
        return bool(await connection.scalar(select(found)))


async def took_part(connection: AsyncConnection, account: str, call_id: str) -> bool:
    """Has this account talked in the call, whenever that was?"""
    own_part = (EventRow.agent == account) & (EventRow.type == ConversationStarted.__name__)
    talked = select(EventRow.number).where(
        EventRow.call_id == call_id, or_(own_part, _took_part_as_colleague(account))
    )
    return await connection.scalar(talked.limit(1)) is not None


async def _calls(connection: AsyncConnection, account: str, now: datetime) -> dict[str, datetime | None]:
    """By call, when its conversation with this account ended; None if it goes on, or is offered."""
    own_end = (EventRow.agent == account) & (EventRow.type == ConversationEnded.__name__)
    ended = (
        select(EventRow.call_id, func.max(EventRow.at).label("ended_at"))
        .where(
            or_(own_end, _took_part_as_colleague(account)),
            EventRow.at > now - WRAP_UP_TIME,
            EventRow.call_id.is_not(None),
        )
        .group_by(EventRow.call_id)
    )
    calls: dict[str, datetime | None] = {row.call_id: row.ended_at for row in await connection.execute(ended)}
    current = select(AgentStateRow.call_id).where(
        AgentStateRow.agent == account, AgentStateRow.state.in_(_AT_HAND), AgentStateRow.call_id.is_not(None)
    )
    if (call := await connection.scalar(current)) is not None:
        calls[call] = None
    return calls


def _took_part_as_colleague(account: str) -> ColumnElement[bool]:
    """The end of the part of one who was called into somebody else's conversation, and came."""
    is_of_account = EventRow.data["colleague"].astext == account
    # Whoever was only rung has seen the caller while it rang, and no longer; so has one of whom no time is known.
    times = ("apart_time", "together_time", "aside_time")
    was_there = or_(*(EventRow.data[time].as_float() > 0 for time in times))
    return and_(EventRow.type == ColleagueEnded.__name__, is_of_account, was_there)


async def _with_clients(connection: AsyncConnection, calls: dict[str, datetime | None]) -> list[Assignment]:
    """A call-back is of the client who ordered it, whether the centre or a consultant makes it. A call that is not
    written yet is of nobody known."""
    query = (
        select(CallRow.id, CallRow.direction, CallRow.client_id, CallbackRow.client_id.label("ordered_by"))
        .outerjoin(CallbackRow, CallbackRow.id == CallRow.callback_id)
        .where(CallRow.id.in_(calls))
    )
    rows = {row.id: row for row in await connection.execute(query)} if calls else {}
    found = []
    for call, ended_at in calls.items():
        row = rows.get(call)
        if row is None:
            found.append(Assignment("call", call, None, call, ended_at))
        elif row.direction != "inbound" and row.ordered_by is not None:
            found.append(Assignment("callback", call, row.client_id or row.ordered_by, call, ended_at))
        else:
            found.append(Assignment("call", call, row.client_id, call, ended_at))
    return found


async def _messages(connection: AsyncConnection, account: str, now: datetime) -> list[Assignment]:
    """What this account has taken up today (Warsaw): until it is done with, and for the wrap-up then."""
    today = datetime.combine(now.astimezone(WARSAW).date(), time(), WARSAW)
    query = select(VoiceMessage).where(
        VoiceMessage.taken_up_by == account,
        VoiceMessage.taken_up_at >= today,
        VoiceMessage.client_id.is_not(None),
        or_(
            VoiceMessage.state == _TAKEN_UP,
            (VoiceMessage.state == _DONE) & (VoiceMessage.done_at > now - WRAP_UP_TIME),
        ),
    )
    columns = query.with_only_columns(
        VoiceMessage.id, VoiceMessage.client_id, VoiceMessage.call_id, VoiceMessage.state, VoiceMessage.done_at
    )
    return [
        Assignment("ticket", row.id, row.client_id, row.call_id, row.done_at if row.state == _DONE else None)
        for row in await connection.execute(columns)
    ]

"""Recordings for whoever reviews them: the list, one with all that is known of it, and what holds it.

Only the history of one says who the caller is, and nothing what was said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Row, and_, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.pages import MAX_PAGE
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.person_tables import Client
from core.db.tables.recording_tables import (
    RecordingAlarmRow,
    RecordingConsentRow,
    RecordingFileRow,
    RecordingLogRow,
    RecordingMarkRow,
    RecordingRow,
)
from core.db.tables.request_tables import LegalHoldRow
from core.db.tables.staff_tables import Agent
from core.errors import NotFound

RecordingState: TypeAlias = Literal["recording", "closed", "packed", "failed", "expired", "destroyed", "missing"]
RecordedBy: TypeAlias = Literal["opt_in", "on_demand", "statutory"]
AlarmKind: TypeAlias = Literal["none", "empty", "short", "one_sided", "late", "missing", "foreign", "changed"]
Place: TypeAlias = tuple[datetime, str]
ListedRecording: TypeAlias = Row[Any]
"""The columns of `_ROWS`."""

GONE: frozenset[str] = frozenset({"expired", "destroyed"})
"""States of a recording that nobody will hear again."""

_r, _c = RecordingRow, CallRow


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose recordings somebody may know of: all, those of some offices, those of the own conversations."""

    everything: bool = False
    offices: frozenset[str] = frozenset()
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class RecordingFilter:
    """Which recordings are wanted; None does not restrict. `started_to` is not included."""

    started_from: datetime | None = None
    started_to: datetime | None = None
    office: str | None = None
    agent: str | None = None
    topic: str | None = None
    call_id: str | None = None
    state: RecordingState | None = None
    mode: RecordedBy | None = None
    min_seconds: float | None = None
    alarm: AlarmKind | Literal["any"] | None = None
    caller_number: str | None = None
    client_id: str | None = None


@dataclass(frozen=True, slots=True)
class RecordingPage:
    """Recordings, newest first. `after` leads to the next page; None on the last."""

    recordings: Sequence[Row[Any]]
    after: Place | None


@dataclass(frozen=True, slots=True)
class RecordingHistory:
    """What is known of one recording: `row` as in the list, its marks, consent, log and alarms, each in order.

    `held_until`: the last day of the legal hold that goes furthest; None with `is_held` is one without an end.
    """

    row: Row[Any]
    marks: Sequence[Row[Any]]
    consents: Sequence[Row[Any]]
    log: Sequence[Row[Any]]
    alarms: Sequence[Row[Any]]
    is_held: bool
    held_until: date | None
    client_id: str | None
    client_name: str | None
    caller_number: str


def _of_recording() -> ColumnElement[bool]:
    """A row of consent that is about this recording, or about its whole call."""
    mine = RecordingConsentRow.recording_id
    return and_(RecordingConsentRow.call_id == _r.call_id, or_(mine.is_(None), mine == _r.id))


_OPEN_ALARM = (RecordingAlarmRow.closed_at.is_(None), RecordingAlarmRow.recording_id == _r.id)
_ALARMS = func.array(
    select(RecordingAlarmRow.kind)
    .where(*_OPEN_ALARM)
    .distinct()
    .order_by(RecordingAlarmRow.kind)
    .correlate(_r)
    .scalar_subquery()
)
_IS_CALL_OPEN = (
    select(CallRow.id).where(CallRow.id == _r.call_id, CallRow.ended_at.is_(None)).correlate(_r).exists()
)
_SECONDS = func.coalesce(RecordingFileRow.seconds, _r.duration_time)

_ROWS: Any = select(
    _r.id,
    _r.call_id,
    _r.state,
    _r.started_at,
    _r.agent,
    select(Agent.display_name).where(Agent.id == _r.agent).correlate(_r).scalar_subquery().label("agent_name"),
    _r.office,
    _r.topic,
    _r.mode,
    _r.fault,
    _r.gone_at,
    _r.gone_by,
    _r.gone_why,
    _SECONDS.label("seconds"),
    _ALARMS.label("alarms"),
    _IS_CALL_OPEN.label("is_call_open"),
).outerjoin(RecordingFileRow, RecordingFileRow.recording_id == _r.id)


async def search_recordings(
    engine: AsyncEngine, wanted: RecordingFilter, sight: Sight, *, limit: int, after: Place | None = None
) -> RecordingPage:
    """At most `limit` recordings, newest first. What begins meanwhile moves no page."""
    limit = min(limit, MAX_PAGE)
    query = _ROWS.where(*_conditions(wanted), _seen(sight))
    if after is not None:
        query = query.where(tuple_(_r.started_at, _r.id) < after)
    query = query.order_by(_r.started_at.desc(), _r.id.desc()).limit(limit + 1)
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    if len(rows) <= limit:
        return RecordingPage(rows, None)
    last = rows[limit - 1]
    return RecordingPage(rows[:limit], (last.started_at, last.id))


async def get_recording(engine: AsyncEngine, recording_id: str, sight: Sight) -> Row[Any]:
    """As in the list. Raises NotFound, also for one that is out of sight."""
    async with engine.connect() as connection:
        return await _get(connection, recording_id, sight)


async def history_of(
    connection: AsyncConnection, recording_id: str, sight: Sight, today: date
) -> RecordingHistory:
    """Raises NotFound, also for one that is out of sight."""
    row = await _get(connection, recording_id, sight)
    whose = (
        await connection.execute(
            select(_c.client_id, _c.caller_number, Client.first_name, Client.last_name)
            .outerjoin(Client, Client.id == _c.client_id)
            .where(_c.id == row.call_id)
        )
    ).one_or_none()
    consents = select(RecordingConsentRow.__table__).join(_r, _of_recording()).where(_r.id == recording_id)
    marks = select(RecordingMarkRow.__table__).where(RecordingMarkRow.recording_id == recording_id)
    entries = select(RecordingLogRow.__table__).where(RecordingLogRow.recording_id == recording_id)
    alarms = select(RecordingAlarmRow.__table__).where(RecordingAlarmRow.recording_id == recording_id)
    held = await holds_of(connection, recording_id, today)
    return RecordingHistory(
        row,
        (await connection.execute(marks.order_by(RecordingMarkRow.number))).all(),
        (await connection.execute(consents.order_by(RecordingConsentRow.at, RecordingConsentRow.id))).all(),
        (await connection.execute(entries.order_by(RecordingLogRow.number))).all(),
        (await connection.execute(alarms.order_by(RecordingAlarmRow.found_at, RecordingAlarmRow.id))).all(),
        bool(held),
        None if None in held else max((until for until in held if until is not None), default=None),
        None if whose is None else whose.client_id,
        None if whose is None or whose.last_name is None else f"{whose.first_name} {whose.last_name}",
        "" if whose is None else whose.caller_number,
    )


async def holds_of(connection: AsyncConnection, recording_id: str, today: date) -> Sequence[date | None]:
    """The last days of the legal holds that keep a recording now; none if it is not held."""
    hold = LegalHoldRow
    of_client = and_(
        hold.client_id == _c.client_id,
        or_(hold.categories.is_(None), literal("recordings") == func.any(hold.categories)),
    )
    query = (
        select(hold.until)
        .select_from(_r)
        .outerjoin(_c, _c.id == _r.call_id)
        .join(hold, or_(hold.call_id == _r.call_id, of_client))
        .where(_r.id == recording_id, hold.ended_at.is_(None), or_(hold.until.is_(None), hold.until >= today))
    )
    return (await connection.scalars(query)).all()


async def lock_recording(connection: AsyncConnection, recording_id: str) -> None:
    """Nobody else ends it until the end of the transaction."""
    await connection.execute(select(_r.id).where(_r.id == recording_id).with_for_update())


async def recordings_of_calls(connection: AsyncConnection, calls: Sequence[str]) -> Sequence[Row[Any]]:
    """As in the list, the oldest first."""
    query = _ROWS.where(_r.call_id.in_(calls)).order_by(_r.started_at, _r.id)
    rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return rows


async def calls_to_hear(engine: AsyncEngine, calls: Sequence[str], sight: Sight) -> set[str]:
    """Those of the calls of which there is a recording that can be opened."""
    query = select(_r.call_id).where(_r.call_id.in_(calls), _r.state == "packed", _seen(sight))
    async with engine.connect() as connection:
        return set((await connection.scalars(query)).all())


async def _get(connection: AsyncConnection, recording_id: str, sight: Sight) -> Row[Any]:
    row: Row[Any] | None = (
        await connection.execute(_ROWS.where(_r.id == recording_id, _seen(sight)))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def _seen(sight: Sight) -> ColumnElement[bool]:
    if sight.everything:
        return _r.id.is_not(None)
    ways: list[ColumnElement[bool]] = [_r.office.in_(sight.offices)]
    if sight.agent is not None:
        ways.append(_r.agent == sight.agent)
    return or_(*ways)


def _conditions(wanted: RecordingFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.started_from is not None:
        found.append(_r.started_at >= wanted.started_from)
    if wanted.started_to is not None:
        found.append(_r.started_at < wanted.started_to)
    if wanted.min_seconds is not None:
        found.append(wanted.min_seconds <= _SECONDS)
    if wanted.alarm is not None:
        alarm = select(RecordingAlarmRow.id).where(*_OPEN_ALARM)
        if wanted.alarm != "any":
            alarm = alarm.where(RecordingAlarmRow.kind == wanted.alarm)
        found.append(alarm.correlate(_r).exists())
    whose = ((_c.caller_number, wanted.caller_number), (_c.client_id, wanted.client_id))
    for column, value in whose:
        if value is not None:
            found.append(_r.call_id.in_(select(_c.id).where(column == value)))
    equal = (
        (_r.office, wanted.office),
        (_r.agent, wanted.agent),
        (_r.topic, wanted.topic),
        (_r.call_id, wanted.call_id),
        (_r.state, wanted.state),
        (_r.mode, wanted.mode),
    )
    return found + [column == value for column, value in equal if value is not None]

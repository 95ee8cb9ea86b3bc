"""Conversations, consents and recordings as `reconciling` wants them, and the alarms that it raises."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.clock import WARSAW
from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.recording_tables import (
    RecordingAlarmRow,
    RecordingConsentRow,
    RecordingFileRow,
    RecordingKeyRow,
    RecordingMarkRow,
    RecordingRow,
)
from core.ids import new_id
from recordings.policy import in_order, mode
from recordings.proof.reconciling import Alarm, Consent, Conversation, Peaks, Recorded
from recordings.rule_store import rules_of

LONGEST_CALL = timedelta(hours=12)
"""What is over by now began no longer before the span that is looked at."""

PeaksOf = Callable[[str, str, bytes | None, bytes], Peaks | None]
"""Of a recording, the installation's key, the wrapped key and the sealed waveform; None if it cannot be read."""


async def read_conversations(connection: AsyncConnection, since: datetime, until: datetime) -> list[Conversation]:
    """Every conversation that ended in the span, and those that go on; each with the rule of its day."""
    rules = in_order(stored.rule for stored in await rules_of(connection))
    query = (
        select(EventRow.call_id, EventRow.type, EventRow.agent, EventRow.at, EventRow.data)
        .add_columns(CallRow.office, CallRow.topic, CallRow.ended_at)
        .join(CallRow, CallRow.id == EventRow.call_id)
        .where(
            EventRow.type.in_(("ConversationStarted", "ConversationEnded")),
            EventRow.at >= since - LONGEST_CALL,
            EventRow.at < until,
        )
        .order_by(EventRow.call_id, EventRow.number)
    )
    talks: list[Conversation] = []
    going_on: dict[tuple[str, str], int] = {}
    for fact in (await connection.execute(query)).all():
        call, agent = fact.call_id or "", fact.data.get("agent") or fact.agent or ""
        if fact.type == "ConversationStarted":
            going_on[call, agent] = len(talks)
            bridge = fact.data.get("bridge_id") or ""
            # An application that died has told no end of it; then it ended with the call.
            rule = mode(rules, fact.office, fact.topic, fact.at.astimezone(WARSAW).date())
            talks.append(Conversation(call, agent, fact.office, bridge, fact.at, fact.ended_at, mode=rule.mode))
        elif (place := going_on.pop((call, agent), None)) is not None:
            held = float(fact.data.get("hold_time") or 0.0)
            talks[place] = replace(talks[place], ended_at=fact.at, hold_time=held)
    return [talk for talk in talks if talk.ended_at is None or since <= talk.ended_at < until]


async def read_consents(connection: AsyncConnection, calls: Collection[str]) -> dict[str, list[Consent]]:
    """Of each call, in their order: the evidence, and where there is none (calls of before there was any) what the
    call's row says."""
    rows = RecordingConsentRow
    query = (
        select(rows.call_id, rows.at, rows.kind, rows.is_given)
        .where(rows.call_id == func.any(list(calls)))
        .order_by(rows.at, rows.id)
    )
    found: dict[str, list[Consent]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.call_id].append(Consent(row.at, row.is_given, row.kind))
    agreed = select(CallRow.id, CallRow.started_at).where(
        CallRow.id == func.any(list(set(calls) - set(found))), CallRow.is_recording_allowed
    )
    for call, started_at in (await connection.execute(agreed)).all():
        found[call].append(Consent(started_at, True))
    return found


async def read_recordings(
    connection: AsyncConnection, calls: Collection[str], peaks_of: PeaksOf | None = None
) -> list[Recorded]:
    """Those of the calls, and all that are not packed yet; the first one first."""
    marks = (
        select(
            RecordingMarkRow.recording_id,
            func.sum(
                func.coalesce(RecordingMarkRow.to_time, RecordingRow.duration_time, RecordingMarkRow.from_time)
                - RecordingMarkRow.from_time
            ).label("paused"),
        )
        .join(RecordingRow, RecordingRow.id == RecordingMarkRow.recording_id)
        .where(or_(RecordingRow.call_id == func.any(list(calls)), RecordingRow.state.in_(("recording", "closed"))))
        .group_by(RecordingMarkRow.recording_id)
        .subquery()
    )
    query = (
        select(
            *(RecordingRow.id, RecordingRow.call_id, RecordingRow.state, RecordingRow.office),
            *(RecordingRow.started_at, RecordingRow.duration_time, RecordingFileRow.seconds),
            *(
                RecordingFileRow.waveform,
                RecordingKeyRow.installation_key,
                RecordingKeyRow.wrapped,
                marks.c.paused,
            ),
        )
        .outerjoin(RecordingFileRow, RecordingFileRow.recording_id == RecordingRow.id)
        .outerjoin(RecordingKeyRow, RecordingKeyRow.recording_id == RecordingRow.id)
        .outerjoin(marks, marks.c.recording_id == RecordingRow.id)
        .where(or_(RecordingRow.call_id == func.any(list(calls)), RecordingRow.state.in_(("recording", "closed"))))
        .order_by(RecordingRow.started_at, RecordingRow.id)
    )
    found = []
    for row in await connection.execute(query):
        peaks = None
        if peaks_of is not None and row.waveform:
            peaks = peaks_of(row.id, row.installation_key or "", row.wrapped, row.waveform)
        found.append(
            Recorded(
                id=row.id,
                call=row.call_id,
                state=row.state,
                office=row.office,
                started_at=row.started_at,
                seconds=row.duration_time if row.seconds is None else row.seconds,
                paused_time=row.paused or 0.0,
                peaks=peaks,
            )
        )
    return found


async def raise_alarms(connection: AsyncConnection, alarms: Iterable[Alarm], now: datetime) -> list[Alarm]:
    """Write down what nobody was told yet, and return it: neither what is open, nor what somebody has closed.

    Two processes at once tell nothing twice either, by an index over what is open.
    """
    new = []
    for alarm in alarms:
        told = select(RecordingAlarmRow.id).where(
            RecordingAlarmRow.kind == alarm.kind,
            RecordingAlarmRow.recording_id.is_not_distinct_from(alarm.recording),
            RecordingAlarmRow.call_id.is_not_distinct_from(alarm.call),
            RecordingAlarmRow.object.is_not_distinct_from(alarm.object),
        )
        if await connection.scalar(told.limit(1)) is not None:
            continue
        values = {
            "id": new_id("alarm"),
            "kind": alarm.kind,
            "recording_id": alarm.recording,
            "call_id": alarm.call,
            "office": alarm.office,
            "object": alarm.object,
            "seconds": alarm.seconds,
            "found_at": now,
        }
        made = await connection.execute(pg_insert(RecordingAlarmRow).values(values).on_conflict_do_nothing())
        if made.rowcount:
            new.append(alarm)
    return new


async def found_alarms(engine: AsyncEngine, since: datetime) -> list[datetime]:
    """When alarms were raised, also those that somebody has closed."""
    async with engine.connect() as connection:
        query = select(RecordingAlarmRow.found_at).where(RecordingAlarmRow.found_at > since)
        return list(await connection.scalars(query))


async def open_alarms(engine: AsyncEngine) -> dict[str, int]:
    """How many of each kind nobody has closed."""
    query = select(RecordingAlarmRow.kind, func.count()).where(RecordingAlarmRow.closed_at.is_(None))
    async with engine.connect() as connection:
        rows = (await connection.execute(query.group_by(RecordingAlarmRow.kind))).all()
    return {row[0]: row[1] for row in rows}

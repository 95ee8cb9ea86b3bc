"""Recordings in the database: the projection that keeps the table `recording`."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import ARRAY, Text, any_, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.recording_tables import RecordingConsentRow, RecordingMarkRow, RecordingRow
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.recordings import (
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.jobs.job_queue_store import ask_for_job
from recordings.vault.destroying import BY_ITSELF, destroy

# Made once: making a statement takes longer than carrying it out.
_BEGIN = pg_insert(RecordingRow).on_conflict_do_nothing(index_elements=["id"])
_OF_THAT_NAME = update(RecordingRow).where(RecordingRow.id == bindparam("recording"))
_IS_MADE = _OF_THAT_NAME.where(RecordingRow.state == "recording")  # not what is packed or gone already
_CLOSE = _IS_MADE.values(
    state="closed", file=bindparam("closed_file"), duration_time=bindparam("seconds"), fault=bindparam("why")
)
_EVIDENCE = pg_insert(RecordingConsentRow).on_conflict_do_nothing(index_elements=["id"])
_MARKS = select(func.coalesce(func.max(RecordingMarkRow.number), 0) + 1)
_MARK = insert(RecordingMarkRow).values(
    recording_id=bindparam("recording"),
    number=_MARKS.where(RecordingMarkRow.recording_id == bindparam("recording")).scalar_subquery(),
    why=bindparam("why"),
    from_time=bindparam("since"),
)
_MARK_ENDS = (
    update(RecordingMarkRow)
    .where(RecordingMarkRow.recording_id == bindparam("recording"), RecordingMarkRow.to_time.is_(None))
    .values(to_time=bindparam("until"))
)
_WITHDRAWN = select(RecordingConsentRow.recording_id, RecordingConsentRow.by, RecordingConsentRow.at).where(
    RecordingConsentRow.call_id == any_(bindparam("calls", type_=ARRAY(Text))),
    RecordingConsentRow.recording_id == any_(bindparam("recordings", type_=ARRAY(Text))),
    RecordingConsentRow.kind == "withdrawn",
)
_FAIL = _IS_MADE.values(state="failed", fault=bindparam("why"))


class Recordings:
    """The projection `facts -> recording`.

    States: `recording`, then `closed` with its duration in seconds, or `failed`. One that never started has no
    row; one whose process was killed has failed, since nobody closed the file. A withdrawn one is `destroyed`.
    What is closed or has failed is asked to be packed, in the same transaction. Spans of silence go to
    `recording_mark`, answers and withdrawals to `recording_consent`.
    """

    async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
        if any(isinstance(event, RecordingEnded | RecordingFailed) for event in events):
            await ask_for_job(connection, "pack", "")
        # Nothing is told of a recording before its beginning: all beginnings may come first, in one statement.
        if begun := [event for event in events if isinstance(event, RecordingStarted)]:
            await connection.execute(_BEGIN, [_begun(event) for event in begun])
            await _destroy_withdrawn(connection, begun)
        if answers := [_evidence(event) for event in events if isinstance(event, RecordingConsentAnswered)]:
            await connection.execute(_EVIDENCE, answers)
        for is_end, run in groupby(filter(_is_noted, events), lambda event: isinstance(event, RecordingEnded)):
            if is_end:
                await connection.execute(_CLOSE, [_closed(event) for event in run])
                continue
            for event in run:
                await _note(connection, event)


def _is_noted(event: AnyEvent) -> bool:
    """Does it change a recording that has begun?"""
    if isinstance(event, CallEnded):
        return event.reason == "interrupted"
    return isinstance(
        event, RecordingEnded | RecordingPaused | RecordingResumed | RecordingFailed | RecordingWithdrawn
    )


async def _note(connection: AsyncConnection, event: AnyEvent) -> None:
    match event:
        case RecordingPaused():
            await connection.execute(
                _MARK, {"recording": event.recording, "why": event.why, "since": event.at_time}
            )
        case RecordingResumed():
            await connection.execute(_MARK_ENDS, {"recording": event.recording, "until": event.at_time})
        case RecordingFailed():
            await connection.execute(_FAIL, {"recording": event.recording, "why": event.fault})
        case RecordingWithdrawn():
            assert event.at is not None  # stamped when it was recorded
            await connection.execute(_EVIDENCE, _evidence(event))
            await destroy(
                connection,
                [event.recording],
                by=event.by,
                why="withdrawn",
                state="destroyed",
                now=event.at,
            )
        case CallEnded(reason="interrupted"):
            await connection.execute(
                update(RecordingRow)
                .where(RecordingRow.call_id == event.call_id, RecordingRow.state == "recording")
                .values(state="failed")
            )


async def _destroy_withdrawn(connection: AsyncConnection, begun: Sequence[RecordingStarted]) -> None:
    """A fact that the database had refused may come after the withdrawal, which has found no row then."""
    of_calls = {"calls": [event.call_id for event in begun], "recordings": [event.recording for event in begun]}
    withdrawn = {row.recording_id: row for row in await connection.execute(_WITHDRAWN, of_calls)}
    for event in begun:
        if (found := withdrawn.get(event.recording)) is not None:
            by = found.by or BY_ITSELF
            await destroy(connection, [event.recording], by=by, why="withdrawn", state="destroyed", now=found.at)


def _begun(event: RecordingStarted) -> dict[str, object]:
    return {
        "id": event.recording,
        "call_id": event.call_id,
        "file": event.file,
        "state": "recording",
        "started_at": event.at,
        "agent": event.agent,
        "office": event.office,
        "topic": event.topic,
        "mode": event.mode,
    }


def _closed(event: AnyEvent) -> dict[str, object]:
    assert isinstance(event, RecordingEnded)
    return {
        "recording": event.recording,
        "closed_file": event.file,
        "seconds": event.duration_time,
        "why": event.fault,
    }


def _evidence(event: RecordingConsentAnswered | RecordingWithdrawn) -> dict[str, object]:
    found = {"id": event.id, "call_id": event.call_id, "at": event.at, "by": event.by}
    if isinstance(event, RecordingWithdrawn):
        withdrawn = {"recording_id": event.recording, "kind": "withdrawn", "is_given": False, "key": None}
        return {**found, **withdrawn, "prompt": "", "text_sha256": "", "language": ""}
    return {
        **found,
        "recording_id": None,
        "kind": event.kind,
        "is_given": event.is_given,
        "key": event.key,
        "prompt": event.prompt,
        "text_sha256": event.text_sha256,
        "language": event.language,
    }

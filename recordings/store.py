"""Recordings in the database: the projection that keeps the table `recording`."""

from collections.abc import Sequence

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables import RecordingRow
from core.events import AnyEvent, CallEnded, RecordingEnded, RecordingFailed, RecordingStarted, RecordingWithdrawn
from core.job_queue_store import ask_for_job
from recordings.destroying import destroy

# Made once: making a statement takes longer than carrying it out.
_BEGIN = pg_insert(RecordingRow).on_conflict_do_nothing(index_elements=["id"])
_OF_THAT_NAME = update(RecordingRow).where(RecordingRow.id == bindparam("recording"))
_IS_MADE = _OF_THAT_NAME.where(RecordingRow.state == "recording")  # not what is packed or gone already
_CLOSE = _IS_MADE.values(
    state="closed", file=bindparam("closed_file"), duration_time=bindparam("seconds"), fault=bindparam("why")
)
_FAIL = _IS_MADE.values(state="failed", fault=bindparam("why"))


class Recordings:
    """The projection `facts -> recording`.

    States: `recording`, then `closed` with its duration in seconds, or `failed`. One that never started has no
    row; one whose process was killed has failed, since nobody closed the file. A withdrawn one is `destroyed`.
    What is closed or has failed is asked to be packed, in the same transaction.
    """

    async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
        if any(isinstance(event, RecordingEnded | RecordingFailed) for event in events):
            await ask_for_job(connection, "pack", "")
        for event in events:
            match event:
                case RecordingStarted():
                    begun = {
                        "id": event.recording,
                        "call_id": event.call_id,
                        "file": event.file,
                        "state": "recording",
                        "started_at": event.at,
                        "agent": event.agent,
                        "office": event.office,
                        "topic": event.topic,
                    }
                    await connection.execute(_BEGIN, begun)
                case RecordingEnded():
                    closed = {
                        "recording": event.recording,
                        "closed_file": event.file,
                        "seconds": event.duration_time,
                        "why": event.fault,
                    }
                    await connection.execute(_CLOSE, closed)
                case RecordingFailed():
                    await connection.execute(_FAIL, {"recording": event.recording, "why": event.fault})
                case RecordingWithdrawn():
                    assert event.at is not None  # stamped when it was recorded
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

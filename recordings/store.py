"""Recordings in the database: the projection that keeps the table `recording`."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables import RecordingRow
from core.events import AnyEvent, CallEnded, RecordingEnded, RecordingFailed, RecordingStarted


class Recordings:
    """The projection `facts -> recording`.

    States: `recording`, then `closed` with its duration in seconds, or `failed`. One that never started has no
    row; one whose process was killed has failed, since nobody closed the file.
    """

    async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
        for event in events:
            match event:
                case RecordingStarted():
                    await connection.execute(
                        pg_insert(RecordingRow)
                        .values(
                            id=event.recording,
                            call_id=event.call_id,
                            file=event.file,
                            state="recording",
                            started_at=event.at,
                        )
                        .on_conflict_do_nothing(index_elements=["id"])
                    )
                case RecordingEnded():
                    await connection.execute(
                        update(RecordingRow)
                        .where(RecordingRow.id == event.recording)
                        .values(state="closed", file=event.file, duration_time=event.duration_time)
                    )
                case RecordingFailed():
                    await connection.execute(
                        update(RecordingRow).where(RecordingRow.id == event.recording).values(state="failed")
                    )
                case CallEnded(reason="interrupted"):
                    await connection.execute(
                        update(RecordingRow)
                        .where(RecordingRow.call_id == event.call_id, RecordingRow.state == "recording")
                        .values(state="failed")
                    )

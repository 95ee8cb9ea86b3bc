"""What the centre has written down of a load: the second opinion beside SIPp's."""

import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import anyio
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.people import TELEPHONES
from bench.recorded import RecordedSound
from bench.sounds import seconds_of_both
from core.db.engine import make_engine
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.recording_tables import RecordingRow
from core.settings import Settings

SHORTEST_TALK = 1.0  # seconds that both must have been heard in a recording
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Records:
    """How many calls there are on record, and what is wrong with those that are not as they should be."""

    found: int
    faults: Counter[str]
    ends: Counter[str]
    """By the reason with which they ended. Who was not let in (`shed`) has no fault, and is not good either."""

    @property
    def good(self) -> int:
        """A call is counted under its first fault only."""
        return self.found - self.faults.total() - self.ends["shed"]


def read_records(settings: Settings, number: str, since: datetime, calls: int, copies: Path) -> Records:
    """Wait until `calls` calls to `number` since that moment are over, at most 20 s, and judge each of them.

    Only those of the load's callers: others may try the same number meanwhile. `copies`: a folder for the sound of
    recordings, which is removed again.
    """
    copies.mkdir()
    try:
        return anyio.run(_read_records, settings, number, since, calls, copies)
    finally:
        shutil.rmtree(copies)


async def _read_records(settings: Settings, number: str, since: datetime, calls: int, copies: Path) -> Records:
    engine = make_engine(settings.dsn, pool_size=1)
    sound = RecordedSound(engine, settings, copies)
    faults = Counter[str]()
    try:
        with anyio.move_on_after(_PATIENCE):
            while await _ended(engine, number, since) < calls:  # noqa: ASYNC110 - another process writes them
                await anyio.sleep(0.2)
        query = (
            select(CallRow, RecordingRow)
            .outerjoin(RecordingRow, RecordingRow.call_id == CallRow.id)
            .where(*_of_the_load(number, since))
        )
        async with engine.connect() as connection:
            rows = (await connection.execute(query.with_only_columns(*_COLUMNS))).all()
        for row in rows:
            if row.end_reason == "shed":
                continue
            if fault := _fault(row.verification_level, row.connected_at, row.ended_at, row.end_reason, row.state):
                faults[fault] += 1
            elif seconds_of_both(await sound.file(row.id, row.file)) < SHORTEST_TALK:
                faults["not both are heard in the recording"] += 1
    finally:
        await engine.dispose()
    return Records(len(rows), faults, Counter(row.end_reason or "" for row in rows))


_COLUMNS = (
    CallRow.verification_level,
    CallRow.connected_at,
    CallRow.ended_at,
    CallRow.end_reason,
    RecordingRow.state,
    RecordingRow.file,
    RecordingRow.id,
)


def _fault(
    level: int, connected: datetime | None, ended: datetime | None, reason: str | None, recording: str | None
) -> str:
    if ended is None:
        return "has not ended"
    if level < 2:
        return f"was not verified ({reason})"
    if connected is None:
        return f"was not connected ({reason})"
    if recording not in ("closed", "packed"):
        return f"was not recorded ({recording or 'no recording'})"
    return "" if reason == "caller_hung_up" else f"ended otherwise ({reason})"


def _of_the_load(number: str, since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        CallRow.dialled_number == number,
        CallRow.started_at >= since,
        CallRow.caller_number.contains(TELEPHONES),
    )


async def _ended(engine: AsyncEngine, number: str, since: datetime) -> int:
    query = (
        select(func.count())
        .select_from(CallRow)
        .where(*_of_the_load(number, since), CallRow.ended_at.is_not(None))
    )
    async with engine.connect() as connection:
        return await connection.scalar(query) or 0

"""What the centre has written down, read from its database after everything: rows and facts of each call."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.recorded import RecordedSound
from chaos.stories import CallStory
from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.recording_tables import RecordingRow
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Fact:
    type: str
    at: float
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """`file`: a copy of its sound, which is not there if the recording cannot be had."""

    file: str
    state: str
    duration_time: float | None


@dataclass(slots=True)
class Record:
    """One call on record. Moments are seconds of the wall clock."""

    id: str
    caller_number: str
    started_at: float
    ended_at: float | None
    end_reason: str | None
    duration_time: float | None
    queue: str | None
    wait_time: float | None
    agent: str | None
    talk_time: float | None
    is_recording_allowed: bool
    facts: list[Fact] = field(default_factory=list)
    recordings: list[RecordedFile] = field(default_factory=list)
    is_callback: bool = False

    def of(self, *types: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.type in types]

    @property
    def ready_at(self) -> float:
        """When a consultant could first be rung; infinity for who was asked something in the queue to the end."""
        ready = (
            fact.at
            for fact in self.of("WaitBegan", "QueueEntered")
            if fact.type == "WaitBegan" or not fact.data.get("is_held")
        )
        return next(ready, float("inf"))

    @property
    def was_taken_out(self) -> bool:
        """Did the watchdog take the caller out of a conversation?

        So it does where others talk apart and nobody is there to bring the caller back: then there is a second
        wait, and a second conversation with its own file.
        """
        talks = [fact.at for fact in self.of("ConversationStarted")]
        return bool(talks) and any(fact.at > min(talks) for fact in self.of("EmergencyEntered"))

    @property
    def began_to_wait_at(self) -> float:
        """From when the reported wait counts. IndexError for who never came to a queue."""
        if self.was_taken_out:
            return self.of("QueueEntered")[-1].at
        return (self.of("WaitBegan") or self.of("QueueEntered"))[0].at


async def read_records(engine: AsyncEngine, numbers: Sequence[str], settings: Settings) -> list[Record]:
    """Every call from one of the numbers, with its facts in order; the sound of its recordings is copied into a
    folder beside that of the installation."""
    copies = settings.state.parent / "heard"
    copies.mkdir(exist_ok=True)
    sound = RecordedSound(engine, settings, copies)
    calls = select(CallRow).where(CallRow.caller_number.in_(numbers)).order_by(CallRow.started_at)
    ids = select(CallRow.id).where(CallRow.caller_number.in_(numbers))
    columns = (EventRow.call_id, EventRow.type, EventRow.at, EventRow.data)
    facts = select(*columns).where(EventRow.call_id.in_(ids)).order_by(EventRow.number)
    files = select(RecordingRow).where(RecordingRow.call_id.in_(ids))
    async with engine.connect() as connection:
        rows = (await connection.execute(calls)).all()
        events = (await connection.execute(facts)).all()
        recordings = (await connection.execute(files)).all()
    by_call: dict[str, list[Fact]] = defaultdict(list)
    for event in events:
        by_call[event.call_id].append(Fact(event.type, event.at.timestamp(), event.data))
    recorded: dict[str, list[RecordedFile]] = defaultdict(list)
    for file in recordings:
        copy = await sound.file(file.id, file.file)
        recorded[file.call_id].append(RecordedFile(str(copy), file.state, file.duration_time))
    return [
        Record(
            row.id,
            row.caller_number,
            row.started_at.timestamp(),
            _seconds(row.ended_at),
            row.end_reason,
            row.duration_time,
            row.queue,
            row.wait_time,
            row.agent,
            row.talk_time,
            row.is_recording_allowed,
            sorted(by_call[row.id], key=lambda fact: fact.at),
            recorded[row.id],
            row.direction == "callback",
        )
        for row in rows
    ]


async def open_calls(engine: AsyncEngine) -> int:
    """Calls without an end, of whoever."""
    async with engine.connect() as connection:
        return len((await connection.execute(select(CallRow.id).where(CallRow.ended_at.is_(None)))).all())


async def unknown_callers(engine: AsyncEngine, numbers: Sequence[str]) -> list[str]:
    """Ids of calls on record that no telephone has made."""
    query = select(CallRow.id).where(CallRow.caller_number.not_in(numbers))
    async with engine.connect() as connection:
        return list((await connection.scalars(query)).all())


def keep(file: Path, stories: Sequence[CallStory], records: Sequence[Record]) -> None:
    """Write down all that telephones and centre say of each call, for whoever wants to know why."""
    told: dict[str, dict[str, Any]] = {story.number: {"telephone": story.told()} for story in stories}
    for record in records:
        told.setdefault(record.caller_number, {}).setdefault("records", []).append(asdict(record))
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False, default=str), encoding="utf-8")


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()

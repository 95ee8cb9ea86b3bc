"""The tables that are derived from facts: calls, states of consultants, recordings."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.live.agent_state import AgentState
from acd.store import forget_states, get_agent, list_agents, load_agents
from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.recording_tables import RecordingConsentRow, RecordingMarkRow, RecordingRow
from core.db.tables.staff_tables import AgentStateRow
from core.fact_log.event_log import EventLog
from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackTried
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.offers import Candidate, OfferMade
from core.facts.kinds.recordings import (
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.facts.kinds.ringing_out import ClientDialEnded
from core.facts.kinds.waiting import WaitEstimateChecked, WaitEstimated
from core.ids import new_id
from core.lease.lease import CALLS
from core.lease.lease_store import LeaseRow
from reports.calls.call_record import fold
from reports.calls.store import CallRecords
from tests.database.conftest import RunningLog
from tests.support.calls.call_facts import NINE, Story, a_served_call
from tests.support.database.offices import put_consultant, put_offices

pytestmark = pytest.mark.anyio


PASSED_ON = "przekazano do Łomży: 3 czekających na 2 konsultantów"


def offer(agent: str, office: str, queue: str = "20060") -> OfferMade:
    chosen = [Candidate(agent, office, 12.0, 1)]
    return OfferMade(
        reservation=new_id("offer"), agent=agent, queue=queue, reason=PASSED_ON, candidates=chosen, is_shared=True
    )


async def write(log: EventLog, *facts: AnyEvent) -> None:
    """Each in a batch of its own."""
    for fact in facts:
        log.take(fact)
        await log.flushed()


async def rows(engine: AsyncEngine, table: Any) -> list[dict[str, Any]]:
    async with engine.connect() as connection:
        return [dict(row._mapping) for row in await connection.execute(select(table.__table__))]


@pytest.mark.parametrize("is_one_batch", [True, False])
async def test_the_record_is_the_same_in_however_many_pieces_the_facts_come(
    engine: AsyncEngine, running_log: RunningLog, is_one_batch: bool
) -> None:
    story = Story().rings().is_verified().waits()
    story.then(WaitEstimated(queue="20060", low_time=60, high_time=120, waited_time=30))
    story.then(offer("k20620-1", "20620")).is_answered("k20620-1").talks(40, agent="k20620-1")
    story.then(WaitEstimateChecked(queue="20060", error_time=-5)).waits("20000")
    story.then(offer("k20000-1", "20000", "20000")).is_answered("k20000-1", "20000").is_dropped("k20000-1")
    story.waits("20000").then(CallbackTried(callback="c", attempt=1, outcome="talked", origin="call-0"))
    story.then(RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256="0" * 64))
    story.then(ClientDialEnded(agent="k20000-1", outcome="reached", ring_time=4.0)).ends()
    async with running_log() as log:
        if is_one_batch:
            for fact in story.facts:
                log.take(fact)
        else:
            await write(log, *story.facts)
        await log.flushed()
        [record] = await rows(engine, CallRow)
    assert record == {"id": story.call_id, **fold(story.facts)}
    assert (record["agent"], record["queue"]) == ("k20620-1", "20060")
    assert (record["answered_by_office"], record["overflow_reason"]) == ("20620", PASSED_ON)


async def test_a_call_whose_beginning_is_unknown_gets_no_record_and_stops_nothing(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    whole = a_served_call()
    async with running_log() as log:
        for fact in [*a_served_call().facts[1:], *whole.facts]:
            log.take(fact)
        await log.flushed()
        assert [record["id"] for record in await rows(engine, CallRow)] == [whole.call_id]


async def test_the_timeline_is_read_from_the_log(engine: AsyncEngine, running_log: RunningLog) -> None:
    story = a_served_call()
    async with running_log() as log:
        await write(log, *story.facts, *a_served_call().facts)
        steps = await CallRecords(engine).timeline(story.call_id)
        assert [step.at for step in steps] == [fact.at for fact in story.facts]
        assert await CallRecords(engine).timeline("call-unknown") == []


async def test_a_fact_of_another_version_leaves_the_rest_of_the_timeline(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    story = Story().rings().ends()
    async with running_log() as log:
        await write(log, story.facts[0])
        async with engine.begin() as connection:
            odd = {"id": "event-odd", "type": "CallerSang", "at": NINE, "call_id": story.call_id, "data": {}}
            await connection.execute(insert(EventRow).values(odd))
        await write(log, story.facts[1])
        assert [s.kind for s in await CallRecords(engine).timeline(story.call_id)] == [
            "call_started",
            "call_ended",
        ]


async def test_calls_that_a_killed_process_left_open_are_found_with_all_their_facts(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    records = CallRecords(engine)
    left = Story().rings().waits(after=7.5)
    left.then(RecordingStarted(recording="rec-1", file="a.wav"))
    lives = Story().rings()
    async with running_log() as log:
        await write(log, *left.facts, *lives.facts, *a_served_call().facts)
        found = await records.open_facts()
        assert sorted(found, key=len) == sorted([left.facts, lives.facts], key=len)
        left.then(CallEnded(reason="interrupted", duration_time=7.5))
        await write(log, left.facts[-1])
        assert await records.open_facts() == [lives.facts]
        closed = next(row for row in await rows(engine, CallRow) if row["id"] == left.call_id)
        assert (closed["end_reason"], closed["duration_time"]) == ("interrupted", 7.5)
        assert closed["queue_left_reason"] is None
        assert [row["state"] for row in await rows(engine, RecordingRow)] == ["failed"]


def change(new: str, *, seconds: float, call_id: str | None = None, reason: str | None = None) -> AnyEvent:
    return AgentStateChanged(
        id=f"event-{new}-{seconds}",
        at=NINE + timedelta(seconds=seconds),
        call_id=call_id,
        agent="k20060-1",
        old="paused",
        event="ready",
        new=new,
        pause_reason=reason,
    )


async def test_what_a_replaced_application_has_not_written_in_time_changes_no_state_and_misses_in_no_call(
    engine: AsyncEngine, dsn: str, running_log: RunningLog
) -> None:
    """Its machine died with its journal; another one took over; the machine is back."""
    served = a_served_call().facts
    late = [
        msgspec.structs.replace(change("paused", seconds=1), epoch=1),
        *served,
        msgspec.structs.replace(change("wrap_up", seconds=2), epoch=1),
    ]
    lease = LeaseRow(dsn, CALLS, "")
    for _ in range(2):
        await lease.take_alone()
    lease.close()
    async with running_log() as log:
        await write(log, msgspec.structs.replace(change("available", seconds=0), epoch=2))
        for fact in late:
            log.take(fact)
        await log.flushed()
        log.take(change("available", seconds=3))  # by the dialled codes, while no application was there
        await log.flushed()
    assert [row["state"] for row in await rows(engine, AgentStateRow)] == ["available"]
    states = [row for row in await rows(engine, EventRow) if row["type"] == "AgentStateChanged"]
    assert [row["id"] for row in states] == ["event-available-0", "event-available-3"]
    assert len(await rows(engine, EventRow)) == len(served) + 2
    [call] = await rows(engine, CallRow)
    assert call["id"] == served[0].call_id


async def test_the_last_change_of_a_consultant_is_the_present_state(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    await put_offices(engine, "20060")
    for agent in ("k20060-1", "k20060-2"):
        await put_consultant(engine, agent, "20060")
    async with running_log() as log:
        for fact in (
            change("available", seconds=1),
            change("talking", seconds=2, call_id="call-1"),
            change("wrap_up", seconds=3, call_id="call-1"),
        ):
            log.take(fact)
        await log.flushed()
        now = await get_agent(engine, "k20060-1", NINE)
        assert now is not None
        assert (now.state, now.call_id) == (AgentState.WRAP_UP, "call-1")
        assert now.since == NINE + timedelta(seconds=3)
        await write(log, change("paused", seconds=4, call_id="call-1", reason="meal"))
        first, second = await list_agents(engine, NINE, {"20060"})
        assert (first.state, first.pause_reason, first.call_id) == (AgentState.PAUSED, "meal", None)
        assert (second.state, second.since) == (AgentState.OFFLINE, None)
        assert await list_agents(engine, NINE, {"20610"}) == []
        assert await get_agent(engine, "k20610-1", NINE) is None
        assert [(a.id, a.office, a.state) for a in await load_agents(engine, NINE)] == [
            ("k20060-1", "20060", AgentState.OFFLINE),
            ("k20060-2", "20060", AgentState.OFFLINE),
        ]
        await forget_states(engine)
        assert await rows(engine, AgentStateRow) == []


async def test_a_recording_is_open_then_closed_or_failed(engine: AsyncEngine, running_log: RunningLog) -> None:
    story = Story().rings()
    for name in ("rec-1", "rec-2"):
        story.then(RecordingStarted(recording=name, file=f"{name}.wav"))
    async with running_log() as log:
        await write(log, *story.facts)
        assert [row["state"] for row in await rows(engine, RecordingRow)] == ["recording", "recording"]
        story.then(RecordingEnded(recording="rec-1", file="rec-1.wav", duration_time=30.0))
        story.then(RecordingFailed(recording="rec-2")).then(RecordingFailed(recording="rec-3"))
        await write(log, *story.facts[3:])
        found = {row["id"]: row for row in await rows(engine, RecordingRow)}
    assert found.keys() == {"rec-1", "rec-2"}
    assert (found["rec-1"]["state"], found["rec-1"]["duration_time"]) == ("closed", 30.0)
    assert (found["rec-1"]["call_id"], found["rec-1"]["file"]) == (story.call_id, "rec-1.wav")
    assert (found["rec-2"]["state"], found["rec-2"]["duration_time"]) == ("failed", None)


async def test_answers_and_withdrawals_are_kept_as_evidence_and_silence_as_spans(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    story = Story().rings().is_verified()
    story.then(RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256="a" * 64, language="uk"))
    story.then(RecordingStarted(recording="rec-1", file="2026/11/24/rec-1.wav", mode="opt_in"))
    story.then(RecordingPaused(recording="rec-1", at_time=3.0, why="asked"))
    story.then(RecordingResumed(recording="rec-1", at_time=5.5))
    story.then(RecordingPaused(recording="rec-1", at_time=8.0, why="hold"))
    story.then(RecordingWithdrawn(recording="rec-1", by="k20060-1", way="page"))
    async with running_log() as log:
        await write(log, *story.facts)
        await write(log, *story.facts)  # said twice, kept once
    marks = await rows(engine, RecordingMarkRow)
    spans = sorted((r["number"], r["why"], r["from_time"], r["to_time"]) for r in marks)
    assert spans == [(1, "asked", 3.0, 5.5), (2, "hold", 8.0, None)]
    given, withdrawn = sorted(await rows(engine, RecordingConsentRow), key=lambda row: row["at"])
    assert (given["kind"], given["is_given"], given["key"]) == ("key", True, "1")
    assert (given["prompt"], given["text_sha256"], given["language"]) == ("N02", "a" * 64, "uk")
    assert (withdrawn["kind"], withdrawn["is_given"], withdrawn["by"]) == ("withdrawn", False, "k20060-1")
    assert withdrawn["recording_id"] == "rec-1"
    assert given["call_id"] == withdrawn["call_id"] == story.call_id
    [recording] = await rows(engine, RecordingRow)
    assert (recording["mode"], recording["state"]) == ("opt_in", "destroyed")
    [call] = await rows(engine, CallRow)
    assert call["is_recording_allowed"] is False


async def test_a_recording_whose_withdrawal_was_written_before_its_beginning_is_destroyed_all_the_same(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    """The database had refused the fact of its beginning, and takes it later."""
    story = Story().rings()
    story.then(RecordingStarted(recording="rec-1", file="2026/11/24/rec-1.wav", mode="opt_in"))
    story.then(RecordingWithdrawn(recording="rec-1", by="k20060-1", way="page"))
    began, withdrawn = story.facts[-2:]
    async with running_log() as log:
        await write(log, *story.facts[:-2], withdrawn)
        await write(log, began)
    [recording] = await rows(engine, RecordingRow)
    by = (recording["gone_by"], recording["gone_why"])
    assert (recording["state"], by) == ("destroyed", ("k20060-1", "withdrawn"))

"""What a process has stated stands, in whatever moment it was killed."""

from pathlib import Path

import anyio
import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from core.fact_log.event_log import EventLog
from tests.database.conftest import RunningLog
from tests.database.core.test_event_log import written
from tests.support.calls.call_facts import a_served_call
from tests.support.database.postgres import server
from tests.support.machine.small_disk import NEEDS_ROOT, small_disk
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio


def segments(spool: Path) -> list[Path]:
    return sorted(spool.glob("journal-*.jsonl"))


async def test_facts_of_a_process_killed_before_it_wrote_any_are_written_by_the_next(
    engine: AsyncEngine, running_log: RunningLog, spool: Path
) -> None:
    facts, later = a_served_call().facts, a_served_call().facts
    killed = EventLog(engine, [], spool)
    for fact in facts:
        killed.take(fact)  # and nothing more: no task of it ever ran
    async with running_log() as log:
        for fact in later:
            log.take(fact)
        await log.flushed()
        assert await written(engine) == [fact.id for fact in [*facts, *later]]
    assert segments(spool) == []


async def test_facts_that_a_killed_process_had_written_already_stand_once(
    engine: AsyncEngine, running_log: RunningLog, spool: Path
) -> None:
    first, *rest = a_served_call().facts
    async with running_log() as log:
        log.take(first)
        await log.flushed()
    killed = EventLog(engine, [], spool)
    for fact in [first, *rest]:
        killed.take(fact)
    async with running_log() as log:
        await log.flushed()
        assert await written(engine) == [first.id, *(fact.id for fact in rest)]


async def test_written_facts_leave_no_journal_behind_while_others_come_in(
    engine: AsyncEngine, running_log: RunningLog, spool: Path
) -> None:
    facts = [fact for _ in range(30) for fact in a_served_call().facts]
    async with running_log() as log:
        for fact in facts:
            log.take(fact)
            await anyio.lowlevel.checkpoint()
        await log.flushed()
        assert await written(engine) == [fact.id for fact in facts]
        log.take(a_served_call().facts[0])
        assert len(segments(spool)) == 1
        assert segments(spool)[0].stat().st_mode & 0o077 == 0
    assert segments(spool) == []


async def test_a_line_that_was_cut_short_spoils_no_other(
    engine: AsyncEngine, running_log: RunningLog, spool: Path
) -> None:
    first, second, *_ = a_served_call().facts
    killed = EventLog(engine, [], spool)
    killed.take(first)
    [segment] = segments(spool)
    with segment.open("ab") as file:
        file.write(b'{"type":"NodeEnt')
    async with running_log() as log:
        log.take(second)
        await log.flushed()
        assert await written(engine) == [first.id, second.id]


async def test_where_the_journal_cannot_be_written_facts_are_written_all_the_same(
    engine: AsyncEngine, spool: Path
) -> None:
    no_folder = spool / "file"
    no_folder.write_text("a file where the folder should be")
    facts = a_served_call().facts
    log = EventLog(engine, [], no_folder)
    async with running(log.run):
        for fact in facts:
            log.take(fact)
        with anyio.fail_after(5):
            await log.flushed()
    assert await written(engine) == [fact.id for fact in facts]


@NEEDS_ROOT
async def test_with_a_full_disk_and_no_database_facts_wait_in_memory_and_none_is_lost(
    engine: AsyncEngine, running_log: RunningLog, spool: Path
) -> None:
    facts = [fact for _ in range(40) for fact in a_served_call().facts]
    with small_disk(spool, 1) as disk, structlog.testing.capture_logs() as said:
        async with running_log() as log:
            log.take(facts[0])
            await log.flushed()
            with server().away():
                disk.fill()
                for fact in facts[1:]:
                    log.take(fact)
                    await anyio.lowlevel.checkpoint()
                assert log.waiting == len(facts) - 1
                assert len(segments(spool)) <= 1  # no heap of empty files
            await log.flushed()
            assert await written(engine) == [fact.id for fact in facts]
            disk.clear()
    assert [line["event"] for line in said].count("facts are in memory only: the journal cannot be written") == 1

"""The database goes away and comes back: calls go on, and nothing of them is lost."""

from pathlib import Path
from typing import cast

import anyio
import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ari_app.reloading import ScenarioKeeper
from core.clock import SystemClock
from core.fact_log.event_log import EventLog
from ivr import defaults
from ivr.emergency_message import EmergencyBoard
from ivr.graph.scenario import read_scenario
from ivr.interpreter import Ivr
from ivr.number_route import NumberRoute
from ivr.visit import Tools
from tests.database.conftest import RunningLog
from tests.database.core.test_event_log import written
from tests.support.calls.call_facts import a_served_call
from tests.support.database.postgres import server
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio


async def test_what_happens_while_the_database_is_away_is_written_when_it_is_back(
    engine: AsyncEngine, running_log: RunningLog, spool: Path
) -> None:
    before, during, after = (a_served_call().facts for _ in range(3))
    async with running_log() as log:
        for fact in before:
            log.take(fact)
        await log.flushed()
        with server().away():
            for fact in during:
                log.take(fact)
            await eventually(lambda: log.is_database_away)
        for fact in after:
            log.take(fact)
        await log.flushed()
        assert not log.is_database_away
        assert await written(engine) == [fact.id for fact in [*before, *during, *after]]
    assert not (spool / "events.jsonl").exists()


async def test_while_the_database_is_away_facts_are_safe_on_disk_within_a_moment(
    running_log: RunningLog, spool: Path
) -> None:
    """A killed process loses what is in memory: nothing may stay there."""
    facts = a_served_call().facts
    file = spool / "events.jsonl"

    def spooled() -> int:
        return len(file.read_bytes().splitlines())

    async with running_log() as log:
        with server().away():
            log.take(facts[0])
            await eventually(lambda: spooled() == 1)
            for fact in facts[1:]:
                log.take(fact)
            await eventually(lambda: spooled() == len(facts))
            assert [msgspec.json.decode(line)["id"] for line in file.read_bytes().splitlines()] == [
                fact.id for fact in facts
            ]
            assert file.stat().st_mode & 0o077 == 0
        await log.flushed()


async def test_a_process_that_ends_while_the_database_is_away_leaves_its_facts_to_the_next(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    facts, later = a_served_call().facts, a_served_call().facts
    with server().away():
        async with running_log() as log:
            for fact in facts:
                log.take(fact)
    async with running_log() as log:
        for fact in later:
            log.take(fact)
        await log.flushed()
        assert await written(engine) == [fact.id for fact in [*facts, *later]]


async def test_closing_waits_no_longer_than_it_was_told(engine: AsyncEngine, spool: Path) -> None:
    log = EventLog(engine, [], spool)
    with server().away():
        async with running(log.run):
            log.take(a_served_call().facts[0])
            with anyio.fail_after(3):
                await log.close(deadline=1)
    assert (spool / "events.jsonl").exists()


async def test_a_task_that_is_cancelled_in_the_middle_loses_nothing(
    engine: AsyncEngine, running_log: RunningLog, spool: Path
) -> None:
    facts = a_served_call().facts
    log = EventLog(engine, [], spool)
    async with running(log.run):
        for fact in facts:
            log.take(fact)
        await anyio.lowlevel.checkpoint()  # the writing has begun
    async with running_log() as log:
        await log.flushed()
        assert await written(engine) == [fact.id for fact in facts]


async def test_scenarios_that_cannot_be_read_anew_leave_the_old_ones_and_the_process(engine: AsyncEngine) -> None:
    old = {"9510": NumberRoute("9510", True, read_scenario(defaults.scenarios()["linia-9510"]))}
    ivr = Ivr(old, cast(Tools, None))
    with server().away():
        assert not await ScenarioKeeper(ivr, EmergencyBoard(SystemClock()), engine, SystemClock()).look()
    assert ivr.routes is old

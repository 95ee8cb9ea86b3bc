"""The event log writes each fact once, together with what is derived from it."""

from collections.abc import Sequence
from pathlib import Path

import anyio
import msgspec
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.clock import SystemClock
from core.db.tables.centre.call_tables import CallRow, EventRow
from core.fact_log import event_log
from core.fact_log.event_log import BATCH, EventLog, write_facts
from core.fact_log.personal_key_store import FACTS, Opener
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.scenarios import NodeEntered
from reports.calls.store import CallRecords
from tests.database.conftest import RunningLog
from tests.support.calls.call_facts import Story, a_served_call
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio


async def written(engine: AsyncEngine) -> list[str]:
    """The ids in the log, in its order."""
    async with engine.connect() as connection:
        return list((await connection.scalars(select(EventRow.id).order_by(EventRow.number))).all())


async def test_facts_stand_in_the_order_in_which_they_were_stated(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    facts = [fact for _ in range(100) for fact in a_served_call().facts]
    assert len(facts) > BATCH
    async with running_log() as log:
        for fact in facts:
            log.take(fact)
        await log.flushed()
        assert await written(engine) == [fact.id for fact in facts]


async def test_an_offer_waits_for_no_others_and_takes_along_what_was_stated_before(
    engine: AsyncEngine, running_log: RunningLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The consultant's desk asks at once what the call is about."""
    monkeypatch.setattr(event_log, "GATHER_TIME", 60.0)
    story = Story().rings().is_verified().waits().is_offered()
    async with running_log() as log:
        for fact in story.facts:
            log.take(fact)

        async def all_stand() -> bool:
            return await written(engine) == [fact.id for fact in story.facts]

        await eventually(all_stand)
        log.take(story.is_answered().facts[-1])
        await log.flushed()


@pytest.mark.parametrize("looked_at", [True, False])
async def test_facts_are_gathered_for_longer_while_nobody_looks(
    engine: AsyncEngine, running_log: RunningLog, monkeypatch: pytest.MonkeyPatch, *, looked_at: bool
) -> None:
    monkeypatch.setattr(event_log, "REST_TIME" if looked_at else "GATHER_TIME", 60.0)
    monkeypatch.setattr(event_log, "GATHER_TIME" if looked_at else "REST_TIME", 0.0)
    facts = Story().rings().is_verified().facts
    async with running_log() as log:
        log.is_anybody_looking = lambda: looked_at
        for fact in facts:
            log.take(fact)

            async def stands(fact: AnyEvent = fact) -> bool:
                return fact.id in await written(engine)

            await eventually(stands)  # the second one begins a turn after the first
        await log.flushed()


async def test_a_fact_keeps_everything_it_says(engine: AsyncEngine, running_log: RunningLog) -> None:
    story = a_served_call()
    async with running_log() as log:
        for fact in story.facts:
            log.take(fact)
        await log.flushed()
    async with engine.connect() as connection:
        agents = await connection.scalars(select(EventRow.agent).order_by(EventRow.number))
        offered = [agent for agent, fact in zip(agents, story.facts, strict=True) if isinstance(fact, OfferMade)]
        rows = (await connection.execute(FACTS.order_by(EventRow.number))).all()
        opener = Opener(connection)
        read = [
            msgspec.convert(
                {**opener.data(row), "type": row.type, "id": row.id, "at": row.at, "call_id": row.call_id},
                AnyEvent,
            )
            for row in rows
        ]
    assert read == story.facts
    assert offered == ["k20060-1"]


async def test_a_fact_that_is_stated_twice_stands_once_and_is_folded_once(
    engine: AsyncEngine, spool: Path
) -> None:
    folded: list[str] = []

    class Counting:
        async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
            folded.extend(event.id for event in events)

    log = EventLog(engine, [Counting()], spool)
    facts = a_served_call().facts
    async with running(log.run):
        for fact in [*facts, *facts]:  # in one batch
            log.take(fact)
        await log.flushed()
        for fact in facts:  # and again in a later one
            log.take(fact)
        await log.flushed()
    assert await written(engine) == folded == [fact.id for fact in facts]


async def test_a_fact_that_another_process_writes_at_the_same_moment_keeps_no_other_back(
    engine: AsyncEngine, spool: Path
) -> None:
    log, facts = EventLog(engine, [], spool), a_served_call().facts
    async with running(log.run):
        async with engine.begin() as other:
            await write_facts(other, facts[-1:])
            for fact in facts:
                log.take(fact)

            async def does_it_wait() -> bool:
                return bool(await other.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))

            await eventually(does_it_wait)
        await log.flushed()
    assert sorted(await written(engine)) == sorted(fact.id for fact in facts)
    assert not [file async for file in anyio.Path(spool).iterdir()]  # nothing was refused


async def test_what_the_bus_publishes_arrives(engine: AsyncEngine, running_log: RunningLog) -> None:
    bus = Bus(SystemClock())
    async with running_log() as log:
        bus.listen(log.take)
        bus.publish(NodeEntered(node="start", kind="menu"), call_id="call-1")
        await log.flushed()
        assert len(await written(engine)) == 1


async def test_several_may_wait_for_the_writing_at_once(running_log: RunningLog) -> None:
    async with running_log() as log:
        log.take(a_served_call().facts[0])
        with anyio.fail_after(5):
            async with anyio.create_task_group() as tasks:
                for _ in range(5):
                    tasks.start_soon(log.flushed)


async def test_closing_writes_what_waits(engine: AsyncEngine, running_log: RunningLog, spool: Path) -> None:
    facts = a_served_call().facts
    async with running_log() as log:
        for fact in facts:
            log.take(fact)
    assert await written(engine) == [fact.id for fact in facts]
    assert not (spool / "events.jsonl").exists()


async def test_a_fact_stated_after_the_end_is_written_by_the_next_process(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    first, second, *_ = a_served_call().facts
    async with running_log() as log:
        log.take(first)
    log.take(second)
    async with running_log() as log:
        await log.flushed()
        assert await written(engine) == [first.id, second.id]


async def test_a_fact_that_the_database_refuses_is_set_aside_and_holds_up_no_other(
    engine: AsyncEngine, running_log: RunningLog, spool: Path
) -> None:
    good, bad, unsendable = Story().rings(), Story().rings(caller="600\x00100"), Story().rings()
    # No value of the right type, which only the driver notices: to SQLAlchemy that looks like a lost connection.
    wrong = msgspec.structs.replace(unsendable.facts[0], at="yesterday")
    async with running_log() as log:
        for fact in (bad.facts[0], good.facts[0], wrong, *good.ends().facts[1:]):
            log.take(fact)
        with anyio.fail_after(10):
            await log.flushed()
        assert not log.is_database_away
        assert await written(engine) == [fact.id for fact in good.facts]
        async with engine.connect() as connection:
            assert await connection.scalar(select(CallRow.end_reason)) == "completed"
    aside = (spool / "refused.jsonl").read_bytes().splitlines()
    assert [msgspec.json.decode(line)["id"] for line in aside] == [bad.facts[0].id, wrong.id]
    assert (spool / "refused.jsonl").stat().st_mode & 0o077 == 0


async def test_a_fact_that_cannot_be_folded_is_set_aside_whole(engine: AsyncEngine, spool: Path) -> None:
    class Narrow:
        async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
            for event in events:
                if event.call_id == "call-odd":
                    raise KeyError("a mistake of ours")

    log = EventLog(engine, [CallRecords(engine), Narrow()], spool)
    odd, plain = Story("call-odd").rings(), Story("call-plain").rings()
    async with running(log.run):
        log.take(odd.facts[0])
        log.take(plain.facts[0])
        with anyio.fail_after(10):
            await log.flushed()
    assert await written(engine) == [plain.facts[0].id]
    async with engine.connect() as connection:
        assert (await connection.scalars(select(CallRow.id))).all() == ["call-plain"]
    assert odd.facts[0].id in (spool / "refused.jsonl").read_text()


async def test_a_line_that_a_power_failure_cut_short_spoils_no_other(
    engine: AsyncEngine, running_log: RunningLog, spool: Path
) -> None:
    first, second, *_ = a_served_call().facts
    cut = msgspec.json.encode(second)[:25]
    (spool / "events.jsonl").write_bytes(msgspec.json.encode(first) + b"\n" + cut)
    log = EventLog(engine, [], spool)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(log.run)
        tasks.cancel_scope.cancel()
    log.take(second)  # goes to the spool, after the piece
    async with running_log() as log:
        await log.flushed()
        assert await written(engine) == [first.id, second.id]
    assert (spool / "refused.jsonl").read_bytes().rstrip() == cut
    assert not (spool / "events.jsonl").exists()


async def test_a_spool_of_many_batches_is_written_in_order(
    engine: AsyncEngine, running_log: RunningLog, spool: Path
) -> None:
    facts = [fact for _ in range(150) for fact in a_served_call().facts]
    (spool / "events.jsonl").write_bytes(b"".join(msgspec.json.encode(fact) + b"\n" for fact in facts))
    newest = Story().rings().facts[0]
    async with running_log() as log:
        log.take(newest)
        await log.flushed()
        assert await written(engine) == [*[fact.id for fact in facts], newest.id]
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(CallRow)) == 151

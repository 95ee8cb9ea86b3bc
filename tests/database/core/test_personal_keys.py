"""What facts say of persons stands sealed, is read clear, and is gone with its key."""

from collections.abc import Sequence
from pathlib import Path

import anyio
import msgspec
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.engine import make_engine
from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.personal_key_tables import PersonalKeyRow
from core.fact_log.event_log import EventLog, write_facts
from core.fact_log.personal_key_store import forget
from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallStarted
from core.facts.kinds.messages import SmsOrdered
from core.facts.kinds.scenarios import VariableSet
from core.facts.kinds.verification import CallerVerified, CardUnlocked, PinChanged
from core.ids import new_id
from core.keys.personal_keys import call_subject, client_subject, new_fact_key
from reports.calls.store import CallRecords
from tests.database.conftest import RunningLog
from tests.support.calls.call_facts import NINE, Story, a_served_call
from tests.support.database.fact_rows import raw_rows, standing_facts
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio

NUMBER, CLIENT, TOLD = "601202303", "client-zofia", "Zofia Nowak"
OF_A_PERSON = (NUMBER, CLIENT, TOLD)


def a_personal_call(call_id: str = "call-zofia") -> Story:
    """Every personal field of a fact of a call has something in it."""
    story = Story(call_id).rings(caller=NUMBER).is_verified(client=CLIENT)
    story.then(VariableSet(name="kto", personal_value=TOLD, is_personal=True))
    story.then(SmsOrdered(order="sms-1", template="S01", sms_number=NUMBER, sms_values={"kto": TOLD}, segments=1))
    story.then(
        CallbackOrdered(callback="cb-1", queue="20060", callback_number=NUMBER, due_at=NINE, client_id=CLIENT)
    )
    return story


async def written(engine: AsyncEngine, facts: list[AnyEvent]) -> None:
    async with engine.begin() as connection:
        await write_facts(connection, facts)


async def forgotten(engine: AsyncEngine, calls: list[str], clients: list[str] | None = None) -> int:
    async with engine.begin() as connection:
        return await forget(connection, calls, clients or [])


async def test_what_a_fact_says_of_a_person_stands_sealed_and_is_read_clear(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    story = a_personal_call()
    async with running_log() as log:
        for fact in story.facts:
            log.take(fact)
        await log.flushed()
    rows = await raw_rows(engine)
    assert not [value for value in OF_A_PERSON if value in rows]
    assert await CallRecords(engine).facts("call-zofia") == story.facts
    assert await CallRecords(engine).facts_of(["call-zofia", "call-nobody"]) == {"call-zofia": story.facts}
    async with engine.connect() as connection:
        # What is derived from facts is told clear values.
        assert (await connection.execute(select(CallRow.caller_number, CallRow.client_id))).one() == (
            NUMBER,
            CLIENT,
        )
        assert await connection.scalar(select(func.count()).select_from(PersonalKeyRow)) == 1
        sealed = select(func.count()).where(EventRow.key_number.is_not(None))
        assert await connection.scalar(sealed) == 5
    assert NUMBER not in await raw_rows(engine, "personal_key")


async def test_a_restarted_process_folds_clear_facts(engine: AsyncEngine, running_log: RunningLog) -> None:
    story = a_personal_call()
    half = len(story.facts) // 2
    async with running_log() as log:
        for fact in story.facts[:half]:
            log.take(fact)
    async with running_log() as log:  # another process, which has no key in memory
        for fact in story.facts[half:]:
            log.take(fact)
        await log.flushed()
        assert await CallRecords(engine).open_facts() == [story.facts]
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(PersonalKeyRow)) == 1


async def test_nothing_of_a_person_is_in_the_rows_when_the_key_is_destroyed(engine: AsyncEngine) -> None:
    story, other = a_personal_call(), a_served_call()
    await written(engine, [*story.facts, *other.facts])
    assert await forgotten(engine, ["call-zofia"]) == 1
    facts = await CallRecords(engine).facts("call-zofia")
    assert len(facts) == len(story.facts)
    started, verified, _, told, sms, order = facts
    assert isinstance(started, CallStarted) and started.caller_number == ""
    assert isinstance(verified, CallerVerified) and (verified.client_id, verified.office) == ("", "20060")
    assert isinstance(told, VariableSet) and (told.name, told.personal_value) == ("kto", "")
    assert isinstance(sms, SmsOrdered) and (sms.sms_number, sms.sms_values, sms.template) == ("", {}, "S01")
    assert isinstance(order, CallbackOrdered) and (order.callback_number, order.client_id) == ("", None)
    steps = await CallRecords(engine).timeline("call-zofia")
    assert [step.kind for step in steps if step.text.endswith("; dane usunięto")] == [
        "call_started",
        "verified",
        "variable",
        "sms_ordered",
        "callback_ordered",
    ]
    # Of others nothing is lost.
    assert await CallRecords(engine).facts(other.call_id) == other.facts
    assert not [step for step in await CallRecords(engine).timeline(other.call_id) if "usunięto" in step.text]


async def test_a_key_can_be_destroyed_again_and_again(engine: AsyncEngine) -> None:
    await written(engine, a_personal_call().facts)
    assert [await forgotten(engine, ["call-zofia", "call-of-nobody"]) for _ in range(3)] == [1, 0, 0]


async def test_many_calls_are_forgotten_at_once(engine: AsyncEngine) -> None:
    stories = [Story(f"call-{number}").rings(caller=NUMBER) for number in range(300)]
    await written(engine, [story.facts[0] for story in stories])
    many = [story.call_id for story in stories] + [f"call-of-nobody-{number}" for number in range(40_000)]
    assert await forgotten(engine, many, [CLIENT, "client-of-nobody"]) == len(stories)
    assert {fact.data["caller_number"] for fact in await standing_facts(engine)} == {""}


async def test_what_comes_late_about_a_forgotten_call_cannot_be_read_either(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    early, late = Story("call-zofia").rings(caller=NUMBER), Story("call-zofia").is_verified(client=CLIENT)
    async with running_log() as log:
        log.take(early.facts[0])
        await log.flushed()
        await forgotten(engine, ["call-zofia"])
        log.take(late.facts[0])  # by a process that has the key in memory
        await log.flushed()
    other = Story("call-zofia").then(VariableSet(name="kto", personal_value=TOLD, is_personal=True))
    await written(engine, other.facts)  # and by one that has not
    facts = await CallRecords(engine).facts("call-zofia")
    assert [getattr(f, "client_id", getattr(f, "personal_value", "")) for f in facts] == ["", "", ""]
    assert not [value for value in OF_A_PERSON if value in await raw_rows(engine)]


async def test_facts_about_a_client_without_a_call_go_with_the_clients_key(engine: AsyncEngine) -> None:
    facts: list[AnyEvent] = [
        kind(id=new_id("event"), at=NINE, client_id=CLIENT, account="kierownik-20060")
        for kind in (CardUnlocked, PinChanged)
    ]
    await written(engine, facts)
    assert CLIENT not in await raw_rows(engine)
    assert [fact.data["client_id"] for fact in await standing_facts(engine)] == [CLIENT, CLIENT]
    assert await forgotten(engine, [], [CLIENT]) == 1
    assert [(f.data["client_id"], f.data["account"]) for f in await standing_facts(engine)] == [
        ("", "kierownik-20060")
    ] * 2
    assert CLIENT not in await raw_rows(engine, "personal_key")


async def test_a_fact_that_is_written_twice_stands_once_and_is_not_sealed_anew(
    engine: AsyncEngine, running_log: RunningLog, spool: Path
) -> None:
    story = a_personal_call()
    async with running_log() as log:
        for fact in [*story.facts, *story.facts]:
            log.take(fact)
        await log.flushed()
    before = await raw_rows(engine)
    (spool / "events.jsonl").write_bytes(b"".join(msgspec.json.encode(fact) + b"\n" for fact in story.facts))
    async with running_log() as log:
        await log.flushed()
    assert await raw_rows(engine) == before
    assert await CallRecords(engine).facts("call-zofia") == story.facts


async def test_a_key_of_a_transaction_that_came_to_nothing_is_not_used(engine: AsyncEngine, spool: Path) -> None:
    class FailsOnce:
        failed = False

        async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
            if not self.failed:
                self.failed = True
                raise OSError("the line to the database broke")

    log = EventLog(engine, [FailsOnce()], spool)
    story = a_personal_call()
    async with running(log.run):
        for fact in story.facts:
            log.take(fact)
        with anyio.fail_after(10):
            await log.flushed()
    assert await CallRecords(engine).facts("call-zofia") == story.facts


async def test_two_processes_that_write_about_one_call_have_one_key(engine: AsyncEngine) -> None:
    stories = [Story(f"call-{number}") for number in range(20)]
    first = [story.rings(caller=NUMBER).facts[0] for story in stories]
    second = [story.is_verified(client=CLIENT).facts[1] for story in reversed(stories)]
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(written, engine, first)
        tasks.start_soon(written, engine, second)
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(PersonalKeyRow)) == len(stories)
    for story in stories:
        started, verified = sorted(await CallRecords(engine).facts(story.call_id), key=lambda fact: str(fact.id))
        assert isinstance(started, CallStarted) and started.caller_number == NUMBER
        assert isinstance(verified, CallerVerified) and verified.client_id == CLIENT


async def test_with_another_installations_key_nothing_is_read_and_nothing_breaks(
    engine: AsyncEngine, dsn: str
) -> None:
    await written(engine, a_personal_call().facts)
    stranger = make_engine(dsn, fact_key=new_fact_key())
    try:
        started, *_ = await CallRecords(stranger).facts("call-zofia")
        assert isinstance(started, CallStarted) and started.caller_number == ""
        await written(stranger, Story("call-zofia").is_verified(client=CLIENT).facts)
    finally:
        await stranger.dispose()
    assert CLIENT not in await raw_rows(engine)


async def test_without_the_installations_key_no_fact_is_written_clear(dsn: str, spool: Path) -> None:
    keyless = make_engine(dsn)
    try:
        with pytest.raises(ValueError, match="key"):
            EventLog(keyless, [], spool)
        with pytest.raises(ValueError, match="key"):
            await written(keyless, a_personal_call().facts)
    finally:
        await keyless.dispose()


async def test_subjects_of_clients_are_not_kept_and_those_of_calls_go_after_a_month(engine: AsyncEngine) -> None:
    await written(engine, a_personal_call().facts)
    await forgotten(engine, ["call-zofia"], [CLIENT])
    async with engine.connect() as connection:
        kept = (await connection.execute(select(PersonalKeyRow.subject, PersonalKeyRow.box))).all()
    assert kept == [(call_subject("call-zofia"), None)]
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE personal_key SET forgotten_at = now() - interval '31 days'"))
        await forget(connection, [], ["client-of-nobody"])
        subjects = (await connection.scalars(select(PersonalKeyRow.subject))).all()
    assert client_subject(CLIENT) not in subjects and subjects == []

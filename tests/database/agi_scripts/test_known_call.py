"""What the fallback path knows of a caller who waited when the application died: the place, and what was asked."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from agi_scripts.fallback.known_call import known_call
from core.facts.kinds.waiting import QueueEntered, QueueLeft, WaitBegan
from reports.calls.store import CallRecords
from tests.support.calls.call_facts import Story
from tests.support.reports.report_projection import write

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("question", [None, 0.0, 6.5], ids=["still asked", "asked nothing", "asked before"])
async def test_the_place_is_that_of_joining_whatever_is_asked_first(
    engine: AsyncEngine, question: float | None
) -> None:
    story = Story().rings().is_verified()
    story.then(QueueEntered(queue="20060", position=1, topic="unemployed", is_held=question != 0.0), 1.0)
    joined_at = story.facts[-1].at
    if question:
        story.then(WaitBegan(queue="20060", question_time=question), question)
    await write(engine, story.facts)

    known = await known_call(CallRecords(engine), story.call_id)

    assert known is not None
    assert (known.office, known.topic, known.joined_at) == ("20060", "unemployed", joined_at)
    assert known.asked_time == (question or 0.0)


async def test_who_was_cut_off_and_waits_again_has_the_place_of_the_second_wait(engine: AsyncEngine) -> None:
    story = Story().rings().is_verified()
    story.then(QueueEntered(queue="20060", position=1, topic="unemployed", is_held=True), 1.0)
    story.then(WaitBegan(queue="20060", question_time=6.0), 6.0)
    story.then(QueueLeft(queue="20060", reason="connected", wait_time=5.0), 5.0)
    story.then(QueueEntered(queue="20060", position=1, priority="dropped", waited_time=0.5), 30.0)
    second_at = story.facts[-1].at
    story.then(QueueLeft(queue="20060", reason="emergency", wait_time=15.5), 15.0)
    await write(engine, story.facts)

    known = await known_call(CallRecords(engine), story.call_id)

    assert known is not None and second_at is not None
    assert (known.joined_at, known.asked_time) == (second_at - timedelta(seconds=0.5), 0.0)


async def test_who_is_moved_a_second_time_keeps_the_first_place(engine: AsyncEngine) -> None:
    story = Story().rings().is_verified()
    story.then(QueueEntered(queue="20060", position=1, topic="unemployed", is_held=True), 1.0)
    joined_at = story.facts[-1].at
    story.then(WaitBegan(queue="20060", question_time=6.0), 6.0)
    story.then(QueueLeft(queue="20060", reason="emergency", wait_time=20.0), 20.0)
    story.then(QueueEntered(queue="20060", position=1, waited_time=30.0, resumed_time=6.0), 10.0)
    await write(engine, story.facts)

    known = await known_call(CallRecords(engine), story.call_id)

    assert known is not None
    assert (known.joined_at, known.asked_time) == (joined_at, 6.0)


async def test_a_call_that_nobody_has_written_down_is_not_known(engine: AsyncEngine) -> None:
    assert await known_call(CallRecords(engine), "call-nobody") is None

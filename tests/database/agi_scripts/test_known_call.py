"""What the fallback path knows of a caller who waited when the application died: the place, and what was asked."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from agi_scripts.fallback.known_call import known_call
from core.facts.events import QueueEntered, WaitBegan
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


async def test_a_call_that_nobody_has_written_down_is_not_known(engine: AsyncEngine) -> None:
    assert await known_call(CallRecords(engine), "call-nobody") is None

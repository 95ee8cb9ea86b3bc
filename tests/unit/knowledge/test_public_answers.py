"""The desk that answers questions to the knowledge base."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from core.questions.client_data import Unavailable
from core.questions.public_answers import ShortAnswersOn
from knowledge.public_answers import ANSWER_TIME, AT_ONCE, KnowledgeDesk
from tests.support.calls.fake_client_data import FakeKnowledge
from tests.support.timing.running import running
from tests.support.timing.virtual_time import in_virtual_time

QUESTION = ShortAnswersOn("zasilek", "20060", "pl", 2)


@asynccontextmanager
async def _desk(tables: FakeKnowledge) -> AsyncIterator[KnowledgeDesk]:
    desk = KnowledgeDesk(tables)
    async with running(desk.run):
        yield desk


@in_virtual_time
async def test_a_question_is_answered_by_the_tables() -> None:
    tables = FakeKnowledge(texts=("Pierwsza.", "Druga.", "Trzecia."))
    async with _desk(tables) as desk:
        found = await desk.ask(QUESTION)
    assert not isinstance(found, Unavailable)
    assert [answer.text for answer in found.answers] == ["Pierwsza.", "Druga."]
    assert tables.asked == [QUESTION]


@in_virtual_time
async def test_an_answer_that_does_not_come_in_three_seconds_is_unavailable() -> None:
    async with _desk(FakeKnowledge(is_frozen=True)) as desk:
        began = anyio.current_time()
        assert await desk.ask(QUESTION) == Unavailable()
        assert anyio.current_time() - began == pytest.approx(ANSWER_TIME) == 3.0


@in_virtual_time
async def test_a_question_whose_caller_has_hung_up_is_not_read() -> None:
    tables = FakeKnowledge(time=1.0)
    async with _desk(tables) as desk:
        async with anyio.create_task_group() as callers:
            for _ in range(AT_ONCE + 1):
                callers.start_soon(desk.ask, QUESTION)
            await anyio.sleep(0.5)
            callers.cancel_scope.cancel()  # all hang up
        await anyio.sleep(5)
    assert len(tables.asked) == AT_ONCE

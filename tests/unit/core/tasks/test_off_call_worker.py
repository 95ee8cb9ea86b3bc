"""The worker that answers calls' questions: in time or not at all, reads for who still waits, writes for all."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
import pytest
import structlog

from core.tasks.off_call_worker import OffCallWorker
from tests.support.timing.running import running
from tests.support.timing.virtual_time import in_virtual_time

AT_ONCE, ANSWER_TIME, MAX_WAITING = 3, 4.0, 20

Worker = OffCallWorker[str, str]


@dataclass
class Work:
    """Answers a question in capitals, after `time` seconds. `begun` and `done`: questions, in order."""

    time: float = 1.0
    begun: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    async def __call__(self, question: str) -> str:
        self.begun.append(question)
        await anyio.sleep(self.time)
        if question == "breaks":
            raise OSError("the database is away")
        self.done.append(question)
        return question.upper()


@asynccontextmanager
async def a_worker(work: Callable[[str], Awaitable[str]]) -> AsyncIterator[Worker]:
    """What begins with "read" is a read."""
    worker = Worker(
        "test",
        work,
        at_once=AT_ONCE,
        answer_time=ANSWER_TIME,
        max_waiting=MAX_WAITING,
        is_read=lambda question: question.startswith("read"),
    )
    async with running(worker.run):
        yield worker


async def _asked(worker: Worker, *questions: str) -> list[tuple[str | None, float]]:
    """All at the same time: the answers, and the seconds until each."""
    answers: list[tuple[str | None, float]] = []

    async def asks(question: str) -> None:
        began = anyio.current_time()
        answer = await worker.ask(question)
        answers.append((answer, anyio.current_time() - began))

    async with anyio.create_task_group() as callers:
        for question in questions:
            callers.start_soon(asks, question)
    return answers


@in_virtual_time
async def test_a_question_is_answered_by_the_work() -> None:
    async with a_worker(Work(1.0)) as worker:
        [(answer, took)] = await _asked(worker, "read")
    assert answer == "READ"
    assert took == pytest.approx(1.0)


@in_virtual_time
async def test_no_answer_comes_after_the_answer_time_and_the_work_is_cut_off() -> None:
    work = Work(100.0)
    async with a_worker(work) as worker:
        [(answer, took)] = await _asked(worker, "write")
        assert answer is None
        assert took == pytest.approx(ANSWER_TIME)
        work.time = 1.0
        assert await worker.ask("read") == "READ", "the worker goes on"
    assert work.done == ["read"]


@in_virtual_time
async def test_time_spent_in_the_queue_counts_as_waiting() -> None:
    async with a_worker(Work(3.0)) as worker:
        answers = await _asked(worker, *["read"] * (3 * AT_ONCE))
    assert max(took for _, took in answers) == pytest.approx(ANSWER_TIME)
    assert [answer for answer, _ in answers].count("READ") == AT_ONCE


@in_virtual_time
async def test_an_error_leaves_its_own_question_unanswered_and_is_told_to_the_log() -> None:
    async with a_worker(Work()) as worker:
        with structlog.testing.capture_logs() as lines:
            answers = await _asked(worker, "breaks", "read")
    assert {answer for answer, _ in answers} == {None, "READ"}
    assert [(line["event"], line["error"]) for line in lines] == [("a question was not answered", "OSError")]


async def _hung_up(worker: Worker, *questions: str, after: float) -> None:
    async with anyio.create_task_group() as callers:
        for question in questions:
            callers.start_soon(worker.ask, question)
        await anyio.sleep(after)
        callers.cancel_scope.cancel()
    await anyio.sleep(10)


@in_virtual_time
async def test_work_that_has_begun_is_finished_after_a_hang_up() -> None:
    work = Work(1.0)
    async with a_worker(work) as worker:
        await _hung_up(worker, "read", "write", after=0.5)
    assert sorted(work.done) == ["read", "write"]


@in_virtual_time
async def test_a_read_that_waits_in_the_queue_is_skipped_after_a_hang_up_and_a_write_is_done() -> None:
    work = Work(1.0)
    async with a_worker(work) as worker:
        await _hung_up(worker, *["busy"] * AT_ONCE, "read", "write", after=0.5)
    assert work.begun == ["busy"] * AT_ONCE + ["write"]
    assert work.done == work.begun


@in_virtual_time
async def test_a_full_queue_refuses_at_once() -> None:
    async with a_worker(Work(100.0)) as worker:
        answers = await _asked(worker, *["read"] * (AT_ONCE + MAX_WAITING + 7))
    assert [answer for answer, _ in answers] == [None] * len(answers)
    assert [took for _, took in answers].count(0.0) >= 7
    assert max(took for _, took in answers) == pytest.approx(ANSWER_TIME)


@in_virtual_time
async def test_the_question_is_shown_by_no_repr_of_the_worker() -> None:
    async with a_worker(Work()) as worker, anyio.create_task_group() as callers:
        callers.start_soon(worker.ask, "read 739206")
        await anyio.sleep(0.1)
        assert "739206" not in repr(worker)

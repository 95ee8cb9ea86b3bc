"""Answers the questions of calls on tasks of its own, so that a call never awaits a database or the network.

A call leaves its question here and waits for the answer, for a bounded time. A hang-up cancels the waiting and
nobody's work, so it leaves no half-used connection behind.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import anyio
import structlog

log = structlog.get_logger()

Question = TypeVar("Question")
Answer = TypeVar("Answer")

MAX_WAITING = 200  # questions that nobody works on yet


@dataclass(slots=True)
class _Asked(Generic[Question, Answer]):
    question: Question = field(repr=False)
    asked_at: float  # of the clock of the event loop
    deadline: float  # of the same clock
    answer: Answer | None = field(default=None, repr=False)
    is_over: anyio.Event = field(default_factory=anyio.Event)
    is_given_up: bool = False


def _never(question: object) -> bool:
    return False


class OffCallWorker(Generic[Question, Answer]):
    """Answers questions by `work`, `at_once` of them at the same time. `run` is its task.

    A question has `answer_time` seconds from the moment it is asked: then its caller goes on without an answer and
    the work on it ends. When the caller hangs up before that, the work is done all the same, since it may write
    something; only a question for which `is_read` holds, and on which nobody works yet, is skipped.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[Question], Awaitable[Answer]],
        *,
        at_once: int = 8,
        answer_time: float = 5.0,
        max_waiting: int = MAX_WAITING,
        is_read: Callable[[Question], bool] = _never,
        on_wait: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        """`name` is for the log. `on_wait` is told how long each question waited until somebody worked on it.
        Whatever `work` raises stays that question's, which has no answer then."""
        self._name = name
        self._work = work
        self._at_once = at_once
        self._answer_time = answer_time
        self._is_read = is_read
        self._on_wait = on_wait
        self._send, self._receive = anyio.create_memory_object_stream[_Asked[Question, Answer]](max_waiting)

    async def run(self) -> None:
        """Work until cancelled."""
        async with self._send, self._receive, anyio.create_task_group() as workers:
            for _ in range(self._at_once):
                workers.start_soon(self._serve)

    async def ask(self, question: Question) -> Answer | None:
        """The answer. None if there is none in time; at once if too many questions wait already."""
        now = anyio.current_time()
        asked = _Asked[Question, Answer](question, now, now + self._answer_time)
        try:
            self._send.send_nowait(asked)
        except anyio.WouldBlock:
            log.error("too many calls wait for an answer", worker=self._name)
            return None
        try:
            with anyio.move_on_at(asked.deadline):
                await asked.is_over.wait()
        finally:
            asked.is_given_up = True
        return asked.answer

    async def _serve(self) -> None:
        async with self._receive.clone() as questions:
            async for asked in questions:
                self._on_wait(anyio.current_time() - asked.asked_at)
                if asked.is_given_up and self._is_read(asked.question):
                    continue
                try:
                    with anyio.move_on_at(asked.deadline):
                        asked.answer = await self._work(asked.question)
                except Exception as error:
                    # Whatever it is, it stays this question's: the others, and the centre, go on.
                    log.exception("a question was not answered", worker=self._name, error=type(error).__name__)
                finally:
                    asked.is_over.set()

"""Questions of calls, answered by tasks that are not the calls': a hang-up cancels the call and nobody's work.

A call never awaits a database or the network: it leaves its question here and waits for the answer, for a while.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import anyio
import structlog

log = structlog.get_logger()

Q = TypeVar("Q")
A = TypeVar("A")
MAX_WAITING = 200


@dataclass(slots=True)
class _Asked(Generic[Q, A]):
    question: Q = field(repr=False)
    answer: A | None = None
    is_over: anyio.Event = field(default_factory=anyio.Event)


class Desk(Generic[Q, A]):
    """`run` is its task, which answers `at_once` questions at the same time by `work`, each within `answer_time`
    seconds."""

    def __init__(
        self, name: str, work: Callable[[Q], Awaitable[A]], *, at_once: int = 8, answer_time: float = 5.0
    ) -> None:
        """`name` is for the log. Whatever `work` raises means that there is no answer."""
        self._name = name
        self._work = work
        self._at_once = at_once
        self._answer_time = answer_time
        self._send, self._receive = anyio.create_memory_object_stream[_Asked[Q, A]](MAX_WAITING)

    async def run(self) -> None:
        """Work until cancelled."""
        async with self._send, self._receive, anyio.create_task_group() as workers:
            for _ in range(self._at_once):
                workers.start_soon(self._serve)

    async def ask(self, question: Q) -> A | None:
        """The answer; None where there is none in time. The work is done even if the caller hangs up meanwhile."""
        asked = _Asked[Q, A](question)
        try:
            self._send.send_nowait(asked)
        except anyio.WouldBlock:
            log.error("too many calls wait for an answer", desk=self._name)
            return None
        with anyio.move_on_after(self._answer_time):
            await asked.is_over.wait()
        return asked.answer

    async def _serve(self) -> None:
        async with self._receive.clone() as questions:
            async for asked in questions:
                try:
                    with anyio.move_on_after(self._answer_time):
                        asked.answer = await self._work(asked.question)
                except Exception as error:
                    # Whatever it is, it stays this question's: the others, and the centre, go on.
                    log.exception("a question was not answered", desk=self._name, error=type(error).__name__)
                finally:
                    asked.is_over.set()

"""Answers the line's questions about clients' data, off the calls' tasks.

A call never awaits the database: it leaves its question here and waits at most `ANSWER_TIME`. A task of the desk
works on it, so a hang-up ends the waiting and leaves no half-used connection. What nobody waits for any more is
not read at all; what was to be written is written.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

import anyio
import structlog

from core.client_data import (
    ContactEvidence,
    ContactState,
    NextPayment,
    NextVisit,
    NotedContact,
    Offers,
    Registration,
    ShortAnswers,
    Trainings,
    Unavailable,
)

log = structlog.get_logger()

ANSWER_TIME = 3.0  # seconds a caller waits in silence before hearing that the data cannot be reached (H04)
AT_ONCE = 5  # questions worked on at the same time: as many as there are connections
MAX_WAITING = 300

Answer = TypeVar("Answer")


class ClientTables(Protocol):
    """What the desk reads and writes; `clients.store` on PostgreSQL. Whatever it raises means `Unavailable`."""

    async def next_visit(self, client_id: str, call_id: str) -> NextVisit: ...

    async def contact(self, client_id: str, call_id: str) -> ContactState: ...

    async def confirm_contact(self, client_id: str, call_id: str, evidence: ContactEvidence) -> NotedContact: ...

    async def benefit(self, client_id: str, call_id: str, *, with_amount: bool) -> NextPayment: ...

    async def registration(self, client_id: str, call_id: str) -> Registration: ...

    async def offers(self, client_id: str, call_id: str, *, everywhere: bool, most: int) -> Offers: ...

    async def trainings(self, client_id: str, call_id: str, *, most: int) -> Trainings: ...

    async def short_answers(self, topic: str, office: str | None, language: str, *, most: int) -> ShortAnswers: ...


@dataclass(slots=True)
class _Question(Generic[Answer]):
    ask: Callable[[], Awaitable[Answer]] = field(repr=False)
    deadline: float  # of the clock of the event loop
    is_wish: bool  # something is to be written, whether or not the asker is still there
    answer: Answer | Unavailable = field(default_factory=Unavailable, repr=False)
    is_given_up: bool = False
    answered: anyio.Event = field(default_factory=anyio.Event)

    async def work(self) -> None:
        """Answer by the deadline, or leave it unanswered. Raises whatever the tables raise."""
        if self.is_given_up and not self.is_wish:
            return
        with anyio.move_on_at(self.deadline):
            self.answer = await self.ask()


class ClientDataDesk:
    """Answers the questions of all calls: `ivr.ports.ClientData` and `PublicAnswers`. `run` is its task."""

    def __init__(self, tables: ClientTables) -> None:
        self._tables = tables
        self._send, self._receive = anyio.create_memory_object_stream[_Question[object]](MAX_WAITING)

    async def run(self) -> None:
        """Work until cancelled."""
        async with self._send, self._receive, anyio.create_task_group() as workers:
            for _ in range(AT_ONCE):
                workers.start_soon(self._work)

    async def next_visit(self, client_id: str, call_id: str) -> NextVisit | Unavailable:
        return await self._ask(lambda: self._tables.next_visit(client_id, call_id))

    async def contact(self, client_id: str, call_id: str) -> ContactState | Unavailable:
        return await self._ask(lambda: self._tables.contact(client_id, call_id))

    async def confirm_contact(
        self, client_id: str, call_id: str, evidence: ContactEvidence
    ) -> NotedContact | Unavailable:
        return await self._ask(lambda: self._tables.confirm_contact(client_id, call_id, evidence), is_wish=True)

    async def benefit(self, client_id: str, call_id: str, *, with_amount: bool) -> NextPayment | Unavailable:
        return await self._ask(lambda: self._tables.benefit(client_id, call_id, with_amount=with_amount))

    async def registration(self, client_id: str, call_id: str) -> Registration | Unavailable:
        return await self._ask(lambda: self._tables.registration(client_id, call_id))

    async def offers(self, client_id: str, call_id: str, *, everywhere: bool, most: int) -> Offers | Unavailable:
        return await self._ask(lambda: self._tables.offers(client_id, call_id, everywhere=everywhere, most=most))

    async def trainings(self, client_id: str, call_id: str, *, most: int) -> Trainings | Unavailable:
        return await self._ask(lambda: self._tables.trainings(client_id, call_id, most=most))

    async def short_answers(
        self, topic: str, office: str | None, language: str, *, most: int
    ) -> ShortAnswers | Unavailable:
        return await self._ask(lambda: self._tables.short_answers(topic, office, language, most=most))

    async def _ask(self, ask: Callable[[], Awaitable[Answer]], *, is_wish: bool = False) -> Answer | Unavailable:
        """Leave the question and wait for the answer."""
        question = _Question(ask, anyio.current_time() + ANSWER_TIME, is_wish)
        try:
            self._send.send_nowait(question)  # type: ignore[arg-type]  # the workers do not look at the answer
        except anyio.WouldBlock:
            log.error("too many callers wait for clients' data")
            return Unavailable()
        try:
            with anyio.move_on_at(question.deadline):
                await question.answered.wait()
        finally:
            question.is_given_up = True
        return question.answer

    async def _work(self) -> None:
        async with self._receive.clone() as questions:
            async for question in questions:
                try:
                    await question.work()
                except Exception as error:  # noqa: BLE001 - each ends as `Unavailable`, loudly
                    # Whatever it is, it stays this question's: the others, and the centre, go on. Its name
                    # only: the text of a database's error may quote what is personal.
                    log.error("clients' data cannot be reached", error=type(error).__name__)
                finally:
                    question.answered.set()

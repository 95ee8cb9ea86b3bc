"""Answers calls' questions about clients' own data, off the calls' tasks and within `ANSWER_TIME`."""

from typing import Any, Protocol, TypeVar, cast

from core.questions.client_data import ClientQuestion, Unavailable
from core.tasks.off_call_worker import OffCallWorker

ANSWER_TIME = 3.0  # seconds a caller waits in silence before hearing that the data cannot be reached (H04)
AT_ONCE = 5  # questions worked on at the same time: as many as there are connections
MAX_WAITING = 300

Answer = TypeVar("Answer")


class ClientTables(Protocol):
    """What the desk reads and writes; `clients.store` on PostgreSQL. Whatever it raises means `Unavailable`."""

    async def ask(self, question: ClientQuestion[Answer]) -> Answer: ...


class ClientDataDesk:
    """`core.questions.client_data.ClientData` for all calls. `run` is its task."""

    def __init__(self, tables: ClientTables) -> None:
        self._worker = OffCallWorker[ClientQuestion[Any], Any](
            "clients' data",
            tables.ask,
            at_once=AT_ONCE,
            answer_time=ANSWER_TIME,
            max_waiting=MAX_WAITING,
            is_read=lambda question: not question.writes,
        )

    async def run(self) -> None:
        """Work until cancelled."""
        await self._worker.run()

    async def ask(self, question: ClientQuestion[Answer]) -> Answer | Unavailable:
        """See `core.questions.client_data.ClientData`."""
        answer = await self._worker.ask(question)
        return Unavailable() if answer is None else cast(Answer, answer)

"""Answers calls' questions to the job market, off the calls' tasks and within `ANSWER_TIME`."""

from typing import Any, Protocol, TypeVar, cast

from core.questions.client_data import Unavailable
from core.questions.job_market import MarketQuestion
from core.tasks.off_call_worker import OffCallWorker

ANSWER_TIME = 3.0  # seconds a caller waits in silence before the scenario goes on without an answer
AT_ONCE = 2  # questions worked on at the same time

Answer = TypeVar("Answer")


class MarketTables(Protocol):
    """What the desk reads; `market.told.told_store` on PostgreSQL. Whatever it raises means `Unavailable`."""

    async def ask(self, question: MarketQuestion[Answer]) -> Answer: ...


class MarketDesk:
    """`core.questions.job_market.MarketAnswers` for all calls. `run` is its task."""

    def __init__(self, tables: MarketTables) -> None:
        self._worker = OffCallWorker[MarketQuestion[Any], Any](
            "job market", tables.ask, at_once=AT_ONCE, answer_time=ANSWER_TIME, is_read=lambda question: True
        )

    async def run(self) -> None:
        """Work until cancelled."""
        await self._worker.run()

    async def ask(self, question: MarketQuestion[Answer]) -> Answer | Unavailable:
        """See `core.questions.job_market.MarketAnswers`."""
        answer = await self._worker.ask(question)
        return Unavailable() if answer is None else cast(Answer, answer)

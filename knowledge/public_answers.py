"""Answers calls' questions to the knowledge base, off the calls' tasks and within `ANSWER_TIME`."""

from typing import Protocol

from core.questions.client_data import Unavailable
from core.questions.public_answers import ShortAnswers, ShortAnswersOn
from core.tasks.off_call_worker import OffCallWorker

ANSWER_TIME = 3.0  # seconds a caller waits in silence before the scenario goes on without an answer
AT_ONCE = 2  # questions worked on at the same time


class AnswerTables(Protocol):
    """What the desk reads; `knowledge.store` on PostgreSQL. Whatever it raises means `Unavailable`."""

    async def ask(self, question: ShortAnswersOn) -> ShortAnswers: ...


class KnowledgeDesk:
    """`core.questions.public_answers.PublicAnswers` for all calls. `run` is its task."""

    def __init__(self, tables: AnswerTables) -> None:
        self._worker = OffCallWorker[ShortAnswersOn, ShortAnswers](
            "knowledge base", tables.ask, at_once=AT_ONCE, answer_time=ANSWER_TIME, is_read=lambda question: True
        )

    async def run(self) -> None:
        """Work until cancelled."""
        await self._worker.run()

    async def ask(self, question: ShortAnswersOn) -> ShortAnswers | Unavailable:
        """See `core.questions.public_answers.PublicAnswers`."""
        return await self._worker.ask(question) or Unavailable()

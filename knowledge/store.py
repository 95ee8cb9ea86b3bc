"""The knowledge base in the database. Nothing in it is personal, so nobody is told who looked."""

from sqlalchemy import or_, select
from sqlalchemy.exc import DBAPIError

from core.clock import Clock
from core.db.client_tables import KnowledgeItem
from core.db.engine import Engine
from core.public_answers import ShortAnswer, ShortAnswers, ShortAnswersOn
from core.zone import WARSAW


class KnowledgeStore:
    """`knowledge.public_answers.AnswerTables` on PostgreSQL."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def ask(self, question: ShortAnswersOn) -> ShortAnswers:
        """Those in force today; an office's own answers replace those of the province."""
        try:
            return await self._read(question)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The pool has dropped its dead connections.
            return await self._read(question)

    async def _read(self, question: ShortAnswersOn) -> ShortAnswers:
        today = self._clock.now().astimezone(WARSAW).date()
        query = (
            select(KnowledgeItem.office, KnowledgeItem.short_answer, KnowledgeItem.legal_status_on)
            .where(
                KnowledgeItem.topic == question.topic,
                KnowledgeItem.language == question.language,
                or_(KnowledgeItem.office.is_(None), KnowledgeItem.office == question.office),
                KnowledgeItem.valid_from <= today,
                or_(KnowledgeItem.valid_until.is_(None), KnowledgeItem.valid_until >= today),
            )
            .order_by(KnowledgeItem.place, KnowledgeItem.id)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        own = [row for row in rows if row.office is not None]
        return ShortAnswers(
            tuple(ShortAnswer(row.short_answer, row.legal_status_on) for row in (own or rows)[: question.most])
        )

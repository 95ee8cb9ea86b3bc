"""Answers of callers in the database: the projection of their facts."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.centre.call_tables import SurveyAnswer
from core.facts.events import AnyEvent
from core.facts.kinds.scenarios import SurveyAnswered


def _answer() -> Insert:
    answer = insert(SurveyAnswer)
    new = {column.name: column for column in answer.excluded}
    return answer.on_conflict_do_update(index_elements=["call_id", "node"], set_=new)


_ANSWER = _answer()


class SurveyAnswers:
    """The projection `facts -> survey_answer`.

    A question that is asked again in the same call, because the application died before the way on, has one
    answer: the last.
    """

    async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
        for event in events:
            if isinstance(event, SurveyAnswered):
                values = {
                    "call_id": event.call_id or "",
                    "node": event.node,
                    "answered_at": event.at,
                    "about": event.about,
                    "rating": event.rating,
                    "is_solved": event.is_solved,
                    "agent": event.agent,
                    "office": event.office,
                }
                await connection.execute(_ANSWER, values)

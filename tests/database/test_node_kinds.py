"""What callers leave at nodes of scenarios: the tables that are derived from the facts."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables import SmsOrder, SurveyAnswer
from core.events import SmsOrdered, SurveyAnswered
from tests.database.conftest import RunningLog
from tests.database.test_projections import rows, write
from tests.support.facts import Story

pytestmark = pytest.mark.anyio


async def test_a_survey_has_one_answer_for_each_call_and_node_the_last(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    story = Story().rings()
    for rating in (2, 5):
        story.then(
            SurveyAnswered(node="ankieta", about="conversation", rating=rating, agent="k20060-1", office="20060"),
            1,
        )
    story.then(SurveyAnswered(node="druga", about="self_service", rating=1, is_solved=False))
    async with running_log() as log:
        await write(log, *story.facts)
        by_node = {row["node"]: row for row in await rows(engine, SurveyAnswer)}
    assert by_node.keys() == {"ankieta", "druga"}
    assert by_node["ankieta"] == {
        "call_id": story.call_id,
        "node": "ankieta",
        "answered_at": story.facts[2].at,
        "about": "conversation",
        "rating": 5,
        "is_solved": None,
        "agent": "k20060-1",
        "office": "20060",
    }
    assert by_node["druga"]["is_solved"] is False


async def test_an_order_of_a_text_message_is_a_row_that_waits_to_be_sent(
    engine: AsyncEngine, running_log: RunningLog
) -> None:
    story = Story().rings()
    story.then(
        SmsOrdered(
            order="sms-1", template="szczegoly", sms_number="600100200", sms_values={"tresc": "a"}, segments=1
        )
    )
    async with running_log() as log:
        await write(log, *story.facts)
        [row] = await rows(engine, SmsOrder)
    assert (row["state"], row["sms_number"], row["sms_values"]) == ("queued", "600100200", {"tresc": "a"})
    assert (row["secret"], row["expires_at"], row["call_id"]) == (None, None, story.call_id)

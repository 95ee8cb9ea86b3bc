"""What callers leave at nodes of scenarios: the tables that are derived from the facts."""

from functools import partial

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.tables.centre.call_tables import SmsOrder, SurveyAnswer
from core.facts.bus import Bus
from core.facts.kinds.messages import SmsOrdered
from core.facts.kinds.scenarios import SurveyAnswered
from core.keys.secret_box import locker, new_identity, unlocked
from ivr.identity.code_store import CodeStore
from ivr.identity.limits import default_limits
from ivr.identity.one_time_code import CodeDesk
from ivr.identity.pin import PinHasher
from ivr.outside.contacts import ContactDesk
from ivr.outside.sms_store import sms_number_of
from tests.database.conftest import RunningLog
from tests.database.core.test_projections import rows, write
from tests.support.calls.call_facts import Story
from tests.support.clients.cards import put_anna_with_card
from tests.support.timing.running import running

CARD = "123456782"

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


async def test_a_code_is_ordered_locked_and_void_after_its_time(engine: AsyncEngine) -> None:
    await put_anna_with_card(engine, CARD, None)
    identity, clock = new_identity(), SystemClock()
    desk = CodeDesk(CodeStore(engine), PinHasher("pepper " * 8), clock, Bus(clock), locker(identity))
    async with running(desk.run):
        assert await desk.order("call-1", "987654324", "600100200") == "sent"
        assert await rows(engine, SmsOrder) == []
        assert await desk.order("call-1", CARD, "600100200") == "sent"
        [row] = await rows(engine, SmsOrder)
        code = unlocked(identity, row["secret"]).decode()
        assert (await desk.check("call-1", code, "600100200")).client_id == "client-anna"
    assert (row["sms_number"], row["template"], row["sms_values"]) == ("600100299", "kod-jednorazowy", {})
    assert row["expires_at"] - row["ordered_at"] == default_limits().code_valid_time
    assert code not in repr({name: value for name, value in row.items() if name != "secret"})


async def test_the_registered_number_is_asked_off_the_call_s_task(engine: AsyncEngine) -> None:
    desk = ContactDesk(partial(sms_number_of, engine))
    async with running(desk.run):
        assert await desk.sms_number("nobody") is None

"""The question about recording is put to callers who stand in the queue already, and before anybody is rung."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import anyio.abc
import pytest
from anyio.abc import TaskGroup

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentEvent
from acd.waiting.waiting import QUESTION_TIME
from core.call import Call
from core.facts.event import Event
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.recordings import RecordingConsentAnswered, RecordingStarted
from core.facts.kinds.waiting import QueueEntered, QueueLeft, WaitBegan
from tests.support.calls.application_killed import taken_over
from tests.support.calls.fake_centre import Centre, a_centre, presses, straight_to
from tests.support.calls.fake_telephony import FakePhone
from tests.support.calls.scenario_lines import add_line, every_way_to, rings
from tests.support.timing.virtual_time import in_virtual_time

KOLNO, AGENT = "20060", "k20060-1"
ENDS = {"served": "koniec", **every_way_to("koniec", "full", "callback", "nobody_there")}
ASKS = {"kind": "recording_consent", "settings": {"moment": "in_queue"}}
NODES: dict[str, Any] = {
    "urzad": {"kind": "set_office", "settings": {"office": KOLNO}, "next": {"done": "zgoda"}},
    "zgoda": {**ASKS, "next": {"done": "kolejka"}},
    "kolejka": {"kind": "queue", "next": ENDS},
}


@asynccontextmanager
async def asking(policy: QueuePolicy | None = None, phone: FakePhone | None = None) -> AsyncIterator[Centre]:
    add_line("pyta", NODES)
    async with a_centre(policy) as centre:
        centre.consultant(AGENT, phone or FakePhone(talk_time=5))
        yield centre
        centre.check_nothing_left()


def order_of(centre: Centre, *kinds: type[Event], call_id: str | None = None) -> list[str]:
    return [
        type(e).__name__ for e in centre.events if isinstance(e, kinds) and (call_id or e.call_id) == e.call_id
    ]


@pytest.mark.parametrize(("key", "is_given", "words"), [("1", True, "N03"), ("2", False, "N04")])
@in_virtual_time
async def test_it_is_put_after_joining_and_before_the_consultant_is_rung(
    key: str, is_given: bool, words: str
) -> None:
    async with asking() as centre:
        caller = await rings(centre, "pyta", (3.0, key))
        kinds = (QueueEntered, RecordingConsentAnswered, OfferMade)
        assert order_of(centre, *kinds) == ["QueueEntered", "RecordingConsentAnswered", "OfferMade"]
        assert caller.heard[:2] == ["N02", words]
        assert [e.is_given for e in centre.of_type(RecordingConsentAnswered)] == [is_given]
        assert bool(centre.of_type(RecordingStarted)) == is_given
        [began] = centre.of_type(WaitBegan)
        assert 3 < began.question_time < 10
        assert centre.of_type(QueueLeft)[0].wait_time < 10, "the wait is that for the consultant"


@in_virtual_time
async def test_who_says_nothing_is_connected_without_a_recording() -> None:
    async with asking() as centre:
        caller = await rings(centre, "pyta")
        assert caller.heard[:2] == ["N02", "N04"]
        assert not centre.of_type(RecordingStarted)
        assert centre.of_type(QueueLeft)[0].reason == "connected"


@in_virtual_time
async def test_who_comes_during_the_question_stands_behind() -> None:
    async with asking() as centre:
        centre.matchmaker.wish(AGENT, AgentEvent.PAUSE, "meal")
        async with anyio.create_task_group() as crowd:
            first = centre.exchange.caller(caller_number="600100201", dialled_number="pyta")
            second = centre.exchange.caller(caller_number="600100202", dialled_number=straight_to(KOLNO))
            crowd.start_soon(centre.visit, first, (5.0, "2"))
            await centre.happens(QueueEntered)
            crowd.start_soon(centre.visit, second)
            await centre.happens(RecordingConsentAnswered)
            await anyio.sleep(30)
            centre.matchmaker.wish(AGENT, AgentEvent.READY)
        entered = [(e.call_id, e.position) for e in centre.of_type(QueueEntered)]
        assert [e.call_id for e in centre.of_type(OfferMade)] == [call for call, _ in entered], "in that order"


@in_virtual_time
async def test_hanging_up_during_the_question_is_no_wait_and_rings_nobody() -> None:
    async with asking() as centre:
        await rings(centre, "pyta", patience=2)
        assert [(e.reason, e.wait_time) for e in centre.of_type(QueueLeft)] == [("abandoned", 0.0)]
        assert not centre.of_type(RecordingConsentAnswered)
        assert not centre.of_type(OfferMade)


@in_virtual_time
async def test_a_full_queue_asks_nobody() -> None:
    async with asking(QueuePolicy(capacity=1)) as centre, anyio.create_task_group() as crowd:
        centre.matchmaker.wish(AGENT, AgentEvent.PAUSE, "meal")
        waits = centre.exchange.caller(caller_number="600100201", dialled_number=straight_to(KOLNO))
        crowd.start_soon(centre.take, waits)
        await centre.happens(QueueEntered)
        caller = await rings(centre, "pyta")
        assert "N02" not in caller.heard
        waits.far_end_hangs_up()


@in_virtual_time
async def test_the_question_ends_when_nobody_is_there_any_more() -> None:
    async with asking() as centre, anyio.create_task_group() as crowd:

        async def goes_home() -> None:
            await centre.happens(QueueEntered)
            await anyio.sleep(2)
            centre.matchmaker.wish(AGENT, AgentEvent.LOG_OUT)

        crowd.start_soon(goes_home)
        caller = await rings(centre, "pyta")
        assert caller.heard == ["N02", "G02"]
        assert [e.reason for e in centre.of_type(QueueLeft)] == ["nobody_there"]


@in_virtual_time
async def test_who_was_dropped_by_the_consultant_is_not_asked_again() -> None:
    async with asking(phone=FakePhone(behaviour="answers_and_drops")) as centre:
        centre.consultant("k20060-2", FakePhone(talk_time=5))
        caller = await rings(centre, "pyta", (3.0, "1"))
        assert caller.heard.count("N02") == 1
        assert len(centre.of_type(QueueEntered)) == 2
        assert len(centre.of_type(RecordingConsentAnswered)) == 1


@in_virtual_time
async def test_a_question_without_an_end_holds_the_place_for_a_minute() -> None:
    async with a_centre() as centre:
        centre.consultant(AGENT)
        caller = centre.exchange.caller(dialled_number=straight_to(KOLNO))
        call = Call(caller, centre.bus, centre.clock)
        began = centre.clock.monotonic()
        async with centre.acd.agent_for(call, KOLNO, question=anyio.sleep_forever):
            assert QUESTION_TIME <= centre.clock.monotonic() - began < QUESTION_TIME + 10


@pytest.mark.parametrize("moment", [0.1, 2.0, 4.0])
@in_virtual_time
async def test_where_the_application_dies_during_the_question_the_next_one_asks_again(moment: float) -> None:
    add_line("pyta", NODES)

    async def begin(centre: Centre, tasks: TaskGroup, world: TaskGroup) -> None:
        centre.consultant(AGENT, FakePhone(talk_time=5))
        caller = centre.exchange.caller(dialled_number="pyta")
        world.start_soon(presses, caller, (10.0, "1"))
        tasks.start_soon(centre.take, caller)

    async with taken_over(moment, begin) as heir:
        await heir.happens(CallEnded)
        await anyio.sleep(60)
        heir.check_nothing_left()
        assert [e.key for e in heir.of_type(RecordingConsentAnswered)] == ["1"]
        assert len(heir.of_type(QueueEntered)) == len(heir.of_type(WaitBegan)) == 1
        assert heir.of_type(RecordingStarted)
        kinds = (RecordingConsentAnswered, WaitBegan, OfferMade)
        assert order_of(heir, *kinds) == [kind.__name__ for kind in kinds]


@in_virtual_time
async def test_at_once_it_is_put_where_the_node_stands() -> None:
    settings = {"moment": "at_once"}
    add_line("pyta wcześniej", {**NODES, "zgoda": {**NODES["zgoda"], "settings": settings}})
    async with a_centre() as centre:
        centre.consultant(AGENT, FakePhone(talk_time=5))
        await rings(centre, "pyta wcześniej", (3.0, "1"))
        kinds = (QueueEntered, RecordingConsentAnswered)
        assert order_of(centre, *kinds) == ["RecordingConsentAnswered", "QueueEntered"]

"""One of two Asterisks dies: its calls are interrupted, nobody's place is lost, and the other's calls go on."""

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentState
from acd.waiting.callbacks import TOLD_TIME
from ari_app.telephony.line import CLEAN_UP_TIME
from core.call import Call
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from tests.support.calls.fake_centre import Centre, a_centre, answers, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.virtual_time import in_virtual_time

KOLNO = "20060"
ANNA, JAN, EWA, OLA = "600100200", "600100201", "600100202", "600100203"
RULES = QueuePolicy(whispers=False, rings_back_after_fault=False)
RINGS_BACK = QueuePolicy(whispers=False)
LONG = 10_000.0


class Calls:
    """Callers of Kolno, each served in a task of its own."""

    def __init__(self, centre: Centre, tasks: anyio.abc.TaskGroup) -> None:
        self.centre = centre
        self._tasks = tasks
        self.made: dict[str, Call] = {}

    def rings(self, number: str, node: str = "") -> FakeChannel:
        """Somebody calls, and comes to that Asterisk, or to any."""
        exchange = self.centre.exchange
        channel = exchange.caller(caller_number=number, dialled_number=straight_to(KOLNO))
        channel.node = node or channel.node

        async def is_served() -> None:
            self.made[channel.id] = await self.centre.take(channel)

        self._tasks.start_soon(is_served)
        return channel

    def ends(self, channel: FakeChannel) -> str:
        """How the call of that channel ended."""
        (ended,) = self.centre.of_type(CallEnded, self.made[channel.id])
        return ended.reason


@in_virtual_time
async def test_who_waited_and_who_talked_get_the_old_places_back_when_they_redial() -> None:
    async with a_centre(RULES) as centre, anyio.create_task_group() as tasks:
        calls = Calls(centre, tasks)
        centre.consultant("k20060-1", FakePhone(talk_time=LONG))
        talking = calls.rings(ANNA, "a")
        await centre.happens(ConversationStarted)
        waiting = calls.rings(JAN, "a")
        await centre.happens(QueueEntered)
        await anyio.sleep(1)
        other = calls.rings(EWA, "b")
        await centre.happens(QueueEntered)
        centre.exchange.phones["k20060-1"].behaviour = "rings_on"  # so that nobody is served meanwhile
        centre.exchange.node_dies("a")
        await anyio.sleep(3)
        assert (calls.ends(talking), calls.ends(waiting)) == ("interrupted", "interrupted")
        assert [left.reason for left in centre.of_type(QueueLeft)] == ["connected", "interrupted"]
        assert other.is_up
        again = calls.rings(JAN, "b")
        await centre.happens(QueueEntered)
        first = calls.rings(ANNA, "b")
        await centre.happens(QueueEntered)
        in_line = sorted(centre.matchmaker.places, key=lambda place: place.entry.order)
        assert [place.entry.identities[-1] for place in in_line] == [f"number:{n}" for n in (ANNA, JAN, EWA)]
        for channel in (other, again, first):
            channel.far_end_hangs_up()
        await anyio.sleep(1)
        centre.check_nothing_left()


@in_virtual_time
async def test_a_consultant_is_free_at_once_and_has_dropped_nobody() -> None:
    async with a_centre(RULES) as centre, anyio.create_task_group() as tasks:
        calls = Calls(centre, tasks)
        agent = centre.consultant("k20060-1", FakePhone(talk_time=LONG))
        calls.rings(ANNA, "a")
        await centre.happens(ConversationStarted)
        waiting = calls.rings(JAN, "b")
        await centre.happens(QueueEntered)
        centre.exchange.node_dies("a")
        began = anyio.current_time()
        await centre.happens(ConversationStarted)
        assert anyio.current_time() - began == pytest.approx(2, abs=0.2)  # in which the telephone rings
        assert agent.state is AgentState.TALKING
        (ended,) = centre.of_type(ConversationEnded)
        assert ended.ended_by == "system"
        waiting.far_end_hangs_up()
        await anyio.sleep(1)
        centre.check_nothing_left()


@in_virtual_time
async def test_a_caller_without_a_number_gets_the_place_back_by_the_verified_id() -> None:
    async with a_centre(RULES) as centre, anyio.create_task_group() as tasks:
        calls = Calls(centre, tasks)
        centre.consultant("k20060-1", FakePhone(talk_time=LONG))
        talks_on = calls.rings(JAN, "b")
        await centre.happens(ConversationStarted)
        caller = calls.rings("", "a")
        await centre.happens(QueueEntered)
        (place,) = centre.matchmaker.places
        place.entry.identities = ("client:4711",)
        centre.exchange.node_dies("a")
        await anyio.sleep(100)
        assert calls.ends(caller) == "interrupted"
        assert centre.matchmaker.has_kept_place(KOLNO, ("client:4711",))
        await anyio.sleep(201)
        assert not centre.matchmaker.has_kept_place(KOLNO, ("client:4711",))
        talks_on.far_end_hangs_up()
        await anyio.sleep(1)
        centre.check_nothing_left()


@in_virtual_time
async def test_an_offer_that_rang_is_nobodys_fault() -> None:
    async with a_centre(RULES) as centre, anyio.create_task_group() as tasks:
        calls = Calls(centre, tasks)
        agent = centre.consultant("k20060-1", FakePhone("rings_on"))
        calls.rings(ANNA, "a")
        await anyio.sleep(3)
        states = [agent.state]
        centre.exchange.node_dies("a")
        await anyio.sleep(0.5)
        assert [*states, agent.state] == [AgentState.RINGING, AgentState.AVAILABLE]
        centre.check_nothing_left()


@in_virtual_time
async def test_at_any_moment_of_a_call_nothing_is_left_and_its_record_says_that_it_was_interrupted() -> None:
    for tenths in range(0, 400, 7):
        async with a_centre(RULES) as centre, anyio.create_task_group() as tasks:
            calls = Calls(centre, tasks)
            agent = centre.consultant("k20060-1", FakePhone(talk_time=LONG))
            caller = calls.rings(ANNA, "a")
            await anyio.sleep(tenths / 10)
            centre.exchange.node_dies("a")
            await anyio.sleep(1)
            assert agent.state is AgentState.AVAILABLE, tenths
            await anyio.sleep(CLEAN_UP_TIME)
            assert calls.ends(caller) == "interrupted", tenths
            centre.check_nothing_left()


async def confirms(leg: FakeChannel) -> None:
    """Somebody who answers, hears why the centre rings, and wants to talk."""
    await answers(leg, ("E11", "1"))
    await leg.gone()


def rung_back(centre: Centre) -> list[str]:
    """The numbers of call-backs that were answered, in that order."""
    return [each.caller_number for each in centre.of_type(CallStarted) if each.direction == "callback"]


@in_virtual_time
async def test_who_was_cut_off_is_rung_back_first_who_talked_and_with_the_same_consultant() -> None:
    async with a_centre(RINGS_BACK) as centre, anyio.create_task_group() as tasks:
        calls = Calls(centre, tasks)
        centre.consultant("k20060-1", FakePhone(talk_time=LONG))
        calls.rings(ANNA, "a")
        await centre.happens(ConversationStarted)
        centre.consultant("k20060-2", FakePhone(talk_time=60))
        calls.rings(JAN, "b")
        await centre.happens(ConversationStarted)
        calls.rings(EWA, "a")
        await centre.happens(QueueEntered)
        await anyio.sleep(1)
        later = calls.rings(OLA, "b")
        await centre.happens(QueueEntered)
        for number in (ANNA, EWA):
            centre.exchange.subscribers[number] = confirms
        centre.exchange.phones["k20060-1"].talk_time = 20
        centre.exchange.node_dies("a")
        await anyio.sleep(TOLD_TIME - 0.1)
        assert not centre.exchange.dialled, "a telephone may not have been told yet, and is busy"
        await anyio.sleep(300)
        assert rung_back(centre) == [ANNA, EWA]
        assert [each.cause for each in centre.of_type(CallbackOrdered)] == ["fault", "fault"]
        talks = [(each.call_id, each.agent) for each in centre.of_type(ConversationStarted)]
        made = {each.caller_number: each.call_id for each in centre.of_type(CallStarted)}
        assert talks[2] == (made[ANNA], "k20060-1")
        assert {call for call, _ in talks[3:]} == {made[EWA], calls.made[later.id].id}
        assert [each.outcome for each in centre.of_type(CallbackEnded)] == ["talked", "talked"]
        centre.check_nothing_left()


@in_virtual_time
async def test_who_redials_is_not_rung_and_nobody_is_rung_twice() -> None:
    async with a_centre(RINGS_BACK) as centre, anyio.create_task_group() as tasks:
        calls = Calls(centre, tasks)
        centre.consultant("k20060-1", FakePhone(talk_time=40))
        calls.rings(JAN, "b")
        await centre.happens(ConversationStarted)
        for number in (ANNA, EWA):
            calls.rings(number, "a")
            await centre.happens(QueueEntered)
            centre.exchange.subscribers[number] = confirms
        centre.exchange.node_dies("a")
        await anyio.sleep(5)
        calls.rings(ANNA, "b")
        await anyio.sleep(400)
        assert centre.exchange.dialled == [EWA]
        assert sorted(each.outcome for each in centre.of_type(CallbackEnded)) == ["replaced", "talked"]
        served = [each.call_id for each in centre.of_type(ConversationStarted)]
        assert len(served) == len(set(served)) == 3
        centre.check_nothing_left()


@in_virtual_time
async def test_who_has_waited_longer_on_the_line_is_served_before_the_call_back() -> None:
    async with a_centre(RINGS_BACK) as centre, anyio.create_task_group() as tasks:
        calls = Calls(centre, tasks)
        centre.consultant("k20060-1", FakePhone(talk_time=30))
        calls.rings(JAN, "b")
        await centre.happens(ConversationStarted)
        longer = calls.rings(EWA, "b")
        await anyio.sleep(2)
        calls.rings(ANNA, "a")
        await anyio.sleep(2)
        centre.exchange.subscribers[ANNA] = confirms
        centre.exchange.node_dies("a")
        await anyio.sleep(300)
        offered = [each.call_id for each in centre.of_type(OfferMade)]
        (made,) = [each.call_id for each in centre.of_type(CallStarted) if each.direction == "callback"]
        assert offered[1:] == [calls.made[longer.id].id, made]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_call_back_that_is_cut_off_itself_is_made_again_from_the_other_asterisk() -> None:
    async with a_centre(RINGS_BACK) as centre, anyio.create_task_group() as tasks:
        calls = Calls(centre, tasks)
        centre.consultant("k20060-1", FakePhone(talk_time=30))
        calls.rings(ANNA, "a")
        await centre.happens(ConversationStarted)
        centre.exchange.subscribers[ANNA] = confirms
        centre.exchange.node_dies("a")
        await centre.happens(ConversationStarted)
        assert centre.exchange.leg_of(ANNA).node == "b"
        centre.exchange.node_is_back("a")
        centre.exchange.node_dies("b")
        await centre.happens(ConversationStarted)
        assert centre.exchange.leg_of(ANNA).node == "a"
        await anyio.sleep(60)
        assert centre.exchange.dialled == [ANNA, ANNA]
        assert {each.outcome for each in centre.of_type(CallbackEnded)} == {"talked"}
        centre.check_nothing_left()


@in_virtual_time
async def test_at_any_moment_of_a_call_that_is_rung_back_nothing_is_left() -> None:
    for tenths in range(0, 400, 13):
        async with a_centre(RINGS_BACK) as centre, anyio.create_task_group() as tasks:
            calls = Calls(centre, tasks)
            centre.consultant("k20060-1", FakePhone(talk_time=LONG))
            caller = calls.rings(ANNA, "a")
            await anyio.sleep(tenths / 10)
            centre.exchange.subscribers[ANNA] = confirms
            centre.exchange.phones["k20060-1"].talk_time = 10
            has_queued = bool(centre.of_type(QueueEntered))
            centre.exchange.node_dies("a")
            await anyio.sleep(120)
            assert calls.ends(caller) == "interrupted", tenths
            assert centre.exchange.dialled == [ANNA] * has_queued, tenths
            centre.check_nothing_left()

"""A consultant rings a client: reached or not, whoever hangs up, and what else comes meanwhile."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio
import pytest

from acd.live.agent_state import AgentEvent, AgentState
from acd.pause_reasons import AFTER_LOGIN
from ari_app.calls.conversations.talk import PAGE_TIME
from core.errors import TransitionRefused
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.ringing_out import ClientDialEnded, ClientDialled
from core.facts.kinds.waiting import QueueEntered
from core.ids import call_id_of, new_id
from core.relay.commands import (
    CallColleague,
    ControlRecording,
    DeskGone,
    EndConversation,
    HandOver,
    HoldCall,
    RingClient,
    TransferCall,
)
from tests.scenario.desk.test_desk import ANNA, EWA, QUICK, ZOFIA
from tests.support.calls.browser_consultants import KOLNO, LOMZA, PAGE, desks_beat, has_page, hears_music
from tests.support.calls.fake_centre import RING_TONE, Centre, a_centre, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.sweep import each_fault, fail_each_command, moments_of
from tests.support.timing.virtual_time import in_virtual_time

CLIENT = "601200300"
ANSWERS = 2.0 + 2.0  # seconds: the consultant's telephone, then the client's
SOON = 0.3


class Ringing:
    """Anna of Kolno, and a client with a telephone."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.client: FakeChannel | None = None
        self.talk_time = 20.0

    async def person(self, leg: FakeChannel) -> None:
        """Answers, and hangs up after `talk_time`."""
        self.client = leg
        with anyio.move_on_after(self.talk_time):
            await leg.gone()
        leg.far_end_hangs_up()

    def rings(self, number: str = CLIENT, agent: str = ANNA, **details: str) -> str:
        """Anna wants it; the id of the call."""
        channel = new_id("outbound")
        order = RingClient(agent, channel, number, KOLNO, "visit", "client-1", **details)
        self.centre.desk.carry_out(order)
        return call_id_of(channel)

    @property
    def state(self) -> AgentState:
        return self.centre.matchmaker.team.agent(ANNA).state

    @property
    def states(self) -> list[str]:
        """All that Anna came to since the dialling began."""
        changes = [fact for fact in self.centre.of_type(AgentStateChanged) if fact.agent == ANNA]
        begins = next(place for place, fact in enumerate(changes) if fact.event == "dial")
        return [str(fact.new) for fact in changes[begins:]]

    def outcome(self) -> str:
        [ended] = self.centre.of_type(ClientDialEnded)
        return ended.outcome

    def end(self) -> str:
        [ended] = self.centre.of_type(CallEnded)
        return ended.reason


@asynccontextmanager
async def ringing(
    *, answers: bool = True, browser: bool = False, phone: FakePhone | None = None, rest: float = 60
) -> AsyncIterator[Ringing]:
    async with a_centre(QUICK) as centre:
        it = Ringing(centre)
        if answers:
            centre.exchange.subscribers[CLIENT] = it.person
        own = phone or FakePhone(talk_time=300)
        if browser:
            has_page(centre, ANNA, own)
        else:
            centre.consultant(ANNA, own)
        async with anyio.create_task_group() as party:
            party.start_soon(desks_beat, centre)
            yield it
            await anyio.sleep(rest)
            party.cancel_scope.cancel()
        centre.check_nothing_left()


# -- the client answers


@in_virtual_time
async def test_a_client_who_answers_talks_with_the_consultant_until_one_hangs_up() -> None:
    async with ringing() as it:
        call = it.rings()
        assert it.states == ["dialling"]
        await anyio.sleep(3)
        own = it.centre.exchange.leg_of(ANNA)
        assert set(own.heard) == {RING_TONE}
        assert not it.centre.exchange.open_bridges, "nobody hears anything before the answer"
        await anyio.sleep(2)
        [bridge] = it.centre.exchange.open_bridges.values()
        assert it.client is not None
        assert bridge.hear_each_other == {own.id, it.client.id}
        await anyio.sleep(20)
        assert it.states == ["dialling", "talking", "wrap_up"]
        [started] = it.centre.of_type(CallStarted)
        assert (started.call_id, started.direction, started.caller_number) == (call, "outbound", CLIENT)
        [dialled] = it.centre.of_type(ClientDialled)
        assert (dialled.agent, dialled.office, dialled.reason) == (ANNA, KOLNO, "visit")
        [ended] = it.centre.of_type(ClientDialEnded)
        assert (ended.outcome, ended.ring_time) == ("reached", 2.0)
        [talked] = it.centre.of_type(ConversationEnded)
        assert talked.ended_by == "caller"
        assert talked.talk_time == pytest.approx(20, abs=0.1)
        assert it.end() == "caller_hung_up"
        assert not it.centre.of_type(QueueEntered)
        assert not it.centre.of_type(OfferMade)
    assert it.states == ["dialling", "talking", "wrap_up", "available"]


@in_virtual_time
async def test_a_consultant_who_hangs_up_at_once_has_dropped_nobody() -> None:
    async with ringing() as it:
        it.rings()
        await anyio.sleep(ANSWERS + SOON)
        it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
        await anyio.sleep(1)
        assert it.state is AgentState.WRAP_UP
        assert it.end() == "completed"


@in_virtual_time
async def test_hold_and_hanging_up_at_the_desk_work_as_in_any_conversation_and_recording_takes_consent() -> None:
    async with ringing() as it:
        it.talk_time = 100
        call = it.rings()
        await anyio.sleep(ANSWERS + 1)
        assert not it.centre.exchange.recording
        with pytest.raises(TransitionRefused):
            await it.centre.desk.control_recording(ControlRecording(ANNA, call, "start"))
        it.centre.desk.carry_out(HoldCall(ANNA, call, is_held=True))
        await anyio.sleep(1)
        assert it.state is AgentState.HOLD
        it.centre.desk.carry_out(HoldCall(ANNA, call, is_held=False))
        it.centre.desk.carry_out(EndConversation(ANNA, call))
        await anyio.sleep(1)
        assert it.end() == "completed"
        assert not it.centre.exchange.open_channels


@in_virtual_time
async def test_a_colleague_is_called_in_and_has_the_call() -> None:
    async with ringing() as it:
        it.talk_time = 100
        it.centre.consultant(ZOFIA, FakePhone(talk_time=300))
        call = it.rings()
        await anyio.sleep(ANSWERS + 1)
        it.centre.desk.carry_out(CallColleague(ANNA, call, ZOFIA, "apart"))
        await anyio.sleep(3)
        it.centre.desk.carry_out(HandOver(ANNA, call))
        await anyio.sleep(1)
        assert it.state is AgentState.WRAP_UP
        assert [one.agent for one in it.centre.of_type(ConversationStarted)] == [ANNA, ZOFIA]
        it.centre.desk.carry_out(EndConversation(ZOFIA, call))


@in_virtual_time
async def test_a_client_who_is_handed_on_waits_in_the_queue_and_talks_there() -> None:
    async with ringing() as it:
        it.talk_time = 100
        it.centre.consultant(ZOFIA, FakePhone(talk_time=10))
        call = it.rings()
        await anyio.sleep(ANSWERS + 3)
        it.centre.desk.carry_out(TransferCall(ANNA, call, LOMZA))
        await anyio.sleep(5)
        assert [one.agent for one in it.centre.of_type(ConversationStarted)] == [ANNA, ZOFIA]
        await anyio.sleep(15)
        assert it.end() == "completed"


@in_virtual_time
async def test_a_client_whose_consultant_loses_the_page_for_good_waits_in_the_queue() -> None:
    async with ringing(browser=True) as it:
        it.talk_time = 100
        it.centre.consultant(EWA, FakePhone(talk_time=10), is_ready=False)
        it.rings()
        await anyio.sleep(ANSWERS + 3)
        it.centre.desk.carry_out(DeskGone(ANNA, PAGE))
        await anyio.sleep(1)
        assert it.client is not None
        assert hears_music(it.centre, it.client)
        await anyio.sleep(PAGE_TIME)
        assert [one.queue for one in it.centre.of_type(QueueEntered)] == [KOLNO]
        it.centre.matchmaker.wish(EWA, AgentEvent.READY)
        await it.centre.happens(ConversationStarted)


# -- whatever happens at whatever moment


async def _a_call(*, hangs_up: str = "", after: float = 1000.0) -> None:
    """One that is answered, and that the client or the consultant ends at `after`, or at its own time."""
    async with ringing(rest=120) as it:
        it.talk_time = 6.0
        it.rings()
        await anyio.sleep(after)
        number = {"client": CLIENT, "consultant": ANNA}.get(hangs_up, "")
        leg = it.centre.exchange.find_leg_of(number)
        if leg is not None and number not in it.centre.exchange.ringing_now:
            leg.far_end_hangs_up()
    assert it.state is AgentState.AVAILABLE


@pytest.mark.parametrize("who", ["client", "consultant"])
@in_virtual_time
async def test_whoever_hangs_up_at_whatever_moment_nobody_is_left_behind(who: str) -> None:
    for moment in await moments_of(_a_call(after=30), until=25):
        await _a_call(hangs_up=who, after=moment)


@in_virtual_time
async def test_given_up_at_whatever_moment_before_the_answer_nobody_is_left_behind() -> None:
    for tenth in range(41):
        async with ringing() as it:
            call = it.rings()
            await anyio.sleep(tenth / 10)
            with suppress(TransitionRefused):
                it.centre.desk.carry_out(EndConversation(ANNA, call))


@each_fault
@in_virtual_time
async def test_whichever_command_fails_the_call_has_one_end_and_the_consultant_is_free(
    error: type[Exception],
) -> None:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Centre]:
        async with ringing(rest=0) as it:
            it.talk_time = 6.0
            it.rings()
            yield it.centre

    async def story(centre: Centre) -> None:
        await anyio.sleep(120)
        state = centre.matchmaker.team.agent(ANNA).state
        assert state in (AgentState.AVAILABLE, AgentState.UNREACHABLE)
        assert len(centre.of_type(CallEnded)) == 1

    await fail_each_command(error, opened, story)


# -- the client does not answer


@in_virtual_time
async def test_nobody_answers_and_the_consultant_is_ready_again() -> None:
    async with ringing(answers=False) as it:
        it.rings()
        await anyio.sleep(45)
        assert (it.outcome(), it.end()) == ("no_answer", "not_reached")
        assert it.states == ["dialling", "available"]
        assert not it.centre.of_type(ConversationStarted)


@in_virtual_time
async def test_a_line_that_is_engaged() -> None:
    async with ringing() as it:
        other = it.centre.exchange.caller(caller_number=CLIENT, dialled_number=straight_to(LOMZA))
        it.rings()
        await anyio.sleep(3)
        assert (it.outcome(), it.end()) == ("busy", "not_reached")
        assert it.state is AgentState.AVAILABLE
        other.far_end_hangs_up()


@pytest.mark.parametrize(("after", "by_desk"), [(1.0, True), (3.0, True), (3.0, False)])
@in_virtual_time
async def test_the_consultant_hangs_up_while_it_rings(after: float, by_desk: bool) -> None:
    async with ringing() as it:
        call = it.rings()
        await anyio.sleep(after)
        if by_desk:
            it.centre.desk.carry_out(EndConversation(ANNA, call))
        else:
            it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
        await anyio.sleep(SOON)
        assert (it.outcome(), it.end()) == ("given_up", "not_reached")
        assert it.state is AgentState.AVAILABLE
        assert not it.centre.exchange.open_channels


@in_virtual_time
async def test_the_own_telephone_is_not_answered_and_nobody_is_rung() -> None:
    async with ringing(phone=FakePhone("rings_on")) as it:
        it.rings()
        await anyio.sleep(25)
        assert (it.outcome(), it.end()) == ("not_taken", "not_reached")
        assert not it.centre.exchange.dialled
        assert it.state is AgentState.AVAILABLE


@pytest.mark.parametrize("after", [1.0, 3.0])
@in_virtual_time
async def test_a_page_that_is_lost_while_it_rings_ends_it(after: float) -> None:
    async with ringing(browser=True) as it:
        it.rings()
        await anyio.sleep(after)
        it.centre.desk.carry_out(DeskGone(ANNA, PAGE))
        await anyio.sleep(SOON)
        assert it.outcome() in ("given_up", "not_taken")
        assert it.state is AgentState.UNREACHABLE
        assert not it.centre.exchange.open_channels


# -- what was before, and what comes meanwhile


async def _into_wrap_up(it: Ringing) -> None:
    caller = it.centre.exchange.caller(dialled_number=straight_to(KOLNO))
    async with anyio.create_task_group() as party:
        party.start_soon(it.centre.take, caller)
        await it.centre.happens(ConversationStarted)
        await anyio.sleep(5)
        caller.far_end_hangs_up()
    assert it.state is AgentState.WRAP_UP


@in_virtual_time
async def test_wrap_up_goes_on_where_it_was_left_and_ends_at_its_limit() -> None:
    async with ringing(answers=False) as it:
        await _into_wrap_up(it)
        await anyio.sleep(4)  # of ten seconds
        it.rings()
        await anyio.sleep(43)
        assert it.states == ["dialling", "wrap_up"]
        left = it.centre.matchmaker.team.agent(ANNA).wrap_up
        assert left is not None
        assert left.at - it.centre.clock.monotonic() == pytest.approx(6 - 1, abs=0.2)
        await anyio.sleep(6)
        assert it.state is AgentState.AVAILABLE


@in_virtual_time
async def test_a_pause_goes_on_whether_the_client_was_reached_or_not() -> None:
    for answers in (True, False):
        async with ringing(answers=answers) as it:
            it.centre.matchmaker.wish(ANNA, AgentEvent.PAUSE, "meal")
            it.rings()
            assert it.state is AgentState.DIALLING
            await anyio.sleep(50)
            agent = it.centre.matchmaker.team.agent(ANNA)
            assert (agent.state, agent.pause_reason) == (AgentState.PAUSED, "meal")
            it.centre.matchmaker.wish(ANNA, AgentEvent.READY)


@pytest.mark.parametrize(
    ("wish", "reason", "state"),
    [
        (AgentEvent.PAUSE, "meal", AgentState.PAUSED),
        (AgentEvent.LOG_OUT, None, AgentState.OFFLINE),
        (AgentEvent.READY, None, AgentState.AVAILABLE),
    ],
)
@pytest.mark.parametrize("is_paused", [True, False])
@pytest.mark.parametrize("answers", [True, False])
@in_virtual_time
async def test_what_is_wished_meanwhile_happens_when_it_is_over(
    wish: AgentEvent, reason: str | None, state: AgentState, is_paused: bool, answers: bool
) -> None:
    async with ringing(answers=answers) as it:
        if is_paused:
            it.centre.matchmaker.wish(ANNA, AgentEvent.PAUSE, "training")
        it.rings()
        await anyio.sleep(1)
        assert it.centre.matchmaker.wish(ANNA, wish, reason).state is AgentState.DIALLING
        await anyio.sleep(50)
        assert it.state is state


@in_virtual_time
async def test_a_caller_is_offered_to_nobody_who_rings_a_client_and_waits() -> None:
    async with ringing(answers=False) as it:
        it.rings()
        caller = it.centre.exchange.caller(dialled_number=straight_to(KOLNO))
        async with anyio.create_task_group() as party:
            party.start_soon(it.centre.take, caller)
            await anyio.sleep(30)
            assert it.centre.of_type(QueueEntered)
            assert not it.centre.of_type(OfferMade)
            await it.centre.happens(ConversationStarted)
            assert it.centre.exchange.phones[ANNA].rung == 2
            caller.far_end_hangs_up()
        assert it.outcome() == "no_answer"


@in_virtual_time
async def test_who_is_offered_a_call_or_has_one_cannot_ring_and_nothing_is_stated() -> None:
    async with ringing() as it:
        caller = it.centre.exchange.caller(dialled_number=straight_to(KOLNO))
        async with anyio.create_task_group() as party:
            party.start_soon(it.centre.take, caller)
            await it.centre.happens(OfferMade)
            for pause in (0.5, 4.0):
                await anyio.sleep(pause)
                with pytest.raises(TransitionRefused, match="Nie można teraz zadzwonić do klienta"):
                    it.rings()
            caller.far_end_hangs_up()
        assert not it.centre.of_type(ClientDialled)


@in_virtual_time
async def test_what_cannot_be_is_refused_in_words_and_nothing_is_stated() -> None:
    async with ringing() as it:
        with pytest.raises(TransitionRefused, match="nie ma stanowiska konsultanta"):
            it.rings(agent="k00000-1")
        with pytest.raises(TransitionRefused, match="nie jest zwykłym polskim numerem"):
            it.rings("700123456")
        it.centre.desks.telephone_is(ANNA, is_registered=False, is_engaged=False)
        with pytest.raises(TransitionRefused, match="nie jest zarejestrowany"):
            it.rings()
        it.centre.desks.telephone_is(ANNA, is_registered=True, is_engaged=False)
        it.rings()
        with pytest.raises(TransitionRefused, match="Obecny stan: dzwoni do klienta"):
            it.rings()


@in_virtual_time
async def test_the_client_sees_the_line_that_was_dialled_or_a_free_one_of_the_centre() -> None:
    async with ringing(answers=False) as it:
        it.rings()
        await anyio.sleep(50)
        it.rings(dialled_number="9524")
        await anyio.sleep(50)
        assert it.centre.exchange.shown == ["9510", "9524"]


@in_virtual_time
async def test_whoever_logs_in_may_ring_out_of_the_first_pause() -> None:
    async with ringing(answers=False) as it:
        it.centre.matchmaker.wish(ANNA, AgentEvent.LOG_OUT)
        with pytest.raises(TransitionRefused):
            it.rings()
        it.centre.matchmaker.wish(ANNA, AgentEvent.LOG_IN)
        it.rings()
        await anyio.sleep(50)
        assert it.centre.matchmaker.team.agent(ANNA).pause_reason == AFTER_LOGIN

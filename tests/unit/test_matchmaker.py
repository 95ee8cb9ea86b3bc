"""The sole owner of the live state, driven at random in virtual time, and a few cases by hand."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import anyio
import pytest
from anyio.abc import TaskGroup
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from acd.agent_state import ON_A_CALL, WORKING, AgentEvent, State, after
from acd.matchmaker import PAUSE_REASONS, Agent, Matchmaker, Place, Policy, Reservation
from core.bus import Bus
from core.clock import LoopClock
from core.errors import NotFound, TransitionRefused
from core.events import AgentStateChanged, AnyEvent
from core.ids import new_id
from tests.support.virtual_time import VirtualTimeLoop, in_virtual_time

PROVINCE, KOLNO, BIALYSTOK = "20000", "20060", "20610"
OFFICES = (PROVINCE, KOLNO, BIALYSTOK)
WISHES = (AgentEvent.LOG_IN, AgentEvent.READY, AgentEvent.PAUSE, AgentEvent.WRAP_UP_DONE, AgentEvent.LOG_OUT)
WRAP_UP_TIME = 60.0

T = TypeVar("T")


class Desk:
    """A matchmaker with its consultants, and everything it has said."""

    def __init__(self, tasks: TaskGroup, policy: Policy | None = None) -> None:
        clock = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
        bus = Bus(clock)
        self.events: list[AnyEvent] = []
        bus.listen(self.events.append)
        self.mm = Matchmaker(bus, clock, tasks, PROVINCE, policy or Policy(wrap_up_time=WRAP_UP_TIME))

    def add(self, agent_id: str) -> Agent:
        agent = Agent(agent_id, agent_id, agent_id[1:6])
        self.mm.set_agents([agent])
        return agent

    def ready(self, agent_id: str) -> Agent:
        self.add(agent_id)
        self.mm.phone_changed(agent_id, is_registered=True)
        self.mm.wish(agent_id, AgentEvent.LOG_IN)
        return self.mm.wish(agent_id, AgentEvent.READY)

    def offered(self, place: Place) -> Reservation:
        assert place.reservation is not None
        return place.reservation

    def talk(self, place: Place) -> Agent:
        """The consultant who was promised takes the call."""
        reservation = self.offered(place)
        self.mm.ringing(reservation)
        self.mm.accepted(place, reservation)
        return reservation.agent

    def changes(self, agent: Agent) -> list[AgentStateChanged]:
        return [e for e in self.events if isinstance(e, AgentStateChanged) and e.agent == agent.id]


class Distribution(RuleBasedStateMachine):
    """Consultants, telephones and callers do at random whatever they can."""

    places = st.integers(0, 50)
    agents = st.sampled_from([f"k{office}-{n}" for office in OFFICES for n in (1, 2)])

    @initialize(ready=st.lists(agents, max_size=6))
    def open(self, ready: list[str]) -> None:
        self.runner = asyncio.Runner(loop_factory=VirtualTimeLoop)
        self.waiting: list[Place] = []
        self.talking: dict[str, str] = {}
        self.promised: set[str] = set()
        self.runner.run(self._open())
        for office in OFFICES:
            for number in (1, 2):
                self._do(partial(self.desk.add, f"k{office}-{number}"))
        for agent in ready:
            if self.desk.mm.agent(agent).state is State.OFFLINE:
                self._do(partial(self.desk.mm.phone_changed, agent, is_registered=True))
                self._do(partial(self.desk.mm.wish, agent, AgentEvent.LOG_IN))
                self._do(partial(self.desk.mm.wish, agent, AgentEvent.READY))

    async def _open(self) -> None:
        opened, self.closing = anyio.Event(), anyio.Event()

        async def hold() -> None:
            async with anyio.create_task_group() as tasks:
                self.desk = Desk(tasks)
                opened.set()
                await self.closing.wait()
                tasks.cancel_scope.cancel()

        self.holder = asyncio.get_running_loop().create_task(hold())
        await opened.wait()

    def _do(self, action: Callable[[], T]) -> T:
        async def now() -> T:
            return action()

        return self.runner.run(now())

    # -- what happens

    @rule(agent=agents, wish=st.sampled_from(WISHES), reason=st.sampled_from(sorted(PAUSE_REASONS)))
    def a_consultant_wishes(self, agent: str, wish: AgentEvent, reason: str) -> None:
        before = self.desk.mm.agent(agent).state
        try:
            self._do(lambda: self.desk.mm.wish(agent, wish, reason if wish is AgentEvent.PAUSE else None))
        except TransitionRefused:
            assert self.desk.mm.agent(agent).state is before

    @rule(agent=agents, is_registered=st.booleans())
    def a_telephone_comes_or_goes(self, agent: str, is_registered: bool) -> None:
        self._do(lambda: self.desk.mm.phone_changed(agent, is_registered=is_registered))

    @rule(office=st.sampled_from(OFFICES))
    def a_caller_comes(self, office: str) -> None:
        self.waiting.append(self._do(lambda: self.desk.mm.enter(new_id("call"), office)))

    @precondition(lambda self: self.waiting)
    @rule(which=places)
    def a_caller_leaves(self, which: int) -> None:
        place = self.waiting.pop(which % len(self.waiting))
        self._do(lambda: self.desk.mm.leave(place))

    @precondition(lambda self: self.waiting)
    @rule(which=places)
    def somebody_leaves_twice(self, which: int) -> None:
        self.a_caller_leaves(which)
        gone = self._do(lambda: self.desk.mm.enter(new_id("call"), KOLNO))
        for _ in range(2):
            self._do(lambda: self.desk.mm.leave(gone))

    def _promised(self, which: int, *states: State) -> Place | None:
        found = [p for p in self.waiting if p.reservation is not None and p.reservation.agent.state in states]
        return found[which % len(found)] if found else None

    @rule(which=places)
    def a_telephone_rings(self, which: int) -> None:
        if (place := self._promised(which, State.RESERVED)) is not None:
            self._do(lambda: self.desk.mm.ringing(self.desk.offered(place)))

    @rule(which=places)
    def a_consultant_accepts(self, which: int) -> None:
        if (place := self._promised(which, State.RINGING)) is not None:
            reservation = self.desk.offered(place)
            self._do(lambda: self.desk.mm.accepted(place, reservation))
            self.waiting.remove(place)
            assert reservation.agent.id not in self.talking
            self.talking[reservation.agent.id] = place.entry.call_id

    @rule(which=places, is_phone_lost=st.booleans())
    def a_consultant_refuses(self, which: int, is_phone_lost: bool) -> None:
        if (place := self._promised(which, State.RESERVED, State.RINGING)) is not None:
            reservation = self.desk.offered(place)
            self._do(lambda: self.desk.mm.refused(place, reservation, is_phone_lost=is_phone_lost))

    @precondition(lambda self: self.talking)
    @rule(which=places, is_dropped=st.booleans())
    def a_conversation_ends(self, which: int, is_dropped: bool) -> None:
        agent_id = sorted(self.talking)[which % len(self.talking)]
        del self.talking[agent_id]
        agent = self.desk.mm.agent(agent_id)
        self._do(lambda: self.desk.mm.conversation_over(agent, is_dropped=is_dropped))

    @rule(seconds=st.sampled_from([0.0, 1.0, WRAP_UP_TIME / 2, WRAP_UP_TIME]))
    def time_passes(self, seconds: float) -> None:
        self.runner.run(anyio.sleep(seconds))

    @rule(agent=agents, wish=st.sampled_from(WISHES))
    def a_wish_comes_at_the_moment_when_wrap_up_is_over(self, agent: str, wish: AgentEvent) -> None:
        async def at_that_moment() -> None:
            await anyio.sleep(WRAP_UP_TIME)
            try:
                self.desk.mm.wish(agent, wish, "break" if wish is AgentEvent.PAUSE else None)
            except TransitionRefused:
                return

        self.runner.run(at_that_moment())

    # -- what always holds

    def _may_take(self, agent: Agent, place: Place) -> bool:
        served = any(a.office == place.entry.office and a.state in WORKING for a in self.desk.mm.agents)
        return agent.office == place.entry.office or (not served and agent.office == PROVINCE)

    @invariant()
    def nobody_waits_while_a_consultant_who_may_take_the_call_is_free(self) -> None:
        free = [a for a in self.desk.mm.agents if a.state is State.AVAILABLE]
        for place in self.waiting:
            if place.reservation is None:
                assert not [a.id for a in free if self._may_take(a, place)]

    @invariant()
    def a_consultant_has_one_call_or_promise_and_the_state_says_which(self) -> None:
        promised = Counter(p.reservation.agent.id for p in self.waiting if p.reservation is not None)
        assert not promised or max(promised.values()) == 1
        assert not promised.keys() & self.talking.keys()
        for agent in self.desk.mm.agents:
            assert (agent.state in (State.RESERVED, State.RINGING)) == (agent.id in promised)
            assert (agent.state is State.TALKING) == (agent.id in self.talking)
            assert (agent.call_id is not None) == (agent.state in ON_A_CALL)

    @invariant()
    def a_promise_names_the_call_that_it_was_made_to(self) -> None:
        for place in self.waiting:
            if place.reservation is not None:
                assert place.reservation.entry is place.entry
                assert place.reservation.agent.call_id == place.entry.call_id
                assert not place.is_hopeless

    @invariant()
    def the_queue_holds_those_who_wait_and_nobody_else(self) -> None:
        assert {id(p) for p in self.desk.mm.places} == {id(p) for p in self.waiting}
        for office in OFFICES:
            alone = [p for p in self.waiting if p.entry.office == office and p.reservation is None]
            assert self.desk.mm.waiting(office) == len(alone)

    @invariant()
    def nobody_was_passed_over_for_somebody_who_joined_later(self) -> None:
        promises = {p.reservation.id: p for p in self.waiting if p.reservation is not None}
        for fresh in promises.keys() - self.promised:
            place = promises[fresh]
            agent = self.desk.offered(place).agent
            for other in self.waiting:
                if other.reservation is None and agent.office in other.entry.offices:
                    assert (other.entry.joined, other.entry.id) > (place.entry.joined, place.entry.id)
        self.promised |= promises.keys()

    @invariant()
    def only_a_consultant_with_a_telephone_is_free(self) -> None:
        for agent in self.desk.mm.agents:
            assert agent.state is not State.AVAILABLE or agent.has_phone
            assert agent.state is not State.UNREACHABLE or not agent.has_phone
            assert (agent.pause_reason is not None) == (agent.state is State.PAUSED)
            assert (agent.wrap_up is not None) == (agent.state is State.WRAP_UP)
            assert agent.after_call is None or agent.state in ON_A_CALL

    @invariant()
    def what_was_said_leads_from_one_state_to_the_next_and_to_the_present_one(self) -> None:
        for agent in self.desk.mm.agents:
            at = State.OFFLINE
            for change in self.desk.changes(agent):
                assert change.old == at
                possible = {after(at, AgentEvent(change.event), has_phone=has) for has in (True, False)}
                at = State(change.new)
                assert at in possible
            assert at is agent.state

    @invariant()
    def nobody_fell(self) -> None:
        assert not self.holder.done(), "the task group of the whole centre has ended"

    def teardown(self) -> None:
        if not hasattr(self, "runner"):
            return
        for place in self.waiting:
            self._do(partial(self.desk.mm.leave, place))
        for agent_id in sorted(self.talking):
            self._do(partial(self.desk.mm.conversation_over, self.desk.mm.agent(agent_id)))
        self.runner.run(anyio.sleep(WRAP_UP_TIME + 1))
        assert not [a.id for a in self.desk.mm.agents if a.state in ON_A_CALL | {State.WRAP_UP}]
        changes = [e for e in self.desk.events if isinstance(e, AgentStateChanged)]
        promised = (State.RESERVED, State.RINGING)
        ended = [e for e in changes if e.old in promised and e.new not in promised]
        assert len([e for e in changes if e.event == AgentEvent.RESERVE]) == len(ended), "offers do not balance"
        self.runner.run(self._close())
        self.runner.close()

    async def _close(self) -> None:
        self.closing.set()
        await self.holder


TestDistribution = Distribution.TestCase
TestDistribution.settings = settings(stateful_step_count=40)


@in_virtual_time
async def test_a_free_consultant_is_promised_at_once_and_to_nobody_else() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        agent = desk.ready("k20060-1")
        first, second = desk.mm.enter("call-1", KOLNO), desk.mm.enter("call-2", KOLNO)
        assert desk.offered(first).agent is agent
        assert second.reservation is None
        assert (desk.mm.place_in_line(first), desk.mm.place_in_line(second)) == (1, 2)
        assert desk.mm.waiting(KOLNO) == 1


@in_virtual_time
async def test_the_province_takes_the_call_only_while_nobody_works_in_the_own_office() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        desk.ready("k20060-1")
        own = desk.mm.enter("call-1", KOLNO)
        desk.talk(own)
        province = desk.ready("k20000-1")
        waits = desk.mm.enter("call-2", KOLNO)
        assert waits.reservation is None, "the own office works: wait for it"
        desk.mm.conversation_over(desk.mm.agent("k20060-1"))
        assert waits.reservation is None, "work after the call is work"
        desk.mm.wish("k20060-1", AgentEvent.LOG_OUT)
        assert desk.offered(waits).agent is province


@in_virtual_time
async def test_a_pause_is_worth_waiting_for_and_a_log_out_is_not() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        desk.ready("k20060-1")
        desk.mm.wish("k20060-1", AgentEvent.PAUSE, "meal")
        place = desk.mm.enter("call-1", KOLNO)
        assert not place.is_decided
        desk.mm.wish("k20060-1", AgentEvent.LOG_OUT)
        assert place.is_hopeless
        await place.decided()


@in_virtual_time
async def test_the_one_who_waits_is_woken_by_the_offer() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        desk.ready("k20060-1")
        desk.mm.wish("k20060-1", AgentEvent.PAUSE, "meal")
        place = desk.mm.enter("call-1", KOLNO)
        with anyio.fail_after(100):
            async with anyio.create_task_group() as waits:
                waits.start_soon(place.decided)
                await anyio.sleep(10)
                desk.mm.wish("k20060-1", AgentEvent.READY)
        assert place.reservation is not None


@in_virtual_time
async def test_the_longest_idle_is_chosen_and_an_offer_that_came_to_nothing_was_no_work() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        first = desk.ready("k20060-1")
        await anyio.sleep(5)
        desk.ready("k20060-2")
        place = desk.mm.enter("call-1", KOLNO)
        assert desk.offered(place).agent is first
        await anyio.sleep(5)
        desk.mm.leave(place)
        assert desk.offered(desk.mm.enter("call-2", KOLNO)).agent is first


@in_virtual_time
async def test_a_wish_at_the_very_moment_when_wrap_up_is_over_is_no_fault() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        agent = desk.ready("k20060-1")
        desk.talk(desk.mm.enter("call-1", KOLNO))
        desk.mm.conversation_over(agent)
        loop = asyncio.get_running_loop()
        # In the same turn of the loop, after the timer and before the task that it wakes: too late to cancel it.
        due = loop.time() + WRAP_UP_TIME
        loop.call_at(due + 1e-10, lambda: desk.mm.wish(agent.id, AgentEvent.PAUSE, "meal"))
        await anyio.sleep(WRAP_UP_TIME + 1)
        assert (agent.state, agent.pause_reason) == (State.PAUSED, "meal")


@in_virtual_time
async def test_wrap_up_can_be_switched_off() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks, Policy(wrap_up_time=0))
        agent = desk.ready("k20060-1")
        desk.talk(desk.mm.enter("call-1", KOLNO))
        waits = desk.mm.enter("call-2", KOLNO)
        desk.mm.conversation_over(agent)
        assert [c.new for c in desk.changes(agent)][-3:] == ["wrap_up", "available", "reserved"]
        assert desk.offered(waits).agent is agent


@in_virtual_time
async def test_a_kept_pause_is_taken_back_by_ready() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        agent = desk.ready("k20060-1")
        desk.talk(desk.mm.enter("call-1", KOLNO))
        desk.mm.wish(agent.id, AgentEvent.PAUSE, "meal")
        desk.mm.wish(agent.id, AgentEvent.READY)
        desk.mm.conversation_over(agent)
        assert agent.state is State.WRAP_UP
        tasks.cancel_scope.cancel()


@in_virtual_time
async def test_the_last_wish_during_a_call_counts() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        agent = desk.ready("k20060-1")
        desk.talk(desk.mm.enter("call-1", KOLNO))
        desk.mm.wish(agent.id, AgentEvent.PAUSE, "meal")
        desk.mm.wish(agent.id, AgentEvent.LOG_OUT)
        desk.mm.conversation_over(agent)
        assert agent.state is State.OFFLINE


@in_virtual_time
async def test_a_pause_wished_while_it_rings_begins_when_the_offer_ends_however_it_does() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        for end in ("caller gone", "refused", "telephone lost"):
            agent = desk.ready(f"k20060-{end[0]}")
            place = desk.mm.enter("call-1", KOLNO)
            reservation = desk.offered(place)
            assert reservation.agent is agent
            desk.mm.ringing(reservation)
            desk.mm.wish(agent.id, AgentEvent.PAUSE, "break")
            if end == "caller gone":
                desk.mm.leave(place)
            else:
                desk.mm.phone_changed(agent.id, is_registered=end == "refused")
                desk.mm.refused(place, reservation, is_phone_lost=end == "telephone lost")
                desk.mm.leave(place)
            assert (agent.state, agent.pause_reason) == (State.PAUSED, "break"), end


@in_virtual_time
async def test_a_telephone_lost_while_it_rings_makes_unreachable_and_available_when_it_is_back() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        agent = desk.ready("k20060-1")
        place = desk.mm.enter("call-1", KOLNO)
        reservation = desk.offered(place)
        desk.mm.ringing(reservation)
        desk.mm.phone_changed(agent.id, is_registered=False)
        assert desk.changes(agent)[-1].new == State.RINGING, "the offer ends by its own task"
        desk.mm.refused(place, reservation, is_phone_lost=True)
        assert agent.state is State.UNREACHABLE
        assert not place.is_hopeless, "a lost telephone is often back in seconds"
        await anyio.sleep(desk.mm.policy.phone_grace_time + 0.1)
        assert place.is_hopeless
        desk.mm.phone_changed(agent.id, is_registered=True)
        assert desk.offered(place).agent is agent
        assert not place.is_hopeless
        tasks.cancel_scope.cancel()


@in_virtual_time
async def test_a_telephone_that_is_not_reached_though_it_is_registered_gets_no_more_calls() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        agent = desk.ready("k20060-1")
        place = desk.mm.enter("call-1", KOLNO)
        reservation = desk.offered(place)
        desk.mm.ringing(reservation)
        desk.mm.refused(place, reservation, is_phone_lost=True)
        assert agent.state is State.NO_ANSWER


@in_virtual_time
async def test_who_may_not_be_ready_is_told_why_in_polish() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        agent = desk.add("k20060-1")
        desk.mm.wish(agent.id, AgentEvent.LOG_IN)
        assert agent.pause_reason == "login"
        with pytest.raises(TransitionRefused, match="nie jest zarejestrowany"):
            desk.mm.wish(agent.id, AgentEvent.READY)
        with pytest.raises(TransitionRefused, match="Nieznany powód przerwy"):
            desk.mm.wish(agent.id, AgentEvent.PAUSE, "nuda")
        with pytest.raises(TransitionRefused, match="Nieznany powód przerwy"):
            desk.mm.wish(agent.id, AgentEvent.PAUSE)
        with pytest.raises(NotFound, match="Nie ma takiego konsultanta"):
            desk.mm.wish("k20060-99", AgentEvent.READY)
        assert agent.state is State.PAUSED


@in_virtual_time
async def test_a_telephone_that_is_no_consultants_changes_nothing() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        desk.mm.phone_changed("portiernia", is_registered=True)
        assert not desk.events


@in_virtual_time
async def test_loading_the_consultants_anew_keeps_what_they_are_doing() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        agent = desk.ready("k20060-1")
        desk.mm.set_agents([Agent("k20060-1", "Inna Nazwa", KOLNO), Agent("k20060-2", "Nowa", KOLNO)])
        assert desk.mm.agent("k20060-1") is agent
        assert agent.state is State.AVAILABLE
        assert desk.mm.agent("k20060-2").state is State.OFFLINE


@in_virtual_time
async def test_a_caller_who_comes_back_stands_where_the_earlier_moment_of_joining_puts_him() -> None:
    async with anyio.create_task_group() as tasks:
        desk = Desk(tasks)
        desk.add("k20060-1")
        desk.mm.wish("k20060-1", AgentEvent.LOG_IN)
        began = anyio.current_time()
        await anyio.sleep(10)
        later = desk.mm.enter("call-2", KOLNO)
        back = desk.mm.enter("call-1", KOLNO, began)
        assert (desk.mm.place_in_line(back), desk.mm.place_in_line(later)) == (1, 2)

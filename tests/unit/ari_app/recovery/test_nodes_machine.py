"""Whatever dies or is cut off, in whatever order: one application commands, nobody who talks is rung, whoever was
cut off is rung back or calls again and that once, and every call has one record with one end.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from contextlib import ExitStack

import anyio
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from acd.live.agent_state import ON_A_CALL
from ari_app.recovery.asterisk_events import DOUBT_TIME
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from tests.support.machine.lease_world import START_TIME
from tests.support.machine.led_nodes import PEOPLE, Nodes
from tests.support.timing.virtual_time import VirtualTimeLoop

APPLICATIONS, NODES = ("x", "y"), ("a", "b")
LINKS = [(name, there) for name in APPLICATIONS for there in ("database", *NODES)]
SETTLED = DOUBT_TIME + START_TIME + 24.0
"""Seconds after which all is as it stays: the longest doubt, a take-over, a call-back that is answered."""

seconds = st.sampled_from([0.3, 1.0, 3.0, 8.0, 20.0])
who = st.sampled_from(["leader", "other"])
nodes, people = st.sampled_from(NODES), st.sampled_from(PEOPLE)


class Centre(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.loop = VirtualTimeLoop()
        self.over = self.loop.create_future()
        self.running = self.loop.create_task(self._run())
        self.pass_time(SETTLED)

    async def _run(self) -> None:
        with ExitStack() as until_all_tasks_are_over:
            async with anyio.create_task_group() as tasks:
                self.world = Nodes(tasks)
                until_all_tasks_are_over.enter_context(self.world.in_place())
                self.world.start()
                await self.over
                tasks.cancel_scope.cancel()

    def _does(self, what: Callable[..., object], *arguments: object, **named: object) -> None:
        async def inside() -> None:
            what(*arguments, **named)

        self._until(inside())

    def _until(self, work: Awaitable[None]) -> None:
        self.loop.run_until_complete(work)
        if self.running.done():
            self.running.result()

    def _name(self, who: str) -> str:
        leader = self.world.leader()
        name = APPLICATIONS[0] if leader is None else leader.name
        return name if who == "leader" else next(other for other in APPLICATIONS if other != name)

    @rule(seconds=seconds)
    def pass_time(self, seconds: float) -> None:
        self._until(asyncio.sleep(seconds))

    # -- people

    @rule(number=people)
    def calls(self, number: str) -> None:
        self._does(self.world.calls, number)
        self.pass_time(1.0)

    @rule(numbers=st.lists(people, unique=True, min_size=2))
    def all_call(self, numbers: Iterable[str]) -> None:
        for number in numbers:
            self._does(self.world.calls, number)
        self.pass_time(5.0)

    @rule(number=people)
    def hangs_up(self, number: str) -> None:
        self._does(self.world.hangs_up, number)

    # -- what dies, and what is cut

    @rule(node=nodes, with_machine=st.booleans())
    def node_dies(self, node: str, *, with_machine: bool) -> None:
        self._does(self.world.node_dies, node, with_machine=with_machine)

    @rule(node=nodes)
    def node_starts(self, node: str) -> None:
        self._does(self.world.node_starts, node)

    @rule(who=who)
    def application_dies(self, who: str) -> None:
        self._does(self.world.processes[self._name(who)].end)

    @rule(node=nodes)
    def machine_of_both_dies(self, node: str) -> None:
        self._does(self.world.node_dies, node, with_machine=True)
        self.application_dies("leader")

    @rule()
    def handed_over(self) -> None:
        self._does(self.world.processes[self._name("leader")].hand_over)

    @rule(who=who, there=st.sampled_from(["database", *NODES]), seconds=seconds)
    def cut_for(self, who: str, there: str, seconds: float) -> None:
        name = self._name(who)
        self._does(self.world.cut_off, name, there)
        self.pass_time(seconds)
        self._does(self.world.mend, name, there)

    @rule(who=who, there=st.sampled_from(["database", *NODES]))
    def cut(self, who: str, there: str) -> None:
        self._does(self.world.cut_off, self._name(who), there)

    @rule()
    def mend_all(self) -> None:
        for link in LINKS:
            self._does(self.world.mend, *link)

    @rule(node=nodes, is_drained=st.booleans())
    def drain(self, node: str, *, is_drained: bool) -> None:
        self._does(self.world.drain, node, is_drained=is_drained)

    # -- what must be so

    @rule()
    def all_is_well_again(self) -> None:
        """Everything lives and reaches everything: then nobody is owed anything, and nothing is left."""
        self.mend_all()
        for node in NODES:
            self.node_starts(node)
        self.pass_time(SETTLED)
        leader = self.world.leader()
        assert leader is not None
        assert leader.asterisks is not None
        assert leader.centre is not None
        assert [one.state for one in leader.asterisks.now.all] == ["up", "up"]
        closed = {name for name, state in self.world.edge.items() if state == "disabled"}
        assert closed == self.world.drained, "the edges were told otherwise"
        there = {channel for asterisk in self.world.of_memory.values() for channel in asterisk.channels}
        talking = [agent.call_id for agent in leader.centre.matchmaker.team.agents if agent.state in ON_A_CALL]
        assert len(talking) <= len(PEOPLE), "more talk than there are people"
        if not there:
            assert not talking, "a consultant is stuck"
            assert not leader.centre.matchmaker.places, "a place is left"
        self._records_are_right()

    def _records_are_right(self) -> None:
        facts = self.world.facts
        for begun, ended in ((CallStarted, CallEnded), (QueueEntered, QueueLeft)):
            started = Counter(fact.call_id for fact in facts if isinstance(fact, begun))
            over = Counter(fact.call_id for fact in facts if isinstance(fact, ended))
            assert over <= started, f"more {ended.__name__} than {begun.__name__}"
        calls = Counter(fact.call_id for fact in facts if isinstance(fact, CallStarted))
        assert set(calls.values()) <= {1}, "a call began twice"
        talks = Counter(fact.call_id for fact in facts if isinstance(fact, ConversationStarted))
        ends = Counter(fact.call_id for fact in facts if isinstance(fact, ConversationEnded))
        over_calls = {fact.call_id for fact in facts if isinstance(fact, CallEnded)}
        assert all(ends[call] == talks[call] for call in over_calls), "a conversation has no one end"
        self._whoever_was_cut_off_was_rung_back()

    def _whoever_was_cut_off_was_rung_back(self) -> None:
        facts = self.world.facts
        orders = [fact for fact in facts if isinstance(fact, CallbackOrdered)]
        assert set(Counter(fact.call_id for fact in orders).values()) <= {1}, "ordered twice for one call"
        ordered = {fact.callback_number for fact in orders}
        left = {fact.call_id: fact.reason for fact in facts if isinstance(fact, QueueLeft)}
        for fact in facts:
            if isinstance(fact, CallEnded) and fact.reason == "interrupted" and fact.call_id in left:
                assert self.world.numbers[str(fact.call_id)] in ordered, "cut off, and nobody rang back"
        done = {fact.callback for fact in facts if isinstance(fact, CallbackEnded)}
        assert done <= {fact.callback for fact in orders}

    @invariant()
    def one_commander_and_one_conversation(self) -> None:
        if hasattr(self, "world"):
            assert self.world.never_two, self.world.commands[-3:]
            assert not self.world.wrong, self.world.wrong
            for person in self.world.people.values():
                legs = [name for name in self.world.busy if self.world.busy[name] == person.number]
                there = {name for name in (*legs, person.channel) if name and self.world.is_there(name)}
                assert len(there) <= 1, f"{person.number} is on {there}"

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            if not self.over.done():
                self.over.set_result(None)
            self.loop.run_until_complete(asyncio.wait([self.running]))
            self.loop.close()
            self.running.result()


TestCentre = Centre.TestCase
TestCentre.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)

"""Whatever happens to applications, Asterisks, the database and the network between them: never two command, and
somebody does as soon as anybody can.
"""

import asyncio
from collections.abc import Callable

import anyio
from anyio.abc import TaskGroup
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ari_app.recovery.gathering import GATHER_TIME
from core.lease.lease import LEASE_TIME
from tests.support.machine.lease_world import START_TIME, Process, World
from tests.support.timing.virtual_time import VirtualTimeLoop

APPLICATIONS, NODES = ("x", "y"), ("a", "b")
LINKS = [(name, there) for name in APPLICATIONS for there in ("database", *NODES)]

SETTLED = START_TIME + 2 * LEASE_TIME + GATHER_TIME + 1.0
"""Seconds in which somebody commands when all is well: a new process waits for a whole lease before it takes one
that has run out."""

times = st.floats(0.0, 6.0)
who = st.sampled_from(["commander", "other"])


class Applications(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.loop = VirtualTimeLoop()
        self.over = self.loop.create_future()
        self.running = self.loop.create_task(self._run())
        self.pass_time(SETTLED)

    async def _run(self) -> None:
        async with anyio.create_task_group() as tasks:
            self.tasks: TaskGroup = tasks
            self.world = World(tasks, APPLICATIONS, NODES)
            self.world.start()
            await self.over
            tasks.cancel_scope.cancel()

    @rule(seconds=times)
    def pass_time(self, seconds: float) -> None:
        self.loop.run_until_complete(asyncio.sleep(seconds))

    def _does(self, what: Callable[..., None], *arguments: object) -> None:
        async def inside() -> None:
            what(*arguments)

        self.loop.run_until_complete(inside())

    def _name(self, who: str) -> str:
        commander = self.world.commander()
        name = APPLICATIONS[0] if commander is None else commander.name
        return name if who == "commander" else next(other for other in APPLICATIONS if other != name)

    def _process(self, who: str) -> Process:
        return self.world.processes[self._name(who)]

    @rule(who=who)
    def kill(self, who: str) -> None:
        self._does(self._process(who).end)

    @rule(who=who)
    def hand_over(self, who: str) -> None:
        if not self._process(who).is_stopped:
            self._does(self._process(who).hand_over)

    @rule(who=who, seconds=times)
    def stop_for(self, who: str, seconds: float) -> None:
        process = self._process(who)
        self._does(process.stop)
        self.pass_time(seconds)
        self._does(process.go_on)

    @rule(who=who)
    def stop(self, who: str) -> None:
        self._does(self._process(who).stop)

    @rule(who=who)
    def go_on(self, who: str) -> None:
        self._does(self._process(who).go_on)

    @rule(who=who, there=st.sampled_from(["database", *NODES]))
    def cut(self, who: str, there: str) -> None:
        self._does(self.world.cut_off, self._name(who), there)

    @rule(who=who, there=st.sampled_from(["database", *NODES]))
    def mend(self, who: str, there: str) -> None:
        self._does(self.world.mend, self._name(who), there)

    @rule(who=who, seconds=times)
    def alone_for(self, who: str, seconds: float) -> None:
        """Its machine has no network for a while."""
        name = self._name(who)
        for there in ("database", *NODES):
            self._does(self.world.cut_off, name, there)
        self.pass_time(seconds)
        for there in ("database", *NODES):
            self._does(self.world.mend, name, there)

    @rule(who=who, node=st.sampled_from(NODES), seconds=times)
    def cut_in_two(self, who: str, node: str, seconds: float) -> None:
        """The machine of an application and of an Asterisk from the other, which has the database."""
        name = self._name(who)
        other = next(another for another in APPLICATIONS if another != name)
        far = next(another for another in NODES if another != node)
        for link in ((name, "database"), (name, far), (other, node)):
            self._does(self.world.cut_off, *link)
        self.pass_time(seconds)

    @rule()
    def mend_all(self) -> None:
        for link in LINKS:
            self._does(self.world.mend, *link)

    @rule(is_up=st.booleans())
    def database(self, is_up: bool) -> None:
        self.world.database.is_up = is_up

    @rule(node=st.sampled_from(NODES), is_up=st.booleans())
    def asterisk(self, node: str, is_up: bool) -> None:
        asterisk = self.world.nodes[node]
        asterisk.is_up = is_up
        if not is_up:
            asterisk.registered = None

    @rule(healthy=st.sampled_from(APPLICATIONS))
    def somebody_commands(self, healthy: str) -> None:
        """One application that runs and reaches everything is enough, whatever the other one does."""
        for there in ("database", *NODES):
            self._does(self.world.mend, healthy, there)
        self.database(is_up=True)
        self._does(self.world.processes[healthy].go_on)
        self.pass_time(SETTLED)
        since = self.loop.time()
        self.pass_time(0.3)
        up = {name for name, node in self.world.nodes.items() if node.is_up}
        assert self.world.commanded_since(since) >= up - self._of_another(healthy), self.world.commands[-1:]

    def _of_another(self, healthy: str) -> set[str]:
        """Asterisks that another one who lives and has the lease cannot reach: it leads the others."""
        other = next(name for name in APPLICATIONS if name != healthy)
        if self.world.database.holder != other:
            return set()
        return {node for node in NODES if not self.world.reaches(other, node)}

    @invariant()
    def never_two(self) -> None:
        if hasattr(self, "world"):
            assert self.world.never_two, self.world.commands[-3:]

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            if not self.over.done():
                self.over.set_result(None)
            self.loop.run_until_complete(asyncio.wait([self.running]))
            self.loop.close()
            self.running.result()


TestApplications = Applications.TestCase
TestApplications.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)

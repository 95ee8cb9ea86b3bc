"""Two applications by a lease, two Asterisks, two edges' worth of knowledge, and people who call: in virtual time.

The applications are the product: lease keeper, fence, lines, exchanges, recovery, distribution and call-backs. The
rest is as little of the world as it takes: cables that can be cut, an edge that ends conversations and knows where
new calls go, telephones of which each carries one call.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import anyio
from anyio.abc import TaskGroup

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import ON_A_CALL, AgentEvent, AgentState
from ari_app import asterisks as asterisks_module
from ari_app import edges as edges_module
from ari_app.ari import connection as connection_module
from ari_app.ari.errors import ReplacedByAnother
from ari_app.asterisks import Asterisks, build_asterisks
from ari_app.dispatcher import Dispatcher
from ari_app.recovery import giving_up
from ari_app.recovery.recovery import Recovery
from ari_app.recovery.vital_signs import LoopGuard
from ari_app.sounds import OwnSounds
from core.errors import S724Error
from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallStarted
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.waiting import QueueEntered
from core.lease.keeper import LeaseKeeper
from core.lease.lease import CALLS
from core.lease.process_lease import ProcessLease
from core.nodes import Place
from core.settings import Settings
from edge.commands import EdgeAway
from tests.support.asterisk.asterisk_in_memory import AsteriskInMemory, Cable
from tests.support.calls.application_killed import prior_state_of
from tests.support.calls.fake_centre import TUESDAY_AT_TEN, Centre, straight_to
from tests.support.machine.lease_world import READ_TIME, Command, Process, World

KOLNO = "20060"
CONSULTANTS = ("k20060-1", "k20060-2")
PEOPLE = ("600100200", "600100201", "600100202", "600100203")
POLICY = QueuePolicy(whispers=False, wrap_up_time=0, callback_after=None)
ADDRESSES = {"127.0.9.11": "a", "127.0.9.12": "b"}
SETTINGS = Settings(
    nodes=",".join(f"{name}={address}" for address, name in ADDRESSES.items()),
    edges="e1=127.0.9.1",
    state_dir=Path("/nonexistent"),
)
ANSWER_TIME = 2.0  # seconds until a telephone is picked up
KEY_TIMES = 3.0, 6.0  # seconds after an answered call-back at which 1 is pressed

_process: ContextVar["Leader"] = ContextVar("process")


class _Telephony:
    """The exchanges of a centre, which are made after it, and what fake recordings want to know."""

    def __init__(self) -> None:
        self.to: Any = None
        self.application = 0
        self.talks: dict[str, float] = {}
        self.kept: set[str] = set()
        self.recording: set[str] = set()
        self.phones: dict[str, Any] = {}

    def count(self, name: str, channel: object = None) -> None: ...

    async def answer_to(self, application: int) -> None: ...

    def telephone_lost(self, endpoint: str) -> None: ...

    def __getattr__(self, name: str) -> Any:
        return getattr(self.to, name)


class Leader(Process):
    """One run of an application that is the product's own."""

    world: "Nodes"
    asterisks: Asterisks | None = None
    centre: Centre | None = None

    def end(self) -> None:
        was_there = not self.is_over.is_set()
        super().end()
        if was_there:
            for asterisk in self.world.of_memory.values():
                for cable in [cable for cable in asterisk.cables if cable.process is self]:
                    cable.close()

    async def _live(self, keeper: LeaseKeeper, tasks: TaskGroup) -> None:
        _process.set(self)
        grant = await keeper.take()
        self.epoch = grant.epoch
        tasks.start_soon(keeper.keep, self.epoch, self._witness)
        await anyio.sleep(READ_TIME)
        await self._lead_calls(tasks)

    async def _lead_calls(self, tasks: TaskGroup) -> None:
        """As `ari_app.wiring.build_process` does."""
        world = self.world
        telephony = _Telephony()
        centre = self.centre = Centre(tasks, POLICY, exchange=cast(Any, telephony))
        centre.clock._start, centre.clock._zero = TUESDAY_AT_TEN, world.began
        centre.bus.epoch = self.epoch
        facts = list(world.facts)
        centre.events.extend(facts)
        centre.bus.listen(self._state)
        for name in CONSULTANTS:
            centre.employs(name)
        lease = ProcessLease("", CALLS, self.name, anyio.current_time, Path("/nonexistent"))
        lease.fence, lease.epoch = self._fence, self.epoch
        guard = LoopGuard()
        found = self.asterisks = await build_asterisks(
            *(SETTINGS, cast(Any, world.secrets), guard, centre.desks, tasks, centre.clock, lease),
            set(world.drained),
        )
        telephony.to = found.exchanges
        prior = prior_state_of(facts, centre.clock.monotonic())
        concerned = found.concerned
        concerned.arrived = Dispatcher(tasks, centre.services).arrived
        concerned.intake = cast(Any, SimpleNamespace(heard=lambda moment: None))
        concerned.out_of_reach = centre.matchmaker.out_of_reach
        concerned.recovery = Recovery(
            prior,
            found.exchanges,
            centre.services,
            centre.calling_back,
            centre.colleagues,
            tasks,
            ends=world.channel_ends,
            open_facts=self._open_facts,
        )
        tasks.start_soon(self._consultants_are_ready, concerned.recovery)
        for line in found.lines_beside_calls():
            tasks.start_soon(self._vital, line)
        await self._vital(found.lead)

    async def _vital(self, service: Callable[[], Awaitable[None]]) -> None:
        try:
            await service()
        except* ReplacedByAnother:  # the process ends
            self.end()

    async def _open_facts(self) -> list[list[AnyEvent]]:
        return []

    async def _consultants_are_ready(self, recovery: Recovery) -> None:
        """Whoever is not there logs in, and is ready again after whatever happened."""
        centre = self.centre
        assert centre is not None
        await recovery.is_over.wait()
        while True:
            for agent in centre.matchmaker.team.agents:
                if agent.state not in (*ON_A_CALL, AgentState.AVAILABLE):
                    for wish in (AgentEvent.LOG_IN, AgentEvent.READY):
                        with suppress(S724Error):
                            centre.matchmaker.wish(agent.id, wish)
            await anyio.sleep(1)

    def _state(self, fact: AnyEvent) -> None:
        if not self.is_over.is_set():
            self.world.heard(fact)

    async def _witness(self) -> bool:
        return self.asterisks is not None and await self.asterisks.know_no_other()


@dataclass
class Person:
    """A caller with one telephone. `owed`: was cut off, and has neither talked nor called again since."""

    number: str
    channel: str | None = None
    owed: int = 0


class Edge:
    """As `edge.commands.EdgeCommands`. It reaches each Asterisk, unless that was cut off from `edge`."""

    def __init__(self, world: "Nodes") -> None:
        self._world = world

    async def __aenter__(self) -> "Edge":
        return self

    async def __aexit__(self, *error: object) -> None: ...

    async def set_node(self, node: Place, state: str) -> None:
        await anyio.lowlevel.checkpoint()
        name = ADDRESSES[node.address]
        self._world.edge[name] = state
        self._world.said_to_edge.append((name, state))

    async def end_conversations(self, node: Place) -> int:
        await anyio.lowlevel.checkpoint()
        name = ADDRESSES[node.address]
        if not self._world.reaches("edge", name):
            raise EdgeAway
        return self._world.ends_conversations(name)


class Nodes(World):
    """`facts` are what the database has; `wrong` is what must not have happened."""

    def __init__(self, tasks: TaskGroup) -> None:
        super().__init__(tasks, make=Leader)
        self.began = anyio.current_time()
        self.facts: list[AnyEvent] = []
        self.wrong: list[str] = []
        self.drained: set[str] = set()
        self.edge: dict[str, str] = {}
        self.said_to_edge: list[tuple[str, str]] = []
        self.people = {number: Person(number) for number in PEOPLE}
        self.busy: dict[str, str] = {}  # by channel: the telephone that it has
        self.numbers: dict[str, str] = {}  # by call
        self.called: set[str] = set()  # calls of people, who were not rung
        self.secrets = SimpleNamespace(ari_password="", ami_application_password="", agi_secret="")
        self.of_memory = {
            name: AsteriskInMemory(
                name,
                partial(self.reaches, name),
                lambda: self.now().isoformat(),
                self._commanded,
                self._rings,
            )
            for name in self.nodes
        }
        for asterisk in self.of_memory.values():
            asterisk.telephones = set(CONSULTANTS)
            asterisk._tasks = tasks

    def now(self) -> datetime:
        return TUESDAY_AT_TEN + timedelta(seconds=anyio.current_time() - self.began)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """What the product meets instead of sockets, threads and its own end."""

        async def open_socket(uri: str, headers: object, size: int, **on: Any) -> Cable:
            address, _, apps = uri.removeprefix("ws://").partition(":")
            asterisk = self.of_memory[ADDRESSES[address]]
            return await asterisk.connect(_process.get(), apps.partition("app=")[2].split(","), **on)

        async def hand_over() -> None:
            _process.get().hand_over()

        async def run_sync(work: Any, *arguments: Any) -> str:
            return "silence"

        with ExitStack() as stack:
            for module, name, instead in (
                (connection_module, "open_socket", open_socket),
                (edges_module, "EdgeCommands", lambda place: Edge(self)),
                (asterisks_module, "SoundsOfNode", lambda *given: OwnSounds()),
                (asterisks_module, "to_thread", SimpleNamespace(run_sync=run_sync)),
                (giving_up, "end_process", lambda code: _process.get().end()),
                (giving_up, "hand_over", hand_over),
            ):
                stack.enter_context(patch.object(module, name, instead))
            yield

    # -- what happens to it

    def mend(self, one: str, other: str) -> None:
        self.cut.discard(frozenset({one, other}))
        for asterisk in self.of_memory.values():
            for cable in asterisk.cables:
                cable.flush()

    def node_dies(self, name: str, *, with_machine: bool) -> None:
        self.of_memory[name].dies(with_machine=with_machine)

    def node_starts(self, name: str) -> None:
        self.of_memory[name].starts()

    def drain(self, name: str, *, is_drained: bool) -> None:
        """As the page does: the last one that takes calls is refused."""
        if is_drained and self.drained | {name} >= self.nodes.keys():
            return
        self.drained = self.drained | {name} if is_drained else self.drained - {name}
        leader = self.leader()
        if leader is not None and leader.asterisks is not None:
            leader.asterisks.now.drain(name, is_drained=is_drained)

    def leader(self) -> Leader | None:
        of_epoch = [one for one in self.processes.values() if one.epoch == self.database.epoch]
        return cast(Leader, of_epoch[0]) if of_epoch and not of_epoch[0].is_over.is_set() else None

    # -- people

    def is_there(self, channel: str) -> bool:
        return any(channel in asterisk.channels for asterisk in self.of_memory.values())

    def calls(self, number: str) -> None:
        """Whoever talks does not; whoever hears nothing any more has hung up before."""
        person = self.people[number]
        if person.channel is not None and self.is_there(person.channel):
            return
        up = [name for name, one in self.of_memory.items() if one.is_up]
        open_ = [name for name in up if self.edge.get(name) != "disabled"] or up
        takes = [name for name in open_ if CALLS_APP in self.of_memory[name].registered]
        if takes:  # else it is on the fallback path, which is none of this
            asterisk = self.of_memory[takes[len(self.facts) % len(takes)]]
            person.channel = asterisk.next_id(int(self.now().timestamp()))
            asterisk.caller_comes(person.channel, number, straight_to(KOLNO))

    def hangs_up(self, number: str) -> None:
        person = self.people[number]
        for asterisk in self.of_memory.values():
            if person.channel is not None and person.channel in asterisk.channels:
                asterisk.goes(person.channel)
        person.channel = None

    def ends_conversations(self, node: str) -> int:
        asterisk, ended = self.of_memory[node], 0
        for channel in list(asterisk.channels):
            if channel in asterisk.channels:
                asterisk.goes(channel)
                ended += 1
        return ended

    def _rings(self, asterisk: AsteriskInMemory, channel: str, endpoint: str) -> None:
        self.tasks.start_soon(self._is_rung, asterisk, channel, endpoint.partition("@")[0])

    async def _is_rung(self, asterisk: AsteriskInMemory, channel: str, who: str) -> None:
        await anyio.sleep(0.1)  # whoever is just told that a conversation is over is free then
        if channel not in asterisk.channels:
            return
        person = self.people.get(who)
        if self._is_engaged(who, channel):
            if person is not None:
                self.wrong.append(f"{who} talks, and is rung by {channel}")
            asterisk.goes(channel, cause=17)
            return
        self.busy[channel] = who
        await anyio.sleep(ANSWER_TIME)
        if channel not in asterisk.channels:
            return
        if self._is_engaged(who, channel):  # has called meanwhile
            asterisk.goes(channel, cause=17)
            return
        if person is not None:
            if not person.owed:
                self.wrong.append(f"{who} is rung by {channel}, and nobody owes that")
            person.channel = channel
        asterisk.phone_answers(channel)
        if person is not None:
            for pause in KEY_TIMES:
                await anyio.sleep(pause)
                if channel in asterisk.channels:
                    asterisk.presses(channel, "1")

    def _is_engaged(self, who: str, by: str) -> bool:
        if (person := self.people.get(who)) is not None:
            return person.channel is not None and person.channel != by and self.is_there(person.channel)
        return any(is_on == who and one != by and self.is_there(one) for one, is_on in self.busy.items())

    # -- what is known of it

    def channel_ends(self) -> dict[str, float]:
        shift = self.now().timestamp() - anyio.current_time()
        return {name: at + shift for one in self.of_memory.values() for name, at in one.ends.items()}

    def heard(self, fact: AnyEvent) -> None:
        self.facts.append(fact)
        call = fact.call_id or ""
        if isinstance(fact, CallStarted):
            self.numbers[call] = fact.caller_number
            if fact.direction == "inbound":
                self.called.add(call)
        # Whoever calls again waits at the old place; whoever was rung has been served when somebody talks.
        elif isinstance(fact, ConversationStarted) or (isinstance(fact, QueueEntered) and call in self.called):
            if (person := self.people.get(self.numbers.get(call, ""))) is not None:
                person.owed = 0
        elif isinstance(fact, CallbackOrdered) and (person := self.people.get(fact.callback_number)):
            person.owed = 1

    def _commanded(self, process: Leader, what: str) -> None:
        self.carry_out(Command(asyncio.get_running_loop().time(), process.epoch, what))


CALLS_APP = "s724"

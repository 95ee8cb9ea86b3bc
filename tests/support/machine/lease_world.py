"""Applications that lead several Asterisks by a lease, in virtual time: stopped, killed, cut off.

Lease keeper, fence, and the gathering of a take-over are the product's. The rest is as little of an application,
an Asterisk and a database as it takes to see who commands.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import anyio
from anyio.abc import TaskGroup

from ari_app.recovery.gathering import Gathering
from ari_app.telephony.asterisk_snapshot import AsteriskSnapshot
from core.errors import DataUnavailable
from core.lease.keeper import LeaseKeeper
from core.lease.lease import ANSWER_TIME, LEASE_TIME, Fence, Grant, Held

RTT = 0.004  # seconds from a question to its answer
COMMAND_TIME = 0.05  # seconds from one command of an application to the next
START_TIME = 1.0  # seconds from the end of a process to the start of the next one
RECONNECT_TIME = 0.1
READ_TIME = 0.2  # seconds of a take-over from the lease to the first connection


@dataclass
class Database:
    """The row, and whether anybody can reach it."""

    is_up: bool = True
    holder: str = ""
    epoch: int = 0
    until: float | None = None
    waiting: list[Callable[[], None]] = field(default_factory=list)


@dataclass
class Asterisk:
    """It carries out whatever arrives on any open line."""

    name: str
    is_up: bool = True
    registered: "Process | None" = None


@dataclass(frozen=True)
class Command:
    at: float
    epoch: int
    node: str


class Process:
    """One run of an application, from its start to its end."""

    def __init__(self, world: "World", name: str) -> None:
        self.world = world
        self.name = name
        self.epoch = 0
        self.is_over = anyio.Event()
        self.given_up = anyio.Event()
        self._goes_on = anyio.Event()
        self._goes_on.set()
        self._on_their_way: dict[str, deque[Command]] = {node: deque() for node in world.nodes}
        self._fence = Fence(anyio.current_time, self.end)
        self._connected: set[str] = set()

    # -- what happens to it

    def end(self) -> None:
        """Nothing that is on its way arrives any more."""
        self.is_over.set()
        for node in self.world.nodes.values():
            if node.registered is self:
                node.registered = None

    @property
    def is_stopped(self) -> bool:
        return not self._goes_on.is_set()

    def stop(self) -> None:
        if not self.is_stopped:
            self._goes_on = anyio.Event()

    def go_on(self) -> None:
        self._goes_on.set()

    def replaced(self, node: str) -> None:
        """An Asterisk tells it, as soon as there is a way and it runs."""
        self.world.tasks.start_soon(self._hear_of_it, node)

    async def _hear_of_it(self, node: str) -> None:
        await anyio.sleep(RTT / 2)
        while not self.world.reaches(self.name, node):  # noqa: ASYNC110 - virtual time
            await anyio.sleep(RTT)
        await self._goes_on.wait()
        self.end()

    # -- what it does

    async def run(self) -> None:
        keeper = LeaseKeeper(self, self._fence, anyio.current_time)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._live, keeper, tasks)
            await self.is_over.wait()
            tasks.cancel_scope.cancel()

    async def _live(self, keeper: LeaseKeeper, tasks: TaskGroup) -> None:
        self.epoch = (await keeper.take()).epoch
        tasks.start_soon(keeper.keep, self.epoch, self._witness)
        await anyio.sleep(READ_TIME)
        gathering = Gathering(list(self.world.nodes))
        for node in self.world.nodes.values():
            tasks.start_soon(self._lead, node, gathering)

    async def _lead(self, node: Asterisk, gathering: Gathering) -> None:
        while True:
            await self._goes_on.wait()
            if node.is_up and self.world.reaches(self.name, node.name):
                before, node.registered = node.registered, self
                if before is not None and before is not self:
                    before.replaced(node.name)
                self._connected.add(node.name)
                await self._serve(node, gathering)
                self._connected.discard(node.name)
                self._on_their_way[node.name].clear()
            await anyio.sleep(RECONNECT_TIME)

    async def _serve(self, node: Asterisk, gathering: Gathering) -> None:
        """Until the Asterisk is gone. A line that was cut is the same one when the cut has healed: what was sent
        meanwhile arrives then."""
        await anyio.sleep(RTT)
        await gathering.all_with(node.name, AsteriskSnapshot({}, {}))
        while node.is_up:
            await self._goes_on.wait()
            self._fence.check()
            if not self.is_over.is_set():
                command = Command(anyio.current_time(), self.epoch, node.name)
                self._on_their_way[node.name].append(command)
                self.arrive(node)
            await anyio.sleep(COMMAND_TIME)

    def arrive(self, node: Asterisk) -> None:
        """Whatever is on its way is carried out, if there is a way."""
        if self.world.reaches(self.name, node.name) and node.is_up:
            while self._on_their_way[node.name]:
                sent = self._on_their_way[node.name].popleft()
                self.world.carry_out(Command(anyio.current_time(), sent.epoch, sent.node))

    async def _witness(self) -> bool:
        asked = [self._answers(node) for node in self.world.nodes.values()]
        await anyio.sleep(RTT)
        return all(asked)

    def _answers(self, node: Asterisk) -> bool:
        is_reached = node.is_up and self.world.reaches(self.name, node.name)
        return is_reached and node.name in self._connected and node.registered is self

    # -- the row of the lease (core.lease.keeper.Row)

    @contextmanager
    def _asking(self) -> Iterator[Database]:
        database = self.world.database
        if not (database.is_up and self.world.reaches(self.name, "database")):
            raise DataUnavailable
        yield database

    async def _on_the_way(self) -> None:
        """A question that finds nobody takes the whole time for an answer."""
        await self._goes_on.wait()
        database = self.world.database
        is_there = database.is_up and self.world.reaches(self.name, "database")
        await anyio.sleep(RTT / 2 if is_there else ANSWER_TIME)

    async def take(self, *, may_be_run_out: bool) -> Grant | Held:
        self.given_up = anyio.Event()
        await self._on_the_way()
        with self._asking() as row:
            now = anyio.current_time()
            is_over = row.until is None or (may_be_run_out and row.until < now)
            if is_over or row.holder == self.name:
                row.holder, row.epoch, row.until = self.name, row.epoch + 1, now + LEASE_TIME
                found: Grant | Held = Grant(row.epoch)
            else:
                found = Held(row.holder, row.epoch, (row.until or now) - now)
                row.waiting.append(self.given_up.set)
        await self._back()
        return found

    async def renew(self, epoch: int) -> bool:
        await self._on_the_way()
        with self._asking() as row:
            is_ours = (row.holder, row.epoch) == (self.name, epoch) and row.until is not None
            if is_ours:
                row.until = anyio.current_time() + LEASE_TIME
        await self._back()
        return is_ours

    async def _back(self) -> None:
        await anyio.sleep(RTT / 2)
        await self._goes_on.wait()

    def hand_over(self) -> None:
        """As at SIGTERM: it commands no more, then gives the lease up."""
        database = self.world.database
        is_holder = self.epoch == database.epoch and database.holder == self.name
        if is_holder and database.is_up and self.world.reaches(self.name, "database"):
            database.until = None
            told, database.waiting = database.waiting, []
            for tell in told:
                tell()
        self.end()


class World:
    """`names` of applications; each is started anew when it has ended, as a supervisor of processes does."""

    def __init__(
        self,
        tasks: TaskGroup,
        names: tuple[str, ...] = ("x", "y"),
        nodes: tuple[str, ...] = ("a", "b"),
        make: "type[Process] | None" = None,
    ) -> None:
        """`make`: of which kind the processes are."""
        self._make = make or Process
        self.tasks = tasks
        self.database = Database()
        self.nodes = {name: Asterisk(name) for name in nodes}
        self.names = names
        self.processes: dict[str, Process] = {}
        self.cut: set[frozenset[str]] = set()
        self.commands: list[Command] = []
        self.never_two = True
        self.start_time = START_TIME

    def start(self) -> None:
        for name in self.names:
            self.tasks.start_soon(self._supervise, name)

    async def _supervise(self, name: str) -> None:
        while True:
            process = self.processes[name] = self._make(self, name)
            await process.run()
            await anyio.sleep(self.start_time)

    def reaches(self, one: str, other: str) -> bool:
        return frozenset({one, other}) not in self.cut

    def cut_off(self, one: str, other: str) -> None:
        self.cut.add(frozenset({one, other}))

    def mend(self, one: str, other: str) -> None:
        self.cut.discard(frozenset({one, other}))
        if one in self.processes and other in self.nodes and not self.processes[one].is_over.is_set():
            self.processes[one].arrive(self.nodes[other])

    def carry_out(self, command: Command) -> None:
        """After a command of one epoch there is none of an older one, on whichever Asterisk."""
        if self.commands and command.epoch < self.commands[-1].epoch:
            self.never_two = False
        self.commands.append(command)

    def commanded_since(self, moment: float) -> set[str]:
        """The Asterisks that were."""
        return {command.node for command in self.commands if command.at >= moment}

    def commander(self) -> Process | None:
        """Who has sent the newest command."""
        epoch = self.commands[-1].epoch if self.commands else 0
        return next((process for process in self.processes.values() if process.epoch == epoch), None)

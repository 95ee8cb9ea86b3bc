"""How many calls a second the application alone carries, on two Asterisks, with a real PostgreSQL and no media.

Whole calls of the usual scenario: card, PIN, consent, queue, a consultant, a conversation that is recorded. The
application and its database are processes as `make run` starts them; this process plays both Asterisks
(`bench.ari_side`), callers and consultants. `BENCH_APPLICATION_SECONDS` (20) is the length of each try.
"""

import os
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import anyio
import anyio.to_thread
from anyio.abc import TaskGroup
from sqlalchemy import func, select

from bench import people
from bench.ari_side import LoadAsterisk, served
from bench.capacity import processor
from bench.centre import HOTLINE, all_spoken, make_ready
from bench.cpu import seconds_by_part
from bench.figures import ms, table
from bench.people import Caller
from bench.rules import set_rules
from bench.search import highest
from core.clock import MachineClock
from core.db.engine import make_engine
from core.db.tables.centre.call_tables import CallRow
from core.nodes import nodes_of
from core.settings import Settings
from ivr import defaults
from ops import ports
from ops.console import Failed, say
from ops.demonstration import seed
from ops.install import postgres, tools
from ops.install.secrets import Secrets
from ops.paths import PROJECT, make_private
from ops.running.centre import database_trouble
from ops.running.supervisord import LEASH
from tests.support.asterisk.asterisk_in_memory import AsteriskInMemory

WARM_UP, WARM_UP_TIME = 44, 75.0  # calls a second, seconds
START, STEP, FINE, MOST = 40, 8, 2, 80  # calls a second
BAR, GOAL = 40, 50
LIMIT = 0.1  # seconds from what happens to the command that it asks for, in 95 of 100
_CONSULTANTS_EACH = 36
_CLIENTS_EACH = 130
_RING_TIME = 1.0  # until a consultant answers
# As bench/anna-dzwoni-9510.xml: keys 0.18 s apart, with pauses before them.
_KEY_TIME = 0.18
_BEFORE_CARD, _BEFORE_CONSENT, _TO_THE_END = 0.3, 6.0, 4.3
_WHOLE_CALL = 16.0  # seconds, at most
_START_TIME = 240.0  # seconds; all announcements are spoken in it
_LATE_FACTS = 10.0  # seconds for what is still to be written
_CLOCK = MachineClock()


@dataclass
class Try:
    """One load: seconds from an event to the command, by kind, and what went wrong."""

    rate: int
    placed: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    delays: dict[str, list[float]] = field(default_factory=lambda: {"sound": [], "bridge": [], "silence": []})
    application: float = 0.0  # seconds of a processor for each call
    database: float = 0.0
    load: float = 0.0  # of this process

    @property
    def all_delays(self) -> list[float]:
        return [delay for delays in self.delays.values() for delay in delays]

    @property
    def limits(self) -> list[str]:
        """Empty when it held."""
        found = [f"{count} calls: {fault}" for fault, count in self.faults.most_common()]
        for what, delays in self.delays.items():
            if not delays or ms(delays, 0.95) > 1000 * LIMIT:
                found.append(f"{what} after {ms(delays, 0.95):.0f} ms" if delays else f"no {what}")
        return found

    def __str__(self) -> str:
        times = ", ".join(f"{what} {ms(d, 0.95):.1f} ms" for what, d in self.delays.items() if d)
        parts = (("application", self.application), ("database", self.database), ("load", self.load))
        taken = "CPU ms a call: " + ", ".join(f"{name} {1000 * spent:.1f}" for name, spent in parts)
        outcome = f"limited by {'; '.join(self.limits)}" if self.limits else "holds"
        return f"{self.placed} calls, at 95 %: {times}; {taken}: {outcome}"


@dataclass(frozen=True, slots=True)
class ApplicationCapacity:
    """The highest rate that held, and that try; None if none did."""

    cores: int
    processor: str
    best: Try | None

    def figures(self) -> dict[str, float]:
        found: dict[str, float] = {"application_calls_per_s": self.best.rate if self.best else 0}
        if self.best is not None:
            found |= {
                "application_command_ms_p95": ms(self.best.all_delays, 0.95),
                "application_command_ms_p99": ms(self.best.all_delays, 0.99),
                "application_cpu_ms_per_call": 1000 * self.best.application,
                "application_database_cpu_ms_per_call": 1000 * self.best.database,
            }
        return found

    def table(self) -> str:
        head = [f"the application alone, two Asterisks, {self.cores} cores, {self.processor}", ""]
        if self.best is None:
            return table(head, [["calls a second", "0"]])
        best = self.best
        rows = [[f"calls a second (bar {BAR}, goal {GOAL})", str(best.rate)]]
        for what, name in (
            ("sound", "a caller comes, first announcement"),
            ("bridge", "a consultant answers, connected"),
            ("silence", "a caller hangs up, the consultant's line ended"),
        ):
            rows.append([f"{name}, ms, 95 %", f"{ms(best.delays[what], 0.95):.1f}"])
        rows += [
            ["application, CPU ms a call", f"{1000 * best.application:.1f}"],
            ["PostgreSQL, CPU ms a call", f"{1000 * best.database:.1f}"],
            ["the load itself, CPU ms a call", f"{1000 * best.load:.1f}"],
        ]
        return table(head, rows)


def measure_application(folder: Path) -> ApplicationCapacity:
    """In an installation of its own in `folder`. Raises Failed."""
    seconds = float(os.environ.get("BENCH_APPLICATION_SECONDS", "20"))
    tried = anyio.run(_measure, folder, seconds, backend_options={"use_uvloop": True})
    held = [one for one in tried if not one.limits]
    cpuinfo = Path("/proc/cpuinfo").read_text("utf-8")
    best = max(held, key=lambda one: one.rate, default=None)
    return ApplicationCapacity(len(os.sched_getaffinity(0)), processor(cpuinfo), best)


async def _measure(folder: Path, seconds: float) -> list[Try]:
    settings, environment = _installation(folder)
    secrets = await anyio.to_thread.run_sync(Secrets.load, settings.home)
    tried: list[Try] = []
    async with AsyncExitStack() as stack, anyio.create_task_group() as tasks:
        world = _World(tasks, settings)
        world.database = stack.enter_context(_process("ops.install.postgres", settings, environment)).pid
        await anyio.to_thread.run_sync(_fill_database, settings, secrets, environment)
        make_private(settings.recordings)
        for node, asterisk in zip(nodes_of(settings), world.asterisks, strict=True):
            make_private(settings.of_node(node.name).open_recordings)
            await stack.enter_async_context(served(asterisk, node, settings, secrets.agi_secret))
        world.application = stack.enter_context(_process("ari_app", settings, environment)).pid
        await world.is_connected()
        await all_spoken(settings.sounds)
        await set_rules(settings.dsn)
        await make_ready(settings.dsn, world.consultants)
        callers = people.callers(secrets.pin_pepper, _CLIENTS_EACH)
        say("Calls a second of the application alone ...")

        def holds(rate: int) -> bool:
            found = anyio.from_thread.run(world.load, rate, seconds, callers)
            tried.append(found)
            say(f"  {rate} calls a second: {found}")
            return not found.limits

        def search() -> None:
            # All log in at once before: for a moment that is late, and the application lets in fewer until it has
            # seen for long enough that the machine bears more (`ari_app.overload.rule`).
            found = anyio.from_thread.run(world.load, WARM_UP, WARM_UP_TIME, callers)
            say(f"  before, {WARM_UP} calls a second for {WARM_UP_TIME:.0f} s: {found}")
            highest(lambda rate: holds(rate) or holds(rate), start=START, step=STEP, fine=FINE, most=MOST)

        await anyio.to_thread.run_sync(search)
        tasks.cancel_scope.cancel()
    return tried


def _installation(folder: Path) -> tuple[Settings, dict[str, str]]:
    http, sip, sips, ari, agi, ami, control, told, sounds = ports.free(9)
    network = "127.0.77"
    own = {
        "STATE_DIR": str(make_private(folder.resolve())),
        "TOOLS_DIR": str(tools.tools_dir().absolute()),
        "NODES": f"a={network}.11,b={network}.12",
        "EDGES": f"e1={network}.1",
        "APPLICATION": "first",
        "HTTP_PORT": str(http),
        "SIP_PORT": str(sip),
        "SIPS_PORT": str(sips),
        "ARI_PORT": str(ari),
        "AGI_PORT": str(agi),
        "AMI_PORT": str(ami),
        "EDGE_PORT": str(control),
        "EDGES_PORT": str(told),
        "SOUNDS_PORT": str(sounds),
        "WRAP_UP_TIME": "0",
        "LOG_LEVEL": "WARNING",
        "POPULATION": "0",
        "HISTORY": "no",
        "HOURS": "always",
    }
    settings = Settings.model_validate({name.lower(): value for name, value in own.items()})
    tools.ensure()
    environment = {f"S724_{name}": value for name, value in own.items()} | {
        "S724_BENCH_CONTACTS": f"{network}.1:9",
        "S724_BENCH_CONSULTANTS": str(_CONSULTANTS_EACH),
        "S724_BENCH_CLIENTS": str(_CLIENTS_EACH),
        "S724_ESPEAK": shlex.join(tools.espeak_command()),
    }
    return settings, environment


@contextmanager
def _process(module: str, settings: Settings, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    log = make_private(settings.home / "log") / f"{module}.log"
    if module == "ops.install.postgres":
        postgres.make_accessible(settings)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*LEASH, "TERM", sys.executable, "-m", module],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=PROJECT,
            env={name: value for name, value in os.environ.items() if not name.startswith("S724_")} | environment,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _fill_database(settings: Settings, secrets: Secrets, environment: dict[str, str]) -> None:
    until = time.monotonic() + _START_TIME
    while told := database_trouble(settings):
        if time.monotonic() > until:
            raise Failed(f"the database does not start: {told}")
        time.sleep(0.2)
    os.environ.update({name: value for name, value in environment.items() if "BENCH" in name})
    seed.seed(settings, secrets)


class _World:
    """Who calls, and who answers."""

    def __init__(self, tasks: TaskGroup, settings: Settings) -> None:
        self.application = self.database = 0  # processes
        self._tasks, self._settings = tasks, settings
        self.asterisks = [LoadAsterisk(node.name, self._rings, self._commanded) for node in nodes_of(settings)]
        offices = [office["code"] for office in defaults.offices() if office["code"] != seed.PROVINCE]
        self.consultants = [f"k{code}-{n + 1}" for code in offices for n in range(_CONSULTANTS_EACH)]
        for asterisk in self.asterisks:
            asterisk.telephones = set(self.consultants)
            asterisk._tasks = tasks
        self._try = Try(0)
        self._waits: dict[tuple[str, str], float] = {}  # what is waited for, of which channel, and since when
        self._bridge_of: dict[str, str] = {}
        self._talking: set[str] = set()

    async def is_connected(self) -> None:
        """Raises Failed if the application does not come up."""
        with anyio.move_on_after(_START_TIME):
            while not all("s724" in one.registered for one in self.asterisks):  # noqa: ASYNC110 - starts
                await anyio.sleep(0.2)
            return
        raise Failed("the application has not connected")

    async def load(self, rate: int, seconds: float, callers: Sequence[Caller]) -> Try:
        """Place calls for so long and wait for their ends."""
        found = self._try = Try(rate)
        self._waits.clear()
        since = _CLOCK.now()
        before = self._spent()
        began = anyio.current_time()
        for number in range(round(rate * seconds)):
            await anyio.sleep(max(0.0, began + number / rate - anyio.current_time()))
            found.placed += 1
            asterisk = self.asterisks[number % len(self.asterisks)]
            self._tasks.start_soon(self._calls, asterisk, callers[number % len(callers)], found)
        await anyio.sleep(_WHOLE_CALL)
        await self._read_records(found, since)
        spent = [(after - earlier) / found.placed for earlier, after in zip(before, self._spent(), strict=True)]
        found.application, found.database, found.load = spent
        for what, _ in self._waits:
            found.faults[f"waited for {what} in vain"] += 1
        return found

    def _spent(self) -> tuple[float, float, float]:
        """Processor seconds of the application, the database and this process."""
        own = os.times()
        taken = seconds_by_part([self.application, self.database])
        return taken["python"], taken["postgres"], own.user + own.system

    async def _read_records(self, found: Try, since: datetime) -> None:
        engine = make_engine(self._settings.dsn, pool_size=1)
        talked = select(func.count()).where(
            CallRow.started_at >= since, CallRow.ended_at.is_not(None), CallRow.talk_time.is_not(None)
        )
        try:
            with anyio.move_on_after(_LATE_FACTS):
                while True:
                    async with engine.connect() as connection:
                        recorded = int(await connection.scalar(talked) or 0)
                    if recorded >= found.placed:
                        return
                    await anyio.sleep(0.5)
        finally:
            await engine.dispose()
        found.faults["not on record as talked"] += found.placed - recorded

    # -- people

    async def _calls(self, asterisk: LoadAsterisk, caller: Caller, found: Try) -> None:
        channel = asterisk.next_id(int(_CLOCK.now().timestamp()))
        self._waits["sound", channel] = anyio.current_time()
        asterisk.caller_comes(channel, caller.telephone, HOTLINE)
        for pause, keys in ((_BEFORE_CARD, f"{caller.card_number}#{caller.pin}##0"), (_BEFORE_CONSENT, "1#")):
            await anyio.sleep(pause)
            for key in keys:
                if channel not in asterisk.channels:
                    found.faults["the caller was hung up"] += 1
                    return
                asterisk.presses(channel, key)
                await anyio.sleep(_KEY_TIME)
        await anyio.sleep(_TO_THE_END)
        if channel not in asterisk.channels:
            found.faults["the caller was hung up"] += 1
            return
        leg = self._leg_beside(asterisk, channel)
        if leg is None:
            found.faults["not connected"] += 1
        else:
            self._waits["silence", leg] = anyio.current_time()
        asterisk.goes(channel)

    @staticmethod
    def _leg_beside(asterisk: LoadAsterisk, channel: str) -> str | None:
        for members in asterisk.bridges.values():
            if channel in members:
                return next((one for one in members if one != channel), None)
        return None

    def _rings(self, asterisk: AsteriskInMemory, channel: str, endpoint: str) -> None:
        self._tasks.start_soon(self._is_rung, asterisk, channel)

    async def _is_rung(self, asterisk: AsteriskInMemory, channel: str) -> None:
        await anyio.sleep(_RING_TIME)
        if channel in asterisk.channels:
            self._waits["bridge", channel] = anyio.current_time()
            asterisk.phone_answers(channel)

    def _commanded(self, method: str, uri: str, query: dict[str, str]) -> None:
        match method, uri.split("/"):
            case "POST", ["channels", channel, "play", _]:
                self._is_done("sound", channel)
            case "POST", ["bridges", _, "addChannel"]:
                for channel in query["channel"].split(","):
                    self._is_done("bridge", channel)
            case "DELETE", ["channels", channel]:
                self._is_done("silence", channel)

    def _is_done(self, what: str, channel: str) -> None:
        began = self._waits.pop((what, channel), None)
        if began is not None:
            self._try.delays[what].append(anyio.current_time() - began)

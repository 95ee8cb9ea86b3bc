"""How old is what a page sees, with everybody's page open while ten calls a second change states?

A real PostgreSQL and a real `python -m api`; the process that owns the live state is a generator of the changes
that such a load makes, behind the real feed. Readers are processes of their own, on this machine's clock.
"""

import json
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import DEVNULL

import anyio
import msgspec
from anyio.abc import Process
from httpx import AsyncClient, HTTPError
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from api.accounts.credentials.tokens import new_token
from api.accounts.session_store import open_session
from api.accounts.sessions import Origin
from bench.cpu import seconds_by_part
from bench.live_readers import Found, Plan
from bench.live_times import LiveTimes
from core.clock import MachineClock
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account, Agent
from core.facts.offer_reason import Own
from core.ids import new_id
from core.keys.secret_box import new_identity
from core.live.live import AgentCall, AgentLive, CentreLive, LiveObject, QueueLive, Topic, Value, live_object
from core.live.live_feed import LiveSender
from core.relay.commands import Command, Done, Reply, SendLive
from core.relay.relay import RelayServer
from ops import ports
from ops.console import Failed
from tests.support.database.postgres import engine_for, fresh_database

CALLS = 10.0  # a second
READERS = 300
PROVINCE = 2  # readers who see everything
SUPERVISORS = 18
OFFICES = [f"20{number:02}0" for number in range(14)]
SECONDS = 20.0
TOPICS = ("agent", "queue", "centre")
_PROCESSES = 2  # of readers
_WARM_UP = 5.0
_START_TIME = 30.0
_STATES = ("reserved", "ringing", "talking", "talking", "wrap_up", "available")  # of a consultant in a call
_CLOCK = MachineClock()


def measure_live(folder: Path, seconds: float = SECONDS) -> LiveTimes:
    """Raises Failed when the web service does not start, or closes a page."""
    folder.mkdir(mode=0o700, parents=True)
    return anyio.run(_measure, folder, seconds)


async def _measure(folder: Path, seconds: float) -> LiveTimes:
    async with fresh_database() as dsn, engine_for(dsn) as engine:
        cookies = await hire(engine, everybody())
        generator = Generator([name for name in cookies if name.startswith("k")])
        sender = LiveSender(dsn, generator, _CLOCK)

        async def carry_out(command: Command) -> Reply:
            if isinstance(command, SendLive):
                sender.send_everything() if command.whole else sender.go_on()
            return Done()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(sender.run)
            tasks.start_soon(RelayServer(dsn, carry_out).run)
            async with web_service(folder, dsn) as (process, port):
                tasks.start_soon(generator.run, sender)
                changes, taken = generator.count, seconds_by_part([process.pid])["python"]
                began = anyio.current_time()
                found = await read_pages(cookies, port, TOPICS, _WARM_UP, seconds, folder)
                took = anyio.current_time() - began
                changed = (generator.count - changes) / took
                load = (seconds_by_part([process.pid])["python"] - taken) / took
                memory = memory_of(process.pid)
            tasks.cancel_scope.cancel()
    if lost := sum(one.lost for one in found):
        raise Failed(f"{lost} of {READERS} pages were closed")
    delays = [delay for one in found for delay in one.delays]
    return LiveTimes(READERS, CALLS, delays, len(delays) / seconds, changed, memory, load)


async def read_pages(
    cookies: Mapping[str, str], port: int, topics: Sequence[str], warm_up: float, seconds: float, folder: Path
) -> list[Found]:
    """What the pages of everybody in `cookies` (by account; those of consultants are desks) are told of `topics`.

    Of each process of readers. Both times are seconds; nothing of `warm_up` is measured.
    """
    found: list[Found] = []

    async def read(mine: list[tuple[str, str]], file: Path) -> None:
        desks = [cookie for name, cookie in mine if name.startswith("k")]
        others = [cookie for name, cookie in mine if not name.startswith("k")]
        plan = Plan(str(file), port, topics, desks, others, warm_up, seconds)
        await anyio.run_process(
            [sys.executable, "-m", "bench.live_readers"], input=msgspec.json.encode(plan), stderr=None
        )
        found.append(msgspec.json.decode(await anyio.Path(file).read_bytes(), type=Found))

    async with anyio.create_task_group() as tasks:
        for number in range(_PROCESSES):
            tasks.start_soon(read, list(cookies.items())[number::_PROCESSES], folder / f"read-{number}")
    return found


class Generator:
    """Consultants in calls: the objects that change, at the rate of so many calls. A `LiveSource`."""

    def __init__(self, consultants: list[str]) -> None:
        self.count = 0
        self.on_step: Callable[[str, str, int], None] = lambda agent, call, step: None
        """Told of each step of a call: the consultant, the call, and which of `_STATES` has begun."""
        self._values: dict[tuple[Topic, str], Value] = {("centre", "centre"): CentreLive()}
        self._changed: dict[tuple[Topic, str], None] = {}
        self._free = consultants
        for agent in consultants:
            self._values["agent", agent] = AgentLive(office=office_of(agent), state="paused", since=_CLOCK.now())
        for office in OFFICES:
            self._values["queue", office] = QueueLive()

    def changes(self) -> list[LiveObject]:
        changed, self._changed = self._changed, {}
        return [live_object(*key, self._values[key]) for key in changed]

    def everything(self) -> list[LiveObject]:
        self._changed.clear()
        return [live_object(*key, value) for key, value in self._values.items()]

    def rest(self) -> None:
        self._changed.clear()

    async def run(self, sender: LiveSender) -> None:
        """Calls until cancelled, each some seconds long."""
        async with anyio.create_task_group() as tasks:
            while True:
                await anyio.sleep(random.expovariate(CALLS))
                if self._free:
                    agent = self._free.pop(random.randrange(len(self._free)))
                    tasks.start_soon(self._call, agent, sender)

    async def _call(self, agent: str, sender: LiveSender) -> None:
        """Ten changes: six of the consultant, four of the queue."""
        office, call = office_of(agent), new_id("call")
        for number, state in enumerate(_STATES):
            now = _CLOCK.now()
            shown = None
            if number < 4:
                shown = AgentCall(
                    id=call,
                    phase="offered" if number < 2 else "talking",
                    since=now,
                    dialled_number="9510",
                    office=office,
                    office_by="client_record",
                    queue=office,
                    topic="unemployed",
                    verified_by="card",
                    recording="on" if number == 3 else "",
                    joined=now,
                    offered=now,
                    reason="najmniej obciążony: 12 min rozmów w ciągu 2 h gotowości",
                    why=Own("least_occupied"),
                    path=["weryfikacja: karta i PIN", "zgoda na nagrywanie", "temat: bezrobotny", "kolejka"],
                )
            self._change("agent", agent, AgentLive(office=office, state=state, since=now, call=shown))
            if number % 2 == 0 or number == 5:
                self._change("queue", office, QueueLive(waiting=number, oldest=now, working=20, there=20))
            sender.wake()
            self.on_step(agent, call, number)
            await anyio.sleep(random.uniform(0.5, 3.0))
        self._free.append(agent)

    def _change(self, topic: Topic, key: str, value: Value) -> None:
        self.count += 1
        self._values[topic, key] = value
        self._changed[topic, key] = None


def office_of(agent: str) -> str:
    return agent[1:].partition("-")[0]


def everybody() -> dict[str, tuple[str, str]]:
    """Consultants, supervisors and who sees everything: role and office of each."""
    people: dict[str, tuple[str, str]] = {}
    for number in range(READERS - SUPERVISORS - PROVINCE):
        office = OFFICES[number % len(OFFICES)]
        people[f"k{office}-{number}"] = ("consultant", office)
    for number in range(SUPERVISORS):
        people[f"supervisor-{number}"] = ("supervisor", OFFICES[1 + number % (len(OFFICES) - 1)])
    for number in range(PROVINCE):
        people[f"province-{number}"] = ("supervisor", OFFICES[0])
    return people


async def hire(engine: AsyncEngine, people: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The offices, and accounts by role and office; the cookie of a session of each."""
    offices = [
        {
            **dict.fromkeys(("name", "seat", "locative", "genitive"), f"Urząd {code}"),
            "code": code,
            "area_code": "85",
            "postal_code": "15-000",
            "address": None,
            "is_province": code == OFFICES[0],
        }
        for code in OFFICES
    ]
    accounts = [
        {"username": name, "display_name": name, "role": role, "office": office, "password_hash": "none"}
        for name, (role, office) in people.items()
    ]
    agents = [
        {"id": name, "display_name": name, "office": office}
        for name, (role, office) in people.items()
        if role == "consultant"
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(Office), offices)
        await connection.execute(insert(Account), accounts)
        if agents:
            await connection.execute(insert(Agent), agents)
    cookies = {}
    for name in people:
        token = new_token()
        where = Origin("127.0.0.1")
        await open_session(engine, name, "page", where, token=token, device=new_token(), now=_CLOCK.now())
        cookies[name] = f"s724_session={token}"
    return cookies


@asynccontextmanager
async def web_service(
    folder: Path, dsn: str, program: Sequence[str] = ("-m", "api")
) -> AsyncIterator[tuple[Process, int]]:
    """The process, and the port at which it answers. Raises Failed when it does not."""
    [port] = ports.free(1)
    made_up = dict.fromkeys(("ari_password", "pin_pepper", "metrics_token"), "x" * 40)
    (folder / "secrets.json").write_text(json.dumps({**made_up, "totp_key": new_identity()}))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("S724_")},
        "S724_STATE_DIR": str(folder),
        "S724_DATABASE_URL": dsn,
        "S724_HTTP_PORT": str(port),
        "S724_LOG_LEVEL": "WARNING",
    }
    with (folder / "api.log").open("wb") as errors:
        process = await anyio.open_process(
            [sys.executable, *program], stdout=DEVNULL, stderr=errors, env=environment
        )
    async with process:
        try:
            with anyio.move_on_after(_START_TIME) as limit:
                while not await _answers(port):  # noqa: ASYNC110 - another process starts
                    await anyio.sleep(0.2)
            if limit.cancelled_caught:
                raise Failed(f"the web service did not start: {folder / 'api.log'}")
            yield process, port
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            with anyio.move_on_after(10, shield=True) as limit:
                await process.wait()
            if limit.cancelled_caught:
                process.kill()


async def _answers(port: int) -> bool:
    try:
        async with AsyncClient() as client:
            return (await client.get(f"http://127.0.0.1:{port}/api/me")).status_code == 401
    except HTTPError:
        return False


def memory_of(pid: int) -> int:
    """Resident bytes of a process."""
    pages = int((Path("/proc") / str(pid) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")

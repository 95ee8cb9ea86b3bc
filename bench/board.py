"""How old is what 300 boards show while ten calls a second change states and write facts?

As `bench.live`: a real PostgreSQL, a real web service, the real feed and event log, and a generator of the changes
and facts of such a load. Everybody watches every topic: supervisors of all offices, and some who see the
whole province. Figures are told apart: their time runs from the fact `QueueEntered` to the first figures of its
office that have it, with everything in between: the log's gathering, the database, the look, the reckoning.
"""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import anyio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.store import AgentStates
from bench.cpu import seconds_by_part
from bench.figures import ms, table
from bench.live import CALLS, OFFICES, Generator, hire, memory_of, office_of, read_pages, web_service
from bench.live_readers import Found
from core.clock import MachineClock
from core.db.tables.centre.call_tables import EventRow
from core.fact_log.event_log import EventLog
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import Candidate, OfferEnded, OfferMade
from core.facts.kinds.scenarios import NodeEntered, OfficeChosen, TopicChosen
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from core.live.live_feed import LiveSender
from core.relay.commands import Command, Done, Reply, SendLive
from core.relay.relay import RelayServer
from ops.console import Failed
from reports.calls.store import CallRecords
from reports.figures.figures_projection import FiguresProjection
from tests.support.database.postgres import engine_for, fresh_database

READERS = 300
PROVINCE = 30  # readers who see everything
SECONDS = 30.0
_CONSULTANTS = 280
_TOPICS = ("agent", "queue", "centre", "office_figures", "flow", "alarm")
_WARM_UP = 15.0
_LAST_FACTS = 4.0  # seconds before the end: a fact that is younger may still be on its way
_PROJECT_EVERY = 10.0
_CLOCK = MachineClock()


@dataclass(frozen=True, slots=True)
class BoardTimes:
    """`delays`, `figures`: seconds from a change, or a fact, to each board that has it. `lags`: by how much the
    web service's event loop was late, each time of 5 ms and more. `load`: the share of a core that it took."""

    delays: list[float]
    figures: list[float]
    lags: list[float]
    events: float  # a second, of all boards
    memory: int
    load: float

    def figures_by_name(self) -> dict[str, float]:
        return {
            "board_feed_ms_p50": ms(self.delays, 0.5),
            "board_feed_ms_p99": ms(self.delays, 0.99),
            "board_figures_ms_p50": ms(self.figures, 0.5),
            "board_figures_ms_p99": ms(self.figures, 0.99),
            "board_loop_lag_ms_max": 1000 * max(self.lags, default=0.0),
            "board_api_mib": self.memory / 2**20,
            "board_api_core_share": self.load,
        }

    def table(self) -> str:
        """A row for each."""
        rows = [
            [f"{what}, ms, {name}", f"{ms(values, share):.0f}"]
            for what, values in (("change to board", self.delays), ("fact to figures", self.figures))
            for name, share in (("half", 0.5), ("99 %", 0.99), ("all", 1.0))
        ]
        rows += [
            ["event loop late, ms, at most", f"{1000 * max(self.lags, default=0.0):.0f}"],
            ["event loop late by more than 50 ms, times", str(sum(lag > 0.05 for lag in self.lags))],
            ["events a second, of all boards", f"{self.events:.0f}"],
            ["the web service, MiB", f"{self.memory / 2**20:.0f}"],
            ["the web service, of a core", f"{self.load:.2f}"],
        ]
        return table([f"{READERS} boards, {CALLS:g} calls a second", ""], rows)


def measure_board(folder: Path, seconds: float = SECONDS) -> "BoardMeasurement":
    """Raises Failed when the web service does not start, or closes a board."""
    folder.mkdir(mode=0o700, parents=True)
    return BoardMeasurement(anyio.run(_measure, folder, seconds))


@dataclass(frozen=True, slots=True)
class BoardMeasurement:
    """As the report of all measurements takes it."""

    times: BoardTimes

    def figures(self) -> dict[str, float]:
        return self.times.figures_by_name()

    def table(self) -> str:
        return self.times.table()


def _people() -> dict[str, tuple[str, str]]:
    people = {f"province-{n}": ("supervisor", OFFICES[0]) for n in range(PROVINCE)}
    for n in range(READERS - PROVINCE):
        people[f"supervisor-{n}"] = ("supervisor", OFFICES[1 + n % (len(OFFICES) - 1)])
    for n in range(_CONSULTANTS):
        office = OFFICES[n % len(OFFICES)]
        people[f"k{office}-{n}"] = ("consultant", office)
    return people


async def _measure(folder: Path, seconds: float) -> BoardTimes:
    async with fresh_database() as dsn, engine_for(dsn) as engine:
        cookies = await hire(engine, _people())
        generator = Generator([name for name in cookies if name.startswith("k")])
        sender = LiveSender(dsn, generator, _CLOCK)
        spool = folder / "spool"
        spool.mkdir()
        log = EventLog(engine, [CallRecords(engine), AgentStates()], spool)
        bus = Bus(_CLOCK)
        bus.listen(log.take)
        facts = Facts(bus)
        generator.on_step = facts.step

        async def carry_out(command: Command) -> Reply:
            if isinstance(command, SendLive):
                sender.send_everything() if command.whole else sender.go_on()
            return Done()

        lags = folder / "lags"
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(sender.run)
            tasks.start_soon(log.run)
            tasks.start_soon(project, engine)
            tasks.start_soon(RelayServer(dsn, carry_out).run)
            async with web_service(folder, dsn, ("-m", "bench.board_service", str(lags))) as (process, port):
                tasks.start_soon(generator.run, sender)
                boards = {name: cookie for name, cookie in cookies.items() if not name.startswith("k")}
                taken, began = sum(seconds_by_part([process.pid]).values()), anyio.current_time()
                found = await read_pages(boards, port, _TOPICS, _WARM_UP, seconds, folder)
                load = (sum(seconds_by_part([process.pid]).values()) - taken) / (anyio.current_time() - began)
                memory = memory_of(process.pid)
            tasks.cancel_scope.cancel()
        if lost := sum(one.lost for one in found):
            raise Failed(f"{lost} of {READERS} boards were closed")
        begun, ended = max(one.begun for one in found), min(one.ended for one in found)
        figures = await _figure_delays(engine, found, begun, ended)
    return BoardTimes(
        [delay for one in found for delay in one.delays],
        figures,
        _lags(lags, begun, ended),
        sum(one.events for one in found) / seconds,
        memory,
        load,
    )


async def project(engine: AsyncEngine) -> None:
    """As `jobs` does, so that the web service reads the sums anew as often as it does."""
    projection = FiguresProjection(engine, _CLOCK)
    while True:
        await projection.catch_up()
        await anyio.sleep(_PROJECT_EVERY)


async def _figure_delays(engine: AsyncEngine, found: list[Found], begun: float, ended: float) -> list[float]:
    """Of each fact and each board that sees its office: when the first figures with it came."""
    columns = (EventRow.number, EventRow.at, EventRow.data["queue"].astext)
    query = select(*columns).where(EventRow.type == QueueEntered.__name__).order_by(EventRow.number)
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    facts = [
        (number, at.timestamp(), office)
        for number, at, office in rows
        if begun <= at.timestamp() <= ended - _LAST_FACTS
    ]
    delays = []
    for reader in (reader for one in found for reader in one.figures):
        by_office: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for shown in reader:
            by_office[shown.office][0].append(shown.facts_to)
            by_office[shown.office][1].append(shown.at)
        for number, at, office in facts:
            numbers, moments = by_office.get(office, ([], []))
            if not numbers:
                continue  # another's
            place = bisect_left(numbers, number)
            if place == len(numbers):
                raise Failed(f"a board has never shown fact {number}")
            delays.append(moments[place] - at)
    return delays


def _lags(file: Path, begun: float, ended: float) -> list[float]:
    found = []
    for line in file.read_text().splitlines():
        at, late = map(float, line.split())
        if begun <= at <= ended:
            found.append(late)
    return found


class Facts:
    """Of the generator's calls, as a centre states them: about as many as an ordinary call has."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._begun: dict[str, float] = {}

    def step(self, agent: str, call: str, number: int) -> None:
        office = office_of(agent)
        for fact in self._of(agent, office, call, number):
            self._bus.publish(fact, call if not _is_of_nobody(fact) else None)

    def _of(self, agent: str, office: str, call: str, number: int) -> list[AnyEvent]:
        now = _CLOCK.now()
        match number:
            case 0:
                self._begun[call] = now.timestamp()
                nodes = [NodeEntered(node=f"n{n}", kind="menu") for n in range(8)]
                return [
                    CallStarted(
                        channel_id=call,
                        dialled_number="9510",
                        caller_number="",
                        is_free=True,
                        scenario="9510",
                        scenario_version=1,
                    ),
                    *nodes,
                    OfficeChosen(office=office, by="menu"),
                    TopicChosen(topic="unemployed"),
                    QueueEntered(queue=office, position=1, topic="unemployed"),
                    OfferMade(
                        reservation=f"offer-{call}",
                        agent=agent,
                        queue=office,
                        reason="najdłużej bez rozmowy",
                        candidates=[Candidate(agent, office, 0.0, 1)],
                    ),
                ]
            case 2:
                return [
                    OfferEnded(reservation=f"offer-{call}", agent=agent, outcome="accepted", ring_time=1.0),
                    QueueLeft(queue=office, reason="connected", wait_time=now.timestamp() - self._begun[call]),
                    ConversationStarted(agent=agent, bridge_id=call),
                    AgentStateChanged(agent=agent, old="ringing", event="answer", new="talking"),
                ]
            case 4:
                began = self._begun.pop(call)
                return [
                    ConversationEnded(agent=agent, ended_by="agent", talk_time=3.0, hold_time=0.0),
                    AgentStateChanged(agent=agent, old="talking", event="hang_up", new="wrap_up"),
                    CallEnded(reason="completed", duration_time=now.timestamp() - began),
                ]
            case 5:
                return [AgentStateChanged(agent=agent, old="wrap_up", event="wrap_up_done", new="available")]
        return []


def _is_of_nobody(fact: AnyEvent) -> bool:
    return isinstance(fact, AgentStateChanged) and fact.event == "wrap_up_done"

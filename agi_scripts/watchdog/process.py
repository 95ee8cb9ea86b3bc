"""Looks after callers while the application gives no sign of life.

Callers who are left alone go to the fallback path; those who wait there come back when the application does. It
also keeps Asterisk up to date: the files of that path, the members of its own queues, the telephones. All its
state can be made again, so it may die and begin anew at any moment, and lives through restarts of Asterisk and
PostgreSQL.
"""

import shlex
import signal
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import anyio
import msgspec
import structlog

from acd.callback_store import CallbackRecords
from acd.live.agent_state import AgentState
from acd.store import AgentNow, AgentStates, agents_mark, list_agents
from agi_scripts.asterisk_commands import AsteriskCommands
from agi_scripts.certificate_upkeep import keep_certificate
from agi_scripts.edge_upkeep import edge_upkeep
from agi_scripts.fallback.ending import Ending, facts
from agi_scripts.fallback.known_call import known_call
from agi_scripts.fallback.left_open import closing
from agi_scripts.fallback.plan_file import PlanFile
from agi_scripts.fallback.recollection import Facts, Recollection
from agi_scripts.fallback.rescue import Move, in_order, is_over, is_parted, orphans
from agi_scripts.heartbeat import LOOK_TIME, BeatOfNode, Heartbeat, SignsOfLife
from agi_scripts.members import Members, Standing, changes, standing, wanted
from agi_scripts.module_reload import ModuleReload
from agi_scripts.telephone_upkeep import TelephoneUpkeep
from core.clock import Clock, SystemClock
from core.db.engine import Engine, make_engine
from core.db.errors import DATABASE_AWAY
from core.db.server_processes import ServerProcesses
from core.errors import S724Error
from core.fact_log.event_log import EventLog, Projection
from core.facts.bus import Bus
from core.facts.kinds.calls import WatchdogActed
from core.ids import call_id_of
from core.logging import configure_logging
from core.nodes import own_node
from core.relay.relay import RelayServer
from core.retention.retention import NEWS as RETENTION_NEWS
from core.secrets import read_secrets
from core.settings import Settings
from core.tasks.keeper import REVIEW_TIME, Keeper
from core.tasks.priority import CALLS
from core.tasks.started import say_started
from core.telephony.ami import Ami, AmiAway
from dialplan.generate import load_plan, write_plan
from dialplan.plan import FallbackPlan
from ivr.prompts.cache import PromptCache
from ivr.tts import espeak_engines
from recordings.store import Recordings
from reports.calls.store import CallRecords

log = structlog.get_logger()

RELOAD_TIME = 1.0  # seconds until a file that Asterisk did not read is offered again
MEMBERS_TIME = 2.0  # seconds between two looks at the consultants' states
SERVER_TIME = 1.0  # seconds between two looks for new processes of the database server
ENDED_TIME = 10.0  # seconds between two looks for ends of calls that Asterisk kept by itself
PLAN_NEWS = frozenset(
    {"scenarios", "policies", "agents", "hours", "prompts", "emergency", "lists", "offices", RETENTION_NEWS}
)  # of what is in the plan


FactsOf = Callable[[Collection[str]], Awaitable[Facts]]
"""See `Recollection.facts_of`."""


class Watchdog:
    """The callers' part: `look` every quarter of a second."""

    def __init__(
        self,
        asterisk: AsteriskCommands,
        heartbeat: SignsOfLife,
        bus: Bus,
        clock: Clock,
        facts_of: FactsOf,
        patience: float,
        queues: Callable[[], Collection[str]],
    ) -> None:
        """`patience`: seconds without a sign of life until callers are rescued. `queues()`: those of the fallback
        path; Asterisk may have others, which are not ours."""
        self._asterisk = asterisk
        self._heartbeat = heartbeat
        self._bus = bus
        self._clock = clock
        self._facts_of = facts_of
        self._patience = patience
        self._queues = queues
        self.is_away = False
        self._answered = 0  # the beat at which callers were given back last

    async def look(self) -> None:
        """Move the callers who have to be moved now. Raises AmiAway."""
        away_time = self._heartbeat.away_time()
        if away_time > self._patience:
            if not self.is_away:
                self.is_away = True
                log.error("the application gives no sign of life", away_time=round(away_time, 1))
            await self._asterisk.say_whether_there(is_there=False)
            await self._rescue(orphans(await self._asterisk.legs()), away_time)
        elif self._heartbeat.beats != self._answered:  # at every beat, so not a second time to one that dies now
            self._answered = self._heartbeat.beats
            if self.is_away:
                self.is_away = False
                log.info("the application gives signs of life again")
            await self._asterisk.say_whether_there(is_there=True)
            ours = self._queues()
            for waiting in in_order([one for one in await self._asterisk.waiting() if one.queue in ours]):
                if await self._asterisk.give_back(waiting):
                    self._state("to_application", waiting.unique_id, away_time)

    async def _rescue(self, moves: Sequence[Move], away_time: float) -> None:
        """What is known of the calls is written first: the process that serves them next reads it."""
        callers = {call_id_of(move.unique_id) for move in moves if move.what != "hang_up"}
        known = await self._facts_of(callers) if callers else {}
        for move in moves:
            await self._heartbeat.look()
            if self._heartbeat.away_time() < away_time:
                return  # the application is back and serves the callers who are left
            move = self._told(self._farewell(move, known), known)
            if not await self._asterisk.move(move):
                continue
            if move.what == "hang_up":
                log.warning("a telephone that waited for nobody was hung up", channel=move.unique_id)
                continue
            self._state(move.what, move.unique_id, away_time)
            call_id = call_id_of(move.unique_id)
            for fact in closing(known.get(call_id, []), self._clock.now()):
                self._bus.publish(fact, call_id)

    def _farewell(self, move: Move, known: Facts) -> Move:
        """A caller who has been served does not begin anew; one who was on hold is not served yet."""
        facts = known.get(call_id_of(move.unique_id), [])
        if move.what == "to_goodbye" and is_parted(facts):
            return replace(move, what="to_emergency")
        says_goodbye = move.what == "to_emergency" and is_over(facts)
        return replace(move, what="to_goodbye") if says_goodbye else move

    def _told(self, move: Move, known: Facts) -> Move:
        """With what whoever serves the caller next has to know; nobody may be there to ask the records."""
        if move.what != "to_emergency" or (call := known_call(known.get(call_id_of(move.unique_id), []))) is None:
            return move
        return replace(move, known=call.as_text())

    def _state(self, action: str, unique_id: str, away_time: float) -> None:
        call_id = call_id_of(unique_id)
        log.warning("a call was moved", action=action, call_id=call_id, away_time=round(away_time, 1))
        fact = WatchdogActed(action=action, away_time=round(away_time, 1))  # type: ignore[arg-type]
        self._bus.publish(fact, call_id)


class Upkeep:
    """The fallback path's part: its files, the members of its queues, the ends of calls nobody wrote down."""

    def __init__(
        self,
        settings: Settings,
        asterisk: AsteriskCommands,
        ami: Ami,
        engine: Engine,
        event_log: EventLog,
        clock: Clock,
        plan: PlanFile,
        cache: PromptCache,
    ) -> None:
        self._settings = settings
        self._asterisk = asterisk
        self._ami = ami
        self._engine = engine
        self._event_log = event_log
        self._clock = clock
        self._plan = plan
        self._cache = cache
        self._members: Members | None = None  # what Asterisk was told last; None: ask it
        self._standing: Standing = ()  # of which that was told
        self._login = 0
        self._seen: tuple[object, ...] | None = None  # of what the members depend on; None: look at everything
        self._to_reload: dict[str, None] = {}
        self.keeper = Keeper("fallback path", self.review, news=PLAN_NEWS, time_to_next=self._time_to_next)

    async def review(self) -> None:
        """Write the files of the fallback path anew if the data have changed.

        Raises `core.db.errors.DATABASE_AWAY`; other failures are logged, and it is to be called again."""
        try:
            plan = await load_plan(self._engine, self._clock, self._cache, self._settings)
            for module in write_plan(self._settings, plan):
                self._to_reload[module] = None
            for module in list(self._to_reload):
                await self._asterisk.reload(module)
                del self._to_reload[module]
                log.info("the fallback path was brought up to date", module=module)
        except (S724Error, ValueError) as error:
            log.warning("the fallback path could not be reviewed", error=type(error).__name__)

    async def _time_to_next(self) -> float:
        return RELOAD_TIME if self._to_reload else REVIEW_TIME

    async def keep_members(self) -> None:
        """Bring the members of Asterisk's queues in step. Raises AmiAway and a database's errors.

        Only what has changed in the records is said, so that a pause that somebody dialled meanwhile stays.
        """
        plan = self._plan.current()
        seen = (await agents_mark(self._engine, self._clock.now()), plan, self._ami.logins)
        if seen == self._seen:
            return
        agents = await list_agents(self._engine, self._clock.now())
        await self._change_members(plan, agents)
        ends_by_itself = any(agent.state is AgentState.WRAP_UP for agent in agents)
        self._seen = None if ends_by_itself else seen

    async def _change_members(self, plan: FallbackPlan, agents: Sequence[AgentNow]) -> None:
        now = self._clock.now()
        stands = standing(plan, agents, now)
        if self._members is not None and (self._login, self._standing) == (self._ami.logins, stands):
            return
        if self._members is None or self._login != self._ami.logins:
            self._login = self._ami.logins
            ours = _queues(self._plan)
            self._members = {key: m for key, m in (await self._asterisk.members()).items() if key[0] in ours}
        target = wanted(plan, agents, now)
        if found := changes(self._members, target):
            self._members = None  # if it breaks off in the middle, Asterisk is asked
            await self._asterisk.change(found)
            self._members = target
        self._standing = stands

    async def take_ends(self) -> None:
        """Write down the calls whose ends only Asterisk knows. Raises AmiAway."""
        for unique_id, value in (await self._asterisk.ended()).items():
            moment, *known = value.split(",")
            try:
                ending = Ending.of(unique_id, known)
                ended_at = datetime.fromtimestamp(int(moment), UTC)
            except ValueError:
                log.error("an end of a call cannot be read", channel=unique_id)
            else:
                for fact in facts(ending, self._plan.line(ending.number), ended_at):
                    self._event_log.take(fact)
                await self._event_log.flushed()
            await self._asterisk.forget_end(unique_id)


async def run(settings: Settings) -> None:
    """Watch until SIGTERM or SIGINT."""
    clock = SystemClock()
    bus = Bus(clock)
    known = read_secrets(settings.home)
    engine = make_engine(settings.dsn, pool_size=2, fact_key=known.fact_key)
    records = CallRecords(engine)
    # As the application's own log has them: its last facts may be written here.
    projections: list[Projection] = [records, AgentStates(), Recordings(), CallbackRecords()]
    event_log = EventLog(engine, projections, settings.spool / "watchdog")
    bus.listen(event_log.take)
    node = own_node(settings)
    ami = Ami(
        node.ami.port, "s724", known.ami_password, lambda event: asterisk.heard(event), host=node.ami.address
    )
    asterisk = AsteriskCommands(ami, ModuleReload(node.ari, "s724", known.ari_password))
    plan = PlanFile(settings.fallback_plan)
    # Always the engine that needs no network, as at the start.
    cache = PromptCache(settings.sounds, *await espeak_engines(shlex.split(settings.espeak)))
    of_node = BeatOfNode(ami, clock) if settings.node else None
    heartbeat: SignsOfLife = of_node or Heartbeat(settings.heartbeat, clock)
    recollection = Recollection(records, event_log, settings.applications_spool)
    watchdog = Watchdog(
        asterisk, heartbeat, bus, clock, recollection.facts_of, settings.rescue_time, partial(_queues, plan)
    )
    upkeep = Upkeep(settings, asterisk, ami, engine, event_log, clock, plan, cache)

    async with edge_upkeep(settings) as edges, anyio.create_task_group() as tasks:
        telephones = TelephoneUpkeep(settings, asterisk, engine, edges)
        keepers = (upkeep.keeper, telephones.keeper)
        tasks.start_soon(edges.keep_certificate, settings)

        def tell(news: str) -> None:
            for each in keepers:
                each.tell(news)

        def look() -> None:
            for each in keepers:
                each.look()

        tasks.start_soon(event_log.run)
        tasks.start_soon(RelayServer(settings.dsn, None, tell, look).run)
        for each in keepers:
            tasks.start_soon(each.run)
        if of_node is not None:
            tasks.start_soon(of_node.run)
        tasks.start_soon(keep_certificate, settings, asterisk)
        tasks.start_soon(partial(_every, LOOK_TIME, watchdog.look))
        tasks.start_soon(partial(_every, MEMBERS_TIME, upkeep.keep_members))
        tasks.start_soon(partial(_every, ENDED_TIME, upkeep.take_ends))
        if not settings.database_url:
            processes = ServerProcesses(settings.state / "postgres" / "data", CALLS)
            tasks.start_soon(partial(_every, SERVER_TIME, processes.look))
        ami.open()
        with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
            async for _ in signals:
                break
        await event_log.close()
        tasks.cancel_scope.cancel()
    ami.close()
    await engine.dispose()


def _queues(plan: PlanFile) -> set[str]:
    return {office.code for office in plan.current().offices}


async def _every(seconds: float, do: Callable[[], Awaitable[None]]) -> None:
    """Until cancelled. What fails now is tried again: Asterisk or the database may be back then."""
    while True:
        try:
            await do()
        except (AmiAway, *DATABASE_AWAY, TimeoutError) as error:
            log.debug("the watchdog cannot see", what=do.__name__, error=type(error).__name__)
        except (KeyError, ValueError, TypeError, msgspec.DecodeError) as error:
            log.exception("the watchdog was told something strange", what=do.__name__, error=type(error).__name__)
        await anyio.sleep(seconds)


def main() -> None:
    settings = Settings()
    configure_logging("watchdog", settings.log_level)
    say_started(settings.state, "watchdog", SystemClock().now())
    anyio.run(run, settings, backend_options={"use_uvloop": True})

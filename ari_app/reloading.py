"""Takes over what people have changed while the centre runs: scenarios, offices, consultants, hours, rules,
lists.

A failure leaves what was there: an error here must not end the process, and every call with it.
"""

import math
from collections.abc import Callable, Mapping, Sequence

import anyio
import structlog

from acd.live.matchmaker import Matchmaker
from acd.policy_store import load_policies, next_policy_change
from acd.revocation_store import may_go_on
from acd.staffing.pause_reason_store import reload_pause_reasons
from acd.store import load_agents, load_queue_offices
from ari_app.calls.conversations.listening_in import ListeningIn
from ari_app.nodes_now import NodesNow
from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY, RETRY_TIME
from core.lists.topic_store import reload_topics
from core.retention.retention import RulesInForce
from core.retention.retention_rule_store import load_rules
from core.revocation import LOOK_TIME
from core.tasks.keeper import REVIEW_TIME
from core.telephony.drained_store import load_drained
from ivr.canary.canary import Canary
from ivr.canary.counting import CanaryCounts
from ivr.emergency_message import EmergencyBoard
from ivr.emergency_message_store import load_emergencies
from ivr.hours.store import HoursInForce, load_hours
from ivr.interpreter import Ivr
from ivr.office_store import load_offices
from ivr.offices import OfficeDirectory
from ivr.outside.transfer_store import load_targets
from ivr.outside.transfer_targets import TransferTargets
from ivr.publishing.timetable import Timetable
from ivr.publishing.timetable_store import load_timetable
from recordings.policy import RecordingRules
from recordings.rule_store import load_rules as load_recording_rules

log = structlog.get_logger()


class ScenarioKeeper:
    """Keeps in memory what answers the numbers, and the emergency messages. `run` is its task.

    What was planned comes into force at its moment from memory, also while the database is away; calls in progress
    keep their version.
    """

    def __init__(
        self, ivr: Ivr, board: EmergencyBoard, engine: Engine, clock: Clock, counts: CanaryCounts | None = None
    ) -> None:
        """`counts` is told which versions are on trial before the first call meets one."""
        self._counts = counts or CanaryCounts()
        self._ended: set[tuple[str, int]] = set()
        self._ivr = ivr
        self._board = board
        self._engine = engine
        self._clock = clock
        self._timetable: Timetable | None = None
        self._news = anyio.Event()
        self._is_read = anyio.Event()

    def tell(self) -> None:
        """Something has changed."""
        self._news.set()

    @property
    def canaries(self) -> Sequence[Canary]:
        """The versions that take a share of the calls now."""
        return [] if self._timetable is None else [each.canary for each in self._timetable.canaries]

    def end_canary(self, canary: Canary) -> None:
        """From the next call on nobody meets that version any more, whatever the database says."""
        self._ended.add(canary.key)
        if self._timetable is not None:
            self._timetable = self._timetable.without(self._ended)
            self._apply(self._timetable)

    async def run(self) -> None:
        """Until cancelled. A database that does not answer delays no change that is known."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._follow)
            tasks.start_soon(self._read)

    async def look(self) -> bool:
        """Take over what is in the database; False if that cannot be read: then what is known goes on."""
        now = self._clock.now()
        try:
            timetable = await load_timetable(self._engine, now)
            self._board.messages = await load_emergencies(self._engine, now)
        except DATABASE_AWAY as error:
            log.error("scenarios were not loaded, the old ones stay", error=type(error).__name__)
            return False
        self.take_over(timetable)
        self._is_read.set()
        return True

    def take_over(self, timetable: Timetable) -> None:
        """From now on this answers, and what is planned in it."""
        self._timetable = timetable.without(self._ended)
        self._apply(self._timetable)

    async def _read(self) -> None:
        while True:
            self._news = anyio.Event()
            is_read = await self.look()
            with anyio.move_on_after(REVIEW_TIME if is_read else RETRY_TIME):
                await self._news.wait()

    async def _follow(self) -> None:
        while True:
            self._is_read = anyio.Event()
            now, change = self._clock.now(), None
            if self._timetable is not None:
                self._apply(self._timetable)
                change = self._timetable.next_change(now)
            with anyio.move_on_after(math.inf if change is None else (change - now).total_seconds() + 0.001):
                await self._is_read.wait()

    def _apply(self, timetable: Timetable) -> None:
        self._counts.watch(each.canary for each in timetable.canaries)
        routes = timetable.routes_at(self._clock.now(), self._ivr.routes)
        if routes != self._ivr.routes:
            self._ivr.routes = routes
            log.info("other scenarios are in force")


class NewsBoard:
    """Hands on the news that something has changed which this process keeps in memory."""

    def __init__(self, tell: Mapping[str, Callable[[], None]]) -> None:
        """`tell`: whom to tell of each kind of news."""
        self._tell = tell

    def tell(self, news: str) -> None:
        """Nothing for news of what other processes keep."""
        if news in self._tell:
            self._tell[news]()

    def tell_all(self) -> None:
        """News may have been told while nobody listened, at the start or with the database away."""
        for tell in self._tell.values():
            tell()


# -- what keepers do: each raises `core.db.errors.DATABASE_AWAY`, and then what was known is untouched


async def reload_transfer_targets(targets: TransferTargets, engine: Engine) -> None:
    """What was put on the list is allowed, what was taken off is not any more."""
    found = await load_targets(engine)
    if targets.replace(found):
        log.info("the list of transfers is another one", targets=sorted(target.id for target in found))


async def reload_policies(matchmaker: Matchmaker, engine: Engine, clock: Clock) -> None:
    """The rules in force now hold at once, also for callers who wait already."""
    policies = await load_policies(engine, clock.now())
    # None at all: nothing to go by. And the same ones are not set again: help between offices would begin anew.
    if policies and policies != matchmaker.queues.given:
        matchmaker.set_policies(policies)
        log.info("rules of queues were loaded anew")


async def reload_agents(
    matchmaker: Matchmaker, engine: Engine, clock: Clock, on_loaded: Callable[[], None] = lambda: None
) -> None:
    """New consultants may log in, dismissed ones are gone, other queues and skills hold at once; queues of another
    day within a minute of midnight.

    `on_loaded()` is called when these are the matchmaker's.
    """
    matchmaker.set_agents(await load_agents(engine, clock.now()))
    on_loaded()


async def reload_offices(matchmaker: Matchmaker, offices: OfficeDirectory, engine: Engine) -> bool:
    """Callers are sent to new offices and no longer to those that were deactivated, from one moment on for
    scenarios and distribution together. True if something has changed."""
    try:
        found = await load_offices(engine)
    except ValueError as error:
        log.error("offices cannot be, the old ones stay", error=type(error).__name__)
        return False
    queues = await load_queue_offices(engine)
    if not offices.replace(found):
        return False
    matchmaker.set_offices(queues)
    log.info("other offices take callers", offices=sorted(queues))
    return True


async def reload_lists(engine: Engine) -> bool:
    """Topics and reasons of pauses hold at once: whoever looks one up asks for it anew. True if topics have
    changed."""
    await reload_pause_reasons(engine)
    return await reload_topics(engine)


async def reload_hours(hours: HoursInForce, engine: Engine) -> None:
    """Opening hours that were changed hold at once; planned ones need no loading when they begin."""
    hours.replace(await load_hours(engine))


async def reload_retention(retention: RulesInForce, engine: Engine) -> None:
    """How long recordings are kept, as callers are told from now on; planned rules need no loading when they
    begin."""
    if retention.replace(await load_rules(engine)):
        log.info("rules of retention were loaded anew")


async def reload_recording_rules(rules: RecordingRules, engine: Engine) -> None:
    """When conversations are recorded, for those that begin from now on; planned rules need no loading when they
    begin."""
    if rules.replace(await load_recording_rules(engine)):
        log.info("rules of recording were loaded anew")


async def look_at_listenings(listening_in: ListeningIn, engine: Engine, clock: Clock) -> None:
    """End those whose right has ended. While the database is away they go on."""
    hearings = listening_in.hearings
    listening_in.judged(hearings, await may_go_on(engine, hearings, clock.now()))


async def time_to_next_listenings(listening_in: ListeningIn) -> float:
    """Seconds to the next look at those who listen in: news may be lost."""
    return LOOK_TIME if listening_in.hearings else REVIEW_TIME


async def time_to_next_rules(engine: Engine, clock: Clock) -> float:
    """Seconds to the moment at which planned rules begin or end, if that is soon."""
    now = clock.now()
    try:
        change = await next_policy_change(engine, now)
    except DATABASE_AWAY:
        return REVIEW_TIME
    return REVIEW_TIME if change is None else min(REVIEW_TIME, (change - now).total_seconds() + 0.001)


async def reload_drained(now: NodesNow, engine: Engine) -> None:
    """Which Asterisks are to have no new calls. Raises errors of the database; then what was known stays."""
    drained = await load_drained(engine)
    for node in now.all:
        now.drain(node.name, is_drained=node.name in drained)

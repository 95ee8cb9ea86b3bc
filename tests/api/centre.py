"""The process that owns the live state, without its telephones."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import anyio
import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.callback_store import CallbackRecords
from acd.desk_watch import DeskWatch
from acd.live.matchmaker import Matchmaker
from acd.live.timers import Timers
from acd.policy_store import load_policies
from acd.store import AgentStates, load_agents, load_queue_offices
from acd.waiting.callbacks import Callbacks
from acd.waiting.waiting import Acd
from ari_app.calls.conversations.colleagues import Colleagues
from ari_app.calls.conversations.listening_in import ListeningIn
from ari_app.calls.desk_commands import DeskCommands
from ari_app.calls.outbound_call import RingingOut
from ari_app.calls.services import CallServices
from ari_app.calls.talks import Talks
from ari_app.calls.trials.scenario_trial import TrialParts
from ari_app.calls.trials.scenario_trials import ScenarioTrials, loading
from ari_app.dispatcher import CommandHandler
from ari_app.live_board import LiveBoard
from ari_app.metrics import Counters, Metrics
from ari_app.overload.intake import NOTHING_SHED
from ari_app.recovery.vital_signs import LoopGuard
from ari_app.reloading import look_at_listenings, reload_agents, reload_hours, reload_offices, reload_policies
from core.call import Call
from core.clock import Clock, SystemClock
from core.fact_log.event_log import EventLog, Projection
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.live.live import AsteriskLive
from core.live.live_feed import LiveSender
from core.relay.commands import Command, DeskGone, DeskIs, DesksBeat, Done, Reply
from core.relay.relay import RelayServer
from core.revocation import NEWS as REVOKED_NEWS
from ivr.hours.store import HoursInForce, load_hours
from ivr.interpreter import Ivr
from ivr.office_store import load_offices
from ivr.offices import OfficeDirectory
from ivr.outside.sms_store import SmsOrders
from ivr.outside.survey_store import SurveyAnswers
from ivr.outside.transfer_targets import TransferTargets
from market.contact_requests.request_store import ContactRequests
from recordings.lists.message_store import VoiceMessages
from recordings.recording_desk import RecordingDesk
from recordings.space import RecordingSpace
from recordings.store import Recordings
from reports.calls.store import CallRecords
from tests.support.calls.fake_centre import ZUS
from tests.support.calls.fake_channel import FakeRecordingPort
from tests.support.calls.fake_services import FakeVoice
from tests.support.calls.fake_telephony import FakeExchange
from tests.support.timing.eventually import eventually


@dataclass
class Centre:
    """Its distribution and its event log, which are the real ones."""

    matchmaker: Matchmaker
    callbacks: Callbacks
    log: EventLog
    bus: Bus
    space: RecordingSpace
    hours: HoursInForce
    offices: OfficeDirectory
    talks: Talks = field(default_factory=Talks)
    exchange: FakeExchange = field(default_factory=FakeExchange)
    recorder: RecordingDesk = field(default_factory=lambda: RecordingDesk(FakeRecordingPort(FakeExchange())))
    health: dict[str, str] = field(default_factory=lambda: {"asterisk": "ok"})
    counters: Counters = field(default_factory=Counters)
    desk_watch: DeskWatch | None = None
    listening_in: ListeningIn | None = None
    trials: ScenarioTrials | None = None
    asterisks: list[AsteriskLive] = field(default_factory=list)
    desks: list[Command] = field(default_factory=list)
    """What it was told of pages, without the signs of life."""

    @property
    def metrics(self) -> Metrics:
        """What the process says of itself in numbers."""
        return Metrics(
            self.counters,
            LoopGuard(),
            self.matchmaker,
            self.log,
            self.space,
            SystemClock(),
            lambda: self.health["asterisk"] == "ok",
            lambda: NOTHING_SHED,
        )

    def publish(self, fact: AnyEvent, call_id: str) -> None:
        """State a fact of a call, as its task would."""
        self.bus.publish(fact, call_id)

    async def write(self, facts: Iterable[AnyEvent]) -> None:
        """State facts and wait until they are written."""
        for fact in facts:
            self.log.take(fact)
        await self.log.flushed()


class _Silence:
    """Talks no order over: no call comes in here."""

    def own_number(self, caller_number: str) -> str | None:
        raise AssertionError("no call comes in here")

    async def ask_number(self, call: Call, *, keeps_place: bool = True) -> str | None:
        raise AssertionError("no call comes in here")

    async def confirm(self, call: Call, between: tuple[datetime, datetime]) -> None:
        raise AssertionError("no call comes in here")


def _services(made: Centre, desks: DeskWatch, clock: Clock, colleagues: Colleagues) -> CallServices:
    """Without scenarios and voices: nobody whom a consultant rings answers here."""
    nothing = cast(Any, None)
    acd = Acd(made.matchmaker, made.exchange, nothing, lambda call, office: "", made.callbacks)
    return CallServices(
        *(Ivr({}, nothing), acd, made.exchange, made.recorder, nothing, made.bus, clock, desks, made.talks),
        calling_in=colleagues,
    )


@asynccontextmanager
async def running_centre(
    dsn: str, engine: AsyncEngine, spool: Path, rules_at: Clock | None = None
) -> AsyncIterator[Centre]:
    """Writes facts, answers the relay and hears news inside the block; by `rules_at` rules are in force."""
    clock = SystemClock()
    bus = Bus(clock)
    derived: list[Projection] = [AgentStates(), Recordings(), CallbackRecords()]
    derived += [SurveyAnswers(), VoiceMessages(), SmsOrders(), ContactRequests()]
    log = EventLog(engine, [CallRecords(engine), *derived], spool)
    bus.listen(log.take)
    silence = _Silence()
    today = rules_at or clock
    space = RecordingSpace(spool.parent, reserve=0)
    async with anyio.create_task_group() as tasks:
        offices = await load_queue_offices(engine)
        matchmaker = Matchmaker(bus, clock, Timers(), offices, await load_policies(engine, today.now()))
        matchmaker.set_agents(await load_agents(engine, today.now()))
        hours = HoursInForce(await load_hours(engine))
        callbacks = Callbacks(matchmaker, silence, bus, clock, tasks, hours)
        made = Centre(matchmaker, callbacks, log, bus, space, hours, await load_offices(engine))
        bus.listen(made.counters.take)
        board = LiveBoard(matchmaker, clock, lambda: made.health["asterisk"] == "ok")
        live = LiveSender(dsn, board, clock)
        board.wake = live.wake
        bus.listen(board.take)
        desks = DeskWatch(matchmaker, bus, Timers(), clock)
        made.desk_watch = desks
        colleagues = Colleagues(made.talks, matchmaker, made.exchange, TransferTargets([ZUS]), clock, tasks)
        ringing_out = RingingOut(_services(made, desks, clock, colleagues), tasks, "", has_way_out=True)
        desk = DeskCommands(desks, made.talks, matchmaker, hours, clock, made.recorder, colleagues, ringing_out)
        voice = FakeVoice()
        parts = TrialParts(made.exchange, voice, clock, lambda number: None, "beep")
        made.trials = ScenarioTrials(parts, loading(engine, lambda: voice.prompts, clock), tasks)
        listening_in = made.listening_in = ListeningIn(made.talks, matchmaker, desks, made.exchange, clock, tasks)
        commands = CommandHandler(
            matchmaker,
            made.callbacks,
            clock,
            lambda: made.health,
            made.metrics,
            desk,
            listening_in,
            live,
            made.trials,
            board.callers_in,
            lambda: made.asterisks,
        )

        async def carry_out(command: Command) -> Reply:
            if isinstance(command, DeskIs | DeskGone):
                made.desks.append(msgspec.structs.replace(command, service=""))
            if isinstance(command, DeskIs | DeskGone | DesksBeat):
                return Done()
            return await commands.carry_out(command)

        def heard(news: str) -> None:
            if news == "policies":
                tasks.start_soon(reload_policies, matchmaker, engine, today)
            if news == "hours":
                tasks.start_soon(reload_hours, hours, engine)
            if news == "agents":
                tasks.start_soon(reload_agents, matchmaker, engine, today)
            if news == REVOKED_NEWS:
                tasks.start_soon(look_at_listenings, listening_in, engine, today)
            if news == "offices":
                tasks.start_soon(reload_offices, matchmaker, made.offices, engine)

        relay = RelayServer(dsn, carry_out, heard)
        tasks.start_soon(log.run)
        tasks.start_soon(relay.run)
        tasks.start_soon(live.run)
        await eventually(lambda: relay.is_connected)
        yield made
        await log.close()
        tasks.cancel_scope.cancel()

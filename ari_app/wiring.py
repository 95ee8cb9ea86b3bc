"""Puts the process together: the only place where everything is known.

One builder makes one part, from parts that are there already. The exception are the lines to Asterisk, which have
to be made before the parts that they report to: `ari_app.recovery.asterisk_events.Concerned`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from anyio import to_thread
from anyio.abc import TaskGroup

from acd.callback_store import CallbackRecords
from acd.desk_watch import DeskWatch
from acd.live.matchmaker import Matchmaker
from acd.live.timers import Timers, keep
from acd.policy_store import load_policies
from acd.store import AgentStates, load_agents, load_queue_offices
from acd.telephone import REGISTRATIONS_NEWS
from acd.waiting.callbacks import Callbacks
from acd.waiting.waiting import Acd
from ari_app.asterisks import Asterisks, build_asterisks
from ari_app.calls.answers_ahead import AnswersAhead
from ari_app.calls.callback_call import CallingBack
from ari_app.calls.callback_dialogue import CallbackDialogue
from ari_app.calls.conversations.colleagues import Colleagues
from ari_app.calls.conversations.listening_in import ListeningIn
from ari_app.calls.desk_commands import DeskCommands
from ari_app.calls.outbound_call import RingingOut
from ari_app.calls.queue_prompts import QueuePrompts, texts_ahead
from ari_app.calls.services import CallServices
from ari_app.calls.talks import Talks
from ari_app.calls.trials.scenario_trial import TrialParts
from ari_app.calls.trials.scenario_trials import ScenarioTrials, loading
from ari_app.canaries import CanaryWatch, StoredCanaries
from ari_app.dispatcher import CommandHandler, Dispatcher
from ari_app.live_board import LiveBoard
from ari_app.metrics import Counters, Health, Metrics
from ari_app.overload.intake import Intake
from ari_app.overload.rule import Overload, OverloadRule
from ari_app.overload.signs import AsteriskProcess, Use
from ari_app.recovery import giving_up
from ari_app.recovery.prior_state import PriorState
from ari_app.recovery.reconciliation import Reconciliation
from ari_app.recovery.recovery import Recovery
from ari_app.recovery.vital_signs import LoopGuard, beat
from ari_app.reloading import (
    NewsBoard,
    ScenarioKeeper,
    look_at_listenings,
    reload_agents,
    reload_drained,
    reload_hours,
    reload_lists,
    reload_offices,
    reload_policies,
    reload_recording_rules,
    reload_retention,
    reload_transfer_targets,
    time_to_next_listenings,
    time_to_next_rules,
)
from ari_app.telephony.channel_ends import channel_ends
from ari_app.telephony.exchanges import Exchanges
from ari_app.telephony.recordings.mix_monitor import MixMonitorRecorder
from ari_app.telephony.recordings.talk_files import talk_files
from clients.client_data import AT_ONCE, ClientDataDesk
from clients.store import ClientStore
from core.clock import Clock, SystemClock
from core.consents.addresses import AddressHashes
from core.db.engine import Engine, make_engine
from core.fact_log.event_log import EventLog
from core.facts.bus import Bus
from core.keys.secret_box import locker
from core.lease.lease import CALLS, SURE_TIME
from core.lease.process_lease import ProcessLease
from core.live.live_feed import LiveSender
from core.overload.lateness import Lateness
from core.overload.shed import Shed
from core.questions.public_answers import NEWS as KNOWLEDGE_NEWS
from core.relay.relay import RelayServer
from core.retention.retention import NEWS as RETENTION_NEWS
from core.retention.retention import RulesInForce
from core.retention.retention_rule_store import load_rules
from core.revocation import NEWS as REVOKED_NEWS
from core.secrets import InstallationSecrets, read_secrets
from core.settings import Settings
from core.tasks.keeper import Keeper
from core.tasks.priority import CALLS as FIRST
from core.telephony.drained_store import NEWS as DRAINED_NEWS
from core.telephony.drained_store import load_drained
from ivr.canary.counting import CanaryCounts
from ivr.emergency_message import EmergencyBoard
from ivr.emergency_message_store import load_emergencies
from ivr.hours.store import HoursInForce, load_hours
from ivr.identity.ceilings import default_ceilings
from ivr.identity.code_store import CodeStore
from ivr.identity.one_time_code import CodeDesk
from ivr.identity.pin import PinHasher
from ivr.identity.store import VerificationStore
from ivr.identity.verification import VerificationDesk
from ivr.interpreter import Ivr
from ivr.office_store import load_offices
from ivr.offices import OfficeDirectory
from ivr.outside.contacts import ContactDesk
from ivr.outside.sms_store import SmsOrders, sms_number_of
from ivr.outside.survey_store import SurveyAnswers
from ivr.outside.transfer_store import load_targets
from ivr.outside.transfer_targets import TransferTargets
from ivr.outside.web_rules import services
from ivr.outside.web_service import WebServices
from ivr.prompts.cache import PromptCache
from ivr.prompts.store import load_prompts
from ivr.prompts.upkeep import PromptUpkeep
from ivr.prompts.voice import PromptVoice
from ivr.publishing.timetable_store import load_routes
from ivr.speech.rendering import DEFAULT
from ivr.tts import engines_of
from ivr.tts.beep import write_beep
from ivr.tts.ring_tone import write_ring_tone
from ivr.visit import Tools
from knowledge.learning.told_counts import ToldCounts
from knowledge.public_answers import AT_ONCE as ANSWERS_AT_ONCE
from knowledge.public_answers import KnowledgeDesk
from knowledge.store import KnowledgeStore, short_answers_by_article
from market.contact_requests.request_store import ContactRequests
from market.told.market_desk import AT_ONCE as MARKET_AT_ONCE
from market.told.market_desk import MarketDesk
from market.told.matched_store import LineMatches
from market.told.told_store import ToldStore
from recordings.lists.message_store import VoiceMessages
from recordings.policy import NEWS as RECORDING_NEWS
from recordings.policy import RecordingRules
from recordings.recording_desk import RecordingDesk
from recordings.rule_store import load_rules as load_recording_rules
from recordings.space import RecordingSpace
from recordings.store import Recordings
from reports.calls.store import CallRecords

Service = Callable[[], Awaitable[None]]
"""Runs until cancelled; without it the process is of no use (`core.tasks.vital`)."""


@dataclass(frozen=True, slots=True, repr=False)
class Foundation:
    """What every other part stands on: settings, time, the database, and the facts that are written to it."""

    settings: Settings
    secrets: InstallationSecrets
    clock: Clock
    bus: Bus
    engine: Engine
    call_records: CallRecords
    event_log: EventLog
    counters: Counters
    lateness: Lateness
    lease: ProcessLease


def build_foundation(settings: Settings) -> Foundation:
    clock = SystemClock()
    bus = Bus(clock)
    secrets = read_secrets(settings.home)
    engine = make_engine(settings.dsn, fact_key=secrets.fact_key, niceness=FIRST)
    call_records = CallRecords(engine)
    event_log = EventLog(
        make_engine(
            settings.dsn,
            pool_size=1,
            checks_first=False,
            fact_key=secrets.fact_key,
            niceness=FIRST,
            plans_once=True,
        ),
        [
            call_records,
            AgentStates(),
            Recordings(),
            CallbackRecords(),
            SurveyAnswers(),
            VoiceMessages(),
            SmsOrders(),
            ContactRequests(),
        ],
        settings.application_spool,
    )
    counters = Counters()
    bus.listen(event_log.take)
    bus.listen(counters.take)
    lease = ProcessLease(settings.dsn, CALLS, settings.application, clock.monotonic, settings.state / "run")
    lease.fence.on_closed = giving_up.lease_lost
    return Foundation(settings, secrets, clock, bus, engine, call_records, event_log, counters, Lateness(), lease)


# -- scenarios and what their nodes need


@dataclass(frozen=True, slots=True)
class Speech:
    """The centre's voice, and the names of the offices, which are spoken in many sentences."""

    voice: PromptVoice
    offices: OfficeDirectory


async def build_speech(base: Foundation) -> Speech:
    """With everything Polish spoken that is known before the first caller comes.

    The other languages follow when calls are taken already (`PromptUpkeep`): few callers need them, and a text
    that is not there yet is spoken within some 50 ms.
    """
    settings, offices = base.settings, await load_offices(base.engine)
    await reload_lists(base.engine)  # what is said to consultants names topics
    found = await load_prompts(base.engine, base.clock.now(), settings.prompt_recordings)
    cache = PromptCache(settings.sounds, *await engines_of(settings), dictionary=found.dictionary)
    voice = PromptVoice(found.prompts, cache, found.recordings)
    await voice.prepare(texts_ahead(found.prompts, offices, [DEFAULT]))
    return Speech(voice, offices)


@dataclass(frozen=True, slots=True)
class Desks:
    """What nodes ask of a database or of the world outside: each has a task that asks, so that no call waits."""

    verification: VerificationDesk
    codes: CodeDesk
    contacts: ContactDesk
    client_data: ClientDataDesk
    answers: KnowledgeDesk
    market: MarketDesk
    told: ToldCounts
    web_services: WebServices


def build_desks(base: Foundation) -> Desks:
    dsn, secrets, clock = base.settings.dsn, base.secrets, base.clock
    hasher = PinHasher(secrets.pin_pepper)
    data_engine = make_engine(
        dsn,
        pool_size=AT_ONCE + ANSWERS_AT_ONCE + MARKET_AT_ONCE,
        checks_first=False,
        fact_key=secrets.fact_key,
        niceness=FIRST,
    )
    return Desks(
        VerificationDesk(
            VerificationStore(make_engine(dsn, checks_first=False, niceness=FIRST, plans_once=True)),
            hasher,
            clock,
            base.bus,
            on_wait=base.lateness.tell,
        ),
        CodeDesk(
            CodeStore(make_engine(dsn, pool_size=2, checks_first=False, niceness=FIRST)),
            hasher,
            clock,
            base.bus,
            locker(secrets.sms_key) if secrets.sms_key else None,
        ),
        ContactDesk(partial(sms_number_of, base.engine)),
        ClientDataDesk(ClientStore(data_engine, clock, AddressHashes(secrets.pin_pepper), LineMatches())),
        KnowledgeDesk(KnowledgeStore(data_engine, clock)),
        MarketDesk(ToldStore(data_engine, clock)),
        ToldCounts(base.engine, clock),
        WebServices(services(base.settings.web_services)),
    )


@dataclass(frozen=True, slots=True)
class Scenarios:
    """The interpreter, and what it reads that may change while calls go on."""

    ivr: Ivr
    board: EmergencyBoard
    hours: HoursInForce
    transfers: TransferTargets
    retention: RulesInForce
    recording: RecordingRules


async def build_scenarios(
    base: Foundation, speech: Speech, desks: Desks, space: RecordingSpace, matchmaker: Matchmaker
) -> Scenarios:
    engine, clock, settings = base.engine, base.clock, base.settings
    board = EmergencyBoard(clock, await load_emergencies(engine, clock.now()))
    hours = HoursInForce(await load_hours(engine, is_always_open=settings.is_always_open))
    transfers = TransferTargets(await load_targets(engine))
    retention = RulesInForce(await load_rules(engine))
    recording = RecordingRules(await load_recording_rules(engine))
    tools = Tools(
        speech.voice,
        desks.verification,
        speech.offices,
        transfers=transfers,
        codes=desks.codes,
        web_services=desks.web_services,
        contacts=desks.contacts,
        space=space,
        recording=recording,
        beep=await to_thread.run_sync(write_beep, settings.sounds),
        client_data=desks.client_data,
        answers=desks.answers,
        market=desks.market,
        on_answer_told=desks.told.note,
        emergency=board,
        staff=matchmaker,
        slow_voice=speech.voice.slower(),
        sends_sms=bool(settings.sms),
        sends_mail=bool(settings.smtp),
        longest_walk_time=default_ceilings().scenario_time,
        retention=retention,
        hours=hours,
    )
    return Scenarios(
        Ivr(await load_routes(engine, clock.now()), tools), board, hours, transfers, retention, recording
    )


# -- distribution and telephony


async def build_matchmaker(base: Foundation, timers: Timers) -> Matchmaker:
    agents = await load_agents(base.engine, base.clock.now())
    offices = await load_queue_offices(base.engine)
    policies = await load_policies(base.engine, base.clock.now())
    matchmaker = Matchmaker(base.bus, base.clock, timers, offices, policies)
    matchmaker.set_agents(agents)
    return matchmaker


def build_intake(base: Foundation, asterisks: Asterisks) -> Intake:
    settings = base.settings
    rule = OverloadRule(most_rate=settings.calls_a_second)
    use = Use(AsteriskProcess(settings.asterisk_conf).seconds)
    for asterisk in asterisks.nodes:
        asterisk.ari.on_answer = asterisk.ringing.on_answer = base.lateness.tell
    looking = [asterisk.looking for asterisk in asterisks.nodes]
    calls = base.counters.open_calls
    return Intake(Overload(rule), base.clock, use, looking, calls, settings.shed, base.lateness)


def build_live(
    base: Foundation,
    matchmaker: Matchmaker,
    prior: PriorState,
    asterisks: Asterisks,
    desks: DeskWatch,
    talks: Talks,
    intake: Intake,
    callbacks: Callbacks,
) -> tuple[LiveSender, LiveBoard]:
    """Who sends what pages show of this moment, and who knows it."""
    board = LiveBoard(
        *(matchmaker, base.clock, asterisks.is_connected, talks.recording_mode),
        lambda: (intake.calls_shed_since, intake.shed_calls),
        asterisks.shown,
        lambda: sum(order.cause == "fault" for order in callbacks.open),
    )
    intake.on_change = board.wake
    board.expect(prior.calls)
    sender = LiveSender(base.settings.dsn, board, base.clock)
    base.event_log.is_anybody_looking = lambda: base.lease.is_one_of_several or not board.rests
    board.wake = sender.wake
    desks.on_change = board.desk_changed
    base.bus.listen(board.take)
    return sender, board


# -- calls


@dataclass(frozen=True, slots=True)
class Calls:
    """What every call is served with, and the calls that the centre makes itself."""

    services: CallServices
    calling_back: CallingBack
    colleagues: Colleagues
    ringing_out: RingingOut


async def build_calls(
    base: Foundation,
    speech: Speech,
    scenarios: Scenarios,
    matchmaker: Matchmaker,
    exchanges: Exchanges,
    recorder: RecordingDesk,
    desks: DeskWatch,
    tasks: TaskGroup,
    intake: Intake,
) -> Calls:
    dialogue = CallbackDialogue(speech.voice, speech.offices)
    callbacks = Callbacks(matchmaker, dialogue, base.bus, base.clock, tasks, scenarios.hours)
    prompts = QueuePrompts(speech.voice, speech.offices)
    acd = Acd(matchmaker, exchanges, prompts, prompts.caller_name, callbacks, lambda: intake.shed >= Shed.EXTRAS)
    talks = Talks()
    colleagues = Colleagues(talks, matchmaker, exchanges, scenarios.transfers, base.clock, tasks)
    services = CallServices(
        scenarios.ivr,
        acd,
        exchanges,
        recorder,
        speech.voice,
        base.bus,
        base.clock,
        desks,
        talks,
        colleagues,
    )
    calling_back = CallingBack(services, dialogue)
    if base.settings.way_out is not None:
        callbacks.ring_back = calling_back
    ring_tone = await to_thread.run_sync(write_ring_tone, base.settings.sounds)
    has_way_out = base.settings.way_out is not None
    ringing_out = RingingOut(services, tasks, ring_tone, has_way_out=has_way_out)
    return Calls(services, calling_back, colleagues, ringing_out)


def build_trials(
    base: Foundation, speech: Speech, scenarios: Scenarios, exchanges: Exchanges, tasks: TaskGroup, intake: Intake
) -> ScenarioTrials:
    ivr, clock = scenarios.ivr, base.clock
    load = loading(base.engine, lambda: speech.voice.prompts, clock)
    parts = TrialParts(
        exchanges, speech.voice, clock, ivr.route_for, ivr.tools.beep, slow_voice=ivr.tools.slow_voice
    )
    # They are the first thing that is left undone.
    return ScenarioTrials(parts, load, tasks, lambda: intake.shed > Shed.NOTHING)


# -- what changes while calls go on


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Keeps in memory what is in the database: the tasks that do, and the board that tells them of changes."""

    keepers: list[Service]
    news: NewsBoard


def build_upkeep(
    base: Foundation,
    speech: Speech,
    scenarios: Scenarios,
    matchmaker: Matchmaker,
    asterisks: Asterisks,
    listening_in: ListeningIn,
) -> Upkeep:
    engine, clock, telephones = base.engine, base.clock, asterisks.telephones
    counts = CanaryCounts()
    base.bus.listen(counts.note)
    graphs = ScenarioKeeper(scenarios.ivr, scenarios.board, engine, clock, counts)
    canaries = CanaryWatch(graphs, counts, StoredCanaries(engine), clock)
    answers = AnswersAhead(
        speech.voice,
        clock,
        partial(short_answers_by_article, engine),
        lambda: scenarios.ivr.routes,
        base.counters.answers_failed,
    )
    prompts = PromptUpkeep(
        speech.voice,
        engine,
        clock,
        base.settings.prompt_recordings,
        lambda library: [*texts_ahead(library, speech.offices), *answers.texts(library)],
        notes_heard=True,
    )
    keeper = partial(Keeper, is_known=True)  # everything was read before the first call
    hours = keeper("opening hours", partial(reload_hours, scenarios.hours, engine))
    transfers = keeper("transfers", partial(reload_transfer_targets, scenarios.transfers, engine))
    retention = keeper("rules of retention", partial(reload_retention, scenarios.retention, engine))
    recording = keeper("rules of recording", partial(reload_recording_rules, scenarios.recording, engine))
    agents = keeper("consultants", partial(reload_agents, matchmaker, engine, clock, telephones.tell_all))
    listenings = keeper(
        "who listens in",
        partial(look_at_listenings, listening_in, engine, clock),
        time_to_next=partial(time_to_next_listenings, listening_in),
    )
    listening_in.on_begin = listenings.look
    drained = keeper("Asterisks that are drained", partial(reload_drained, asterisks.now, engine))

    async def look_at_offices() -> None:
        if await reload_offices(matchmaker, speech.offices, engine):
            agents.look()  # those of a new office may have been read before it
            prompts.ahead_changed()

    async def look_at_lists() -> None:
        if await reload_lists(engine):
            prompts.ahead_changed()

    offices, lists = keeper("offices", look_at_offices), keeper("topics and reasons of pauses", look_at_lists)
    policies = keeper(
        "rules of queues",
        partial(reload_policies, matchmaker, engine, clock),
        time_to_next=partial(time_to_next_rules, engine, clock),
    )
    news = NewsBoard(
        {
            "scenarios": graphs.tell,
            "emergency": graphs.tell,
            "prompts": prompts.tell,
            "hours": hours.look,
            "transfer_targets": transfers.look,
            "agents": agents.look,
            "policies": policies.look,
            "offices": offices.look,
            "lists": lists.look,
            KNOWLEDGE_NEWS: answers.tell,
            RETENTION_NEWS: retention.look,
            RECORDING_NEWS: recording.look,
            REVOKED_NEWS: listenings.look,
            REGISTRATIONS_NEWS: telephones.may_have_missed,
            DRAINED_NEWS: drained.look,
        }
    )
    keepers = [hours, transfers, agents, policies, offices, lists, retention, recording, listenings, drained]
    return Upkeep([*(keeper.run for keeper in keepers), prompts.run, graphs.run, canaries.run, answers.run], news)


# -- the whole process


@dataclass(frozen=True, slots=True, repr=False)
class Process:
    """The parts that run, each in a task of its own."""

    base: Foundation
    timers: Timers
    upkeep: Upkeep
    desks: Desks
    space: RecordingSpace
    recorder: RecordingDesk
    relay: RelayServer
    live: LiveSender
    guard: LoopGuard
    reconciliation: Reconciliation
    recovery: Recovery
    asterisks: Asterisks
    intake: Intake

    def vital_services(self) -> list[Service]:
        """In the order in which they begin; calls come in with the last one."""
        return [
            partial(keep, self.timers, self.base.clock),
            *self.upkeep.keepers,
            self.desks.verification.run,
            self.desks.contacts.run,
            self.desks.codes.run,
            self.desks.web_services.run,
            self.desks.client_data.run,
            self.desks.answers.run,
            self.desks.market.run,
            self.desks.told.run,
            self.asterisks.keep_manager,
            self.asterisks.bring_sounds,
            partial(self.space.run, self.recorder.stop_all),
            self.relay.run,
            self._show,
            self.guard.run,
            self.intake.run,
            self.reconciliation.run,
            partial(beat, self.base.settings.heartbeat, self.is_serving),
            partial(self.asterisks.beat, self.is_serving),
            *self.asterisks.lines_beside_calls(),
            self.asterisks.lead,
        ]

    async def _show(self) -> None:
        """Pages are told nothing before it is known: who talks would seem to be at home."""
        await self.recovery.is_over.wait()
        await self.live.run()

    def is_serving(self) -> bool:
        """Can calls be served? The heartbeat says so to the watchdog."""
        return self.asterisks.is_connected() and self.recovery.is_done


async def build_process(base: Foundation, speech: Speech, prior: PriorState, tasks: TaskGroup) -> Process:
    """`prior` is what the process before this one left; calls get their tasks in `tasks`."""
    settings, counters = base.settings, base.counters
    space = RecordingSpace(settings.recordings, settings.recording_reserve * 1_000_000)
    await space.look()
    timers, desks = Timers(), build_desks(base)
    matchmaker = await build_matchmaker(base, timers)
    scenarios = await build_scenarios(base, speech, desks, space, matchmaker)
    given_up_time = settings.watchdog_time / 2
    if base.lease.is_one_of_several:
        given_up_time = min(given_up_time, SURE_TIME)  # somebody else may have taken over
    guard = LoopGuard(given_up_time=given_up_time, on_given_up=giving_up.stood_still)
    desk_watch = DeskWatch(matchmaker, base.bus, timers, base.clock)
    asterisks = await build_asterisks(
        *(settings, base.secrets, guard, desk_watch, tasks, base.clock, base.lease),
        await load_drained(base.engine),
    )
    exchanges = asterisks.exchanges
    if len(asterisks.names) > 1:
        matchmaker.asterisk_of = asterisks.of_call
    of_asterisks = settings.of_asterisks
    files = talk_files(settings, base.secrets.agi_secret)
    talk_recordings = MixMonitorRecorder(
        asterisks.ami_of, list(files.values()), lambda one: files[asterisks.node_of(one).name]
    )
    await talk_recordings.complete()
    recorder = RecordingDesk(talk_recordings, space, scenarios.recording)
    intake = build_intake(base, asterisks)
    calls = await build_calls(base, speech, scenarios, matchmaker, exchanges, recorder, desk_watch, tasks, intake)
    ends = partial(channel_ends, [each.channel_ends for each in of_asterisks])
    talks = calls.services.talks
    recovery = Recovery(
        prior,
        exchanges,
        calls.services,
        calls.calling_back,
        calls.colleagues,
        tasks,
        ends,
        base.call_records.open_facts,
    )
    concerned = asterisks.concerned
    concerned.arrived = Dispatcher(tasks, calls.services, intake.admits).arrived
    concerned.intake, concerned.recovery, concerned.out_of_reach = intake, recovery, matchmaker.out_of_reach
    metrics = Metrics(
        *(counters, guard, matchmaker, base.event_log, space, base.clock, asterisks.is_connected, intake.figures),
        asterisks.shown,
    )
    health = Health(asterisks.is_connected, base.event_log)
    callbacks = calls.services.acd.callbacks
    live, board = build_live(base, matchmaker, prior, asterisks, desk_watch, talks, intake, callbacks)
    desk = DeskCommands(
        desk_watch,
        talks,
        matchmaker,
        scenarios.hours,
        base.clock,
        recorder,
        calls.colleagues,
        calls.ringing_out,
    )
    listening_in = ListeningIn(talks, matchmaker, desk_watch, exchanges, base.clock, tasks)
    upkeep = build_upkeep(base, speech, scenarios, matchmaker, asterisks, listening_in)
    trials = build_trials(base, speech, scenarios, exchanges, tasks, intake)
    commands = CommandHandler(
        matchmaker,
        callbacks,
        base.clock,
        health.answer,
        metrics,
        desk,
        listening_in,
        live,
        trials,
        board.callers_in,
        asterisks.shown,
    )
    relay = RelayServer(settings.dsn, commands.carry_out, upkeep.news.tell, upkeep.news.tell_all)
    reconciliation = Reconciliation(exchanges, asterisks.telephones, matchmaker, talks, counters.mended)
    return Process(
        base,
        timers,
        upkeep,
        desks,
        space,
        recorder,
        relay,
        live,
        guard,
        reconciliation,
        recovery,
        asterisks,
        intake,
    )

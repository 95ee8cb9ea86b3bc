"""Puts the process together and keeps it running: the only place where everything is known."""

import signal
from collections.abc import Callable, Mapping
from functools import partial

import anyio
import structlog
from anyio import to_thread
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.callback_store import CallbackRecords
from acd.callbacks import Callbacks
from acd.matchmaker import Matchmaker
from acd.policy_store import load_policies
from acd.store import AgentStates, load_agents, load_queue_offices
from acd.timers import Alarms, keep
from acd.waiting import Acd
from ari_app.ari import AriConnection
from ari_app.ari import messages as m
from ari_app.calls.callback_call import CallingBack
from ari_app.calls.callback_dialogue import CallbackDialogue
from ari_app.calls.came_back_call import came_back_call
from ari_app.calls.inbound_call import inbound_call
from ari_app.calls.queue_prompts import QueuePrompts, texts_ahead
from ari_app.dispatcher import Dispatcher
from ari_app.metrics import Counters, Metrics
from ari_app.recovery.prior_state import Inheritance, load_inheritance
from ari_app.recovery.process_tuning import answer_without_waiting, spare_what_stays
from ari_app.recovery.reconciliation import Reconciliation
from ari_app.recovery.recovery import Recovery
from ari_app.recovery.vital_signs import LoopGuard, beat, beat_once
from ari_app.reloading import (
    Keeper,
    ScenarioKeeper,
    reload_agents,
    reload_hours,
    reload_policies,
    reload_transfer_targets,
    time_to_next_rules,
)
from ari_app.telephony.channel_ends import channel_ends
from ari_app.telephony.exchange import APP, Exchange
from ari_app.telephony.generation import next_generation
from ari_app.telephony.telephones import APP as PHONES_APP
from ari_app.telephony.telephones import Telephones
from clients.client_data import AT_ONCE, ClientDataDesk
from clients.store import ClientStore
from core.bus import Bus
from core.call import Call
from core.clock import Clock, SystemClock
from core.db.engine import make_engine
from core.event_log import EventLog
from core.logging import configure_logging
from core.relay import RelayServer
from core.secrets import read_secrets
from core.settings import Settings
from core.vital import end_process, vital
from ivr.emergency_message import EmergencyBoard
from ivr.emergency_message_store import load_emergencies
from ivr.hours.store import HoursInForce, load_hours
from ivr.identity.code_store import CodeStore
from ivr.identity.one_time_code import CodeDesk
from ivr.identity.pin import PinHasher
from ivr.identity.secret_box import locker
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
from ivr.tts.quiet import write_quiet
from ivr.visit import Tools
from knowledge.public_answers import AT_ONCE as ANSWERS_AT_ONCE
from knowledge.public_answers import KnowledgeDesk
from knowledge.store import KnowledgeStore
from recordings.message_store import VoiceMessages
from recordings.recorder import Recorder
from recordings.space import RecordingSpace
from recordings.store import Recordings
from reports.store import CallRecords

log = structlog.get_logger()

FAREWELL_TIME = 1.0  # seconds for writing what waits; the rest stays in the journal


async def run(settings: Settings) -> None:
    """Serve calls until the process ends. Raises at the start when the database is away: the
    supervisor then tries anew.

    There is no orderly end, which would hang up every caller: SIGTERM, an instance that takes over and a fault of
    ours end the process like kill -9, and the next one takes up what is there.
    """
    clock = SystemClock()
    bus = Bus(clock)
    engine = make_engine(settings.dsn)
    records = CallRecords(engine)
    written_by = make_engine(settings.dsn, pool_size=1, checks_first=False)
    event_log = EventLog(
        written_by,
        [records, AgentStates(), Recordings(), CallbackRecords(), SurveyAnswers(), VoiceMessages(), SmsOrders()],
        settings.spool,
    )
    bus.listen(event_log.take)
    counters = Counters()
    bus.listen(counters.take)
    offices = await load_offices(engine)
    voice = await _voice(settings, engine, clock, offices)

    async with anyio.create_task_group() as writer:
        writer.start_soon(vital, event_log.run)
        await event_log.flushed()
        inheritance = await load_inheritance(engine, records, clock, settings.heartbeat)
        await _serve(settings, clock, bus, engine, event_log, voice, offices, inheritance, counters)


async def _serve(
    settings: Settings,
    clock: Clock,
    bus: Bus,
    engine: AsyncEngine,
    event_log: EventLog,
    voice: PromptVoice,
    offices: OfficeDirectory,
    inheritance: Inheritance,
    counters: Counters,
) -> None:
    """Take up the calls of the process before, and take new ones, until asked to stop."""
    secrets = read_secrets(settings.state)
    verification = VerificationDesk(
        VerificationStore(make_engine(settings.dsn, checks_first=False)), PinHasher(secrets.pin_pepper), clock
    )
    transfers = TransferTargets(await load_targets(engine))
    data_engine = make_engine(settings.dsn, pool_size=AT_ONCE + ANSWERS_AT_ONCE, checks_first=False)
    client_data = ClientDataDesk(ClientStore(data_engine, clock))
    answers = KnowledgeDesk(KnowledgeStore(data_engine, clock))
    hours = HoursInForce(await load_hours(engine, is_always_open=settings.is_always_open))
    board = EmergencyBoard(clock, await load_emergencies(engine, clock.now()))
    agents = await load_agents(engine)
    queues = await load_queue_offices(engine)
    policies = await load_policies(engine, clock.now())
    space = RecordingSpace(settings.recordings, settings.recording_reserve * 1_000_000)
    await space.look()
    beep = await to_thread.run_sync(write_beep, settings.sounds)
    quiet = await to_thread.run_sync(write_quiet, settings.sounds)
    contacts = ContactDesk(partial(sms_number_of, engine))
    codes = CodeDesk(
        CodeStore(make_engine(settings.dsn, pool_size=2, checks_first=False)),
        PinHasher(secrets.pin_pepper),
        clock,
        locker(secrets.sms_key) if secrets.sms_key else None,
    )
    web_services = WebServices(services(settings.web_services))
    tools = Tools(
        voice,
        verification,
        offices,
        transfers=transfers,
        codes=codes,
        web_services=web_services,
        contacts=contacts,
        space=space,
        beep=beep,
        client_data=client_data,
        answers=answers,
        emergency=board,
        hours=hours,
    )
    ivr = Ivr(await load_routes(engine, clock.now()), tools)
    scenarios = ScenarioKeeper(ivr, board, engine, clock)

    def on_event(event: m.Event) -> None:
        guard.check()
        if event.application == PHONES_APP:
            telephones.on_event(event)
        else:
            exchange.on_event(event)

    async def on_connected() -> None:
        there = await exchange.reconcile()
        await recovery.take_over(there, partial(telephones.reconcile, ari))
        beat_once(settings.heartbeat)
        exchange.welcome(there)

    def given_up() -> None:
        # The watchdog moves callers of an application that stands still: what is read now may be of calls that are
        # not ours any more. A new process looks at what is there.
        log.critical("the process stood still for too long and ends")
        end_process(1)

    def lost() -> None:
        # Commands on their way have failed, and events were missed: whoever looks at what is there knows better
        # than whoever guesses. Also where Asterisk itself has died.
        log.critical("the line to Asterisk is lost and the process ends")
        end_process(1)

    def taken() -> None:
        # The watchdog has given this process up: the caller is in its hands, and will end there.
        log.critical("a caller was taken away and the process ends")
        end_process(1)

    def caller_name(call: Call, office: str) -> str:
        seat = offices.get(office).seat
        return f"{seat}, zweryfikowany" if call.context.verification_level >= 2 else seat

    def health() -> dict[str, str]:
        return {
            "asterisk": "ok" if ari.is_up else "away",
            "event_log": "away" if event_log.is_database_away else "ok",
        }

    address = f"http://127.0.0.1:{settings.ari_port}/ari"
    apps = [APP, PHONES_APP]
    ari = AriConnection(
        address, "s724", secrets.ari_password, apps, on_event, on_connected=on_connected, on_lost=lost
    )
    async with anyio.create_task_group() as tasks:
        exchange = Exchange(
            ari,
            tasks,
            lambda channel, arguments: dispatcher.arrived(channel, arguments),
            taken,
            next_generation(settings.heartbeat.with_name("generation")),
            quiet,
        )
        alarms = Alarms()
        matchmaker = Matchmaker(bus, clock, alarms, queues, policies)
        matchmaker.team.set_agents(agents)
        telephones = Telephones(matchmaker, exchange)
        dialogue, recorder = CallbackDialogue(voice, offices), Recorder(space)
        callbacks = Callbacks(matchmaker, dialogue, bus, clock, tasks)
        acd = Acd(matchmaker, exchange, QueuePrompts(voice, offices), caller_name, callbacks)
        calling_back = CallingBack(acd, exchange, dialogue, recorder, bus, clock, voice)
        if settings.way_out is not None:
            callbacks.ring_back = calling_back
        script = partial(inbound_call, ivr=ivr, acd=acd, telephony=exchange, recorder=recorder)
        came_back = partial(came_back_call, ivr=ivr, acd=acd, telephony=exchange, recorder=recorder)
        guard = LoopGuard(given_up_time=settings.watchdog_time / 2, on_given_up=given_up)
        metrics = Metrics(counters, guard, matchmaker, event_log, space, clock, lambda: ari.is_up)
        dispatcher = Dispatcher(
            tasks, bus, clock, ivr, matchmaker, callbacks, script, came_back, voice, health, metrics
        )
        recovery = Recovery(
            inheritance,
            exchange,
            acd,
            ivr,
            recorder,
            callbacks,
            calling_back,
            voice,
            bus,
            clock,
            tasks,
            ends=partial(channel_ends, settings.channel_ends),
        )
        reconciliation = Reconciliation(ari, exchange, telephones, matchmaker.team, counters.mended)
        prompts = PromptUpkeep(
            voice, engine, clock, settings.prompt_recordings, lambda library: texts_ahead(library, offices)
        )
        keepers = {
            "hours": Keeper(partial(reload_hours, hours, engine)),
            "transfer_targets": Keeper(partial(reload_transfer_targets, transfers, engine)),
            "agents": Keeper(partial(reload_agents, matchmaker, engine)),
            "policies": Keeper(
                partial(reload_policies, matchmaker, engine, clock), partial(time_to_next_rules, engine, clock)
            ),
        }
        tell: dict[str, Callable[[], None]] = {
            "scenarios": scenarios.tell,
            "emergency": scenarios.tell,
            "prompts": prompts.tell,
            **{name: keeper.tell for name, keeper in keepers.items()},
        }
        relay = RelayServer(settings.dsn, dispatcher.carry_out, partial(_news, tell), partial(_all_news, tell))

        tasks.start_soon(vital, partial(keep, alarms, clock))
        for keeper in keepers.values():
            tasks.start_soon(vital, keeper.run)
        tasks.start_soon(vital, prompts.run)
        tasks.start_soon(vital, scenarios.run)
        tasks.start_soon(vital, verification.run)
        tasks.start_soon(vital, contacts.run)
        tasks.start_soon(vital, codes.run)
        tasks.start_soon(vital, web_services.run)
        tasks.start_soon(vital, client_data.run)
        tasks.start_soon(vital, answers.run)
        tasks.start_soon(vital, partial(space.run, recorder.stop_all))
        tasks.start_soon(vital, relay.run)
        tasks.start_soon(vital, guard.run)
        tasks.start_soon(vital, reconciliation.run)
        tasks.start_soon(vital, partial(beat, settings.heartbeat, lambda: ari.is_up and recovery.is_done))
        spare_what_stays()
        answer_without_waiting()
        tasks.start_soon(vital, ari.run)
        await _asked_to_stop()
        await event_log.close(FAREWELL_TIME)
        end_process(0)


async def _asked_to_stop() -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            return


def _news(tell: Mapping[str, Callable[[], None]], news: str) -> None:
    """Something that processes keep in memory has changed; not everything is kept by this one."""
    if news in tell:
        tell[news]()


def _all_news(tell: Mapping[str, Callable[[], None]]) -> None:
    """News may have been told while nobody listened, at the start or with the database away."""
    for told in tell.values():
        told()


async def _voice(settings: Settings, engine: AsyncEngine, clock: Clock, offices: OfficeDirectory) -> PromptVoice:
    """The line's voice, with everything Polish spoken that is known before the first caller comes.

    The other languages follow when the line is open (`PromptUpkeep`): few callers need them, and a text that is
    not there yet is spoken within some 50 ms.
    """
    found = await load_prompts(engine, clock.now(), settings.prompt_recordings)
    cache = PromptCache(settings.sounds, *await engines_of(settings), dictionary=found.dictionary)
    voice = PromptVoice(found.prompts, cache, found.recordings)
    await voice.prepare(texts_ahead(found.prompts, offices, [DEFAULT]))
    return voice


def main() -> int:
    settings = Settings()
    configure_logging("ari_app", settings.log_level)
    anyio.run(run, settings, backend_options={"use_uvloop": True})
    return 0

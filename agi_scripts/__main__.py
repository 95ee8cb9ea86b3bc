"""`python -m agi_scripts`: the FastAGI server on the loopback address."""

from core.loading import loaded

# isort: split
import asyncio
import signal
from functools import partial

import anyio
import structlog

from acd.live.agent_state import AgentState
from acd.store import AgentStates, get_agent
from agi_scripts.agi.fast_agi import FastAgi
from agi_scripts.fallback import script_spool
from agi_scripts.fallback.fallback_path import FallbackPath
from agi_scripts.fallback.plan_file import PlanFile
from agi_scripts.features import Features
from agi_scripts.node_keeper import keep_files
from clients.client_data import ClientDataDesk
from clients.store import ClientStore
from core.clock import Clock, SystemClock
from core.db.engine import Engine, make_engine
from core.fact_log.event_log import EventLog, Projection
from core.facts.bus import Bus
from core.logging import configure_logging
from core.nodes import own_node
from core.relay.relay import RelayServer
from core.secrets import read_secrets
from core.settings import Settings
from core.tasks.keeper import Keeper
from core.tasks.later import load_later
from core.tasks.started import say_started
from dialplan.names import SERVE
from ivr.emergency_message import EmergencyBoard
from ivr.emergency_message_store import load_emergencies
from ivr.identity.pin import PinHasher
from ivr.identity.store import VerificationStore
from ivr.identity.verification import VerificationDesk
from ivr.outside.survey_store import SurveyAnswers
from ivr.prompts.cache import PromptCache
from ivr.prompts.store import load_prompts
from ivr.prompts.upkeep import PromptUpkeep
from ivr.prompts.voice import PromptVoice
from ivr.tts import engines_of
from knowledge.public_answers import KnowledgeDesk
from knowledge.store import KnowledgeStore
from market.contact_requests.request_store import ContactRequests
from market.told.market_desk import MarketDesk
from market.told.matched_store import LineMatches
from market.told.told_store import ToldStore
from reports.calls.store import CallRecords

log = structlog.get_logger()

TAKE_IN_TIME = 2.0  # seconds between two looks for facts of the stand-alone script


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Calls that are being served then go on with the stand-alone script.

    Raises ValueError when the installation has no secret for its requests or no key for facts;
    `ops.install.secrets` makes them.
    """
    agi = own_node(settings).agi
    clock = SystemClock()
    bus = Bus(clock)
    secrets = read_secrets(settings.home)
    engine = make_engine(settings.dsn, pool_size=2, fact_key=secrets.fact_key)
    projections: list[Projection] = [CallRecords(engine), AgentStates(), SurveyAnswers(), ContactRequests()]
    event_log = EventLog(engine, projections, settings.spool / "agi")
    bus.listen(event_log.take)
    found = await load_prompts(engine, clock.now(), settings.prompt_recordings)
    speech = PromptCache(settings.sounds, *await engines_of(settings), dictionary=found.dictionary)
    voice = PromptVoice(found.prompts, speech, found.recordings)
    # The application has spoken ahead into the same files.
    prompts = PromptUpkeep(voice, engine, clock, settings.prompt_recordings, lambda library: ())
    verification = VerificationDesk(
        VerificationStore(make_engine(settings.dsn, pool_size=2, checks_first=False)),
        PinHasher(secrets.pin_pepper),
        clock,
        bus,
    )
    data_engine = make_engine(settings.dsn, pool_size=2, checks_first=False, fact_key=secrets.fact_key)
    client_data = ClientDataDesk(ClientStore(data_engine, clock, matches=LineMatches()))
    answers = KnowledgeDesk(KnowledgeStore(data_engine, clock))
    market = MarketDesk(ToldStore(data_engine, clock))
    plan = PlanFile(settings.fallback_plan)
    board = EmergencyBoard(clock)

    async def look_at_emergencies() -> None:
        board.messages = await load_emergencies(engine, clock.now())

    emergencies = Keeper("emergency messages", look_at_emergencies, news=("emergency",))
    fallback_path = FallbackPath(
        bus,
        event_log,
        clock,
        plan,
        voice,
        verification,
        client_data,
        answers,
        board,
        voice.slower(),
        market,
    )
    features = Features(bus, voice, plan, partial(_state_of, engine, clock))
    fast_agi = FastAgi(
        {"here": fallback_path.here, SERVE: fallback_path.serve, "end": fallback_path.end, "feature": features},
        secrets.agi_secret,
    )
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(event_log.run)
        tasks.start_soon(verification.run)
        tasks.start_soon(client_data.run)
        tasks.start_soon(answers.run)
        tasks.start_soon(market.run)
        tasks.start_soon(prompts.run)
        tasks.start_soon(emergencies.run)
        tasks.start_soon(keep_files, settings)
        tasks.start_soon(RelayServer(settings.dsn, None, emergencies.tell, emergencies.look).run)
        tasks.start_soon(_take_in, event_log, settings)
        tasks.start_soon(load_later, "ivr.tts.telephone_sound")  # which a new text needs
        server = await asyncio.start_server(fast_agi.handler, agi.address, agi.port)
        with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
            async for _ in signals:
                break
        server.close()
        await event_log.close()
        tasks.cancel_scope.cancel()
    await engine.dispose()


async def _take_in(event_log: EventLog, settings: Settings) -> None:
    """Until cancelled: write the facts of the stand-alone script, and let its files go when they stand."""
    while True:
        try:
            for path in script_spool.complete(settings.script_spool):
                for fact in script_spool.read(path):
                    event_log.take(fact)
                await event_log.flushed()
                path.unlink()
                log.info("facts of the stand-alone script were taken in", file=path.name)
        except OSError as error:
            log.error("facts of the stand-alone script cannot be read", error=type(error).__name__)
        await anyio.sleep(TAKE_IN_TIME)


async def _state_of(engine: Engine, clock: Clock, agent_id: str) -> AgentState | None:
    agent = await get_agent(engine, agent_id, clock.now())
    return None if agent is None else agent.state


def main() -> None:
    loaded()
    settings = Settings()
    configure_logging("agi_scripts", settings.log_level)
    say_started(settings.state, "agi_scripts", SystemClock().now())
    anyio.run(run, settings)


if __name__ == "__main__":
    main()

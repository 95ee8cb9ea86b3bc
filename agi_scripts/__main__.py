"""`python -m agi_scripts`: the FastAGI server on the loopback address."""

import asyncio
import logging
import shlex
import signal

import anyio
from panoramisk import fast_agi

from agi_scripts.emergency import PROMPT, AgiRequest, Emergency
from core.bus import Bus
from core.clock import SystemClock
from core.db.engine import make_engine
from core.event_log import EventLog
from core.logging import configure_logging
from core.settings import Settings
from ivr.prompts import PromptCache, PromptLibrary
from ivr.tts import engine_named
from reports.store import CallRecords


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    clock = SystemClock()
    bus = Bus(clock)
    engine = make_engine(settings.dsn, pool_size=1)
    event_log = EventLog(engine, [CallRecords(engine)], settings.spool / "agi")
    bus.listen(event_log.take)
    speech = await engine_named(settings.tts, espeak_command=shlex.split(settings.espeak))
    apology = await PromptCache(settings.sounds, speech).sound_for(PromptLibrary.load().text(PROMPT))
    emergency = Emergency(bus, clock, apology)

    async def route(request: AgiRequest) -> None:  # panoramisk takes only real coroutine functions
        await emergency(request)

    application = fast_agi.Application(loop=asyncio.get_running_loop())
    application.add_route("emergency", route)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(event_log.run)
        server = await asyncio.start_server(application.handler, "127.0.0.1", settings.agi_port)
        async with server:
            with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
                async for _ in signals:
                    break
        await event_log.close()
        tasks.cancel_scope.cancel()
    await engine.dispose()


def main() -> None:
    settings = Settings()
    configure_logging("agi_scripts", settings.log_level)
    # The library logs whole requests at DEBUG, with callers' numbers.
    logging.getLogger("panoramisk").setLevel(logging.WARNING)
    anyio.run(run, settings)


if __name__ == "__main__":
    main()

"""Starts the process that owns the calls, and stops it."""

import signal

import anyio

from ari_app.recovery.prior_state import load_prior_state
from ari_app.recovery.process_tuning import raise_priority, tune_garbage_collector
from ari_app.wiring import build_foundation, build_process, build_speech
from core.clock import SystemClock
from core.logging import configure_logging
from core.settings import Settings
from core.tasks.later import load_later
from core.tasks.started import say_started
from core.tasks.vital import end_process, vital

FAREWELL_TIME = 1.0  # seconds for writing what waits; the rest stays in the journal


async def run(settings: Settings) -> None:
    """Serve calls until the process ends. Raises at the start when the database is away: the supervisor of
    processes then tries anew.

    There is no orderly end, which would hang up every caller: SIGTERM, an instance that takes over and a fault of
    ours end the process like kill -9, and the next one takes up what is there.
    """
    base = build_foundation(settings)
    speech = await build_speech(base)
    async with anyio.create_task_group() as writer:
        writer.start_soon(vital, base.event_log.run)
        await base.event_log.flushed()
        prior = await load_prior_state(base.engine, base.call_records, base.clock, settings.heartbeat)
        async with anyio.create_task_group() as tasks:
            process = await build_process(base, speech, prior, tasks)
            for service in process.vital_services():
                tasks.start_soon(vital, service)
            tasks.start_soon(load_later, "ivr.tts.telephone_sound")  # which a new text needs
            tune_garbage_collector()
            raise_priority()
            await _asked_to_stop()
            await base.event_log.close(FAREWELL_TIME)
            end_process(0)


async def _asked_to_stop() -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            return


def main() -> int:
    settings = Settings()
    configure_logging("ari_app", settings.log_level)
    say_started(settings.state, "ari_app", SystemClock().now())
    anyio.run(run, settings, backend_options={"use_uvloop": True})
    return 0

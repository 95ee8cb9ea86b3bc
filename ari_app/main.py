"""Starts the process that owns the calls, and stops it."""

import signal
from functools import partial

import anyio
import structlog

from ari_app.recovery.prior_state import load_prior_state
from ari_app.recovery.process_tuning import raise_priority, tune_garbage_collector
from ari_app.wiring import Foundation, build_foundation, build_process, build_speech
from core.clock import SystemClock
from core.db.engine import answers
from core.lease.lease import Grant
from core.logging import configure_logging
from core.settings import Settings
from core.tasks.later import load_later
from core.tasks.started import say_started
from core.tasks.vital import end_process, vital

log = structlog.get_logger()

FAREWELL_TIME = 1.0  # seconds for writing what waits; the rest stays in the journal
DATABASE_TIME = 0.2  # seconds between two tries to reach a database that is away at the start
FRESH_TIME = 60.0  # seconds from one preparation of an application that waits to the next


async def run(settings: Settings) -> None:
    """Serve calls until the process ends; of several applications, as soon as no other one does.

    There is no orderly end, which would hang up every caller: SIGTERM, an instance that takes over and a fault of
    ours end the process like kill -9, and the next one takes up what is there. A start without the database waits
    for it, ready to go on at once.
    """
    base = build_foundation(settings)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(vital, base.event_log.run)
        tasks.start_soon(vital, partial(_serve, base))
        await _asked_to_stop()
        await base.event_log.close(FAREWELL_TIME)
        base.lease.give_up()
        end_process(0)


async def _serve(base: Foundation) -> None:
    """Wait until no other application leads the calls, and lead them until cancelled."""
    await answers(base.engine, DATABASE_TIME)
    speech = await build_speech(base)
    await base.event_log.flushed()  # what is left in the own journal is of before whoever leads the calls now
    grant = await _lease(base)
    began = base.clock.monotonic()
    base.bus.epoch = grant.epoch
    async with anyio.create_task_group() as tasks:
        if base.lease.is_one_of_several:
            tasks.start_soon(vital, base.lease.keep)
            speech = await build_speech(base)  # as it is now
        prior = await load_prior_state(
            *(base.engine, base.call_records, base.clock, base.settings.heartbeat), grant.last_alive
        )
        process = await build_process(base, speech, prior, tasks)
        for service in process.vital_services():
            tasks.start_soon(vital, service)
        tasks.start_soon(load_later, "ivr.tts.telephone_sound")  # which a new text needs
        tune_garbage_collector()
        raise_priority()
        await process.recovery.is_over.wait()
        if base.lease.is_one_of_several:
            seconds = round(base.clock.monotonic() - began, 3)
            log.warning("this application leads the calls", epoch=grant.epoch, seconds=seconds)


async def _lease(base: Foundation) -> Grant:
    """While another application leads the calls, everything is kept ready that takes time."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_stay_ready, base)
        grant = await base.lease.take()
        tasks.cancel_scope.cancel()
    return grant


async def _stay_ready(base: Foundation) -> None:
    while True:
        await anyio.sleep(FRESH_TIME)
        await build_speech(base)


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

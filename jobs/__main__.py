"""`python -m jobs`: works in the background until SIGTERM or SIGINT."""

from core.loading import loaded

# isort: split
import signal
from datetime import timedelta

import anyio
import structlog
from pgqueuer import AsyncpgPoolDriver, PgQueuer
from pgqueuer.types import Channel

from clients.erasure.carrying_out_store import Means
from clients.erasure.erasing_store import Destroyers
from clients.erasure.hashes import ErasedHashes
from clients.erasure.list_store import FILE as ERASURES_FILE
from clients.erasure.run import Erasures
from clients.exporting.batch_file import Signer
from clients.exporting.run import Exports
from clients.importing.asking_store import ask_again
from clients.importing.run import Imports
from clients.pesel import PeselSafe
from clients.systems.file_exchange import SystemFiles
from core.clock import Clock, SystemClock
from core.db.engine import Engine, answers, make_engine
from core.fact_log.personal_key_store import forget
from core.jobs.job_names import CHANNEL
from core.lease.lease import JOBS
from core.lease.process_lease import ProcessLease
from core.logging import configure_logging
from core.overload.shed import Shed
from core.overload.shed_file import Shedding
from core.proof.signing import SigningKey
from core.retention.retention_run_store import unfinished_runs
from core.secrets import read_secrets
from core.settings import Settings
from core.tasks.priority import NIGHT_WORK, step_back
from core.tasks.started import say_started
from core.tasks.vital import end_process
from ivr.identity.pin import subject_of
from jobs.arriving_messages import ArrivingMessages
from jobs.job_queue import job_pool, job_queries
from jobs.proof import Proof
from jobs.recording_proof import RecordingProof
from jobs.report_figures import ReportFigures
from jobs.retention.files import Roots
from jobs.retention.run import Retention
from jobs.work import Work
from market.offers.eures.feed import EuresFeed
from market.offers.official.service import OfficialService
from market.offers.run import OfferImports, OfferService
from recordings.vault.arriving import FilesOfNodes
from recordings.vault.destroying import destroy_erased
from recordings.vault.key_ring import KeyRing
from recordings.vault.objects.stores import stores_of
from recordings.vault.packing import Packing

log = structlog.get_logger()

STATEMENT_TIME = 900.0  # seconds: one statement may write all that an office knows
LOOK_TIME = timedelta(seconds=2)  # until work that could not be begun is looked for again
HEARTBEAT_TIME = timedelta(seconds=15)  # without a sign of life the work of a process is another one's


async def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; what was begun then goes back into the queue. Of several machines one works.

    Waits for a database that is away at the start. Raises whatever it raises when it goes away later: who started
    this process starts it again.
    """
    clock = SystemClock()
    await _database_answers(settings)
    lease = ProcessLease(settings.dsn, JOBS, settings.application, clock.monotonic, settings.state / "run")
    lease.fence.on_closed = _replaced
    async with anyio.create_task_group() as tasks:
        if lease.is_one_of_several:
            await lease.take()
            tasks.start_soon(lease.keep)
        await _work(settings, clock)
        tasks.cancel_scope.cancel()
    lease.give_up()


async def _database_answers(settings: Settings) -> None:
    engine = make_engine(settings.dsn, pool_size=1)
    await answers(engine)
    await engine.dispose()


def _replaced() -> None:
    """What was begun goes back into the queue, as after a kill."""
    log.critical("another process may do the work, and this one ends")
    end_process(1)


async def _work(settings: Settings, clock: Clock) -> None:
    secrets = read_secrets(settings.home)
    niceness = 0 if settings.database_url else NIGHT_WORK
    engine = make_engine(
        settings.dsn,
        pool_size=5,
        statement_time=STATEMENT_TIME,
        niceness=niceness,
        fact_key=secrets.fact_key,
    )
    pesels = PeselSafe(secrets.pesel_pepper, secrets.pesel_key)
    hashes = ErasedHashes(secrets.pin_pepper, subject_of)
    imports = Imports(engine, clock, settings.imports, pesels, hashes)
    exports = Exports(engine, clock, settings.exports, Signer(secrets.export_key))
    folders = {"recordings": settings.recordings, "imports": settings.imports, "exports": settings.exports}
    erasures = Erasures(
        engine,
        clock,
        folders,
        Means(hashes, Destroyers(forget, destroy_erased), settings.spool),
        exports.put_right,
        settings.state / ERASURES_FILE,
    )
    retention = Retention(engine, clock, Roots(settings.recordings, settings.imports, settings.exports))
    key = SigningKey(secrets.anchor_key) if secrets.anchor_key else None
    proof = Proof(engine, clock, settings.anchors, key)
    stores, ring = stores_of(settings), KeyRing(settings.home)
    shedding = Shedding(settings.shed, clock)
    links, arriving = [settings.open_recordings], FilesOfNodes.of(settings, secrets.agi_secret)
    packing = Packing(
        *(engine, clock, settings.recordings, links, stores, ring),
        is_shed=lambda: shedding.leaves_out(Shed.PACKING),
        arriving=arriving,
    )
    recording_proof = RecordingProof(
        *(engine, clock, settings.recordings, stores, ring),
        anchors=settings.anchors,
        public_key="" if key is None else key.public_key,
    )
    figures = ReportFigures(engine, clock, lambda: shedding.leaves_out(Shed.REPORTS))
    work = Work(
        engine,
        clock,
        settings.imports,
        imports,
        exports,
        proof,
        retention,
        erasures,
        packing,
        recording_proof,
        figures,
        _offers(settings, engine, clock),
        SystemFiles(engine, clock, settings.systems_dir, pesels),
    )
    async with job_pool(settings.dsn) as pool:
        driver = AsyncpgPoolDriver(pool)
        # The queue asks whether it hears before it listens: what was asked too early is never heard, and ends the
        # process after ten seconds. A connection that listens already hears everything.
        await driver.add_listener(CHANNEL, _nothing)
        queue = PgQueuer(driver, Channel(CHANNEL), queries=job_queries(driver))
        # While one recording after the other is packed, the next request waits behind it: ten looks a second at a
        # queue of which nothing can be taken cost more than the packing may. New work wakes the queue at once.
        queue.qm.min_dequeue_poll_interval = LOOK_TIME
        work.register(queue)
        log.info(
            "waiting for work", unfinished=await ask_again(engine), retention=len(await unfinished_runs(engine))
        )
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_stop_on_signal, work, queue)
            tasks.start_soon(proof.run)
            tasks.start_soon(ArrivingMessages(engine, clock, arriving).run)
            tasks.start_soon(figures.run)
            tasks.start_soon(work.begin)
            await queue.run(heartbeat_timeout=HEARTBEAT_TIME, shutdown_on_listener_failure=True)
            tasks.cancel_scope.cancel()
    await engine.dispose()


def _offers(settings: Settings, engine: Engine, clock: Clock) -> OfferImports:
    services: list[OfferService] = []
    if settings.offers_url:
        services.append(OfficialService(settings.offers_url, settings.offers_partner))
    if settings.eures_url:
        services.append(EuresFeed(settings.eures_url))
    return OfferImports(engine, clock, settings.state / "offers", *services)


def _nothing(_: str | bytes | bytearray) -> None:
    """What is heard is for the queue."""


async def _stop_on_signal(work: Work, queue: PgQueuer) -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            work.stop()
            queue.shutdown.set()


def main() -> None:
    loaded()
    step_back(NIGHT_WORK)
    settings = Settings()
    configure_logging("jobs", settings.log_level)
    say_started(settings.state, "jobs", SystemClock().now())
    anyio.run(run, settings, backend_options={"use_uvloop": True})


if __name__ == "__main__":
    main()

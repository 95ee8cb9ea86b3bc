"""What the process can do, by name and by the clock; each piece of work guarded on its own.

No error leaves a piece of work but the wish to try again: the queue would keep its text, which may quote data.
Work that a stop interrupts goes back into the queue; work that a kill interrupts is taken up when its heartbeat is
old.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import anyio
import structlog
from pgqueuer import Job, PgQueuer, RetryRequested
from pgqueuer.models import Schedule

from clients.erasure.run import Erasures
from clients.exporting.run import Exports
from clients.importing.asking_store import ask_for_waiting
from clients.importing.run import Imports
from clients.systems.file_exchange import SystemFiles
from core.clock import Clock
from core.consents.rebuilding_store import rebuild
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY, is_our_fault
from core.proof.proof_store import ask_for_verification
from core.retention.retention_run_store import RunGoesOn, ask_for_run, unfinished_runs
from ivr.places.move_store import carry_out_moves
from jobs.proof import Proof
from jobs.recording_proof import RecordingProof
from jobs.report_figures import ReportFigures
from jobs.retention.run import Retention
from market.candidates.interest_store import end_late_ones
from market.candidates.publication_store import publish_profiles
from market.offers.run import OfferImports
from market.trainings.enrolment_store import offer_seats
from recordings.vault.packing import Packing
from recordings.vault.withdrawal_store import destroy_withdrawn

log = structlog.get_logger()

LOOK_AT = "30 0 * * *"
"""For extracts that were delivered, UTC: 1:30 or 2:30 at night in Warsaw, when the offices' systems are done."""
RETAIN_AT = "30 3 * * *"
"""What is due by the rules of retention, UTC: when imports and files are done, and nobody calls yet."""
TELL_AT = "30 2 * * *"
"""Files for the offices, UTC: there before they open."""
VERIFY_AT = "0 3 * * *"
"""The chains of the logs, UTC."""
RECONCILE_AT = "0 4 * * *"
"""Conversations with their recordings, UTC: when what is due by the rules of retention is gone."""
VERIFY_RECORDINGS_AT = "15 4 * * *"
"""UTC, after that."""

ERASE_AT = "* * * * *"
"""Every minute: erasures that had to wait, and what a hold kept until it ended."""

PACK_AT = "* * * * *"
"""Every minute: recordings whose store was away, and what nobody has asked for."""

CHECK_REPORTS_AT = "45 2 * * *"
"""UTC: sums of the last days against a recomputation, and the months of the reports made ahead."""

REBUILD_CONSENTS_AT = "20 3 * * *"
"""UTC: the states of consents against the register."""

MOVE_AT = "*/5 * * * *"
"""Every five minutes, whenever midnight is in Warsaw: offices whose new address holds from today on."""

OFFERS_AT = "*/5 * * * *"
"""Every five minutes: the service of the central base is open in the evening, in Warsaw, and may be away."""

SEATS_AT = "*/5 * * * *"
"""Every five minutes: seats of trainings that nobody has answered for go on to the next."""

PROFILES_AT = "45 3 * * *"
"""What employers may look for is made anew: after imports and the rebuilding of consents."""

SYSTEM_FILES_AT = "* * * * *"
"""Every minute: files of inquiries that systems of other institutions have left."""

WIPE_AT = "15 1 * * *"
"""UTC, when fewest people call: tables are locked for some seconds then."""

AGAIN_AFTER = timedelta(seconds=5)
"""Until work is tried again that the database has interrupted by going away."""

MOST_TRIES = 60
"""Of the same work by the same process. A database that is away cannot even hand work out, so more tries mean that
the work itself cannot be done: such as a statement that takes too long each time."""

BY_THE_CLOCK = "system"
"""Who asked for what nobody asked for."""


async def _nothing() -> None:
    """What is done about work that has failed and has nothing to show for it."""


class Work:
    """`register(queue)`, then the queue calls. `stop()` interrupts what is going on."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        deliveries: Path,
        imports: Imports,
        exports: Exports,
        proof: Proof,
        retention: Retention,
        erasures: Erasures,
        packing: Packing,
        recording_proof: RecordingProof,
        figures: ReportFigures,
        offers: OfferImports,
        system_files: SystemFiles,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._deliveries = deliveries
        self._imports = imports
        self._exports = exports
        self._proof = proof
        self._retention = retention
        self._erasures = erasures
        self._packing = packing
        self._recording_proof = recording_proof
        self._figures = figures
        self._offers = offers
        self._system_files = system_files
        self._scopes: set[anyio.CancelScope] = set()
        self._is_stopping = False
        self._tries: Counter[str] = Counter()

    def register(self, queue: PgQueuer) -> None:
        """One of each kind at a time: an import has the machine's spare time for itself."""
        queue.entrypoint("import", concurrency_limit=1)(self._import)
        queue.entrypoint("export", concurrency_limit=1)(self._export)
        queue.entrypoint("verify", concurrency_limit=1)(self._verify)
        queue.entrypoint("retention", concurrency_limit=1)(self._retain)
        queue.entrypoint("erase", concurrency_limit=1)(self._erase)
        queue.entrypoint("pack", concurrency_limit=1)(self._pack)
        queue.schedule("pack_recordings", PACK_AT)(self._pack_by_the_clock)
        queue.entrypoint("verify_recordings", concurrency_limit=1)(self._verify_recordings)
        queue.schedule("verify_recordings", VERIFY_RECORDINGS_AT)(self._verify_recordings_at_night)
        queue.schedule("reconcile_recordings", RECONCILE_AT)(self._reconcile)
        queue.schedule("look_for_extracts", LOOK_AT)(self._look)
        queue.schedule("verify_logs", VERIFY_AT)(self._verify_at_night)
        queue.schedule("tell_offices", TELL_AT)(self._tell)
        queue.schedule("begin_retention", RETAIN_AT)(self._begin_retention)
        queue.schedule("go_on_with_erasures", ERASE_AT)(self._erase_what_is_due)
        queue.schedule("rebuild_consents", REBUILD_CONSENTS_AT)(self._rebuild_consents)
        queue.schedule("move_offices", MOVE_AT)(self._move_offices)
        queue.entrypoint("offers", concurrency_limit=1)(self._import_offers)
        queue.schedule("look_for_offers", OFFERS_AT)(self._look_for_offers)
        queue.schedule("take_system_files", SYSTEM_FILES_AT)(self._take_system_files)
        queue.schedule("offer_seats", SEATS_AT)(self._offer_seats)
        queue.schedule("publish_profiles", PROFILES_AT)(self._publish_profiles)
        queue.schedule("wipe_files", WIPE_AT)(self._wipe)
        queue.schedule("check_reports", CHECK_REPORTS_AT)(self._check_reports)

    async def begin(self) -> None:
        """What is done at the start without being asked: recordings that a killed process was packing."""
        with suppress(RetryRequested):  # then by the clock
            await self._guarded("pack", self._sweep_recordings)

    def stop(self) -> None:
        """Whatever goes on ends now, as if it had never begun, and is done again by the next process."""
        self._is_stopping = True
        for scope in self._scopes:
            scope.cancel()

    async def _import(self, job: Job) -> None:
        run = (job.payload or b"").decode()

        async def carry_out() -> None:
            await self._imports.run(run)

        async def failed() -> None:
            await self._imports.fail(run)

        await self._guarded(f"import {run}", carry_out, failed)

    async def _import_offers(self, job: Job) -> None:
        run = (job.payload or b"").decode()

        async def carry_out() -> None:
            await self._offers.run(run)

        async def failed() -> None:
            await self._offers.fail(run)

        await self._guarded(f"offers {run}", carry_out, failed)

    async def _look_for_offers(self, schedule: Schedule) -> None:
        await self._guarded("look for offers", self._offers.look)

    async def _take_system_files(self, schedule: Schedule) -> None:
        await self._guarded("take system files", self._system_files.look)

    async def _offer_seats(self, schedule: Schedule) -> None:
        async def carry_out() -> None:
            await offer_seats(self._engine, BY_THE_CLOCK, self._clock.now())

        await self._guarded("offer seats", carry_out)

    async def _publish_profiles(self, schedule: Schedule) -> None:
        async def carry_out() -> None:
            now = self._clock.now()
            await publish_profiles(self._engine, now)
            await end_late_ones(self._engine, now)

        await self._guarded("publish profiles", carry_out)

    async def _export(self, job: Job) -> None:
        await self._guarded("export", self._make_files)

    async def _verify(self, job: Job) -> None:
        run = (job.payload or b"").decode()

        async def carry_out() -> None:
            await self._proof.verify(run)

        async def failed() -> None:
            await self._proof.fail(run)

        await self._guarded("verify", carry_out, failed)

    async def _verify_at_night(self, schedule: Schedule) -> None:
        async def ask() -> None:
            await ask_for_verification(self._engine, BY_THE_CLOCK, self._clock.now())

        await self._guarded("verify", ask)

    async def _verify_recordings(self, job: Job) -> None:
        run = (job.payload or b"").decode()

        async def carry_out() -> None:
            await self._recording_proof.verify(run)

        async def failed() -> None:
            await self._recording_proof.fail(run)

        await self._guarded("verify recordings", carry_out, failed)

    async def _verify_recordings_at_night(self, schedule: Schedule) -> None:
        await self._guarded("verify recordings", self._recording_proof.ask)

    async def _reconcile(self, schedule: Schedule) -> None:
        async def carry_out() -> None:
            await self._recording_proof.reconcile()

        await self._guarded("reconcile recordings", carry_out)

    async def _tell(self, schedule: Schedule) -> None:
        await self._guarded("export", self._make_files)

    async def _make_files(self) -> None:
        await self._exports.run()

    async def _retain(self, job: Job) -> None:
        run = (job.payload or b"").decode()

        async def carry_out() -> None:
            await self._retention.run(run)

        async def failed() -> None:
            await self._retention.fail(run)

        await self._guarded("retention", carry_out, failed)

    async def _begin_retention(self, schedule: Schedule) -> None:
        async def begin() -> None:
            try:
                await ask_for_run(self._engine, BY_THE_CLOCK, self._clock.now(), is_dry=False)
            except RunGoesOn:
                await unfinished_runs(self._engine)  # it may have lost its place in the queue

        await self._guarded("begin retention", begin)

    async def _erase(self, job: Job) -> None:
        request = (job.payload or b"").decode()

        async def carry_out() -> None:
            await self._erasures.run(request)

        await self._guarded("erase", carry_out)

    async def _erase_what_is_due(self, schedule: Schedule) -> None:
        async def carry_out() -> None:
            await self._erasures.run_all()

        await self._guarded("erase", carry_out)

    async def _pack(self, job: Job) -> None:
        await self._guarded("pack", self._sweep_recordings)

    async def _pack_by_the_clock(self, schedule: Schedule) -> None:
        async def carry_out() -> None:
            await destroy_withdrawn(self._engine, self._clock.now())  # what a legal hold kept until it ended
            await self._sweep_recordings()

        await self._guarded("pack", carry_out)

    async def _sweep_recordings(self) -> None:
        await self._packing.sweep()

    async def _check_reports(self, schedule: Schedule) -> None:
        async def carry_out() -> None:
            await self._figures.check()

        await self._guarded("check reports", carry_out)

    async def _rebuild_consents(self, schedule: Schedule) -> None:
        async def carry_out() -> None:
            rebuilt = await rebuild(self._engine)
            log.info("the states of consents were compared with the register", states=rebuilt.states)
            if rebuilt.wrong:
                log.error("states of consents were wrong and are put right", events=rebuilt.wrong[:20])

        await self._guarded("rebuild consents", carry_out)

    async def _move_offices(self, schedule: Schedule) -> None:
        async def carry_out() -> None:
            await carry_out_moves(self._engine, self._clock.now())

        await self._guarded("move offices", carry_out)

    async def _wipe(self, schedule: Schedule) -> None:
        await self._guarded("wipe", self._erasures.wipe)
        await self._guarded("wipe recordings", self._packing.wipe)

    async def _look(self, schedule: Schedule) -> None:
        async def look() -> None:
            runs = await ask_for_waiting(
                self._engine, self._deliveries, lambda _: True, BY_THE_CLOCK, self._clock.now()
            )
            log.info("looked for extracts", found=len(runs))

        await self._guarded("look", look)

    async def _guarded(
        self, name: str, work: Callable[[], Awaitable[None]], failed: Callable[[], Awaitable[None]] = _nothing
    ) -> None:
        if self._is_stopping:
            raise RetryRequested
        scope = anyio.CancelScope()
        self._scopes.add(scope)
        try:
            with scope:
                await work()
        except DATABASE_AWAY as error:
            self._tries[name] += 1
            if not is_our_fault(error) and self._tries[name] < MOST_TRIES:
                log.warning("the database interrupted work", work=name, error=type(error).__name__)
                raise RetryRequested(AGAIN_AFTER, type(error).__name__) from None
            log.exception("work failed", work=name)
            del self._tries[name]
            await failed()
        except Exception:  # a fault in one piece of work may not end the others
            log.exception("work failed", work=name)
            await failed()
        finally:
            self._scopes.discard(scope)
        if scope.cancelled_caught:
            raise RetryRequested(reason="stopped")
        self._tries.pop(name, None)

"""The lease of one process: alone of its kind, or one of several."""

import threading
from collections.abc import Callable
from pathlib import Path

import anyio
import structlog

from core.errors import DataUnavailable
from core.lease.keeper import LeaseKeeper, Witness
from core.lease.lease import ANSWER_TIME, PACE, Fence, Grant, LeaseName
from core.lease.lease_store import LeaseRow
from core.lease.own_name import have_name_alone

log = structlog.get_logger()


class ProcessLease:
    """`take` once; then `keep` runs beside the work, if `is_one_of_several`; `give_up` is the last that is done.

    `fence` is to be asked before each command. `witness` may be set before the database is away.
    """

    def __init__(self, dsn: str, name: LeaseName, holder: str, ticks: Callable[[], float], folder: Path) -> None:
        """`holder`: the name of this process; empty if it is the only one of its kind, which waits for nobody.
        `ticks()`: monotonic seconds. `folder`: of this machine, the same for all processes of that name."""
        self._own = folder / f"{name}-{holder}.lock"
        self.fence = Fence(ticks)
        self.epoch = 0
        self.witness: Witness | None = None
        self.is_one_of_several = bool(holder)
        self._make_row: Callable[[], LeaseRow] = lambda: LeaseRow(dsn, name, holder)
        self._row = self._make_row()
        self._keeper = LeaseKeeper(self._row, self.fence, ticks, PACE[name])

    async def take(self) -> Grant:
        """Return when it is ours. A process that is alone raises DataUnavailable if the database is away."""
        if self.is_one_of_several:
            await have_name_alone(self._own)
            grant = await self._keeper.take()
        else:
            grant = await self._row.take_alone()
            self._row.close()
        self.epoch = grant.epoch
        return grant

    async def keep(self) -> None:
        """Until cancelled; the fence closes if the lease is another's, or may be."""
        await self._keeper.keep(self.epoch, self._asks_witness)

    async def _asks_witness(self) -> bool:
        return self.witness is not None and await self.witness()

    def give_up(self) -> None:
        """Whoever waits takes over at once. Blocks the event loop for a moment, so that nothing is commanded any
        more; the process is to end after it. If the database is away, others wait for the end of the lease."""
        if self.is_one_of_several and self.epoch:
            giving = threading.Thread(target=anyio.run, args=(self._give_up,), daemon=True)
            giving.start()
            giving.join(2 * ANSWER_TIME)

    async def _give_up(self) -> None:
        row = self._make_row()  # a connection belongs to its event loop
        try:
            await row.give_up(self.epoch)
        except DataUnavailable:
            log.warning("the lease could not be given up")
        finally:
            row.close()

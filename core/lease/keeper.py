"""Waits for a lease, and keeps it until the process ends."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import anyio
import structlog

from core.errors import DataUnavailable
from core.lease.lease import (
    ANSWER_TIME,
    LOOK_TIME,
    RENEW_TIME,
    SURE_TIME,
    WITNESS_TIME,
    Fence,
    Grant,
    Held,
    Watch,
)

log = structlog.get_logger()


class Row(Protocol):
    """See `core.lease.lease_store.LeaseRow`."""

    given_up: anyio.Event

    async def take(self, *, may_be_run_out: bool) -> Grant | Held: ...

    async def renew(self, epoch: int) -> bool: ...


Witness = Callable[[], Awaitable[bool]]
"""Asks all those over whom the holder commands whether a successor has come to them. True if all have answered,
and to none of them. It may take any time."""


class LeaseKeeper:
    """`take` once, then `keep` until the process ends."""

    def __init__(self, row: Row, fence: Fence, ticks: Callable[[], float], pace: float = 1.0) -> None:
        """`pace`: see `core.lease.lease.PACE`."""
        self._pace = pace
        self._row = row
        self._fence = fence
        self._ticks = ticks
        self._is_blind = False

    async def take(self) -> Grant:
        """Return when the lease is ours, however long that takes."""
        watch = Watch(self._pace)
        is_waiting = False
        while True:
            now = self._ticks()
            try:
                found = await self._row.take(may_be_run_out=watch.may_take(now))
            except DataUnavailable:
                watch.was_blind()
                self._note(is_blind=True)
                wait = LOOK_TIME * self._pace
            else:
                self._note(is_blind=False)
                if isinstance(found, Grant):
                    self._fence.prove(now, SURE_TIME * self._pace)
                    log.warning("the lease is ours", epoch=found.epoch, had_to_wait=is_waiting)
                    return found
                watch.has_seen(self._ticks())
                if not is_waiting:
                    log.info("another process has the lease", holder=found.holder, epoch=found.epoch)
                is_waiting = True
                wait = watch.time_to_next(found.rest, self._ticks())
            with anyio.move_on_after(wait):
                await self._row.given_up.wait()

    async def keep(self, epoch: int, witness: Witness | None = None) -> None:
        """Renew it until cancelled. The fence closes if it is another's, or may be.

        While the database is away nobody can take it, unless only we are cut off from it. Whoever takes over comes
        to those over whom we command, and they tell us: so we go on for as long as all of them answer.
        """
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._guard)
            while True:
                now = self._ticks()
                if self._is_blind and witness is not None:
                    async with anyio.create_task_group() as both:
                        both.start_soon(self._renew, epoch)
                        both.start_soon(self._ask, witness)
                    pause = LOOK_TIME
                else:
                    await self._renew(epoch)
                    pause = LOOK_TIME if self._is_blind else RENEW_TIME
                await anyio.sleep(max(0.0, now + pause * self._pace - self._ticks()))

    async def _guard(self) -> None:
        """The fence closes also when there is no command: what is on its way then must arrive no more."""
        while (rest := self._fence.rest) > 0:  # noqa: ASYNC110 - it moves on without an event
            await anyio.sleep(rest)
        self._fence.check()

    async def _renew(self, epoch: int) -> None:
        now = self._ticks()
        try:
            is_ours = await self._row.renew(epoch)
        except DataUnavailable:
            self._note(is_blind=True)
            return
        self._note(is_blind=False)
        if is_ours:
            self._fence.prove(now, SURE_TIME * self._pace)
        else:
            log.critical("another process has taken the lease", epoch=epoch)
            self._fence.shut()

    async def _ask(self, witness: Witness) -> None:
        now = self._ticks()
        with anyio.move_on_after(ANSWER_TIME * self._pace):
            if await witness():
                self._fence.prove(now, WITNESS_TIME * self._pace)

    def _note(self, *, is_blind: bool) -> None:
        if is_blind != self._is_blind:
            self._is_blind = is_blind
            (log.error if is_blind else log.info)("the lease's database", is_there=not is_blind)

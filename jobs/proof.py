"""Keeps the proof of the logs: chains what was written every 20 seconds, anchors the ends of days, verifies."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import anyio
import anyio.to_thread
import structlog

from core.clock import WARSAW, Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY, is_our_fault
from core.proof.anchor_files import last_anchor, write_anchor
from core.proof.anchors import Anchor, AnchorFile, end_of, missing_days, written
from core.proof.chain import Leaf
from core.proof.chain_store import (
    LOGS,
    ChainedLog,
    blocks_at,
    first_block_made_at,
    lock_chains,
    logs_with_tail,
    make_blocks,
    watch_tail,
)
from core.proof.proof import Verified, told
from core.proof.proof_check import verify_everything
from core.proof.proof_store import ask_for_verification, begin_run, end_run, fail_run, last_runs
from core.proof.signing import SigningKey

log = structlog.get_logger()

BY_THE_CLOCK = "system"
"""Who asks for what nobody asked for."""

EVERY = 20.0
"""Seconds between two blocks, unless a number is missing."""

LOOK = 2.0
"""Seconds between two looks at rows that are in no block: one that is gone at the next is known to have been."""


class Proof:
    """`anchors`: the folder of the signed files. Without a `key` nothing is anchored."""

    def __init__(self, engine: Engine, clock: Clock, anchors: Path, key: SigningKey | None) -> None:
        self._engine = engine
        self._clock = clock
        self._anchors = anchors
        self._key = key
        self._late: set[str] = set()
        self._seen: dict[str, dict[int, Leaf]] = {log: {} for log in LOGS}
        self._has_verdict = False

    async def run(self) -> None:
        """Until cancelled. A database that is away, a full disk or a fault of our own is told, and the next look
        is another try: rows that wait are chained then."""
        if self._key is None:
            log.warning("there is no key for anchors: the chains end in this house alone")
        while True:
            await self._guarded("chain", self.chain)
            await self._guarded("anchor", self.anchor)
            await self._guarded("first verdict", self.first_verdict)
            with anyio.move_on_after(EVERY):
                while True:
                    await anyio.sleep(LOOK)
                    await self._guarded("watch", self.watch)

    async def watch(self) -> None:
        """Remember the rows that are in no block, and put those of a log in which a number is missing into one at
        once. Raises what the database raises."""
        for chained in await self._with_tail():
            if await watch_tail(self._engine, chained, self._seen[chained.name]):
                await self._chain(chained)

    async def chain(self) -> int:
        """Put every settled row of every log into a block; returns how many rows. Raises what the database
        raises."""
        return sum([await self._chain(chained) for chained in await self._with_tail()])

    async def _with_tail(self) -> list[ChainedLog]:
        """What was seen of the others is in their blocks."""
        found = await logs_with_tail(self._engine)
        for name in LOGS.keys() - {chained.name for chained in found}:
            self._seen[name].clear()
        return found

    async def _chain(self, chained: ChainedLog) -> int:
        made = await make_blocks(self._engine, chained, self._clock, self._seen[chained.name])
        if made is None and chained.name not in self._late:
            log.warning("somebody has been writing for long: no block yet", log=chained.name)
            self._late.add(chained.name)
        elif made is not None:
            self._late.discard(chained.name)
        return made or 0

    async def anchor(self) -> list[date]:
        """Anchor every day that is over and has no anchor; returns these days. Raises what the database and the
        disk raise; what is written by then stays."""
        if self._key is None:
            return []
        before = await anyio.to_thread.run_sync(last_anchor, self._anchors)
        if before is not None and not missing_days(None, before.day, self._clock.now()):
            return []
        async with self._engine.begin() as connection:
            await lock_chains(connection)  # a block of yesterday stands, or will never come
            now = self._clock.now()
            first = await first_block_made_at(connection) if before is None else None
            begin = None if first is None else first.astimezone(WARSAW).date()
            days = missing_days(begin, None if before is None else before.day, now)
            for day in days:
                logs = await blocks_at(connection, end_of(day))
                anchor = Anchor(day, now, logs, None if before is None else before.sha256)
                before = written(anchor, self._key)
                await anyio.to_thread.run_sync(self._write, before)
        if days:
            log.info("the chains were anchored", days=len(days), last=days[-1].isoformat())
        return days

    async def first_verdict(self) -> None:
        """Ask for a verification as soon as there is a block and nobody ever asked: a new installation says on its
        first day, not after its first night, that its logs are whole. Raises what the database raises."""
        if self._has_verdict:
            return
        if not await last_runs(self._engine, 1):
            async with self._engine.connect() as connection:
                if await first_block_made_at(connection) is None:
                    return
            await ask_for_verification(self._engine, BY_THE_CLOCK, self._clock.now())
        self._has_verdict = True

    async def verify(self, run: str) -> Verified:
        """Verify everything for a run that was asked for. Raises what the database and the disk raise."""
        await begin_run(self._engine, run)
        public_key = "" if self._key is None else self._key.public_key
        found = await verify_everything(self._engine, self._anchors, public_key, self._clock.now())
        await end_run(self._engine, run, found, self._clock.now())
        for one in found.logs:
            log.info("a log was verified", log=one.log, blocks=one.blocks, rows=one.rows, wrong=one.wrong)
        if not found.is_intact:
            first = [*(finding for one in found.logs for finding in one.findings), *found.anchors.findings][0]
            log.error("a log is not as it was written", first=told(first))
        return found

    async def fail(self, run: str) -> None:
        await fail_run(self._engine, run, self._clock.now())

    def _write(self, file: AnchorFile) -> None:
        assert self._key is not None
        write_anchor(self._anchors, file, self._key.public_key)

    async def _guarded(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        try:
            await work()
        except DATABASE_AWAY as error:
            if is_our_fault(error):
                log.exception("work failed", work=name)
            else:
                log.warning("the database or the disk interrupted work", work=name, error=type(error).__name__)
        except Exception:  # a fault here may not end the imports
            log.exception("work failed", work=name)

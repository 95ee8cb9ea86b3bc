"""A run of retention: through every kind of data, batch by batch, each in a short transaction of its own.

What a batch lets go of, what it counts and which files are to follow stands in one transaction; the files are
deleted after it. Whoever is killed at any moment goes on with the next process and has counted nothing twice:
files that were left are deleted first, and rows that are gone are not due any more.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from anyio import to_thread

from core.clock import Clock
from core.db.engine import Connection, Engine
from core.proof.chain_store import LOGS
from core.retention.retention import KINDS, Kind
from core.retention.retention_rule_store import load_rules
from core.retention.retention_run_store import (
    NOT_ENDED,
    get_run,
    note_begin,
    note_end,
    note_progress,
    take_over_pending,
)
from jobs.retention import due_store
from jobs.retention.due_store import Due
from jobs.retention.files import Root, Roots, is_upload, with_signature
from jobs.retention.kept_rows import ROWS, KeptRows

log = structlog.get_logger()

BATCH = 500
"""Rows of one transaction: some milliseconds, so that nobody notices."""

Pending = list[list[str]]
"""Root and name of each file that is to be deleted."""


class Retention:
    """`run(id)` carries out what was asked for; see `core.retention.retention_run_store`."""

    def __init__(self, engine: Engine, clock: Clock, roots: Roots, batch: int = BATCH) -> None:
        self._engine = engine
        self._clock = clock
        self._roots = roots
        self._batch = batch

    async def run(self, run_id: str) -> None:
        """Go through everything, or on with it. Harmless for a run that has ended.

        Raises what the database raises; then it goes on when it is called again.
        """
        row = await get_run(self._engine, run_id)
        if row.state not in NOT_ENDED:
            return
        rules = await load_rules(self._engine)
        async with self._engine.begin() as connection:
            await note_begin(connection, run_id, self._clock.now())
            offices = await due_store.office_codes(connection)
            # Also of a run that failed: a file whose row is gone would be known to nobody.
            pending = [] if row.is_dry else await take_over_pending(connection, run_id)
        under_way = _UnderWay(self._engine, self._roots, run_id, dict(row.counts), pending, self._batch)
        await under_way.delete_pending()
        for kind in KINDS:
            if under_way.is_whole(kind):
                continue
            due = Due(kind, rules.windows(kind, offices, row.day), offices, self._clock.now())
            if row.is_dry:
                await under_way.count(due)
            else:
                await under_way.carry_out(due)
        async with self._engine.begin() as connection:
            await note_end(connection, run_id, self._clock.now(), is_failed=bool(under_way.pending))
        log.info("retention", run=run_id, is_dry=row.is_dry, counts=under_way.counts)

    async def fail(self, run_id: str) -> None:
        """A fault of ours has ended it; the next run does what is left."""
        async with self._engine.begin() as connection:
            await note_end(connection, run_id, self._clock.now(), is_failed=True)


class _UnderWay:
    """What a run has counted so far, and which files it has still to delete."""

    def __init__(
        self, engine: Engine, roots: Roots, run_id: str, counts: dict[str, Any], pending: Pending, batch: int
    ) -> None:
        self._engine = engine
        self._roots = roots
        self._run = run_id
        self._batch = batch
        self.counts = counts
        self.pending = pending

    def is_whole(self, kind: Kind) -> bool:
        return bool(self.counts.get(kind, {}).get("is_whole"))

    # -- a dry run

    async def count(self, due: Due) -> None:
        """Say what a real run would do now."""
        async with self._engine.begin() as connection:
            held, rows, files = await self._held(connection, due), 0, []
            if due.kind in ROWS:
                for kept in ROWS[due.kind]:
                    rows += await due_store.count_rows(connection, kept, due)
                    files += await due_store.files_of(connection, kept, due)
                files = await self._there("recordings", files)
            elif due.kind in ("import_file", "export_file"):
                files = [name for _, name in await self._due_files(connection, due)]
            else:
                rows, _ = await due_store.count_blocks(connection, due)
            self._counted(due.kind, rows=rows, files=len(files), held=held, is_whole=True)
            await note_progress(connection, self._run, self.counts, self.pending)

    # -- a real one

    async def carry_out(self, due: Due) -> None:
        if due.kind not in self.counts:
            async with self._engine.begin() as connection:
                self._counted(due.kind, held=await self._held(connection, due))
                await note_progress(connection, self._run, self.counts, self.pending)
        if due.kind in ROWS:
            for kept in ROWS[due.kind]:
                await self._let_go(kept, due)
        elif due.kind in ("import_file", "export_file"):
            await self._let_files_go(due)
        else:
            await self._let_blocks_go(due)
        self._counted(due.kind, is_whole=True)
        await self._note()

    async def _let_go(self, kept: KeptRows, due: Due) -> None:
        after: datetime | None = None
        while True:
            async with self._engine.begin() as connection:
                batch = await due_store.take_batch(connection, kept, due, after, self._batch)
                if not batch.ids:
                    return
                files = await self._there("recordings", batch.files)
                await self._noted(connection, due.kind, len(batch.ids), [["recordings", name] for name in files])
            after = batch.last
            await self.delete_pending()

    async def _let_files_go(self, due: Due) -> None:
        async with self._engine.begin() as connection:
            files = await self._due_files(connection, due)
        for first in range(0, len(files), self._batch):
            async with self._engine.begin() as connection:
                await self._noted(connection, due.kind, 0, files[first : first + self._batch])
            await self.delete_pending()

    async def _let_blocks_go(self, due: Due) -> None:
        while True:
            async with self._engine.begin() as connection:
                rows = await due_store.take_blocks(connection, due)
                if rows is None:
                    return
                await self._noted(connection, due.kind, rows, [])

    async def _noted(self, connection: Connection, kind: Kind, rows: int, files: Pending) -> None:
        """In the transaction of what was let go."""
        self.pending = [*self.pending, *files]
        self._counted(kind, rows=rows, files=len(files))
        await note_progress(connection, self._run, self.counts, self.pending)

    async def delete_pending(self) -> None:
        """Delete the files whose rows are gone; one that cannot be deleted stays pending."""
        left = []
        for root, name in self.pending:
            if not await to_thread.run_sync(self._roots.delete, root, name):
                left.append([root, name])
        self.pending = left

    # -- both

    async def _held(self, connection: Connection, due: Due) -> int:
        if due.kind in ROWS:
            return sum([await due_store.count_held(connection, kept, due) for kept in ROWS[due.kind]])
        if due.kind in LOGS:
            return (await due_store.count_blocks(connection, due))[1]
        return 0

    async def _due_files(self, connection: Connection, due: Due) -> Pending:
        """Files and folders on disk that are due: not those that a row names and that are gone."""
        if due.kind == "export_file":
            names = await to_thread.run_sync(self._roots.exported)
            found = await due_store.due_exports(connection, names, due)
            there = await self._there("exports", [each for name in found for each in with_signature(name)])
            return [["exports", name] for name in there]
        came = await to_thread.run_sync(self._roots.extracts)
        asked = await due_store.due_extracts(connection, came, due)
        # What lies in an office's folder and was not asked for yet is the office's; an upload is nobody's.
        before = next(window.before for window in due.windows if not window.office)
        unasked = await due_store.unasked(connection, came)
        forgotten = [name for name in unasked if is_upload(name) and came[name] < before]
        return [["imports", name] for name in sorted({*asked, *forgotten})]

    async def _there(self, root: Root, names: Sequence[str]) -> list[str]:
        return await to_thread.run_sync(partial(self._roots.there, root, names)) if names else []

    def _counted(
        self, kind: Kind, *, rows: int = 0, files: int = 0, held: int = 0, is_whole: bool = False
    ) -> None:
        known = self.counts.get(kind, {"rows": 0, "files": 0, "held": 0, "is_whole": False})
        added = {"rows": known["rows"] + rows, "files": known["files"] + files, "held": known["held"] + held}
        self.counts = {**self.counts, kind: {**added, "is_whole": is_whole}}

    async def _note(self) -> None:
        async with self._engine.begin() as connection:
            await note_progress(connection, self._run, self.counts, self.pending)

"""One import from beginning to end: everything of an extract is taken in, or nothing.

All reading and writing happens in one transaction. While it goes on others read and write as before: no table is
locked, and rows that stay as they are are not touched. Whoever dies in the middle leaves nothing behind; the next
try begins from the start and comes to the same end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, cast

import anyio.to_thread
import structlog

from clients.erasure.hashes import ErasedHashes
from clients.importing import run_store, staging_store
from clients.importing.files import delivery
from clients.importing.files.columns import ENTITIES, Entity, files_of
from clients.importing.files.delivery import Delivery
from clients.importing.files.encodings import decoded
from clients.importing.files.manifest import ImportRefused, Manifest, ManifestFile, manifest_sha256, read_manifest
from clients.importing.files.reading import ExtractReader, Row
from clients.importing.files.rejects import Reject
from clients.importing.judgement import problem_of_order, reason_for_quarantine
from clients.importing.merge import erased_persons_store
from clients.importing.merge.merging import merge_everything
from clients.importing.run_store import Report, RunState
from clients.importing.set_store import Merged
from clients.importing.shrinkage_store import shrinkages
from clients.importing.staged_rows import StagedRows
from clients.pesel import PeselSafe
from core.clock import Clock
from core.db.engine import Connection, Engine
from core.db.tables.exchange_tables import ImportRunRow

log = structlog.get_logger()

READING_SHARE, CHECKING_SHARE = 0.6, 0.1
"""Of the progress; the rest is for writing."""
_STEP = 0.05  # of the progress, between two that are written down: each is a transaction, which waits for the disk

_FAILED_PL = "Wczytanie przerwał błąd. Nic nie zostało zmienione; błąd zapisano w dzienniku systemu."


class _Quarantined(Exception):
    """More would go than may without somebody's word."""

    def __init__(self, reason_pl: str) -> None:
        super().__init__()
        self.reason_pl = reason_pl


@dataclass(slots=True)
class _Work:
    """What is known of a run while it goes on."""

    run_id: str
    office: str
    reader: ExtractReader
    merged: dict[str, Merged] = field(default_factory=dict)
    going: dict[str, int] = field(default_factory=dict)  # rows that would go, of a quarantined run
    moved: int = 0
    elsewhere: int = 0
    told: float = 0.0

    def report(self) -> Report:
        return Report(self._counts(), self.reader.repaired, self.reader.rejects, self.reader.repairs)

    def _counts(self) -> dict[str, Any]:
        counts: dict[str, Any] = {}
        for name in ENTITIES:
            if name not in self.reader.read:
                continue
            merged, read = self.merged.get(name, Merged()), self.reader.read[name]
            rejected = self.reader.rejected[name]
            touched = merged.new + merged.changed + (self.elsewhere if name == "person" else 0)
            counts[name] = {
                "read": read,
                "new": merged.new,
                "changed": merged.changed,
                "same": max(0, read - rejected - touched) if name in self.merged else 0,
                "gone": merged.gone or self.going.get(name, 0),
                "rejected": rejected,
            }
        if "person" in counts:
            counts["person"] |= {"moved": self.moved, "elsewhere": self.elsewhere}
        return counts


class Imports:
    """Carries out imports that were asked for. `root`: the folder of deliveries."""

    def __init__(
        self, engine: Engine, clock: Clock, root: Path, pesels: PeselSafe, erased: ErasedHashes | None = None
    ) -> None:
        """`erased`: who was erased is not taken in again; None where nobody ever was."""
        self._engine = engine
        self._clock = clock
        self._root = root
        self._pesels = pesels
        self._erased = erased

    async def run(self, run_id: str) -> RunState:
        """Carry out a run that waits, or one that somebody died in; returns how it ended.

        A run that has ended already stays as it is. Whatever is raised, nothing has changed: if the database went
        away, the run may be tried again; any other fault is ours, and `fail` says so.
        """
        run = await run_store.get_run(self._engine, run_id)
        state = cast(RunState, run.state)
        if state in run_store.NOT_ENDED:
            work = _Work(run_id, run.office, ExtractReader(run.office))
            try:
                await self._carry_out(work, run)
                state = "done"
            except ImportRefused as refused:
                state = await self._end(work, "refused", refused.message_pl)
            except _Quarantined as quarantined:
                state = await self._end(work, "quarantined", quarantined.reason_pl)
        if state in ("done", "refused"):
            await anyio.to_thread.run_sync(delivery.forget_upload, self._root, run.source)
        return state

    async def fail(self, run_id: str) -> None:
        """Say that a fault of ours has ended the run. What it had read is of no use to anybody."""
        await self._end(_Work(run_id, "", ExtractReader("")), "failed", _FAILED_PL)

    async def _end(self, work: _Work, state: RunState, error_pl: str) -> RunState:
        async with self._engine.begin() as connection:
            await run_store.end_run(connection, work.run_id, state, work.report(), self._clock.now(), error_pl)
        log.info("an import ended", run=work.run_id, state=state)
        return state

    async def _carry_out(self, work: _Work, run: ImportRunRow) -> None:
        await self._tell(work, "reading", 0.0)
        delivered = await anyio.to_thread.run_sync(delivery.opened, self._root, run.source)
        raw = await anyio.to_thread.run_sync(delivery.manifest_of, delivered)
        if manifest_sha256(raw) != run.manifest_sha256:
            raise ImportRefused(["Wyciąg zmieniono, odkąd zlecono jego wczytanie."])
        wanted = read_manifest(raw)
        if wanted.office != work.office:
            raise ImportRefused(["Wyciąg jest z innego urzędu niż ten, dla którego go dostarczono."])
        async with self._engine.begin() as connection:
            await staging_store.begin_staging(connection)
            if await run_store.run_that_is_done(connection, work.office, manifest_sha256(raw)) is not None:
                raise ImportRefused(["Ten sam wyciąg został już wczytany."])
            if problem := problem_of_order(wanted, await run_store.last_import(connection, work.office)):
                raise ImportRefused([problem])
            await self._read(connection, work, delivered, wanted)
            await self._match(connection, work, wanted, is_confirmed=run.confirmed_by is not None)
            await self._tell(work, "writing", READING_SHARE + CHECKING_SHARE)
            rest = 1 - READING_SHARE - CHECKING_SHARE
            async for share in merge_everything(connection, wanted, work.merged):
                await self._tell(work, "writing", 1 - rest * (1 - share))
            work.moved = work.merged["person"].moved
            await run_store.end_run(connection, work.run_id, "done", work.report(), self._clock.now(), None)
        log.info("an import ended", run=work.run_id, state="done")

    async def _read(self, connection: Connection, work: _Work, delivered: Delivery, wanted: Manifest) -> None:
        """Every file into its temporary table, in the order in which they refer to each other."""
        rows_of = StagedRows(self._pesels)
        every, so_far = sum(file.rows for file in wanted.files) or 1, 0
        for entity in files_of(wanted.format).values():
            file = wanted.file(entity.name)
            if file is None:
                continue
            chunks = await anyio.to_thread.run_sync(partial(_begin, work.reader, entity, file, delivered))
            while (chunk := await anyio.to_thread.run_sync(_next, chunks, rows_of, entity.name)) is not None:
                await staging_store.load(connection, entity.name, wanted.format, chunk)
                so_far += len(chunk)
                await self._tell(work, "reading", READING_SHARE * min(1.0, so_far / every))
            if work.reader.read[entity.name] != file.rows:
                raise ImportRefused([f"Plik {file.name} ma inną liczbę wierszy niż w opisie: nie jest cały."])

    async def _match(self, connection: Connection, work: _Work, wanted: Manifest, *, is_confirmed: bool) -> None:
        await self._tell(work, "checking", READING_SHARE)
        await staging_store.spare(connection, work.reader.spared)
        file = wanted.file("person")
        if self._erased is not None:
            for line in await erased_persons_store.set_aside(connection, work.office, self._erased):
                rejected = Reject(file.name if file else "", line, "ext_id", "erased")
                work.reader.reject_later("person", rejected)
        matched = await staging_store.match(connection, work.office)
        work.elsewhere = matched.elsewhere
        for line in matched.other_persons:
            work.reader.reject_later("person", Reject(file.name if file else "", line, "ext_id", "other_person"))
        if is_confirmed:
            return
        found = await shrinkages(connection, wanted)
        if reason := reason_for_quarantine(found):
            work.going = {one.entity: one.would_go for one in found}
            raise _Quarantined(reason)

    async def _tell(self, work: _Work, state: RunState, progress: float) -> None:
        if progress in (0.0, READING_SHARE) or progress - work.told >= _STEP:
            work.told = progress
            await run_store.note_progress(self._engine, work.run_id, state, round(progress, 3))


def _begin(reader: ExtractReader, entity: Entity, file: ManifestFile, delivered: Delivery) -> Iterator[list[Row]]:
    return reader.rows(entity, file.name, decoded(delivery.verified(delivered, file)))


def _next(chunks: Iterator[list[Row]], rows_of: StagedRows, entity: str) -> list[Any] | None:
    chunk = next(chunks, None)
    return None if chunk is None else rows_of.of(entity, chunk)

"""Makes the files that tell offices of contacts and corrections, and sees that exactly those that count lie there.

A file is written under another name, then its batch into the database, then it gets its name. Whoever dies in
between is put right by the next run: a file of a batch gets its name, one of no batch goes.
"""

import os
from datetime import datetime, time
from pathlib import Path

import anyio.to_thread
import structlog

from clients.exporting import batch_store
from clients.exporting.batch_file import BATCH_KINDS, BatchKind, SignedFile, Signer
from core.clock import WARSAW, Clock
from core.db.engine import Engine
from core.ids import new_id

log = structlog.get_logger()

_PART = ".part"
SIGNATURE = ".sig"
PUBLIC_KEY = "public-key.pem"


class Exports:
    """`folder`: where the files lie, `<office>/<batch>-<kind>.csv` with the signature beside."""

    def __init__(self, engine: Engine, clock: Clock, folder: Path, signer: Signer) -> None:
        self._engine = engine
        self._clock = clock
        self._folder = folder
        self._signer = signer

    async def run(self) -> int:
        """Tell every office what was written down until the end of yesterday; returns how many files were made.

        What is of today may still be typed. Raises what the database and the disk raise; nothing is lost then,
        and the next run goes on.
        """
        now = self._clock.now()
        before = datetime.combine(now.astimezone(WARSAW).date(), time(), WARSAW)
        await self._put_right()
        await anyio.to_thread.run_sync(self._show_key)
        made = 0
        for kind in BATCH_KINDS:
            async with self._engine.connect() as connection:
                offices = await batch_store.offices_to_tell(connection, kind, before)
            for office in offices:
                while await self._tell(kind, office, before, now):
                    made += 1
        return made

    async def put_right(self) -> None:
        """Only what `run` begins with: files of batches lie where they should, and no others."""
        await self._put_right()

    async def _tell(self, kind: BatchKind, office: str, before: datetime, now: datetime) -> bool:
        batch_id = new_id("export")
        file = f"{office}/{batch_id}-{kind}.csv"
        async with self._engine.begin() as connection:
            await batch_store.lock_batches(connection)
            rows = await batch_store.untold_rows(connection, kind, office, before)
            if not rows:
                return False
            made = self._signer.signed(kind, rows)
            await anyio.to_thread.run_sync(self._write, file, made)
            ids = [row[0] for row in rows]
            await batch_store.note_batch(connection, batch_id, office, kind, file, made, ids, now)
        await anyio.to_thread.run_sync(self._show, file)
        log.info("a batch was made", batch=batch_id, kind=kind, office=office, rows=len(rows))
        return True

    async def _put_right(self) -> None:
        """Give files their names; and make those anew that are lost, as after a restored backup, and that no
        office has confirmed."""
        async with self._engine.begin() as connection:
            await batch_store.lock_batches(connection)
            known = await batch_store.files_of_batches(connection)
            await anyio.to_thread.run_sync(self._sort_out, known)
            for batch in await batch_store.unconfirmed_batches(connection):
                if not (self._folder / batch.file).exists():
                    rows = await batch_store.rows_of_batch(connection, batch.id, batch.kind)
                    made = self._signer.signed(batch.kind, rows)
                    await anyio.to_thread.run_sync(self._write, batch.file, made)
                    await batch_store.note_new_file(connection, batch.id, made)
                    log.warning("a lost file was made anew", batch=batch.id)
            lost = await anyio.to_thread.run_sync(self._parts)
        for file in lost:
            await anyio.to_thread.run_sync(self._show, file)

    def _parts(self) -> list[str]:
        """Files that have their batch, and not their name."""
        parts = sorted(self._folder.glob(f"*/*.csv{_PART}"))
        return [str(part.relative_to(self._folder)).removesuffix(_PART) for part in parts]

    def _sort_out(self, known: set[str]) -> None:
        for part in self._folder.glob(f"*/*{_PART}"):
            name = str(part.relative_to(self._folder)).removesuffix(_PART)
            if name.removesuffix(SIGNATURE) in known:
                part.replace(part.with_name(part.name.removesuffix(_PART)))
            else:
                part.unlink()

    def _write(self, file: str, made: SignedFile) -> None:
        path = self._folder / file
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(path.with_name(path.name + _PART), made.content)
        _write_whole(path.with_name(path.name + SIGNATURE + _PART), made.signature.encode() + b"\n")

    def _show(self, file: str) -> None:
        """The signature first: where a file lies its signature does, too."""
        for name in (file + SIGNATURE, file):
            path = self._folder / name
            path.with_name(path.name + _PART).replace(path)

    def _show_key(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self._folder / PUBLIC_KEY).write_text(self._signer.public_key, encoding="ascii")


def _write_whole(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(descriptor)

"""Carries out erasures that were approved: one transaction, then what only goes after it.

Whoever is killed in between leaves it to the next run, and the end is the same: what is to be destroyed stands in
the row of the erasure until it is gone.
"""

import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import anyio.to_thread
import structlog

from clients.erasure import carrying_out_store, list_store
from clients.erasure.carrying_out_store import Means, Outcome
from clients.erasure.erasing_store import Remains
from core.clock import Clock
from core.db.engine import Engine

log = structlog.get_logger()


class Erasures:
    """`folders`: where `Remains` lie. `remake`: makes files for the offices anew that were removed here.
    `list_file`: where the list of erasures is kept besides the database, for who copies it elsewhere."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        folders: Mapping[str, Path],
        means: Means,
        remake: Callable[[], Awaitable[None]],
        list_file: Path,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._folders = folders
        self._means = means
        self._remake = remake
        self._list_file = list_file

    async def run_all(self) -> int:
        """Everything that is due; how many were carried out. The list is written too if somebody was let in again
        since. Raises what the database and the disk raise."""
        due = await carrying_out_store.due_erasures(self._engine)
        outcomes = [await self.run(request) for request in due]
        await self._write_list()
        return outcomes.count("carried_out")

    async def run(self, request_id: str) -> Outcome:
        """Carry out one request, or say in it what it waits for. A request that is done with stays as it is."""
        outcome = await carrying_out_store.carry_out(self._engine, request_id, self._means, self._clock.now())
        if outcome == "carried_out":
            await self._finish(request_id)
            log.info("an erasure was carried out", request=request_id)
        return outcome

    async def wipe(self) -> None:
        """Write the tables' files anew if somebody was erased since; what is in use waits for the next time."""
        if await carrying_out_store.is_to_be_wiped(self._engine):
            is_whole = await carrying_out_store.wipe_files(self._engine, self._clock.now())
            log.info("the files of tables were written anew", is_whole=is_whole)

    async def _finish(self, request_id: str) -> None:
        """Destroy what is left, and say that it is done. Every part may be done again."""
        files = await carrying_out_store.unfinished(self._engine, request_id)
        await anyio.to_thread.run_sync(partial(destroy, self._folders, files))
        await self._remake()
        await self._write_list()
        await carrying_out_store.vacuum(self._engine)
        await carrying_out_store.note_finished(self._engine, request_id, self._clock.now())

    async def _write_list(self) -> None:
        erased = await list_store.read_entries(self._engine, self._means.hashes)
        await anyio.to_thread.run_sync(list_store.write_file, self._list_file, erased)


def destroy(folders: Mapping[str, Path], remains: Sequence[Remains]) -> None:
    """Files, and folders with what is in them. What is gone is passed over. Blocks; raises OSError."""
    for one in remains:
        folder = folders[one.folder].resolve()
        path = (folder / one.name).resolve()
        if folder not in path.parents:
            continue  # a name that leads elsewhere: never ours
        if path.is_dir():
            shutil.rmtree(path)
        else:
            with suppress(FileNotFoundError):
                path.unlink()

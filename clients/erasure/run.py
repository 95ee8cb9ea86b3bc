"""Carries out erasures that were approved: one transaction, then what only goes after it.

Whoever is killed in between leaves it to the next run, and the end is the same: what is to be destroyed stands in
the row of the erasure until it is gone.
"""

import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias

import anyio.to_thread
import structlog
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.contact_rule import day_of
from clients.erasure import list_store, spooled_facts
from clients.erasure.erasing_store import Forget, Remains, erase, lock_out_others, note_erasure, touched_tables
from clients.erasure.hashes import ErasedHashes
from clients.erasure.plan import CATEGORIES_PL, Hold, kept_by, told_kept
from clients.erasure.subject_store import Subject, going_on, holds_of, subject_of
from clients.requests.request_store import add_step, due_erasures
from core.clock import Clock
from core.db.engine import Engine
from core.db.person_tables import Client
from core.db.request_tables import ErasureRow, PersonRequestRow, RequestStepRow

log = structlog.get_logger()

Outcome: TypeAlias = Literal["carried_out", "waits", "nothing"]

BY_THE_CLOCK = "system"

_DONE_PL = "Dane usunięto."
_DONE_BUT_PL = "Dane usunięto z wyjątkiem tych, które zatrzymuje blokada prawna: {kept}."


class Erasures:
    """`folders`: where `Remains` lie. `remake`: makes files for the offices anew that were removed here.
    `list_file`: where the list of erasures is kept besides the database, for who copies it elsewhere."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        folders: Mapping[str, Path],
        spool: Path,
        hashes: ErasedHashes,
        forget: Forget,
        remake: Callable[[], Awaitable[None]],
        list_file: Path,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._folders = folders
        self._spool = spool
        self._hashes = hashes
        self._forget = forget
        self._remake = remake
        self._list_file = list_file

    async def run_all(self) -> int:
        """Everything that is due; how many were carried out. Raises what the database and the disk raise."""
        async with self._engine.connect() as connection:
            due = await due_erasures(connection)
        outcomes = [await self.run(request) for request in due]
        return outcomes.count("carried_out")

    async def run(self, request_id: str) -> Outcome:
        """Carry out one request, or say in it what it waits for. A request that is done with stays as it is."""
        async with self._engine.begin() as connection:
            await lock_out_others(connection)
            outcome = await self._erase(connection, request_id)
        if outcome == "carried_out":
            await self._finish(request_id)
        return outcome

    async def _erase(self, connection: AsyncConnection, request_id: str) -> Outcome:
        row = PersonRequestRow.__table__
        query = select(row).where(row.c.id == request_id, row.c.kind == "erasure").with_for_update()
        request = (await connection.execute(query)).one_or_none()
        if request is None or request.state not in ("approved", "carrying_out", "carried_out"):
            return "nothing"
        subject = None if request.client_id is None else await subject_of(connection, request.client_id)
        if subject is None:
            return "carried_out" if request.state == "carrying_out" else "nothing"
        now = self._clock.now()
        holds = await holds_of(connection, subject, day_of(now))
        told = told_kept(holds) or None
        if request.state == "carried_out" and told == request.kept:
            return "nothing"
        if (waits := await self._waits_for(connection, subject, now)) is not None:
            if request.waits_for != waits or request.state == "approved":
                await self._tell(connection, request_id, state="carrying_out", waits_for=waits)
            return "waits"
        kept = kept_by(holds)
        words = self._words(subject, [call for call in subject.calls if call not in kept.calls])
        refused = await anyio.to_thread.run_sync(spooled_facts.remove_refused, self._spool, words)
        remains = await erase(connection, subject, kept, self._hashes, self._forget)
        known = replace(subject, calls=(*subject.calls, *sorted(refused)))
        await note_erasure(connection, request_id, known, kept, self._hashes, remains, now)
        if not kept.is_nothing:
            kept_client = update(Client).where(Client.id == subject.client_id, Client.restricted_at.is_(None))
            await connection.execute(kept_client.values(restricted_at=now))
        await self._tell(
            connection,
            request_id,
            state="carrying_out",
            waits_for=None,
            kept=told,
            outcome_pl=_outcome_pl(holds),
        )
        steps = select(func.count()).where(RequestStepRow.request_id == request_id)
        number = (await connection.scalar(steps) or 0) + 1
        await add_step(connection, request_id, number, BY_THE_CLOCK, "erase", None, now)
        return "carried_out"

    async def _waits_for(self, connection: AsyncConnection, subject: Subject, now: datetime) -> str | None:
        found = await going_on(connection, subject, now)
        if found is not None:
            return found
        words = self._words(subject, subject.calls)
        is_waiting = await anyio.to_thread.run_sync(spooled_facts.is_waiting, self._spool, words)
        return "facts" if is_waiting else None

    def _words(self, subject: Subject, calls: Sequence[str]) -> set[str]:
        return {subject.client_id, *subject.numbers, *calls}

    async def _finish(self, request_id: str) -> None:
        """Destroy what is left, and say that it is done. Every part may be done again."""
        row = ErasureRow.__table__
        query = select(row.c.id, row.c.remains).where(row.c.request_id == request_id, row.c.finished_at.is_(None))
        async with self._engine.connect() as connection:
            left = (await connection.execute(query)).all()
        for erasure in left:
            files = [Remains(*pair) for pair in erasure.remains]
            await anyio.to_thread.run_sync(partial(destroy, self._folders, files))
        await self._remake()
        entries = await list_store.read_entries(self._engine)
        await anyio.to_thread.run_sync(list_store.write_file, self._list_file, entries)
        await vacuum(self._engine)
        now = self._clock.now()
        async with self._engine.begin() as connection:
            done = update(ErasureRow).where(ErasureRow.request_id == request_id)
            await connection.execute(done.values(finished_at=now, remains=[]))
            await self._tell(connection, request_id, state="carried_out", closed_at=now)
        log.info("an erasure was carried out", request=request_id)

    async def _tell(self, connection: AsyncConnection, request_id: str, **values: Any) -> None:
        request = update(PersonRequestRow).where(PersonRequestRow.id == request_id)
        await connection.execute(request.values(**values, version=PersonRequestRow.version + 1))


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


async def vacuum(engine: Engine) -> None:
    """Take the old versions of rows out of the tables' files. Locks nobody out; raises what the database raises."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in touched_tables():
            await connection.execute(text(f"VACUUM {table}"))  # names of ours


def _outcome_pl(holds: Sequence[Hold]) -> str:
    if not holds:
        return _DONE_PL
    names = [
        name
        for category, name in CATEGORIES_PL.items()
        if any(hold.call_id is None and (hold.categories is None or category in hold.categories) for hold in holds)
    ]
    calls = sum(1 for hold in holds if hold.call_id is not None)
    if calls:
        names.append(f"wskazane rozmowy ({calls})")
    return _DONE_BUT_PL.format(kept=", ".join(names))

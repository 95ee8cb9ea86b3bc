"""The writer of the event log: takes facts at once, writes them when the database can, loses none.

A fact is put into the journal on disk at once (`core.fact_log.journal`) and waits in memory to be written. While
the database is away, what waits is moved to a spool file, so that memory does not fill; what a killed process left
in its journal goes there, too. The spool is written before anything newer. Writing is idempotent: each fact has an
id, and one that stands already is passed over. A batch goes in one transaction with what is derived from it, so
the log and the records never differ. What a fact says of a person is sealed when it is written
(`core.keys.personal_keys`); journal and spool hold it clear until then.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import anyio
import asyncpg
import msgspec
import structlog
from anyio import to_thread
from sqlalchemy import ARRAY, BigInteger, DateTime, Text, bindparam, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.engine import has_key_safe
from core.db.errors import DATABASE_AWAY, RETRY_TIME
from core.fact_log.journal import Journal
from core.fact_log.personal_key_store import seal
from core.facts.events import AnyEvent, read_event
from core.facts.fact_files import REFUSED, appending
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.offers import OfferMade
from core.keys.personal_keys import KnownKeys, call_subject

log = structlog.get_logger()

BATCH = 500
GATHER_TIME = 0.25  # seconds; a transaction for each fact would cost five times the CPU
REST_TIME = 1.0  # seconds, while nobody looks: a turn costs the same for few facts as for many
HURRY_TIME = 0.04  # seconds that an offer waits while pages are open: a desk asks at once what its call is about

# SQLSTATE classes that blame the data: a value it cannot hold, a constraint, a limit of size. Any other error is
# the state of the server and passes; above all, a server that shuts down refuses statements for a moment.
_FAULTS_OF_DATA = frozenset({"22", "23", "54"})


_COLUMNS = ("ids", "types", "moments", "calls", "agents", "data", "keys")
# Asked first: an INSERT that passes over what stands takes a fifth more for each new fact, and nearly all are new.
_STANDING = text("SELECT id FROM event WHERE id = ANY(:ids)").bindparams(bindparam("ids", type_=ARRAY(Text)))
# One array for each column: a statement with seven parameters a fact takes far longer to build than to run.
_INSERT = text(
    "INSERT INTO event (id, type, at, call_id, agent, data, key_number) "
    "SELECT * FROM unnest(:ids, :types, :moments, :calls, :agents, CAST(:data AS jsonb[]), :keys)"
).bindparams(
    *(bindparam(name, type_=ARRAY(Text)) for name in _COLUMNS if name not in {"moments", "keys"}),
    bindparam("moments", type_=ARRAY(DateTime(timezone=True))),
    bindparam("keys", type_=ARRAY(BigInteger)),
)


_EPOCH = text("SELECT epoch FROM lease WHERE name = 'calls'")


class Projection(Protocol):
    """Derives a table from facts, in the transaction that writes them."""

    async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
        """Fold `events`, in their order, none of which was applied before."""
        ...


class EventLog:
    """Sole writer of the `event` table. `take` is its listener on the bus; `run` is its task."""

    def __init__(self, engine: AsyncEngine, projections: Sequence[Projection], spool: Path) -> None:
        """Raises ValueError for an engine without the installation's key for facts."""
        if not has_key_safe(engine):
            raise ValueError(
                "facts cannot be written without the installation's key: ops.install.secrets makes it"
            )
        self._engine = engine
        self._keys = KnownKeys()
        self._projections = projections
        self._spool = spool / "events.jsonl"
        self._refused = spool / REFUSED
        self._journal = Journal(spool)
        self._waiting: deque[AnyEvent] = deque()  # newer than whatever is in the spool
        self._has_spool = self._spool.exists()
        self._spool_done = 0  # bytes of the spool that stand in the database
        self._news = anyio.Event()
        self._begun = self._done = 0  # turns of writing: the newest, and the newest after which everything stands
        self._written = anyio.Event()  # another turn is done
        self._closing = anyio.Event()
        self._hurry = anyio.Event()  # somebody waits for the writing
        self._is_over = False
        self.is_database_away = False
        self.is_anybody_looking: Callable[[], bool] = lambda: True
        """Is a page open, or does another machine take over what stands in the database? If neither, facts are
        gathered for REST_TIME: nobody asks sooner."""

    def take(self, event: AnyEvent) -> None:
        """Accept a fact. Never waits; after the end of `run` it goes straight to the spool."""
        if self._is_over:
            self._save([event])
        else:
            self._journal.append(event)
            self._waiting.append(event)
            self._news.set()
            if isinstance(event, OfferMade) and self.is_anybody_looking():
                self._hurry.set()  # the consultant's desk asks at once what the call is about

    async def run(self) -> None:
        """Write until `close`; retry for ever while the database is away."""
        try:
            while True:
                self._news, self._hurry = anyio.Event(), anyio.Event()
                self._begun += 1
                stands = await self._write_what_waits()
                if stands:
                    self._done = self._begun
                    self._tell_who_waits()
                if self._closing.is_set() and not (stands and self._waiting):
                    break
                if stands:
                    if not self._waiting:
                        await self._news.wait()
                    with anyio.move_on_after(GATHER_TIME if self.is_anybody_looking() else REST_TIME):
                        await self._hurry.wait()
                        await anyio.sleep(HURRY_TIME)
                else:
                    with anyio.move_on_after(RETRY_TIME):
                        await self._closing.wait()
        finally:
            self._is_over = True
            if self._save(self._waiting):
                self._journal.drop(self._journal.turn())
            self._waiting.clear()
            self._tell_who_waits()

    async def close(self, deadline: float = 5.0) -> None:
        """Write what is left, waiting at most `deadline` seconds; the rest stays in the spool."""
        self._closing.set()
        with anyio.move_on_after(deadline):
            await self.flushed()

    async def flushed(self) -> None:
        """Return when everything taken so far stands in the database, or the log is closed."""
        due = self._begun + 1
        while self._done < due and not self._is_over:
            self._news.set()
            self._hurry.set()
            await self._written.wait()

    def _tell_who_waits(self) -> None:
        written, self._written = self._written, anyio.Event()
        written.set()

    async def _write_what_waits(self) -> bool:
        """Write the spool, which is older, then what is in memory now; what comes meanwhile is gathered anew.

        False when the database is away."""
        self._take_over()
        due = len(self._waiting)
        closed = self._journal.turn()  # exactly what is due, and what was due before
        while self._has_spool or due:
            if self._has_spool:
                stands = await self._write_from_spool()
            else:
                batch = list(islice(self._waiting, min(BATCH, due)))
                stands = await self._write(batch)
                if stands:
                    self._forget(len(batch))
                    due -= len(batch)
            if not stands:
                if await self._move_to_spool():
                    self._journal.drop(closed)
                return False
        self._journal.drop(closed)
        return True

    def _take_over(self) -> None:
        """What a killed process left in its journal belongs behind its spool."""
        while self._journal.leftover:
            segment = self._journal.leftover[0]
            try:
                _append_lines(self._spool, segment.read_bytes().splitlines())
                segment.unlink()
            except OSError as error:
                log.error("facts of an earlier process stay in its journal", error=type(error).__name__)
                return
            self._has_spool = True
            del self._journal.leftover[0]

    async def _write_from_spool(self) -> bool:
        """Write one batch; at its end the file goes. Only `run` adds to the file: it cannot grow meanwhile."""
        try:
            events, done, is_end = await to_thread.run_sync(self._read_spool)
        except OSError as error:
            self._has_spool = self._spool.exists()
            return not self._has_spool or self._away(error)
        if events and not await self._write(events):
            return False
        self._spool_done = done
        if is_end:
            self._spool.unlink(missing_ok=True)
            self._has_spool, self._spool_done = False, 0
        return True

    async def _move_to_spool(self) -> bool:
        """True when nothing waits in memory any more."""
        while self._waiting:
            batch = list(islice(self._waiting, BATCH))
            try:
                await to_thread.run_sync(_append, self._spool, batch)
            except OSError as error:
                log.error("facts stay in memory, the spool cannot be written", error=type(error).__name__)
                return False
            self._has_spool = True
            self._forget(len(batch))
        return True

    def _forget(self, count: int) -> None:
        for _ in range(count):
            self._waiting.popleft()

    def _save(self, events: Iterable[AnyEvent]) -> bool:
        """Put facts into the spool at the end of the process, at once; False if that cannot be written."""
        left = list(events)
        if left:
            try:
                _append(self._spool, left)
            except OSError as error:
                log.critical("the spool cannot be written", count=len(left), error=type(error).__name__)
                return False
        return True

    async def _write(self, batch: Sequence[AnyEvent]) -> bool:
        """True when the batch stands; False when the database is away and it must be tried again."""
        try:
            await self._write_in_one_transaction(batch)
        except Exception as error:  # noqa: BLE001 - each is either tried again or set aside, loudly
            if not _blames_facts(error):
                return self._away(error)
            return await self._write_one_by_one(batch)
        self._back()
        return True

    async def _write_one_by_one(self, batch: Sequence[AnyEvent]) -> bool:
        """One fact that cannot be written must not hold up the others: it is set aside on disk, loudly."""
        for event in batch:
            try:
                await self._write_in_one_transaction([event])
            except Exception as error:  # noqa: BLE001 - each is either tried again or set aside, loudly
                if not _blames_facts(error):
                    return self._away(error)
                log.error("a fact was refused and is set aside", event_id=event.id, error=_name(error))
                try:
                    await to_thread.run_sync(_append, self._refused, [event])
                except OSError as full:
                    return self._away(full)
        self._back()
        return True

    def _away(self, error: Exception) -> bool:
        if not self.is_database_away:
            log.error("the database cannot write, facts wait", error=_name(error))
            self.is_database_away = True
        return False

    def _back(self) -> None:
        if self.is_database_away:
            log.info("the database writes again")
            self.is_database_away = False

    async def _write_in_one_transaction(self, batch: Sequence[AnyEvent]) -> None:
        try:
            async with self._engine.begin() as connection:
                fresh = await write_facts(connection, await _still_true(connection, batch), self._keys)
                if fresh:
                    for projection in self._projections:
                        await projection.apply(connection, fresh)
        except BaseException:
            self._keys.take_back()
            raise
        self._keys.keep()
        for event in batch:
            if isinstance(event, CallEnded):
                self._keys.drop(call_subject(str(event.call_id)))

    @property
    def waiting(self) -> int:
        """How many facts wait in memory."""
        return len(self._waiting)

    def _read_spool(self) -> tuple[list[AnyEvent], int, bool]:
        """The next facts of the spool, the place after them, and whether that is its end."""
        events: list[AnyEvent] = []
        with self._spool.open("rb") as file:
            file.seek(self._spool_done)
            while len(events) < BATCH and (line := file.readline()):
                if not line.strip():
                    continue
                try:
                    events.append(read_event(line))
                except (msgspec.DecodeError, UnicodeDecodeError):
                    # Cut short by a power failure, or of another version; what stands around it is whole.
                    log.error("a line of the spool cannot be read and was set aside")
                    _append_lines(self._refused, [line.rstrip(b"\n")])
            done = file.tell()
            return events, done, not file.read(1)


def _blames_facts(error: Exception) -> bool:
    """Can the facts not be written, rather than the database not write?"""
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return False
        if (state := getattr(error.orig, "sqlstate", None)) is not None:
            return str(state)[:2] in _FAULTS_OF_DATA
        # A value that asyncpg itself cannot send. SQLAlchemy gives it the class of a broken connection.
        return error.orig is not None and isinstance(error.orig.__cause__, asyncpg.DataError)
    if isinstance(error, StatementError):
        return True
    return not isinstance(error, DATABASE_AWAY)


def _name(error: Exception) -> str:
    """Names only: the text of an error may quote the values."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return f"{type(original).__name__} {getattr(original, 'sqlstate', None) or ''}".strip()


def _append(file: Path, events: Iterable[AnyEvent]) -> None:
    _append_lines(file, [msgspec.json.encode(event) for event in events])


async def write_facts(
    connection: AsyncConnection, events: Sequence[AnyEvent], known: KnownKeys | None = None
) -> list[AnyEvent]:
    """Write stamped facts in the caller's transaction, sealing what they say of persons, and return those that did
    not stand already: clear, as they were given.

    `known`: keys that need not be asked for; what is made here is in its `new`. Raises ValueError if the engine
    was made without the installation's key for facts, and IntegrityError if another process writes one of them at
    the same moment: the next try passes it over.
    """
    unique = {event.id: event for event in events}
    if unique:
        for id in await connection.scalars(_STANDING, {"ids": list(unique)}):
            del unique[id]
    if not unique:
        return []
    data = {event.id: _data(event) for event in unique.values()}
    keys = await seal(connection, ((event.id, event.call_id, data[event.id]) for event in unique.values()), known)
    rows = (
        (
            event.id,
            type(event).__name__,
            event.at,
            event.call_id,
            getattr(event, "agent", None),
            msgspec.json.encode(data[event.id]).decode(),
            key,
        )
        for event, key in zip(unique.values(), keys, strict=True)
    )
    values = dict(zip(_COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    await connection.execute(_INSERT, values)
    return list(unique.values())


async def _still_true(connection: AsyncConnection, events: Sequence[AnyEvent]) -> Sequence[AnyEvent]:
    """Without states of consultants that an application has stated and not written before another one took over
    (`core.lease`): that one knew nothing of them, and what it has stated since is what was so. What happened in a
    call is never overruled, however late it comes."""
    epochs = {event.epoch for event in events if isinstance(event, AgentStateChanged) and event.epoch is not None}
    if not epochs:
        return events
    newest = await connection.scalar(_EPOCH) or 0
    if min(epochs) >= newest:
        return events
    kept = [
        event
        for event in events
        if not (isinstance(event, AgentStateChanged) and event.epoch is not None and event.epoch < newest)
    ]
    log.warning("states of an application that was replaced are left out", count=len(events) - len(kept))
    return kept


def _append_lines(file: Path, lines: list[bytes]) -> None:
    """Add lines; one that an earlier failure cut short is ended first, so that it spoils no other."""
    with appending(file) as out:
        if out.tell():
            out.seek(-1, 2)
            if out.read(1) != b"\n":
                out.write(b"\n")
        out.write(b"\n".join(lines) + b"\n")


def _data(event: AnyEvent) -> dict[str, Any]:
    """What goes into the column of this name."""
    data: dict[str, Any] = msgspec.to_builtins(event)
    for column in ("id", "at", "call_id", "type"):
        data.pop(column, None)
    return data

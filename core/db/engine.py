"""How processes reach PostgreSQL. Modules that only hold an engine name it from here: SQL stays in stores."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeAlias

import anyio
import structlog
from sqlalchemy import Connection as _Connection
from sqlalchemy import Engine as SyncEngine
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from core.acting import who_acts
from core.clock import MachineClock
from core.db.errors import DATABASE_AWAY, RETRY_TIME, sqlstate
from core.db.server_processes import set_session
from core.keys.personal_keys import KeySafe

log = structlog.get_logger()

Engine: TypeAlias = AsyncEngine
Connection: TypeAlias = AsyncConnection

TRUSTED_TIME = 1.0
"""Seconds after its last use in which a connection counts as alive if the server has not closed it."""

_SINGLE = "AUTOCOMMIT"
_USED_AT = "used_at"
_CLOCK = MachineClock()
_KEY_SAFE = "key_safe"  # among the options of an engine

_WHO_ACTS = text(
    "SELECT set_config('s724.account', :account, true), set_config('s724.operation', :operation, true), "
    "set_config('s724.at', :at, true)"
)


def make_engine(
    dsn: str,
    *,
    pool_size: int = 5,
    checks_first: bool = True,
    statement_time: float = 30,
    niceness: int = 0,
    fact_key: str = "",
    plans_once: bool = False,
) -> Engine:
    """An engine that gives up connecting after 5 s, and tells the database who of the staff acts (`core.acting`).

    `checks_first`: notice a dead connection before it is used; not needed if the writer tries again anyway. One
    that the server has closed is known without asking, so only one that was not used for `TRUSTED_TIME` is asked:
    else half of all questions to the database would be this one.
    `statement_time`: seconds that one statement may take.
    `niceness`: of the server's processes behind this engine, which is possible if they are on this machine and
    belong to us; else they stay as they are.
    `plans_once`: the server plans each statement once a connection, and not anew for each value. For the few
    statements of a call, which find rows by their keys, planning takes as long as carrying out; what searches by
    words or by spans of time needs a plan for what is asked.
    `fact_key`: of the installation, for who writes or reads what facts say of persons. Raises ValueError for what
    is no key.
    """
    engine = create_async_engine(
        dsn,
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,  # one that is warm: its statements are planned
        hide_parameters=True,  # error texts would quote what was written, personal data among it
        pool_timeout=5,
        connect_args={
            "timeout": 5,
            "command_timeout": statement_time,
            "server_settings": {"plan_cache_mode": "force_generic_plan"} if plans_once else {},
        },
        execution_options={_KEY_SAFE: KeySafe(fact_key)} if fact_key else {},
    )
    event.listen(engine.sync_engine, "begin", _tell_who_acts)
    if checks_first:
        event.listen(engine.sync_engine, "checkin", _note_use)
        event.listen(engine.sync_engine, "checkout", partial(_check, engine.sync_engine))
    if niceness:
        event.listen(engine.sync_engine, "connect", partial(_have_priority, niceness))
    return engine


@asynccontextmanager
async def reading(engine: Engine) -> AsyncIterator[Connection]:
    """A connection for single statements that write nothing: each is a transaction of its own.

    One that is opened and closed for a single `SELECT` takes two questions more, during which a page waits."""
    async with engine.connect() as connection:
        yield await connection.execution_options(isolation_level=_SINGLE)


async def answers(engine: Engine, pause: float = RETRY_TIME) -> None:
    """Return when the database answers, and wait for that as long as it takes: a process that ended instead would
    be started over and over, which takes a core from those who need it for calls. `pause`: seconds between two
    tries. Each new reason is logged: a wrong password is waited for, too."""
    told = ""
    while True:
        try:
            async with reading(engine) as connection:
                await connection.execute(text("SELECT 1"))
            return
        except DATABASE_AWAY as error:
            if (reason := f"{type(error).__name__} {sqlstate(error)}".strip()) != told:
                told = reason
                log.warning("the database is away, this process waits for it", error=reason)
            await anyio.sleep(pause)


def has_key_safe(engine: Engine) -> bool:
    """Can what facts say of persons be written and read by this engine?"""
    return _KEY_SAFE in engine.sync_engine.get_execution_options()


def key_safe_of(connection: Connection) -> KeySafe:
    """Raises ValueError if the engine was made without the installation's key."""
    safe = connection.sync_engine.get_execution_options().get(_KEY_SAFE)
    if not isinstance(safe, KeySafe):
        raise ValueError("this process has no key for facts")
    return safe


def _tell_who_acts(connection: _Connection) -> None:
    """For this transaction alone. Nothing is asked of the database if nobody of the staff acts, or for a statement
    that is no part of a transaction."""
    acting = who_acts()
    if acting is not None and connection.get_execution_options().get("isolation_level") != _SINGLE:
        values = {"account": acting.account, "operation": acting.operation, "at": acting.at.isoformat()}
        connection.execute(_WHO_ACTS, values)


def _note_use(connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info[_USED_AT] = _CLOCK.monotonic()


def _check(
    engine: SyncEngine, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """Raises InvalidatePoolError for a dead one: then all that are open are opened anew."""
    used_at = record.info.get(_USED_AT)
    if used_at is None:  # it has just been opened
        return
    is_trusted = _CLOCK.monotonic() - used_at < TRUSTED_TIME
    if connection.driver_connection.is_closed() or not (is_trusted or _answers(engine, connection)):
        raise InvalidatePoolError


def _answers(engine: SyncEngine, connection: DBAPIConnection) -> bool:
    try:
        return engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        return False


def _have_priority(niceness: int, connection: Any, _record: object) -> None:
    set_session(connection.driver_connection.get_server_pid(), niceness)

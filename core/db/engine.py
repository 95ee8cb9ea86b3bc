"""How processes reach PostgreSQL. Modules that only hold an engine name it from here: SQL stays in stores."""

import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection as _Connection
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.acting import who_acts
from core.keys.personal_keys import KeySafe

Engine: TypeAlias = AsyncEngine
Connection: TypeAlias = AsyncConnection

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
) -> Engine:
    """An engine that gives up connecting after 5 s, and tells the database who of the staff acts (`core.acting`).

    `checks_first`: notice a dead connection before it is used, at the price of a question each time; not needed
    if the writer tries again anyway. `statement_time`: seconds that one statement may take.
    `niceness`: of the server's processes behind this engine, which is possible if they are on this machine and
    belong to us; else they stay as they are.
    `fact_key`: of the installation, for who writes or reads what facts say of persons. Raises ValueError for what
    is no key.
    """
    engine = create_async_engine(
        dsn,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,  # error texts would quote what was written, personal data among it
        pool_pre_ping=checks_first,
        pool_timeout=5,
        connect_args={"timeout": 5, "command_timeout": statement_time},
        execution_options={_KEY_SAFE: KeySafe(fact_key)} if fact_key else {},
    )
    event.listen(engine.sync_engine, "begin", _tell_who_acts)
    if niceness:
        event.listen(engine.sync_engine, "connect", partial(_have_priority, niceness))
    return engine


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
    """For this transaction alone. Nothing is asked of the database if nobody of the staff acts."""
    acting = who_acts()
    if acting is not None:
        values = {"account": acting.account, "operation": acting.operation, "at": acting.at.isoformat()}
        connection.execute(_WHO_ACTS, values)


def _have_priority(niceness: int, connection: Any, _record: object) -> None:
    """Each server process is a session of its own, and Linux shares processors by session (autogroup, sched(7))
    before it looks at priorities of processes: so the session has to have it, too."""
    pid = connection.driver_connection.get_server_pid()
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, niceness)
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(niceness))

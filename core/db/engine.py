"""How processes reach PostgreSQL. Modules that only hold an engine name it from here: SQL stays in stores."""

from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

Engine: TypeAlias = AsyncEngine


def make_engine(dsn: str, *, pool_size: int = 5, checks_first: bool = True) -> Engine:
    """An engine that gives up connecting after 5 s.

    `checks_first`: notice a dead connection before it is used, at the price of a question each time; not needed
    if the writer tries again anyway.
    """
    return create_async_engine(
        dsn,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,  # error texts would quote what was written, personal data among it
        pool_pre_ping=checks_first,
        pool_timeout=5,
        connect_args={"timeout": 5, "command_timeout": 30},
    )

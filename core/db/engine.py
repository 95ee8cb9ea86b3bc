"""How processes reach PostgreSQL."""

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def make_engine(dsn: str, *, pool_size: int = 5) -> AsyncEngine:
    """An engine that notices a dead connection before it is used, and gives up connecting after 5 s."""
    return create_async_engine(
        dsn,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,  # error texts would quote what was written, personal data among it
        pool_pre_ping=True,
        pool_timeout=5,
        connect_args={"timeout": 5, "command_timeout": 30},
    )

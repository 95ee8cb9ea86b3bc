"""What the database did, as PostgreSQL itself counts it."""

from dataclasses import dataclass

import anyio
from sqlalchemy import text

from core.db.engine import make_engine

_STATEMENTS = text(
    "SELECT query, calls, total_exec_time, wal_bytes::float8 FROM pg_stat_statements "
    "WHERE query NOT ILIKE '%pg_stat_%' ORDER BY total_exec_time DESC"
)
_TRANSACTIONS = text("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
_RESET = text("SELECT pg_stat_statements_reset()")


@dataclass(frozen=True, slots=True)
class Statement:
    """One kind of statement, with how often it was carried out, milliseconds of all and bytes written ahead."""

    query: str
    calls: int
    ms: float
    wal_bytes: float


@dataclass(frozen=True, slots=True)
class Database:
    """Statements since the last reset; transactions since the database exists."""

    statements: list[Statement]
    transactions: int


def read(dsn: str) -> Database:
    """Needs a server with `pg_stat_statements`; see `counted_postgres`."""
    return anyio.run(_read, dsn, False)


def reset(dsn: str) -> Database:
    """The same, and from now on statements are counted anew."""
    return anyio.run(_read, dsn, True)


async def _read(dsn: str, is_over: bool) -> Database:
    engine = make_engine(dsn, pool_size=1)
    try:
        async with engine.connect() as connection:
            rows = (await connection.execute(_STATEMENTS)).all()
            transactions = await connection.scalar(_TRANSACTIONS) or 0
            if is_over:
                await connection.execute(_RESET)
    finally:
        await engine.dispose()
    return Database([Statement(" ".join(row[0].split()), row[1], row[2], row[3]) for row in rows], transactions)

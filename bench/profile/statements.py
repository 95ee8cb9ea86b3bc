"""What the database did, as PostgreSQL itself counts it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.engine import make_engine

_STATEMENTS = text(
    "SELECT query, calls, total_exec_time, wal_bytes::float8 FROM pg_stat_statements "
    "WHERE query NOT ILIKE '%pg_stat_%' ORDER BY total_exec_time DESC"
)
_TRANSACTIONS = text("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
_LAST_FACT = text("SELECT coalesce(max(number), 0) FROM event")
_FACTS = text(
    "SELECT type, count(*), sum(pg_column_size(event.*))::float8 FROM event WHERE number > :last "
    "GROUP BY type ORDER BY 3 DESC"
)
_RESET = text("SELECT pg_stat_statements_reset()")


@dataclass(frozen=True, slots=True)
class Statement:
    """One kind of statement, with how often it was carried out, milliseconds of all and bytes written ahead."""

    query: str
    calls: int
    ms: float
    wal_bytes: float


@dataclass(frozen=True, slots=True)
class Facts:
    """One type of fact, with how many were written and how many bytes their rows have, without indexes."""

    type: str
    number: int
    size: float


@dataclass(frozen=True, slots=True)
class Database:
    """What was done since `start`."""

    statements: list[Statement]
    transactions: int
    facts: list[Facts]


@dataclass(frozen=True, slots=True)
class Start:
    """A moment from which on is counted: the transactions there were, and the number of the last fact."""

    transactions: int
    last_fact: int


def start(dsn: str) -> Start:
    """From now on statements are counted anew. The server needs `pg_stat_statements`: see `counted_postgres`."""
    return anyio.run(_start, dsn)


def read(dsn: str, since: Start) -> Database:
    """What was done since then; facts that are not written yet are not in it."""
    return anyio.run(_read, dsn, since)


async def _start(dsn: str) -> Start:
    async with _connected(dsn) as connection:
        transactions = await connection.scalar(_TRANSACTIONS) or 0
        last_fact = await connection.scalar(_LAST_FACT) or 0
        await connection.execute(_RESET)
    return Start(transactions, last_fact)


async def _read(dsn: str, since: Start) -> Database:
    async with _connected(dsn) as connection:
        rows = (await connection.execute(_STATEMENTS)).all()
        transactions = await connection.scalar(_TRANSACTIONS) or 0
        facts = (await connection.execute(_FACTS, {"last": since.last_fact})).all()
    return Database(
        [Statement(" ".join(row[0].split()), row[1], row[2], row[3]) for row in rows],
        transactions - since.transactions,
        [Facts(row[0], row[1], row[2]) for row in facts],
    )


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[AsyncConnection]:
    engine = make_engine(dsn, pool_size=1)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()

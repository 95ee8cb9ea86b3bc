"""The row of a lease, and who waits for it.

Each statement is a transaction of its own: one that was begun by a machine that is then cut off would hold the row
for longer than its lease. On a connection of its own, which is given up at once if it does not answer:
SQLAlchemy's way of closing one may take seconds.
"""

from typing import Any, Final, TypeAlias

import anyio
import asyncpg

from core.db.errors import DATABASE_AWAY
from core.errors import DataUnavailable
from core.lease.lease import ANSWER_TIME, LEASE_TIME, PACE, PATIENT_TIME, Grant, Held, LeaseName

_Connection: TypeAlias = "asyncpg.Connection[Any]"  # generic for the type checker only

_NEWS: Final = "s724_lease"

_MAKE = "INSERT INTO lease (name, holder, epoch) VALUES ($1, '', 0) ON CONFLICT (name) DO NOTHING"
_TAKE = """
WITH before AS (SELECT renewed_at FROM lease WHERE name = $1)
UPDATE lease SET holder = $2, epoch = epoch + 1, until = clock_timestamp() + $3 * interval '1 second',
    renewed_at = clock_timestamp()
FROM before WHERE name = $1 AND (holder = $2 OR until IS NULL OR ($4 AND until < clock_timestamp()))
RETURNING epoch, before.renewed_at AS last_alive"""
_TAKE_ALONE = """
UPDATE lease SET holder = '', epoch = epoch + 1, until = NULL, renewed_at = NULL WHERE name = $1
RETURNING epoch"""
_LOOK = """
SELECT holder, epoch, extract(epoch FROM until - clock_timestamp())::float8 AS rest FROM lease WHERE name = $1"""
_RENEW = """
UPDATE lease SET until = clock_timestamp() + $4 * interval '1 second', renewed_at = clock_timestamp()
WHERE name = $1 AND holder = $2 AND epoch = $3 AND until IS NOT NULL"""
_GIVE_UP = """
WITH gone AS (UPDATE lease SET until = NULL WHERE name = $1 AND holder = $2 AND epoch = $3 RETURNING name)
SELECT pg_notify($4, name) FROM gone"""
_WAIT = """
INSERT INTO lease_waiting (name, waiter, seen_at) VALUES ($1, $2, clock_timestamp())
ON CONFLICT (name, waiter) DO UPDATE SET seen_at = excluded.seen_at"""
_WAIT_NO_MORE = "DELETE FROM lease_waiting WHERE name = $1 AND waiter = $2"


class LeaseRow:
    """The lease `name` as one process sees it, whose name as a holder is `holder`: another one than any other
    process has that may run at the same time.

    Everything raises DataUnavailable if the database does not answer in time: it may have been done.
    """

    def __init__(self, dsn: str, name: LeaseName, holder: str) -> None:
        self.holder = holder
        self.given_up = anyio.Event()
        """Set when some holder has given the lease up; replaced by a new one at each look."""
        self._dsn = dsn.replace("postgresql+asyncpg://", "postgresql://")
        self._name = name
        self._lease_time = LEASE_TIME * PACE[name]
        # Whoever waits for nobody has no lease that runs out meanwhile: a slow machine gets the time to answer.
        self._answer_time = ANSWER_TIME * PACE[name] if holder else PATIENT_TIME
        self._connection: _Connection | None = None

    async def take(self, *, may_be_run_out: bool) -> Grant | Held:
        """Take the lease if it was ours, or was given up, or also if it has run out: each time a new epoch."""
        self.given_up = anyio.Event()
        row = await self._row(_TAKE, self._name, self.holder, self._lease_time, may_be_run_out)
        if row is not None:
            await self._execute(_WAIT_NO_MORE, self._name, self.holder)
            return Grant(row["epoch"], row["last_alive"])
        await self._execute(_WAIT, self._name, self.holder)
        there = await self._row(_LOOK, self._name)
        if there is None:
            raise DataUnavailable
        return Held(there["holder"], there["epoch"], there["rest"] or 0.0)

    async def take_alone(self) -> Grant:
        """Whoever has it: of a process that is the only one of its kind. Nothing has to be renewed."""
        row = await self._row(_TAKE_ALONE, self._name)
        if row is None:
            raise DataUnavailable
        return Grant(row["epoch"])

    async def renew(self, epoch: int) -> bool:
        """False if it is ours no more: another process has taken it."""
        return bool(await self._execute(_RENEW, self._name, self.holder, epoch, self._lease_time) == "UPDATE 1")

    async def give_up(self, epoch: int) -> None:
        """Whoever waits may take it at once, and is told."""
        await self._execute(_GIVE_UP, self._name, self.holder, epoch, _NEWS)

    def close(self) -> None:
        """The connection goes, whether or not anybody answers."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _row(self, query: str, *arguments: object) -> Any:
        return await self._ask(lambda connection: connection.fetchrow(query, *arguments))

    async def _execute(self, query: str, *arguments: object) -> Any:
        return await self._ask(lambda connection: connection.execute(query, *arguments))

    async def _ask(self, ask: Any) -> Any:
        try:
            with anyio.fail_after(self._answer_time):
                if self._connection is None or self._connection.is_closed():
                    self._connection = await self._connect()
                return await ask(self._connection)
        except DATABASE_AWAY as error:  # TimeoutError is one of them
            self.close()
            raise DataUnavailable from error
        except BaseException:
            self.close()  # in the middle of an answer
            raise

    async def _connect(self) -> _Connection:
        connection = await asyncpg.connect(self._dsn, timeout=self._answer_time)
        try:
            await connection.add_listener(_NEWS, self._told)
            await connection.execute(_MAKE, self._name)
        except BaseException:
            connection.terminate()
            raise
        return connection

    def _told(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        if payload == self._name:
            self.given_up.set()

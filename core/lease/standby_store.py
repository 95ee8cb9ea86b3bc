"""Whether somebody waits to take over a lease, for who looks after the processes."""

from typing import Literal

from sqlalchemy import text

from core.db.engine import Engine, reading
from core.lease.lease import CALLS, LEASE_TIME, PACE, LeaseName

Standby = Literal["ok", "away"]

# Whoever waits looks twice a second.
_STANDBY = text(
    "SELECT holder, EXISTS(SELECT FROM lease_waiting WHERE lease_waiting.name = lease.name AND waiter <> holder "
    "AND seen_at > clock_timestamp() - :time * interval '1 second') AS is_there FROM lease WHERE name = :name"
)
_WAITS = text(
    "SELECT EXISTS(SELECT FROM lease_waiting WHERE name = :name AND waiter = :waiter "
    "AND seen_at > clock_timestamp() - :time * interval '1 second')"
)


async def standby_of(engine: Engine, name: LeaseName = CALLS) -> Standby | None:
    """Is another process ready to take over? None if the holder is the only one of its kind. Raises
    `core.db.errors.DATABASE_AWAY`."""
    async with reading(engine) as connection:
        found = (await connection.execute(_STANDBY, {"name": name, "time": LEASE_TIME * PACE[name]})).first()
    if found is None or not found.holder:
        return None
    return "ok" if found.is_there else "away"


async def is_waiting(engine: Engine, waiter: str, name: LeaseName = CALLS) -> bool:
    """Is the process of that name ready to take over? Raises `core.db.errors.DATABASE_AWAY`."""
    async with reading(engine) as connection:
        asked = {"name": name, "waiter": waiter, "time": LEASE_TIME * PACE[name]}
        return bool(await connection.scalar(_WAITS, asked))

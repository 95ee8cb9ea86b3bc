"""Whether somebody waits to take over a lease, for who looks after the processes."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import text

from core.db.engine import Engine, reading
from core.lease.lease import CALLS, LEASE_TIME, PACE, LeaseName

Standby = Literal["ok", "away"]


@dataclass(frozen=True, slots=True)
class LeaseNow:
    """`standby`: is another process ready to take over? `renewed_age`: seconds since its holder renewed it."""

    standby: Standby
    renewed_age: float


# Whoever waits looks twice a second.
_STANDBY = text(
    "SELECT holder, extract(epoch FROM clock_timestamp() - renewed_at)::float8 AS age, "
    "EXISTS(SELECT FROM lease_waiting WHERE lease_waiting.name = lease.name AND waiter <> holder "
    "AND seen_at > clock_timestamp() - :time * interval '1 second') AS is_there FROM lease WHERE name = :name"
)
_WAITS = text(
    "SELECT EXISTS(SELECT FROM lease_waiting WHERE name = :name AND waiter = :waiter "
    "AND seen_at > clock_timestamp() - :time * interval '1 second')"
)


async def lease_now(engine: Engine, name: LeaseName = CALLS) -> LeaseNow | None:
    """None if the holder is the only process of its kind. Raises `core.db.errors.DATABASE_AWAY`."""
    async with reading(engine) as connection:
        found = (await connection.execute(_STANDBY, {"name": name, "time": LEASE_TIME * PACE[name]})).first()
    if found is None or not found.holder or found.age is None:
        return None
    return LeaseNow("ok" if found.is_there else "away", max(0.0, found.age))


async def is_waiting(engine: Engine, waiter: str, name: LeaseName = CALLS) -> bool:
    """Is the process of that name ready to take over? Raises `core.db.errors.DATABASE_AWAY`."""
    async with reading(engine) as connection:
        asked = {"name": name, "waiter": waiter, "time": LEASE_TIME * PACE[name]}
        return bool(await connection.scalar(_WAITS, asked))

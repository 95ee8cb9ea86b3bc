"""Lets a client's telephone ring: the number that the office knows, the entry of it, and how many it were today.

Nobody is shown the number: it goes to the centre. What is refused afterwards is counted back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import Groups, Viewer
from clients.access_ceiling_store import row_of_today
from clients.access_store import AccessEntry, note_access
from clients.person_access_store import AccessRequest, is_restricted, person_access
from core.db.tables.client_tables import LookCountRow
from core.db.tables.person_tables import Client
from core.errors import NotFound

_NUMBER: Groups = frozenset({"contact_data"})

CheckCeiling = Callable[[int], None]
"""Told how many telephones the account has let ring today; raises if that is enough."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Whose telephone may ring. `telephone`: as the card has it, or None. Personal data."""

    client_id: str
    office: str
    telephone: str | None


async def ring_client(
    engine: AsyncEngine,
    viewer: Viewer,
    client_id: str,
    call_id: str,
    reason: str,
    check_ceiling: CheckCeiling,
    now: datetime,
) -> Rung:
    """The client of a card, whose contact data the viewer may see now. The entry, with `reason` and the call that
    is about to be made, stands in the same transaction, and one more of today.

    Raises what `person_access_store.person_access` does, and what `check_ceiling` does: then nothing is written.
    """
    request = AccessRequest(client_id, "person", "ring_out", None, reason, needs=_NUMBER, shows=_NUMBER)
    async with person_access(engine, viewer, request, now) as access:
        await _count(access.connection, viewer, check_ceiling, now)
        access.call_id, access.reason = call_id, reason
        telephone = await access.connection.scalar(select(Client.phone).where(Client.id == client_id))
        return Rung(client_id, access.office, telephone)


async def ring_orderer(
    engine: AsyncEngine, viewer: Viewer, entry: AccessEntry, check_ceiling: CheckCeiling
) -> None:
    """Whoever ordered to be rung back, at the number of the order: the entry, and one more of today.

    Raises NotFound for somebody whose data are restricted, and what `check_ceiling` does; then nothing is written.
    """
    if entry.client_id is not None and await is_restricted(engine, entry.client_id):
        raise NotFound
    async with engine.begin() as connection:
        await _count(connection, viewer, check_ceiling, entry.at)
        await note_access(connection, entry)


async def was_refused(engine: AsyncEngine, viewer: Viewer, entry: AccessEntry) -> None:
    """The centre did not ring after all: `entry`, of the ringing, says so, and it does not count."""
    async with engine.begin() as connection:
        mine = await row_of_today(connection, viewer, entry.at)
        await connection.execute(
            update(LookCountRow).where(mine, LookCountRow.rung > 0).values(rung=LookCountRow.rung - 1)
        )
        await note_access(connection, replace(entry, outcome="refused"))


async def _count(connection: AsyncConnection, viewer: Viewer, check_ceiling: CheckCeiling, now: datetime) -> None:
    mine = await row_of_today(connection, viewer, now)
    rung = await connection.scalar(select(LookCountRow.rung).where(mine).with_for_update())
    check_ceiling(rung or 0)
    await connection.execute(update(LookCountRow).where(mine).values(rung=LookCountRow.rung + 1))

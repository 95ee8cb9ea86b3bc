"""The names of callers in a list of calls, asked for by somebody who may look for these clients."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.access import Viewer, in_order, searchable_offices
from clients.access_ceiling_store import count_accesses
from clients.access_ceilings import TooManyAccesses
from clients.access_store import AccessEntry, note_accesses
from core.db.tables.person_tables import Client


@dataclass(frozen=True, slots=True)
class CallerName:
    """Who called."""

    client_id: str
    first_name: str
    last_name: str


async def names_of_callers(
    engine: AsyncEngine, viewer: Viewer, clients: Mapping[str, str], now: datetime
) -> dict[str, CallerName]:
    """By call, of those in `clients`, which says whose each is: the callers whom the viewer may look for. Each
    call is an entry of the access log, and each client a name of the ceiling of the day, as in a search.

    Raises TooManyAccesses beyond it: nothing is told then, and the entry says so.
    """
    offices = searchable_offices(viewer)
    columns = (Client.id, Client.office, Client.first_name, Client.last_name)
    query = select(*columns).where(
        Client.id.in_(set(clients.values())),
        Client.office.in_(offices),
        Client.gone_at.is_(None),
        Client.restricted_at.is_(None),
    )
    async with engine.begin() as connection:
        found = {row.id: row for row in await connection.execute(query)}
        is_within = not found or await count_accesses(connection, viewer, now, names=len(found))
        told = {call: client for call, client in clients.items() if client in found} if is_within else {}
        entries = [
            AccessEntry(
                at=now,
                who=viewer.account,
                client_id=client,
                office=found[client].office,
                topic="list",
                purpose="call_search",
                outcome="found",
                call_id=call,
                groups=in_order({"identity"}),
            )
            for call, client in told.items()
        ]
        nobody = AccessEntry(
            at=now,
            who=viewer.account,
            client_id=None,
            office=viewer.home,
            topic="list",
            purpose="call_search",
            outcome="none" if is_within else "refused",
        )
        await note_accesses(connection, entries, nobody)
    if not is_within:
        raise TooManyAccesses
    return {
        call: CallerName(client, found[client].first_name, found[client].last_name)
        for call, client in told.items()
    }

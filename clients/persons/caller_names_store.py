"""The names of people in a list, such as of calls, asked for by somebody who may look for these clients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.access import Viewer, in_order, searchable_offices
from clients.access_ceiling_store import count_accesses
from clients.access_ceilings import TooManyAccesses
from clients.access_store import AccessEntry, PersonPurpose, StaffPurpose, note_accesses
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
    names = await _names(engine, viewer, list(clients.items()), "call_search", now)
    return {call: names[client] for call, client in clients.items() if client in names}


async def names_in_a_list(
    engine: AsyncEngine, viewer: Viewer, clients: Sequence[str], purpose: PersonPurpose, now: datetime
) -> dict[str, CallerName]:
    """By client: those whom the viewer may look for, of a list that is shown. Entries and ceiling as above."""
    return await _names(engine, viewer, [(None, client) for client in dict.fromkeys(clients)], purpose, now)


async def _names(
    engine: AsyncEngine,
    viewer: Viewer,
    shown: Sequence[tuple[str | None, str]],
    purpose: StaffPurpose,
    now: datetime,
) -> dict[str, CallerName]:
    """`shown`: the call, if there is one, and the client of each row."""
    columns = (Client.id, Client.office, Client.first_name, Client.last_name)
    query = select(*columns).where(
        Client.id.in_({client for _, client in shown}),
        Client.office.in_(searchable_offices(viewer)),
        Client.gone_at.is_(None),
        Client.restricted_at.is_(None),
    )
    entry = partial(AccessEntry, at=now, who=viewer.account, topic="list", purpose=purpose)
    async with engine.begin() as connection:
        found = {row.id: row for row in await connection.execute(query)}
        is_within = not found or await count_accesses(connection, viewer, now, names=len(found))
        entries = [
            entry(
                client_id=client,
                office=found[client].office,
                outcome="found",
                call_id=call,
                groups=in_order({"identity"}),
            )
            for call, client in (shown if is_within else ())
            if client in found
        ]
        nobody = entry(client_id=None, office=viewer.home, outcome="none" if is_within else "refused")
        await note_accesses(connection, entries, nobody)
    if not is_within:
        raise TooManyAccesses
    return {row.id: CallerName(row.id, row.first_name, row.last_name) for row in found.values()}

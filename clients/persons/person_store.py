"""The client card in the database, and finding clients by name. Each access leaves its entry in the access log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from unicodedata import normalize

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, Text, and_, bindparam, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import LISTED, Viewer, in_order, searchable_offices
from clients.access_ceiling_store import count_accesses
from clients.access_ceilings import TooManyAccesses
from clients.access_store import AccessEntry, note_accesses
from clients.assignment_store import assignments_of, call_at_hand
from clients.person_access_store import AccessRequest, PersonAccess, is_restricted, person_access
from clients.persons.card import ClientCard, FoundClient
from clients.persons.groups_store import ON_THE_CARD, read_groups
from core.db.tables.person_tables import CardRow, Client, folded
from core.errors import NotFound

MAX_FOUND = 50
"""Clients of one page: each is an entry of the access log, and a longer list is a search that is too wide."""

_HIGHEST = "\U0010ffff"
"""Stands after every sign of a name."""


@dataclass(frozen=True, slots=True)
class PersonSearch:
    """Whom somebody looks for; None does not restrict. Names match from their beginning, whatever the case, and
    with or without the marks of letters.

    Everything here is personal data.
    """

    office: str | None = None
    last_name: str | None = None
    first_name: str | None = None
    birth_date: date | None = None
    phone: str | None = None
    card_number: str | None = None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """Clients by name. `after` is the client that leads to the next page; None on the last."""

    clients: list[FoundClient]
    after: str | None


@dataclass(frozen=True, slots=True)
class CallerCard:
    """The call at hand, and whose it is; None if nobody knows who calls."""

    call_id: str
    client: ClientCard | None


async def view_client(
    engine: AsyncEngine, viewer: Viewer, client_id: str, now: datetime, *, call_id: str | None, reason: str | None
) -> ClientCard:
    """What the viewer may see of a client now. Raises what `person_access_store.person_access` does."""
    request = AccessRequest(client_id, "person", "client_view", call_id, reason, shows=ON_THE_CARD)
    async with person_access(engine, viewer, request, now) as access:
        return await _card(access)


async def caller_at_hand(engine: AsyncEngine, viewer: Viewer, now: datetime) -> CallerCard:
    """The card of who calls, from the offer of the call to the end of its wrap-up.

    The occasion is that call, whatever else connects the viewer with the client. A caller whose data are
    restricted is nobody known. Raises NotFound if no call is at hand, or if the viewer may see nothing of the
    client.
    """
    async with engine.connect() as connection:
        assignments = await assignments_of(connection, viewer.account, viewer.at_hand, now)
        call = await call_at_hand(connection, viewer, assignments, now)
    if call is None:
        raise NotFound
    if call.client_id is None or await is_restricted(engine, call.client_id):
        return CallerCard(call.call_id, None)
    request = AccessRequest(call.client_id, "person", "desk", shows=ON_THE_CARD)
    async with person_access(engine, viewer, request, now, assignments=[call]) as access:
        return CallerCard(call.call_id, await _card(access))


async def find_clients(
    engine: AsyncEngine, viewer: Viewer, wanted: PersonSearch, now: datetime, *, limit: int, after: str | None
) -> FoundPage:
    """At most `limit` clients of the viewer's own offices by name, each with an entry in the same transaction.

    Whoever asks about another office finds nothing, and the entry says that somebody searched. `after`: the last
    client of the page before. Raises TooManyAccesses beyond the ceiling of the day.
    """
    limit = min(limit, MAX_FOUND)
    offices = searchable_offices(viewer)
    if wanted.office is not None:
        offices &= {wanted.office}
    async with engine.begin() as connection:
        rows = await _found(connection, wanted, offices, limit + 1, after) if offices else []
        found = [FoundClient.model_validate(row) for row in rows[:limit]]
        is_within = not found or await count_accesses(connection, viewer, now, names=len(found))
        nobody = AccessEntry(
            at=now,
            who=viewer.account,
            client_id=None,
            office=viewer.home,
            topic="list",
            purpose="client_search",
            outcome="none" if is_within else "refused",
        )
        seen = replace(nobody, outcome="found", groups=in_order(LISTED))
        shown = [replace(seen, client_id=client.id, office=client.office) for client in found]
        await note_accesses(connection, shown if is_within else [], nobody)
    if not is_within:
        raise TooManyAccesses
    return FoundPage(found, found[-1].id if len(rows) > limit else None)


async def _card(access: PersonAccess) -> ClientCard:
    parts = await read_groups(access.connection, access.client_id, access.groups, access.now)
    return ClientCard.model_validate(
        {
            "id": access.client_id,
            "office": access.office,
            "version": access.version,
            "groups": in_order(access.groups),
            "occasion": access.occasion,
            **parts,
        }
    )


async def _found(
    connection: AsyncConnection, wanted: PersonSearch, offices: frozenset[str], most: int, after: str | None
) -> Sequence[Row[*tuple[Any, ...]]]:
    query = searched(wanted, offices)
    if after is not None:
        # Of another office's client not even the place among the own ones is told: it tells the name.
        begins = select(*_PLACE).where(Client.id == after, Client.office.in_(offices))
        last = (await connection.execute(begins)).one_or_none()
        if last is None:
            return []
        query = query.where(tuple_(*_PLACE) > tuple(last))
    return (await connection.execute(query.limit(most))).all()


_PLACE = (folded(Client.last_name), folded(Client.first_name), Client.id)


def searched(wanted: PersonSearch, offices: frozenset[str]) -> Select[*tuple[Any, ...]]:
    """All who are meant, in the order of the index `ix_client_name`."""
    columns = (Client.id, Client.office, Client.first_name, Client.last_name, Client.birth_date, Client.gmina)
    query = select(*columns).where(Client.office.in_(offices), *_conditions(wanted))
    return query.order_by(*_PLACE)


def _conditions(wanted: PersonSearch) -> Iterator[ColumnElement[bool]]:
    """Who has left the office's extract is not found any more, nor whose data are restricted."""
    yield Client.gone_at.is_(None)
    yield Client.restricted_at.is_(None)
    if wanted.last_name is not None:
        yield _begins(Client.last_name, wanted.last_name)
    if wanted.first_name is not None:
        yield _begins(Client.first_name, wanted.first_name)
    if wanted.birth_date is not None:
        yield Client.birth_date == wanted.birth_date
    if wanted.phone is not None:
        yield or_(Client.phone == wanted.phone, Client.sms_number == wanted.phone)
    if wanted.card_number is not None:
        in_use = select(CardRow.client_id).where(
            CardRow.number == wanted.card_number, CardRow.state.in_(["active", "locked"])
        )
        yield Client.id.in_(in_use)


def _begins(name: SQLColumnExpression[str], wanted: str) -> ColumnElement[bool]:
    """As a span of the index: a pattern would need a plan of its own for each search."""
    first = folded(bindparam(None, normalize("NFC", wanted), Text))
    return and_(folded(name) >= first, folded(name) < first.concat(_HIGHEST))

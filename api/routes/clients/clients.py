"""Clients: finding them, their cards and history, and figures without identities.

What is seen of whom is decided below, in `clients.access`; a client out of reach is answered like none.
"""

from typing import Annotated

from fastapi import Path, Query, Response

from api.auth import Shared, needs
from api.clients.client_viewer import viewer_of
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.clients.clients_schemas import (
    ID,
    AttributeCounts,
    ClientSearch,
    ClientsFound,
    ClientStatistics,
    HistoryPage,
    HistoryQuery,
    LookIn,
)
from api.schemas.etag import tag_of
from api.schemas.paging import cursor_of
from clients import statistics
from clients.contact_rule import day_of
from clients.contacts.history_store import read_history
from clients.persons.card import ClientCard
from clients.persons.person_store import find_clients, view_client
from clients.statistics_store import count_clients
from core.rights import Right

router = Router(prefix="/api", tags=["clients"])

Seer = Annotated[User, needs(Right.SEE_CLIENTS)]
Counter = Annotated[User, needs(Right.SEE_CLIENT_STATISTICS)]
ClientId = Annotated[
    str,
    Path(
        pattern=ID,
        description="The centre's own key, which says nothing of the person",
        examples=["client-019ab3c4d5e0000-4f2a91c3d0"],
    ),
]


@router.post("/clients/search", responses=answers(401, 403, 413, 422, 429))
async def search_clients(wanted: ClientSearch, user: Seer, shared: Shared) -> ClientsFound:
    """Clients of the own offices, by name, page by page. It is a POST because names and numbers must not stand in
    an address, where logs would keep them.

    Everybody in the list gets an entry in the access log. 429 after too many searches in a short time.
    """
    shared.limits.take(user.username, "search")
    page = await find_clients(
        shared.engine,
        viewer_of(user, shared),
        wanted.wanted(),
        shared.clock.now(),
        limit=wanted.limit,
        after=wanted.after,
    )
    return ClientsFound(clients=page.clients, next_cursor=page.after)


@router.post("/clients/{client_id}/view", responses=answers(401, 403, 404, 413, 422, 429))
async def open_client(
    client_id: ClientId, asked: LookIn, user: Seer, shared: Shared, response: Response
) -> ClientCard:
    """The card of a client, with the groups of fields that this account may see now.

    Of the own office: 403 with `reason_needed` unless a call, call-back or message of that client is at hand, or a
    reason is given; it holds for 15 minutes. Of another office: only during a call, call-back or message and 15
    minutes after it, else 404. The look is written into the access log. The ETag is the version of the card.
    """
    shared.limits.take(user.username, "look")
    card = await view_client(
        shared.engine,
        viewer_of(user, shared),
        client_id,
        shared.clock.now(),
        call_id=asked.call_id,
        reason=asked.reason,
    )
    response.headers["ETag"] = tag_of(card.version)
    return card


@router.get("/clients/{client_id}/history", responses=answers(401, 403, 404, 422, 429))
async def read_client_history(
    client_id: ClientId, query: Annotated[HistoryQuery, Query()], user: Seer, shared: Shared
) -> HistoryPage:
    """The one history of a client's contacts, newest first, page by page: calls, what self-service told, text
    messages, messages that were left, and what consultants wrote down.

    For the client's own office, as the card: after a reason was given there, or for the own call.
    """
    shared.limits.take(user.username, "look")
    contacts, after = await read_history(
        shared.engine,
        viewer_of(user, shared),
        client_id,
        shared.clock.now(),
        limit=query.limit,
        after=query.place(),
        call_id=query.call_id,
    )
    return HistoryPage(contacts=contacts, next_cursor=cursor_of(after))


@router.get("/clients/statistics", responses=answers(401, 403, 429))
async def get_client_statistics(user: Counter, shared: Shared) -> ClientStatistics:
    """How many clients are what, by office, without who they are: the view of the province.

    Counts below 5 are left out, and others with them where the sums would tell. The own offices alone, but for
    accounts of the provincial office.
    """
    shared.limits.take(user.username, "search")
    offices = user.offices_of(Right.SEE_CLIENT_STATISTICS)
    counted = await count_clients(shared.engine, offices, day_of(shared.clock.now()))
    return ClientStatistics(
        fewest=statistics.FEWEST,
        clients={office: statistics.total(row) for office, row in counted["status"].items()},
        attributes=[
            AttributeCounts(
                attribute=attribute,
                values=list(values),
                offices=statistics.without_small(counted[attribute], values),
                totals=statistics.totals(counted[attribute], values),
            )
            for attribute, values in statistics.VALUES.items()
        ],
    )

"""Telephones in a page: SIP over a WebSocket, for the own endpoint only (docs/live.md)."""

import secrets
import zlib
from dataclasses import replace
from typing import Annotated

import msgspec
import structlog
from anyio import to_thread
from fastapi import Query, WebSocket
from starlette.websockets import WebSocketState

from acd.staffing.hiring_store import having_telephones
from acd.staffing.trial_telephone_store import having_trial_telephones
from acd.telephone import DEMONSTRATION_CALLER, browser_endpoint, trial_endpoint
from api.http.origin_check import is_own_origin
from api.http.routing import Router
from api.made_up.demonstration_guard import sits_here
from api.services import Services
from api.sip.carrier import carry
from api.sip.connections import Close, SipConnection
from api.sip.filter import Rules
from api.sockets import TRY_LATER, admitted, refuse
from core import lines
from core.db.errors import DATABASE_AWAY
from core.errors import DataUnavailable, NotAllowed, NotFound
from core.lines import is_every_address
from core.nodes import edges_of, own_node
from core.rights import Right
from core.secrets import read_secrets
from core.settings import Settings
from ivr.publishing.number_store import list_numbers

log = structlog.get_logger()
router = Router()

SUBPROTOCOL = "sip"
PageId = Annotated[str, Query(pattern=r"^[A-Za-z0-9-]{1,64}$")]


@router.websocket("/api/sip")
async def sip(websocket: WebSocket, page: PageId) -> None:
    """The telephone of the consultant who is logged in in this browser. `page` tells pages of one person apart.

    Handshake: 401 without a session, 403 for the page of another site, for whoever is no consultant, and without
    the subprotocol `sip`. It ends with the codes of `api.sip.connections.Close`.
    """
    shared: Services = websocket.app.state.services
    who = await admitted(websocket, shared)
    if who is None:
        return None
    user = who.user
    if SUBPROTOCOL not in websocket.scope.get("subprotocols", []):
        return await refuse(websocket, NotAllowed(), 403)
    try:
        has_telephone = user.may(Right.USE_OWN_TELEPHONE) and await having_telephones(
            shared.engine, [user.username]
        )
    except DATABASE_AWAY:
        return await refuse(websocket, DataUnavailable(), 503)
    if not has_telephone:
        return await refuse(websocket, NotAllowed(), 403)
    rules = await _rules(shared, browser_endpoint(user.username))
    if rules is None:
        return await refuse(websocket, DataUnavailable(), 503)
    await websocket.accept(subprotocol=SUBPROTOCOL)
    # Whether a call goes on decides how a session ends: the live state is asked for it.
    with shared.hub.wanted(), shared.sip.opened(user.username, page, who.token) as connection:
        if not shared.desks.may_be_telephone(user.username, page):
            connection.end(Close.ANOTHER_PAGE)
        await _carry(websocket, shared, rules, connection)
    return None


@router.websocket("/api/sip/trial")
async def trial_sip(websocket: WebSocket, page: PageId) -> None:
    """The telephone at which scenarios are tried out by whoever is logged in in this browser and may write them.
    It is rung, and can dial nothing.

    Handshake and end as at `/api/sip`.
    """
    shared: Services = websocket.app.state.services
    who = await admitted(websocket, shared)
    if who is None:
        return None
    user = who.user
    if SUBPROTOCOL not in websocket.scope.get("subprotocols", []):
        return await refuse(websocket, NotAllowed(), 403)
    try:
        has_telephone = bool(await having_trial_telephones(shared.engine, [user.username]))
    except DATABASE_AWAY:
        return await refuse(websocket, DataUnavailable(), 503)
    if not user.may(Right.EDIT_SCENARIOS) or not has_telephone:
        return await refuse(websocket, NotAllowed(), 403)
    rules = await _rules(shared, trial_endpoint(user.username))
    if rules is None:
        return await refuse(websocket, DataUnavailable(), 503)
    rules = replace(rules, numbers=frozenset())
    await websocket.accept(subprotocol=SUBPROTOCOL)
    with shared.trial_sip.opened(user.username, page, who.token) as connection:
        # The page that came last is the one that rings.
        shared.trial_sip.close_others(user.username, page)
        await _carry(websocket, shared, rules, connection)
    return None


@router.websocket("/api/demonstration/sip")
async def demonstration_sip(websocket: WebSocket) -> None:
    """Somebody who calls a hotline of a demonstration from a page on this machine, under a number that is made up.

    404 in a production and for other machines.
    """
    shared: Services = websocket.app.state.services
    address = "" if websocket.client is None else websocket.client.host
    if not sits_here(address, websocket.headers, shared.settings):
        return await refuse(websocket, NotFound(), 404)
    if not _is_asked_by_own_page(websocket, shared):
        return await refuse(websocket, NotAllowed(), 403)
    try:
        numbers = [each.number for each in await list_numbers(shared.engine) if each.deactivated_at is None]
    except DATABASE_AWAY:
        return await refuse(websocket, DataUnavailable(), 503)
    rules = await _rules(shared, DEMONSTRATION_CALLER)
    if rules is None:
        return await refuse(websocket, DataUnavailable(), 503)
    made_up = f"500{secrets.randbelow(1_000_000):06d}"
    rules = replace(rules, numbers=frozenset(numbers), may_register=False, asserted=made_up)
    with shared.sip.caller() as connection:
        await websocket.accept(subprotocol=SUBPROTOCOL)
        if connection is None:
            await websocket.close(TRY_LATER)
            return None
        await _carry(websocket, shared, rules, connection)
    return None


def _is_asked_by_own_page(websocket: WebSocket, shared: Services) -> bool:
    headers = websocket.headers
    is_own = is_own_origin(headers.get("origin"), headers.get("host"), shared.settings.public_url)
    return is_own and SUBPROTOCOL in websocket.scope.get("subprotocols", [])


async def _rules(shared: Services, endpoint: str) -> Rules | None:
    """What holds for a consultant's page. None: this installation cannot prove anything to Asterisk."""
    try:
        secret = (await to_thread.run_sync(read_secrets, shared.settings.home)).telephone_secret
    except (OSError, msgspec.DecodeError) as error:
        log.error("the secrets cannot be read", error=type(error).__name__)
        return None
    address = lines.sip_line(shared.settings).address
    edges = frozenset(lines.bracketed(edge.sip.address) for edge in edges_of(shared.settings))
    return Rules(endpoint, secret, has_one_address=not is_every_address(address), edges=edges) if secret else None


async def _carry(websocket: WebSocket, shared: Services, rules: Rules, connection: SipConnection) -> None:
    settings = shared.settings
    doors = _doors(settings, rules.endpoint)
    await carry(websocket, rules, doors, connection, is_at_edge=bool(settings.edges))
    if websocket.client_state is WebSocketState.CONNECTED and connection.code is not None:
        await websocket.close(connection.code)


def _doors(settings: Settings, endpoint: str) -> list[str]:
    """Where Asterisk takes pages. With edges all of them, in an order that is the page's own: each has its share,
    and a page goes on by the other one when its edge is gone."""
    edges = [f"ws://{edge.control}/sip" for edge in edges_of(settings)]
    if not edges:
        return [f"ws://{own_node(settings).ari}/ws"]
    first = zlib.crc32(endpoint.encode()) % len(edges)
    return [*edges[first:], *edges[:first]]

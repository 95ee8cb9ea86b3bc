"""A consultant rings a client: from the card, or who ordered to be rung back and was not reached by the centre.

The browser names the client or the order, never a number.
"""

from datetime import datetime
from functools import partial
from typing import Annotated

from acd.callback_store import GIVEN_UP, WAITING, get_callback
from acd.choice.queue_policy import QueuePolicy
from acd.policy_store import load_policies
from api.auth import Shared, needs
from api.clients.client_viewer import viewer_of
from api.errors import RefusedByCentre, answers
from api.http.routing import Router
from api.request_user import User
from api.routes.calls.callbacks import CallbackId
from api.routes.clients.clients import ClientId
from api.routes.clients.ringing_out_schemas import RingIn, RungOut
from api.services import Services
from clients.access_store import AccessEntry
from clients.persons.ringing_out_store import CheckCeiling, ring_client, ring_orderer, was_refused
from core.db.tables.centre.call_tables import CallbackRow
from core.errors import NotFound, TransitionRefused
from core.facts.kinds.ringing_out import DialReason
from core.ids import call_id_of, new_id
from core.relay.commands import Refused, RingClient
from core.rights import Right
from ivr.outside.ringing_out import check_ceiling, check_hours, number_to_ring, reason_pl
from reports.calls.call_visibility import CallVisibility

router = Router(prefix="/api", tags=["clients"])

Ringer = Annotated[User, needs(Right.RING_CLIENTS)]


@router.post("/clients/{client_id}/ring", responses=answers(401, 403, 404, 409, 413, 422, 429))
async def ring_client_of_card(client_id: ClientId, wanted: RingIn, user: Ringer, shared: Shared) -> RungOut:
    """Ring a client of the own office at the telephone of the card: the own telephone rings first, then the
    client's. How it goes on the live state tells; what came of it stands in the client's history.

    404 for a client whose contact data this account may not see now. Who is rung, and why, stands in the access
    log with the call. 409 with `transition_refused` and a sentence: outside of the hours from 8 to 20, beyond the
    office's ceiling of a day, without an ordinary Polish number in the card, or if the consultant cannot ring now;
    503 with `centre_unavailable` if the centre does not answer.
    """
    now, viewer = shared.clock.now(), viewer_of(user, shared)
    shared.limits.take(user.username, "look")
    check_hours(now, is_always_open=shared.settings.is_always_open)
    channel = new_id("outbound")
    call_id, reason = call_id_of(channel), reason_pl(wanted.reason)
    ceiling = await _ceiling(user, shared, now)
    rung = await ring_client(shared.engine, viewer, client_id, call_id, reason, ceiling, now)
    entry = _entry(user, client_id, rung.office, call_id, wanted.reason, now)
    await _order(
        partial(RingClient, user.username, channel, office=rung.office, reason=wanted.reason, client_id=client_id),
        rung.telephone,
        entry,
        user,
        shared,
    )
    return RungOut(call_id=call_id)


@router.post("/callbacks/{callback_id}/ring", responses=answers(401, 403, 404, 409, 422, 429))
async def ring_who_ordered(callback_id: CallbackId, user: Ringer, shared: Shared) -> RungOut:
    """Ring whoever ordered it from the own office and was not reached by the centre, at the number of the order;
    as from the card. 409 with `transition_refused` also for an order that the centre carries out itself, or that
    is done with.
    """
    now, viewer = shared.clock.now(), viewer_of(user, shared)
    shared.limits.take(user.username, "look")
    order = await _order_of(callback_id, user, shared)
    check_hours(now, is_always_open=shared.settings.is_always_open)
    channel = new_id("outbound")
    call_id = call_id_of(channel)
    entry = _entry(user, order.client_id, order.office, call_id, "callback", now)
    await ring_orderer(shared.engine, viewer, entry, await _ceiling(user, shared, now))
    ordered_in = await shared.calls.get_call(order.call_id, CallVisibility(everything=True))
    await _order(
        partial(
            RingClient,
            user.username,
            channel,
            office=order.office,
            reason="callback",
            client_id=order.client_id,
            callback=order.id,
            dialled_number="" if ordered_in is None else ordered_in.dialled_number,
        ),
        order.callback_number,
        entry,
        user,
        shared,
    )
    return RungOut(call_id=call_id)


async def _order_of(callback_id: str, user: User, shared: Services) -> CallbackRow:
    """Raises NotFound, for an order of another office, too, and TransitionRefused for one that is not to be rung
    by hand."""
    order = await get_callback(shared.engine, callback_id)
    if order is None or not user.may_for(Right.RING_CLIENTS, order.office) or not user.sees_clients:
        raise NotFound
    if order.state == WAITING:
        raise TransitionRefused("To zamówienie centrum zrealizuje samo.")
    if order.state != GIVEN_UP:
        raise TransitionRefused("To zamówienie jest już zakończone.")
    return order


async def _ceiling(user: User, shared: Services, now: datetime) -> CheckCeiling:
    """By the rules of the account's own office, which hold now."""
    policy = (await load_policies(shared.engine, now)).get(user.office, QueuePolicy())
    return partial(check_ceiling, most=policy.client_calls_a_day)


async def _order(
    order: "partial[RingClient]", telephone: str | None, entry: AccessEntry, user: User, shared: Services
) -> None:
    """Raises TransitionRefused for a number that is not rung, and RefusedByCentre; that stands in the log then. Of
    a centre that does not answer nobody knows whether it rings."""
    viewer = viewer_of(user, shared)
    try:
        number = number_to_ring(telephone)
        reply = await shared.relay.ask(order(number=number))
        if isinstance(reply, Refused):
            raise RefusedByCentre(reply)
    except (TransitionRefused, RefusedByCentre):
        await was_refused(shared.engine, viewer, entry)
        raise


def _entry(
    user: User, client_id: str | None, office: str, call_id: str, reason: DialReason, now: datetime
) -> AccessEntry:
    return AccessEntry(
        at=now,
        who=user.username,
        client_id=client_id,
        office=office,
        topic="number",
        purpose="ring_out",
        outcome="found",
        call_id=call_id,
        reason=reason_pl(reason),
    )

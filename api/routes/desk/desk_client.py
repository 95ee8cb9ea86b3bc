"""Who calls: the card of the caller on the consultant's desk, from the moment of the offer."""

from functools import partial
from typing import Annotated

from api.auth import Shared, needs
from api.clients.client_viewer import ClientsWithheld, live_call, viewer_of
from api.clients.late_caller import with_caller
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.clients.clients_schemas import DeskClientOut
from clients.persons.person_store import caller_at_hand
from core.rights import Right

router = Router(prefix="/api/desk", tags=["desk"])

Consultant = Annotated[User, needs(Right.USE_DESK)]


@router.get("/client", responses=answers(401, 403, 404, 429))
async def get_desk_client(user: Consultant, shared: Shared) -> DeskClientOut:
    """The card of the caller of the offer or conversation at hand, and during its wrap-up, with the groups of
    fields that this account may see; no card if nobody knows who calls. 404: there is no call.
    403 with `clients_withheld` for a consultant whom nobody has confirmed yet who sees clients.

    The look is written into the access log.
    """
    if not user.sees_clients:
        raise ClientsWithheld
    shared.limits.take(user.username, "look")
    viewer, now = viewer_of(user, shared), shared.clock.now()
    look = partial(caller_at_hand, shared.engine, viewer, now)
    call = live_call(user, shared)
    found, _ = await with_caller(shared.engine, call, look, lambda found: found.client is not None)
    return DeskClientOut(call_id=found.call_id, client=found.client)

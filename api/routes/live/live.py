"""`/api/live`: what is so at this moment, for pages (docs/live.md)."""

from dataclasses import replace
from functools import partial

from fastapi import WebSocket

from acd.staffing.hiring_store import having_telephones
from api.accounts.session_store import user_of
from api.accounts.sessions import CALL_GRACE
from api.http.routing import Router
from api.live.scopes import Sight
from api.live.watch import Watch
from api.queue_visibility import further_queues
from api.request_user import User
from api.services import Services
from api.sockets import TRY_LATER, Admitted, admitted

router = Router(prefix="/api")

KNOWN_WITHIN = 0.5  # seconds; a page sees of a centre that is away nothing but that it is away


@router.websocket("/live")
async def watch_live(socket: WebSocket) -> None:
    """The live protocol for one page. Whoever is logged in may open it; rights are asked for each topic."""
    shared: Services = socket.app.state.services
    who = await admitted(socket, shared)
    if who is None:
        return
    with shared.hub.place_for(who.user.username) as is_free, shared.hub.wanted():
        await socket.accept()
        if not is_free:
            await socket.close(TRY_LATER)
            return
        sight = await _sight(shared, who.user)
        await shared.hub.until_known(KNOWN_WITHIN)  # what the page says of its desk at once is heard, too
        look = partial(_look, shared, who)
        with shared.live_sessions.opened(who.user, who.token) as session:
            hub, desks, clock = shared.hub, shared.desks, shared.clock
            await Watch(socket, sight, look, hub, desks, clock, session.changed).run()


async def _look(shared: Services, who: Admitted, is_used: bool) -> Sight | None:
    now = shared.clock.now()
    user = await user_of(shared.engine, who.token, now, is_used=is_used)
    if user is None and shared.desks.has_call(who.user.username):
        user = await user_of(shared.engine, who.token, now - CALL_GRACE, is_used=False)
        if user is None and not await having_telephones(shared.engine, [who.user.username]):
            # The place has ended: the page carries the conversation to its end, and sees nothing else.
            return Sight(replace(who.user, role="consultant"), frozenset())
    return None if user is None else await _sight(shared, user)


async def _sight(shared: Services, user: User) -> Sight:
    return Sight(user, await further_queues(shared.engine, user, shared.clock.now()))

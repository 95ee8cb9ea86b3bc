"""Listening in: a supervisor hears a conversation that goes on, on the own telephone (docs/listening-in.md)."""

from typing import Annotated, cast

from acd.staffing.hiring_store import give_supervisor_telephone, office_of_supervisor
from acd.store import get_agent
from api.accounts.credentials.tokens import token_hash
from api.auth import Shared, Token, needs
from api.clients.client_viewer import TOLD_WITHIN
from api.errors import RefusedByCentre, answers
from api.http.routing import Router
from api.live.call_at_hand import call_at_hand
from api.request_user import User
from api.routes.agents.agents import AgentId, telephone_ordered
from api.routes.agents.agents_schemas import TelephoneOrdered
from api.routes.agents.listening_in_schemas import ListenIn as ListenInIn
from api.routes.agents.listening_in_schemas import ListeningInOut, ListeningNow
from api.schemas.words import Username
from api.services import Services
from clients.access_store import AccessEntry, StaffOutcome, note_access
from core.errors import CentreUnavailable, NotFound, TransitionRefused
from core.live.live import AgentCall
from core.relay.commands import AskListening, EndListening, ListenIn, ListeningState, Refused
from core.rights import Right
from reports.audit_store import note_order, write_order
from reports.calls.call_visibility import CallVisibility

router = Router(prefix="/api", tags=["agents"])

Listener = Annotated[User, needs(Right.LISTEN_IN)]


@router.post("/agents/{agent_id}/listen-in", responses=answers(401, 403, 404, 409, 413, 422, 429))
async def listen_in(
    agent_id: AgentId, wanted: ListenInIn, user: Listener, token: Token, shared: Shared
) -> ListeningInOut:
    """Hear the conversation of a consultant of the own office: the own telephone rings, and who answers it hears
    both. Nobody hears the listener. Nothing is heard while the caller is on hold or keys a secret; it ends with
    the conversation, by hanging up, by DELETE, or when the session or the right ends.

    Who asked, and why, stands in the access log and in the audit log before the telephone rings. 409 with
    `transition_refused` if the consultant does not talk, if the caller is another office's, if somebody else
    listens, and without a telephone that is registered and free; 503 with `centre_unavailable` if the centre does
    not answer.
    """
    office = await _office_of(agent_id, user, shared)
    shared.limits.take(user.username, "listen")
    call = await _conversation(agent_id, shared)
    home = call.office or call.queue
    if not user.may_for(Right.LISTEN_IN, home):
        raise TransitionRefused(
            "Ta rozmowa dotyczy klienta innego urzędu: jej treść jest tylko dla tamtego urzędu."
        )
    await _note(agent_id, office, call.id, home, wanted.reason.strip(), "found", user, shared)
    order = ListenIn(agent_id, call.id, user.username, token_hash(token), home)
    reply = await shared.relay.ask(order)
    if isinstance(reply, Refused):
        await _note(agent_id, office, call.id, home, wanted.reason.strip(), "refused", user, shared)
        raise RefusedByCentre(reply)
    return ListeningInOut(agent=agent_id, call_id=call.id)


@router.get("/agents/{agent_id}/listen-in", responses=answers(401, 403, 404, 422))
async def get_listening_in(agent_id: AgentId, user: Listener, shared: Shared) -> ListeningNow:
    """Is the conversation of this consultant heard now, and by whom? 503 if the centre does not answer."""
    await _office_of(agent_id, user, shared)
    reply = await shared.relay.ask(AskListening(agent=agent_id))
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)
    return ListeningNow(
        agent=agent_id,
        state=cast(ListeningState, reply.state),
        listener=reply.details.get("listener"),
        call_id=reply.details.get("call"),
    )


@router.delete("/agents/{agent_id}/listen-in", status_code=204, responses=answers(401, 403, 404, 409, 422))
async def end_listening_in(agent_id: AgentId, user: Listener, shared: Shared) -> None:
    """Enough was heard: the own telephone is hung up, the conversation goes on. 409 with `transition_refused` when
    one does not listen to this consultant."""
    await _office_of(agent_id, user, shared)
    reply = await shared.relay.ask(EndListening(agent=agent_id, listener=user.username))
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)


@router.post("/accounts/{username}/telephone", responses=answers(401, 403, 404, 422))
async def give_telephone_to_supervisor(
    username: Username, user: Annotated[User, needs(Right.MANAGE_TELEPHONES)], shared: Shared
) -> TelephoneOrdered:
    """Give an account that may listen in a telephone, or make the password of the one it has void. Its owner makes
    a new one (POST /api/me/telephone): a SIP telephone with it, or the browser, is where conversations are
    listened to. `DELETE /api/agents/{agent_id}` takes it back.

    404 for an account that may not, or of an office where one does not manage telephones. Calls are offered there
    only after a log-in as a consultant.
    """
    office = await office_of_supervisor(shared.engine, username)
    if office is None or not user.may_for(Right.MANAGE_TELEPHONES, office):
        raise NotFound
    await give_supervisor_telephone(shared.engine, username, user.username, shared.clock.now())
    await note_order(shared.engine, "telephone_password", username, office, {})
    return telephone_ordered(username, shared)


async def _office_of(agent_id: str, user: User, shared: Services) -> str:
    """The consultant's office. Raises NotFound for one whom this user may not listen to: there is nobody."""
    agent = await get_agent(shared.engine, agent_id)
    if agent is None or not user.may_for(Right.LISTEN_IN, agent.office):
        raise NotFound
    return agent.office


async def _conversation(agent_id: str, shared: Services) -> AgentCall:
    """Which one goes on, as the live feed tells it. Raises TransitionRefused, and CentreUnavailable when nothing
    was heard of the centre for a while."""
    with shared.hub.wanted():
        if shared.hub.age > TOLD_WITHIN or not await shared.hub.until_known():
            raise CentreUnavailable
    call = call_at_hand(shared.hub.mirror.value("agent", agent_id))
    if call is None or call.phase == "offered":
        raise TransitionRefused("Konsultant nie prowadzi teraz rozmowy.")
    return call


async def _note(
    agent: str,
    office: str,
    call_id: str,
    home: str,
    reason: str,
    outcome: StaffOutcome,
    user: User,
    shared: Services,
) -> None:
    """Both logs in one transaction. Raises a database's errors: what cannot be written down is not heard."""
    record = await shared.calls.get_call(call_id, CallVisibility(everything=True))
    client = None if record is None else record.client_id
    async with shared.engine.begin() as connection:
        entry = AccessEntry(
            at=shared.clock.now(),
            who=user.username,
            client_id=client,
            office=home,
            topic="conversation",
            purpose="listening_in",
            outcome=outcome,
            call_id=call_id,
            reason=reason,
        )
        await note_access(connection, entry)
        if outcome == "found":
            await write_order(connection, "listening_in", agent, office, {"call": call_id})

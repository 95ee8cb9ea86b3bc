"""Listening in, whispering, barging in, taking over: a supervisor takes part in a conversation that goes on, on
the own telephone (docs/listening-in.md)."""

from dataclasses import dataclass
from typing import Annotated, Literal, cast

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
from api.routes.agents.listening_in_schemas import ListeningInOut, ListeningNow, WayOfListeningIn
from api.schemas.words import Username
from api.services import Services
from clients.access_store import AccessEntry, StaffOutcome, note_access
from core.errors import CentreUnavailable, NotFound, TransitionRefused
from core.facts.kinds.colleagues import SupervisorMode
from core.live.live import AgentCall
from core.relay.commands import (
    AskListening,
    Done,
    EndListening,
    ListenIn,
    ListeningClaim,
    ListeningState,
    MoveListening,
    Refused,
    TakeOver,
)
from core.rights import Right
from reports.audit_store import note_order, write_order
from reports.calls.call_visibility import CallVisibility

router = Router(prefix="/api", tags=["agents"])

Listener = Annotated[User, needs(Right.LISTEN_IN)]


@router.post("/agents/{agent_id}/listen-in", responses=answers(401, 403, 404, 409, 413, 422, 429))
async def listen_in(
    agent_id: AgentId, wanted: ListenInIn, user: Listener, token: Token, shared: Shared
) -> ListeningInOut:
    """Take part in the conversation of a consultant of the own office: the own telephone rings, and who answers it
    listens, whispers to the consultant, or talks with both, as `mode` says. Nothing is heard while the caller is
    on hold or keys a secret; it ends with the conversation, by hanging up, by DELETE, or when the session or the
    right ends.

    With a caller of another office one may whisper alone, hearing the consultant and not the caller. If a
    consultant of another office has asked for help for a caller of the own one, that is the own conversation, too.

    Who asked, and why, stands in the access log and in the audit log before the telephone rings. 409 with
    `transition_refused` if the consultant does not talk, if the caller is another office's, if somebody else
    listens, and without a telephone that is registered and free; 503 with `centre_unavailable` if the centre does
    not answer.
    """
    office = await _office_of(agent_id, shared)
    shared.limits.take(user.username, "listen")
    is_own = user.may_for(Right.LISTEN_IN, office)
    if not (is_own or await _asks_own_office_for_help(agent_id, user, shared)):
        raise NotFound
    call = await _conversation(agent_id, shared)
    home = call.office or call.queue
    claim = _claim(user, home, wanted.mode, is_own=is_own)
    noted = _Noted(agent_id, office, call.id, home, wanted.reason.strip(), wanted.mode)
    await _note(noted, "found", user, shared)
    order = ListenIn(agent_id, call.id, user.username, token_hash(token), home, wanted.mode, claim)
    reply = await shared.relay.ask(order)
    if isinstance(reply, Refused):
        await _note(noted, "refused", user, shared)
        raise RefusedByCentre(reply)
    return ListeningInOut(agent=agent_id, call_id=call.id)


@router.put("/agents/{agent_id}/listen-in", status_code=204, responses=answers(401, 403, 404, 409, 413, 422))
async def change_way_of_listening_in(
    agent_id: AgentId, wanted: WayOfListeningIn, user: Listener, shared: Shared
) -> None:
    """Listen, whisper or talk with both from now on, at the telephone that is there. 409 with `transition_refused`
    when one does not take part in a conversation of this consultant, or the caller is another office's."""
    await _write_change(agent_id, wanted.mode, user, shared)
    reply = await shared.relay.ask(MoveListening(agent_id, user.username, wanted.mode))
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)


@router.post("/agents/{agent_id}/take-over", status_code=204, responses=answers(401, 403, 404, 409, 422))
async def take_over(agent_id: AgentId, user: Listener, shared: Shared) -> None:
    """Have the call, in which one takes part, from now on, at the telephone that is there; the consultant's
    wrap-up begins. 409 as for PUT."""
    await _write_change(agent_id, "take_over", user, shared)
    reply = await shared.relay.ask(TakeOver(agent_id, user.username))
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)


@router.get("/agents/{agent_id}/listen-in", responses=answers(401, 403, 404, 422))
async def get_listening_in(agent_id: AgentId, user: Listener, shared: Shared) -> ListeningNow:
    """Is the conversation of this consultant heard now, and by whom? 503 if the centre does not answer."""
    reply = await _ask(agent_id, user, shared)
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
    await _check_seen(agent_id, user, shared)
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


async def _office_of(agent_id: str, shared: Services) -> str:
    """The consultant's office. Raises NotFound."""
    agent = await get_agent(shared.engine, agent_id, shared.clock.now())
    if agent is None:
        raise NotFound
    return agent.office


async def _check_seen(agent_id: str, user: User, shared: Services) -> None:
    """Raises NotFound for one of whom this user may know nothing: there is nobody."""
    office = await _office_of(agent_id, shared)
    if not user.may_for(Right.LISTEN_IN, office) and not await _has_own_caller(agent_id, user, shared):
        raise NotFound


async def _has_own_caller(agent_id: str, user: User, shared: Services) -> bool:
    """Does the consultant talk with a caller of an office in which this user may listen?"""
    try:
        call = await _conversation(agent_id, shared)
    except (TransitionRefused, CentreUnavailable):
        return False
    return user.may_for(Right.LISTEN_IN, call.office or call.queue)


async def _asks_own_office_for_help(agent_id: str, user: User, shared: Services) -> bool:
    if not await _has_own_caller(agent_id, user, shared):
        return False
    return (await _conversation(agent_id, shared)).help_since is not None


def _claim(user: User, home: str, mode: SupervisorMode, *, is_own: bool) -> ListeningClaim:
    """Why this user may take part. Raises TransitionRefused."""
    if not is_own:
        return "help"
    if user.may_for(Right.LISTEN_IN, home):
        return "both"
    if mode == "whisper":
        return "consultant"
    raise TransitionRefused(
        "Ta rozmowa dotyczy klienta innego urzędu: jej treść jest tylko dla tamtego urzędu. Można podpowiadać "
        "konsultantowi, nie słysząc klienta."
    )


async def _ask(agent_id: str, user: User, shared: Services) -> Done:
    """Who takes part in the conversation of this consultant. Raises NotFound, and what the centre refuses."""
    await _check_seen(agent_id, user, shared)
    reply = await shared.relay.ask(AskListening(agent=agent_id))
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)
    return reply


async def _write_change(
    agent_id: str, what: SupervisorMode | Literal["take_over"], user: User, shared: Services
) -> None:
    """Before it is done: who takes part in another way, in which call. Raises TransitionRefused."""
    office = await _office_of(agent_id, shared)
    now = await _ask(agent_id, user, shared)
    if now.details.get("listener") != user.username:
        raise TransitionRefused("To konto nie słucha teraz rozmowy tego konsultanta.")
    async with shared.engine.begin() as connection:
        await write_order(
            connection, "listening_in", agent_id, office, {"call": now.details["call"], "mode": what}
        )


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


@dataclass(frozen=True, slots=True)
class _Noted:
    """What is written down of one look."""

    agent: str
    office: str
    call_id: str
    home: str
    reason: str
    mode: SupervisorMode


async def _note(noted: _Noted, outcome: StaffOutcome, user: User, shared: Services) -> None:
    """Both logs in one transaction. Raises a database's errors: what cannot be written down is not heard."""
    record = await shared.calls.get_call(noted.call_id, CallVisibility(everything=True))
    client = None if record is None else record.client_id
    async with shared.engine.begin() as connection:
        entry = AccessEntry(
            at=shared.clock.now(),
            who=user.username,
            client_id=client,
            office=noted.home,
            topic="conversation",
            purpose="listening_in",
            outcome=outcome,
            call_id=noted.call_id,
            reason=noted.reason,
        )
        await note_access(connection, entry)
        if outcome == "found":
            after = {"call": noted.call_id, "mode": noted.mode}
            await write_order(connection, "listening_in", noted.agent, noted.office, after)

"""A colleague in the own conversation: who can be called, and what is done then. Whose it is, the log-in tells."""

from typing import Annotated

from fastapi import Query

from acd.live.agent_state import NAMES_PL, AgentState
from acd.store import list_agents
from api.auth import Shared
from api.errors import answers
from api.http.routing import Router
from api.routes.desk.colleagues_schemas import ColleagueIn, ColleagueModeIn, ColleagueOut, ColleaguesOut, OfCallIn
from api.routes.desk.desk import Consultant, ask_centre
from core.relay.commands import CallColleague, DismissColleague, HandOver, LeaveConversation, MoveColleague
from ivr import office_store

router = Router(prefix="/api/desk", tags=["desk"])

MOST = 30
_FIRST = (AgentState.AVAILABLE,)  # who can be called


@router.get("/colleagues", responses=answers(401, 403, 422))
async def list_colleagues(
    user: Consultant,
    shared: Shared,
    search: Annotated[str, Query(max_length=60, description="Words of names, offices or accounts")] = "",
    office: Annotated[str, Query(pattern="^([0-9]{5})?$", description="Only of that one")] = "",
) -> ColleaguesOut:
    """Consultants who are at work, those first who can be called now, then of the own office; at most 30."""
    wanted = search.casefold().split()
    seats = {one.code: one.details.seat for one in await office_store.list_offices(shared.engine)}
    found = [
        one
        for one in await list_agents(shared.engine, [office] if office else None)
        if one.id != user.username
        and one.state != AgentState.OFFLINE
        and all(word in f"{one.display_name} {seats.get(one.office, '')} {one.id}".casefold() for word in wanted)
    ]
    found.sort(key=lambda one: (one.state not in _FIRST, one.office != user.office, one.display_name))
    return ColleaguesOut(
        colleagues=[
            ColleagueOut(
                id=one.id,
                name=one.display_name,
                office=one.office,
                state=one.state,
                state_name=NAMES_PL[AgentState(one.state)],
                can_be_called=one.state in _FIRST,
            )
            for one in found[:MOST]
        ],
        has_more=len(found) > MOST,
    )


@router.post("/colleague", status_code=204, responses=answers(401, 403, 404, 409, 413, 422))
async def call_colleague(wanted: ColleagueIn, user: Consultant, shared: Shared) -> None:
    """Ring a colleague, and go on talking with the caller until the answer. Then all three talk (`together`), or
    the caller hears music while the two do (`apart`).

    404 for an account that is no consultant, 409 with `transition_refused` for one who is not ready for a call,
    and as for `hold`.
    """
    await ask_centre(CallColleague(user.username, wanted.call, wanted.colleague, wanted.mode), shared)


@router.put("/colleague", status_code=204, responses=answers(401, 403, 409, 413, 422))
async def move_colleague(wanted: ColleagueModeIn, user: Consultant, shared: Shared) -> None:
    """All three talk from now on, or the two apart from the caller; 409 without a colleague who is there."""
    await ask_centre(MoveColleague(user.username, wanted.call, wanted.mode), shared)


@router.post("/colleague/dismiss", status_code=204, responses=answers(401, 403, 409, 413, 422))
async def dismiss_colleague(wanted: OfCallIn, user: Consultant, shared: Shared) -> None:
    """Go on with the caller alone, also while the colleague's telephone rings; 409 without a colleague."""
    await ask_centre(DismissColleague(user.username, wanted.call), shared)


@router.post("/colleague/hand-over", status_code=204, responses=answers(401, 403, 409, 413, 422))
async def hand_over(wanted: OfCallIn, user: Consultant, shared: Shared) -> None:
    """The colleague who is there has the call from now on; 409 without one. The own wrap-up begins."""
    await ask_centre(HandOver(user.username, wanted.call), shared)


@router.post("/colleague/leave", status_code=204, responses=answers(401, 403, 409, 413, 422))
async def leave_conversation(wanted: OfCallIn, user: Consultant, shared: Shared) -> None:
    """Of the colleague who was called in: go, and leave the consultant with the caller; 409 for anybody else."""
    await ask_centre(LeaveConversation(user.username, wanted.call), shared)

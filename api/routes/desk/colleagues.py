"""Somebody else in the own conversation: who can be called or be given it, and what is done then. Whose it is, the
log-in tells."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query

from acd.live.agent_state import NAMES_PL, AgentState
from acd.store import AgentNow, list_agents
from api.auth import Shared
from api.errors import RefusedByCentre, answers
from api.http.routing import Router
from api.request_user import User
from api.routes.desk.colleagues_schemas import (
    ColleagueIn,
    ColleagueModeIn,
    ColleagueOut,
    NumberTargetOut,
    OfCallIn,
    OfficeTargetOut,
    TargetsOut,
)
from api.routes.desk.desk import Consultant, ask_centre
from core.relay.commands import (
    AskTargets,
    CallColleague,
    DismissColleague,
    HandOver,
    LeaveConversation,
    MoveColleague,
    Refused,
)
from ivr import office_store
from ivr.outside.transfer_store import list_targets as list_targets_outside

router = Router(prefix="/api/desk", tags=["desk"])

MOST = 30
_FIRST = (AgentState.AVAILABLE,)  # who can be called
_WHY_NOT: dict[AgentState, str] = {
    AgentState.OFFLINE: "nie jest w pracy",
    AgentState.PAUSED: "ma przerwę",
    AgentState.RESERVED: "właśnie dostaje rozmowę",
    AgentState.RINGING: "dzwoni już telefon",
    AgentState.TALKING: "rozmawia",
    AgentState.HOLD: "rozmawia",
    AgentState.WRAP_UP: "kończy sprawę po rozmowie",
    AgentState.NO_ANSWER: "nie odbiera telefonu",
    AgentState.UNREACHABLE: "nie ma teraz telefonu",
}


@router.get("/targets", responses=answers(401, 403, 409, 422))
async def list_targets(
    user: Consultant,
    shared: Shared,
    search: Annotated[str, Query(max_length=60, description="Words of names, offices or accounts")] = "",
    call: Annotated[
        str, Query(max_length=60, description="The own conversation; without it only people are found")
    ] = "",
) -> TargetsOut:
    """Who can be called into the own conversation, or be given it: consultants, offices, and numbers outside.

    Of consultants at most 30: those first who can be called now, then of the own office; who is not at work only
    by a search. Whoever cannot be reached is there with the reason. 409 if that conversation is none of the
    account's."""
    wanted = search.casefold().split()
    offices = await office_store.list_offices(shared.engine)
    seats = {one.code: one.details.seat for one in offices}
    found = [
        one
        for one in await list_agents(shared.engine, shared.clock.now())
        if one.id != user.username
        and (wanted or one.state != AgentState.OFFLINE)
        and _is_found(f"{one.display_name} {seats.get(one.office, '')} {one.id}", wanted)
    ]
    found.sort(
        key=lambda one: (
            one.state not in _FIRST,
            one.state == AgentState.OFFLINE,
            one.office != user.office,
            one.display_name,
        )
    )
    return TargetsOut(
        people=[_colleague(one) for one in found[:MOST]],
        has_more=len(found) > MOST,
        **(await _beside_people(user, shared, call, wanted, offices) if call else {}),
    )


def _colleague(one: AgentNow) -> ColleagueOut:
    state = AgentState(one.state)
    return ColleagueOut(
        id=one.id,
        name=one.display_name,
        office=one.office,
        state=one.state,
        state_name=NAMES_PL[state],
        why_not=_WHY_NOT.get(state, ""),
    )


def _is_found(text: str, wanted: Sequence[str]) -> bool:
    return all(word in text.casefold() for word in wanted)


async def _beside_people(
    user: User, shared: Shared, call: str, wanted: Sequence[str], offices: Sequence[office_store.StoredOffice]
) -> dict[str, Any]:
    reply = await shared.relay.ask(AskTargets(user.username, call))
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)
    known = {one.code: one for one in offices}
    seats: dict[str | None, str] = {one.code: one.details.seat for one in offices}
    line = reply.details.get("line", "")
    return {
        "offices": [
            OfficeTargetOut(
                code=one.office, ready=one.ready, waiting=one.waiting, is_near=one.is_near, why_not=one.why_not
            )
            for one in reply.offices
            if (office := known.get(one.office)) is not None
            and _is_found(f"{office.details.name} {office.details.seat} {office.code}", wanted)
        ],
        "numbers": [
            NumberTargetOut(
                id=one.target.id,
                name=one.target.name,
                purpose=one.contact.purpose,
                hours=one.contact.hours,
                why_not="" if line in one.target.lines else "z tej linii nie wolno łączyć z tym numerem",
            )
            for one in await list_targets_outside(shared.engine)
            if _is_found(
                f"{one.target.name} {one.target.id} {one.contact.purpose} {seats.get(one.contact.office, '')}",
                wanted,
            )
        ],
    }


@router.post("/colleague", status_code=204, responses=answers(401, 403, 404, 409, 413, 422))
async def call_colleague(wanted: ColleagueIn, user: Consultant, shared: Shared) -> None:
    """Ring a colleague, or a number of the list outside, and go on talking with the caller until the answer. Then
    all three talk (`together`), the caller hears music while the two do (`apart`), or the one who was called hears
    both and is heard by the consultant alone (`aside`).

    With `hands_over` whoever answers has the call at once. A consultant who hangs up before that leaves the caller
    with music; when nobody answers, the caller is back in the queue with the place kept.

    404 for an account that is no consultant and for a number that is not on the list, 409 with
    `transition_refused` for one who is not ready for a call, for a number that this line may not use, and as for
    `hold`.
    """
    asked = CallColleague(
        user.username,
        wanted.call,
        wanted.colleague or "",
        wanted.mode,
        wanted.target or "",
        wanted.hands_over,
    )
    await ask_centre(asked, shared)


@router.put("/colleague", status_code=204, responses=answers(401, 403, 409, 413, 422))
async def move_colleague(wanted: ColleagueModeIn, user: Consultant, shared: Shared) -> None:
    """They talk in that mode from now on; 409 without a colleague who is there."""
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

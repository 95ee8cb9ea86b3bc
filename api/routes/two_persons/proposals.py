"""The two-person rule: what waits for a second person, confirming it, refusing it, and what became of it."""

from typing import Annotated

from fastapi import Path, Query, Response

from api.auth import From, Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.prompts.prompt_sounds import SOUND
from api.routes.two_persons.carrying_out import Second, confirmed
from api.routes.two_persons.proposed_answers import ProposedAnswers, proposed_answers
from api.routes.two_persons.proposed_sound import proposed_sound
from api.schemas.proposals import PROPOSAL_ID, ProposalOut, RefusalIn, WaitingProposals
from api.services import Services
from api.today import today
from core.errors import NotFound
from core.rights import Right
from core.two_persons import four_eyes_store
from core.two_persons.four_eyes_store import Proposal

router = Router(prefix="/api", tags=["proposals"])

ProposalId = Annotated[str, Path(pattern=PROPOSAL_ID, examples=["proposal-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("/proposals", responses=answers(401, 403))
async def get_waiting_proposals(user: Staff, shared: Shared) -> WaitingProposals:
    """What waits for the one who asks, and what that person has proposed and still waits; the oldest first."""
    to_decide, own = await four_eyes_store.waiting_for(shared.engine, user.username, shared.clock.now())
    return WaitingProposals(
        to_decide=[ProposalOut.of(each) for each in to_decide], own=[ProposalOut.of(each) for each in own]
    )


@router.get("/proposals/decided", responses=answers(401, 403, 422))
async def get_decided_proposals(
    user: Annotated[User, needs(Right.READ_AUDIT_LOG)],
    shared: Shared,
    is_early: Annotated[
        bool | None, Query(description="Only those that were confirmed before the first call, or only the others")
    ] = None,
) -> list[ProposalOut]:
    """What was decided by whom, the latest first: of the own offices, for whoever reads the audit log."""
    offices = user.offices_of(Right.READ_AUDIT_LOG)
    found = await four_eyes_store.list_decided(shared.engine, offices, is_early=is_early)
    return [ProposalOut.of(each) for each in found]


@router.get(
    "/proposals/{proposal_id}/sound",
    response_class=Response,
    responses={**answers(401, 403, 404, 422, 429), **SOUND},
)
async def listen_to_proposal(proposal_id: ProposalId, user: Staff, shared: Shared) -> Response:
    """What callers would hear of an announcement, for who may confirm the change or has proposed it: nobody signs
    for a sound that was not heard. 404 for a proposal that waits for somebody else, or has no sound."""
    sound = await proposed_sound(await _waiting(proposal_id, user, shared), user, shared)
    if sound is None:
        raise NotFound
    return Response(sound, media_type="audio/wav")


@router.get("/proposals/{proposal_id}/answers", responses=answers(401, 403, 404, 422, 429))
async def get_proposed_answers(proposal_id: ProposalId, user: Staff, shared: Shared) -> ProposedAnswers:
    """What callers would hear with proposed rates, and from which day on, for who may confirm them or has proposed
    them: nobody signs for a number alone. 404 for a proposal that waits for somebody else, or is of no rates."""
    shared.limits.take(user.username, "knowledge")
    found = await proposed_answers(await _waiting(proposal_id, user, shared), shared, today(shared))
    if found is None:
        raise NotFound
    return found


async def _waiting(proposal_id: str, user: User, shared: Services) -> Proposal:
    """Raises NotFound for one that waits for somebody else."""
    to_decide, own = await four_eyes_store.waiting_for(shared.engine, user.username, shared.clock.now())
    found = next((each for each in (*to_decide, *own) if each.id == proposal_id), None)
    if found is None:
        raise NotFound
    return found


@router.post("/proposals/{proposal_id}/confirm", responses=answers(401, 403, 404, 409, 422, 429))
async def confirm_proposal(proposal_id: ProposalId, user: Staff, shared: Shared, origin: From) -> ProposalOut:
    """It is right so: it is carried out at once. If that is not possible any more, the answer's state is `failed`
    and its note says why; nothing was changed then.

    403 with `second_person_refused` for whoever may not confirm it: the one who has proposed or prepared it,
    somebody of another office, an account that the proposer has made or reset, one younger than seven days. 409
    with `proposal_decided` if it waits no longer.
    """
    shared.limits.take(user.username, "save")
    return ProposalOut.of(await confirmed(shared, Second(user, origin.address), proposal_id))


@router.post("/proposals/{proposal_id}/refuse", responses=answers(401, 403, 404, 409, 413, 422, 429))
async def refuse_proposal(proposal_id: ProposalId, wanted: RefusalIn, user: Staff, shared: Shared) -> ProposalOut:
    """It is not to be, with a reason; whoever has proposed it takes it back so. 403 and 409 as for confirming."""
    shared.limits.take(user.username, "save")
    found = await four_eyes_store.refuse(
        shared.engine, proposal_id, user.username, wanted.reason, shared.clock.now()
    )
    return ProposalOut.of(found)

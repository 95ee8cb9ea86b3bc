"""Offers that consultants take in during a call: saved as typed, submitted, verified by another person."""

from typing import Annotated, Any

from fastapi import Path, Query, Response

from api.auth import Shared, needs
from api.clients.access_notes import note_access_first
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.offers.offer_intakes_schemas import (
    INTAKE_ID,
    EmployerHit,
    EmployerHits,
    IntakeBegin,
    IntakeDecision,
    IntakeIn,
    IntakeList,
    IntakeOut,
    IntakeSummary,
    IntakeWithdrawal,
)
from api.schemas.copying import copied
from api.schemas.etag import IfMatch, tag_of, version_of
from api.services import Services
from clients.access_store import AccessEntry
from core.clock import WARSAW
from core.errors import NotFound
from core.rights import Right
from market.employers.employer_store import find_employers
from market.intake import intake_store
from market.intake.intake import doubts
from market.intake.intake_store import intake_of
from market.occupations.occupation_store import name_of
from market.offers.offer import State

router = Router(prefix="/api", tags=["market"])

Server = Annotated[User, needs(Right.SERVE_EMPLOYERS)]
IntakeId = Annotated[str, Path(pattern=INTAKE_ID, examples=["intake-019ab3c4d5e0000-4f2a91c3d0"])]
_OPEN = (State.DRAFT, State.SUBMITTED)
_OVER = (State.VERIFIED, State.UNVERIFIED, State.REJECTED, State.WITHDRAWN)


@router.get("/offer-intakes", responses=answers(401, 403, 422))
async def get_offer_intakes(
    user: Server,
    shared: Shared,
    over: Annotated[bool, Query(description="Those that somebody has decided about")] = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> IntakeList:
    """Offers of the own offices that are being written down or wait for another person."""
    offices = user.offices_of(Right.SERVE_EMPLOYERS)
    rows = await intake_store.list_intakes(shared.engine, offices, _OVER if over else _OPEN, limit)
    return IntakeList(intakes=[IntakeSummary.of(row, user.username) for row in rows])


@router.post("/offer-intakes", status_code=201, responses=answers(401, 403, 413, 422, 429))
async def begin_offer_intake(wanted: IntakeBegin, user: Server, shared: Shared, response: Response) -> IntakeOut:
    """An empty draft of the own office, for an employer who is on the line or comes by."""
    shared.limits.take(user.username, "save")
    now = shared.clock.now()
    row = await intake_store.begin(shared.engine, user.office, wanted.call_id, user.username, now)
    return await _told(row, user, shared, response)


@router.get("/offer-intakes/{intake_id}", responses=answers(401, 403, 404, 422))
async def get_offer_intake(intake_id: IntakeId, user: Server, shared: Shared, response: Response) -> IntakeOut:
    """The form as it stands, with whom to ask for at the employer's; the look is noted. 404 for one of another
    office."""
    row = await _own(intake_id, user, shared)
    await _note(row, user, shared)
    return await _told(row, user, shared, response)


@router.put("/offer-intakes/{intake_id}", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def save_offer_intake(
    intake_id: IntakeId, wanted: IntakeIn, read_on: IfMatch, user: Server, shared: Shared, response: Response
) -> IntakeOut:
    """As it is typed, whatever is missing yet. 409 with `transition_refused` for what has been submitted."""
    shared.limits.take(user.username, "typing")
    await _own(intake_id, user, shared)
    row = await intake_store.save(
        shared.engine, intake_id, wanted.intake(), version_of(read_on), user.username, shared.clock.now()
    )
    return await _told(row, user, shared, response)


@router.post("/offer-intakes/{intake_id}/submission", responses=answers(401, 403, 404, 409, 412, 422, 429))
async def submit_offer_intake(
    intake_id: IntakeId, read_on: IfMatch, user: Server, shared: Shared, response: Response
) -> IntakeOut:
    """It is complete, and waits for another person. 422 with `invalid` names each field that is not right."""
    shared.limits.take(user.username, "save")
    await _own(intake_id, user, shared)
    now = shared.clock.now()
    today = now.astimezone(WARSAW).date()
    row = await intake_store.submit(shared.engine, intake_id, version_of(read_on), today, now)
    return await _told(row, user, shared, response)


@router.post("/offer-intakes/{intake_id}/decision", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def decide_offer_intake(
    intake_id: IntakeId,
    wanted: IntakeDecision,
    read_on: IfMatch,
    user: Server,
    shared: Shared,
    response: Response,
) -> IntakeOut:
    """Verified, it is told to callers at once. 403 with `four_eyes_needed` for who has written of it; 409 with
    `transition_refused` for one that does not wait, and where a reason is missing."""
    shared.limits.take(user.username, "save")
    await _own(intake_id, user, shared)
    now = shared.clock.now()
    row = await intake_store.decide(
        shared.engine,
        intake_id,
        version_of(read_on),
        State(wanted.state),
        wanted.reason,
        user.username,
        now.astimezone(WARSAW).date(),
        now,
    )
    return await _told(row, user, shared, response)


@router.post("/offer-intakes/{intake_id}/withdrawal", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def withdraw_offer_intake(
    intake_id: IntakeId,
    wanted: IntakeWithdrawal,
    read_on: IfMatch,
    user: Server,
    shared: Shared,
    response: Response,
) -> IntakeOut:
    """The employer does not want it any more: told nobody from now on. 409 with `transition_refused`."""
    shared.limits.take(user.username, "save")
    await _own(intake_id, user, shared)
    row = await intake_store.withdraw(
        shared.engine, intake_id, version_of(read_on), wanted.reason, user.username, shared.clock.now()
    )
    return await _told(row, user, shared, response)


@router.get("/employers", responses=answers(401, 403, 422, 429))
async def find_known_employers(
    user: Server,
    shared: Shared,
    q: Annotated[str, Query(min_length=3, max_length=100, description="Words of the name, or a number")],
) -> EmployerHits:
    """Employers by name, NIP or REGON, as one types: what registers of firms tell everybody."""
    shared.limits.take(user.username, "typing")
    rows = await find_employers(shared.engine, q, limit=10)
    return EmployerHits(employers=[EmployerHit.model_validate(row) for row in rows])


async def _own(intake_id: str, user: User, shared: Services) -> Any:
    """Raises NotFound, for another office's, too."""
    row = await intake_store.get_intake(shared.engine, intake_id)
    if not user.may_for(Right.SERVE_EMPLOYERS, row.office):
        raise NotFound
    return row


async def _note(row: Any, user: User, shared: Services) -> None:
    entry = AccessEntry(
        at=shared.clock.now(),
        who=user.username,
        client_id=None,
        office=row.office,
        topic="offer_intake",
        purpose="offer_intake_view",
        outcome="found",
        call_id=row.call_id,
    )
    await note_access_first(shared, entry)


async def _told(row: Any, user: User, shared: Services, response: Response) -> IntakeOut:
    response.headers["ETag"] = tag_of(row.version)
    intake = intake_of(row.typed)
    return copied(
        IntakeOut,
        IntakeSummary.of(row, user.username),
        typed=copied(IntakeIn, intake),
        occupation_name=await name_of(shared.engine, intake.occupation),
        doubts=list(doubts(intake)),
        version=row.version,
    )

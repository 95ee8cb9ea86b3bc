"""Lists of trainings: whoever has agreed is enrolled, waits, is asked, resigns. Each look at somebody is written
down."""

from datetime import datetime
from typing import Annotated

from fastapi import Path

from api.auth import Shared, needs
from api.clients.client_viewer import viewer_of
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.market.trainings import TrainingId
from api.routes.market.trainings_schemas import (
    EnrolmentIn,
    EnrolmentList,
    EnrolmentOut,
    EnrolmentState,
    SeatAnswerIn,
)
from api.schemas.copying import copied
from clients.access import Groups
from clients.access_store import AccessEntry, note_access
from clients.person_access_store import AccessRequest, person_access
from clients.persons.caller_names_store import names_in_a_list
from core.db.engine import Connection
from core.errors import NotFound, TransitionRefused
from core.rights import Right
from market.trainings import enrolment_store
from market.trainings.enrolment import Enrolment, NotPossible
from market.trainings.training_store import get_training

router = Router(prefix="/api", tags=["market"])

Enroller = Annotated[User, needs(Right.ENROL_CLIENTS)]
EnrolmentId = Annotated[str, Path(pattern="^[a-z0-9-]{1,80}$", examples=["enrolment-019ab3c4d5e0000-4f2a91c3d0"])]
_WHO: Groups = frozenset({"identity"})


@router.get("/trainings/{training_id}/enrolments", responses=answers(401, 403, 404, 422, 429))
async def get_enrolments(training_id: TrainingId, user: Enroller, shared: Shared) -> EnrolmentList:
    """The clients of the own offices in the list of a training, with their names: each is a look that is written
    down, and a name of the ceiling of the day (429 with `too_many_accesses` beyond it)."""
    shared.limits.take(user.username, "look")
    await get_training(shared.engine, training_id)
    offices = user.offices_of(Right.ENROL_CLIENTS)
    rows = await enrolment_store.list_of(shared.engine, training_id, offices)
    named = await names_in_a_list(
        shared.engine, viewer_of(user, shared), [row.client_id for row in rows], "enrolment", shared.clock.now()
    )
    return EnrolmentList(enrolments=[copied(EnrolmentOut, row, named.get(row.client_id)) for row in rows])


@router.post(
    "/trainings/{training_id}/enrolments", status_code=201, responses=answers(401, 403, 404, 409, 413, 422, 429)
)
async def enrol_client(
    training_id: TrainingId, wanted: EnrolmentIn, user: Enroller, shared: Shared
) -> EnrolmentState:
    """Enrol a client who has agreed: a seat, or a place on the waiting list.

    404 for a client whom this account may not see now; 409 with `transition_refused` and a sentence: already in
    the list, after the last day, called off, or a training whose seats nobody counts.
    """
    shared.limits.take(user.username, "save")
    now, viewer = shared.clock.now(), viewer_of(user, shared)
    request = AccessRequest(
        wanted.client_id, "person", "enrolment", viewer.at_hand, wanted.reason, needs=_WHO, shows=_WHO
    )
    async with person_access(shared.engine, viewer, request, now, outcome="written") as access:
        try:
            entry = await enrolment_store.enrol(
                access.connection,
                training_id,
                wanted.client_id,
                access.office,
                access.call_id,
                user.username,
                now,
            )
        except NotPossible as refused:
            raise TransitionRefused(refused.reason_pl) from None
    return _told(entry)


@router.post("/enrolments/{enrolment_id}/resignation", responses=answers(401, 403, 404, 409, 422, 429))
async def resign_from_training(enrolment_id: EnrolmentId, user: Enroller, shared: Shared) -> EnrolmentState:
    """The client does not want the seat, or does not wait any more; who waits next is asked."""
    shared.limits.take(user.username, "save")
    now = shared.clock.now()
    async with shared.engine.begin() as connection:
        office = await _own_office(connection, enrolment_id, user)
        try:
            changed = await enrolment_store.resign(connection, enrolment_id, user.username, now)
        except NotPossible as refused:
            raise TransitionRefused(refused.reason_pl) from None
        await _note(connection, changed, office, user, now)
    return _told(changed)


@router.post("/enrolments/{enrolment_id}/answer", responses=answers(401, 403, 404, 409, 413, 422, 429))
async def answer_free_seat(
    enrolment_id: EnrolmentId, wanted: SeatAnswerIn, user: Enroller, shared: Shared
) -> EnrolmentState:
    """What the client says who was asked about a free seat. 409 with `transition_refused` after the time for
    it."""
    shared.limits.take(user.username, "save")
    now = shared.clock.now()
    async with shared.engine.begin() as connection:
        office = await _own_office(connection, enrolment_id, user)
        try:
            changed = await enrolment_store.take_answer(
                connection, enrolment_id, takes_it=wanted.takes_it, by=user.username, now=now
            )
        except NotPossible as refused:
            raise TransitionRefused(refused.reason_pl) from None
        await _note(connection, changed, office, user, now)
    return _told(changed)


async def _own_office(connection: Connection, enrolment_id: str, user: User) -> str:
    """Of the client. Raises NotFound, for another office's client, too."""
    office = await enrolment_store.office_of(connection, enrolment_id)
    if not user.may_for(Right.ENROL_CLIENTS, office) or not user.sees_clients:
        raise NotFound
    return office


async def _note(connection: Connection, entry: Enrolment, office: str, user: User, now: datetime) -> None:
    await note_access(
        connection,
        AccessEntry(
            at=now,
            who=user.username,
            client_id=entry.client_id,
            office=office,
            topic="person",
            purpose="enrolment",
            outcome="written",
        ),
    )


def _told(entry: Enrolment) -> EnrolmentState:
    return EnrolmentState(id=entry.id, place=entry.place, state=entry.state, asked_until=entry.asked_until)

"""Trainings: the catalogue, and who gives them."""

from typing import Annotated

from fastapi import Path, Query, Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.market.trainings_schemas import (
    MARKET_ID,
    InstitutionIn,
    InstitutionList,
    InstitutionOut,
    TrainingIn,
    TrainingList,
    TrainingOut,
)
from api.schemas.etag import IfMatch, tag_of, version_of
from api.schemas.paging import OFFICE
from core.clock import WARSAW
from core.rights import Right
from market.trainings import institution_store, training_store
from market.trainings.training_store import TrainingFilters

router = Router(prefix="/api", tags=["market"])

Reader = Annotated[User, needs(Right.SEE_OFFERS)]
Editor = Annotated[User, needs(Right.EDIT_TRAININGS)]
TrainingId = Annotated[str, Path(pattern=MARKET_ID, examples=["wozki-jezdniowe-2027-02"])]
InstitutionId = Annotated[str, Path(pattern=MARKET_ID, examples=["zdz-bialystok"])]


@router.get("/trainings", responses=answers(401, 403, 422, 429))
async def get_trainings(
    user: Reader,
    shared: Shared,
    office: Annotated[str | None, Query(pattern=OFFICE, description="Its own and the province's")] = None,
    q: Annotated[str, Query(max_length=100, description="Words of the title, the town or the institution")] = "",
    occupation: Annotated[str, Query(pattern="^[0-9]{0,6}$", description="First digits of the code (KZiS)")] = "",
    past: Annotated[
        bool, Query(description="Those with no time left to sign up, and those called off, too")
    ] = False,
    free: Annotated[bool, Query(description="Only with a free seat that nobody waits for")] = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> TrainingList:
    """Trainings that can be signed up for, the next to begin first."""
    shared.limits.take(user.username, "knowledge")
    today = shared.clock.now().astimezone(WARSAW).date()
    filters = TrainingFilters(office, None if past else today, q, occupation, free)
    rows = await training_store.list_trainings(shared.engine, filters, limit)
    return TrainingList(trainings=[TrainingOut.of(row) for row in rows])


@router.get("/trainings/{training_id}", responses=answers(401, 403, 404, 422))
async def get_training(training_id: TrainingId, user: Reader, shared: Shared, response: Response) -> TrainingOut:
    """A training, with how many seats are taken and how many people wait."""
    found = TrainingOut.of(await training_store.get_training(shared.engine, training_id))
    response.headers["ETag"] = tag_of(found.version)
    return found


@router.put("/trainings/{training_id}", responses=answers(401, 403, 412, 413, 422, 429))
async def set_training(
    training_id: TrainingId, wanted: TrainingIn, read_on: IfMatch, user: Editor, shared: Shared, response: Response
) -> TrainingOut:
    """A new training (If-Match `"0"`), or other words for one; found within a second, and told by telephone.

    422 with `settings_refused` for days that cannot be, for fewer seats than are taken, and for an office or an
    institution that there is not; 412 with `stale_version`.
    """
    shared.limits.take(user.username, "save")
    await training_store.save_training(
        shared.engine,
        training_id,
        wanted.training(),
        version_of(read_on),
        lambda office: user.may_for(Right.EDIT_TRAININGS, office),
        user.username,
        shared.clock.now(),
    )
    return await get_training(training_id, user, shared, response)


@router.post("/trainings/{training_id}/cancellation", responses=answers(401, 403, 404, 412, 422, 429))
async def cancel_training(
    training_id: TrainingId, read_on: IfMatch, user: Editor, shared: Shared, response: Response
) -> TrainingOut:
    """The training is called off: told nobody any more; its list stays. 412 with `stale_version`."""
    shared.limits.take(user.username, "save")
    await training_store.cancel_training(
        shared.engine,
        training_id,
        version_of(read_on),
        lambda office: user.may_for(Right.EDIT_TRAININGS, office),
        user.username,
        shared.clock.now(),
    )
    return await get_training(training_id, user, shared, response)


@router.get("/training-institutions", responses=answers(401, 403, 422, 429))
async def get_training_institutions(
    user: Reader,
    shared: Shared,
    q: Annotated[str, Query(max_length=100, description="Words of the name or the town, or the number")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> InstitutionList:
    """Institutions by name."""
    shared.limits.take(user.username, "knowledge")
    rows = await institution_store.list_institutions(shared.engine, q, limit)
    return InstitutionList(institutions=[InstitutionOut.of(row) for row in rows])


@router.put("/training-institutions/{institution_id}", responses=answers(401, 403, 412, 413, 422, 429))
async def set_training_institution(
    institution_id: InstitutionId,
    wanted: InstitutionIn,
    read_on: IfMatch,
    user: Editor,
    shared: Shared,
    response: Response,
) -> InstitutionOut:
    """A new institution (If-Match `"0"`), or other words for one: they are the same for all offices.

    422 with `settings_refused` for a NIP that is none, and for a number of the register that another one has; 412
    with `stale_version`.
    """
    shared.limits.take(user.username, "save")
    await institution_store.save_institution(
        shared.engine,
        institution_id,
        wanted.institution(),
        version_of(read_on),
        user.username,
        shared.clock.now(),
    )
    found = InstitutionOut.of(await institution_store.get_institution(shared.engine, institution_id))
    response.headers["ETag"] = tag_of(found.version)
    return found

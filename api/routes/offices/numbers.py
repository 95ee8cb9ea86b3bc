"""Numbers that callers dial: which scenario answers, and what the call costs."""

from typing import Annotated

from fastapi import Path, Query

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.offices.numbers_schemas import DialledNumberIn, NumberOut
from api.schemas.etag import IfMatchWhereAsked, version_read
from core.rights import Right
from ivr.publishing import number_store
from ivr.publishing.number_store import StoredNumber

router = Router(prefix="/api", tags=["numbers"])

Manager = Annotated[User, needs(Right.MANAGE_NUMBERS)]
Dialled = Annotated[str, Path(pattern="^[0-9]{3,9}$", examples=["9524"])]


@router.get("/numbers", responses=answers(401, 403, 422))
async def get_numbers(
    user: Staff,
    shared: Shared,
    deactivated: Annotated[bool, Query(description="Those that were deactivated, too")] = False,
) -> list[NumberOut]:
    """The numbers that are answered, in order."""
    found = await number_store.list_numbers(shared.engine)
    return [NumberOut.of(number) for number in found if deactivated or number.deactivated_at is None]


@router.get("/numbers/{dialled_number}", responses=answers(401, 403, 404, 422))
async def get_number(dialled_number: Dialled, user: Staff, shared: Shared) -> NumberOut:
    """One number, also one that was deactivated."""
    return NumberOut.of(await number_store.get_number(shared.engine, dialled_number))


@router.put("/numbers/{dialled_number}", responses=answers(401, 403, 412, 413, 422))
async def set_number(
    dialled_number: Dialled,
    wanted: DialledNumberIn,
    user: Manager,
    shared: Shared,
    if_match: IfMatchWhereAsked = None,
) -> NumberOut:
    """A new number, or another scenario, price, description or office of one; for administrators.

    It is answered within seconds, also while the application is away; the operator has to send its calls here. 422
    with `settings_refused` for a scenario that is not in force, or an office that takes no callers; 412 with
    `stale_version` if somebody else has changed it since it was read.
    """
    number = StoredNumber(
        dialled_number, wanted.scenario, wanted.price == "free", wanted.description, wanted.office
    )
    read = version_read(if_match)
    return NumberOut.of(await number_store.save_number(shared.engine, number, shared.clock.now(), read))


@router.post("/numbers/{dialled_number}/deactivate", responses=answers(401, 403, 404, 422))
async def deactivate_number(dialled_number: Dialled, user: Manager, shared: Shared) -> NumberOut:
    """Whoever dials it from now on is refused, without costs; who is on the line stays."""
    return NumberOut.of(await number_store.deactivate_number(shared.engine, dialled_number, shared.clock.now()))


@router.post("/numbers/{dialled_number}/restore", responses=answers(401, 403, 404, 422))
async def restore_number(dialled_number: Dialled, user: Manager, shared: Shared) -> NumberOut:
    """It is answered again. 422 with `settings_refused` if its scenario or its office is no more."""
    return NumberOut.of(await number_store.restore_number(shared.engine, dialled_number, shared.clock.now()))

"""Moves of offices: another address from a day on."""

from datetime import date
from typing import Annotated

from fastapi import Path

from api.auth import Shared, Staff
from api.errors import answers
from api.http.routing import Router
from api.routes.offices.moves_schemas import MoveIn, MoveOut
from api.routes.offices.offices import Manager, OfficeCode
from ivr.places import move_store

router = Router(prefix="/api", tags=["offices"])

FromDay = Annotated[date, Path(description="The first day at the new address", examples=["2027-01-04"])]


@router.get("/offices/{code}/moves", responses=answers(401, 403, 404, 422))
async def get_office_moves(code: OfficeCode, user: Staff, shared: Shared) -> list[MoveOut]:
    """What is planned and what was carried out, newest first."""
    return [MoveOut.of(move) for move in await move_store.list_moves(shared.engine, code)]


@router.put("/offices/{code}/moves/{valid_from}", responses=answers(401, 403, 404, 413, 422))
async def plan_office_move(
    code: OfficeCode, valid_from: FromDay, wanted: MoveIn, user: Manager, shared: Shared
) -> MoveOut:
    """Another address from that day on; for administrators. Today: at once. Within minutes after midnight it
    stands in the contact directory, in the search and on letters; until then the directory tells it beside the
    present one. What was planned for that day before is replaced.

    422 with `settings_refused` for a day that is over.
    """
    now = shared.clock.now()
    move = await move_store.plan_move(shared.engine, code, valid_from, wanted.to, user.username, now)
    return MoveOut.of(move)


@router.delete("/offices/{code}/moves/{valid_from}", status_code=204, responses=answers(401, 403, 404, 422))
async def cancel_office_move(code: OfficeCode, valid_from: FromDay, user: Manager, shared: Shared) -> None:
    """Take back what is planned; for administrators. It stays in the audit log."""
    await move_store.cancel_move(shared.engine, code, valid_from)

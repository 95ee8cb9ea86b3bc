"""Numbers outside of the centre to which scenarios may transfer callers."""

from typing import Annotated

from fastapi import Path

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.scenarios.transfer_targets_schemas import TargetIn, TargetOut
from core.rights import Right
from ivr.outside.transfer_store import delete_target, list_targets, save_target

router = Router(prefix="/api", tags=["transfer-targets"])

Chooser = Annotated[User, needs(Right.CHANGE_TRANSFER_TARGETS)]
TargetId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$", examples=["zus-bialystok"])]


@router.get("/transfer-targets", responses=answers(401, 403))
async def get_transfer_targets(user: Staff, shared: Shared) -> list[TargetOut]:
    """The list of allowed numbers, by name. Everybody may see it: no number of a client's is on it."""
    return [TargetOut.of(stored) for stored in await list_targets(shared.engine)]


@router.put("/transfer-targets/{target_id}", responses=answers(401, 403, 413, 422))
async def set_transfer_target(target_id: TargetId, wanted: TargetIn, user: Chooser, shared: Shared) -> TargetOut:
    """Put a number on the list, or change it; for administrators, because every call there costs money.

    422 with `target_refused` for a number that is no ordinary Polish one, or a line that does not exist. It holds
    at once, and who said so is written down.
    """
    stored = await save_target(
        shared.engine, target_id, wanted.name, wanted.number, wanted.lines, user.username, shared.clock.now()
    )
    return TargetOut.of(stored)


@router.delete("/transfer-targets/{target_id}", status_code=204, responses=answers(401, 403, 404, 422))
async def remove_transfer_target(target_id: TargetId, user: Chooser, shared: Shared) -> None:
    """Take a number off the list; for administrators. Who is connected with it now stays so."""
    await delete_target(shared.engine, target_id, user.username, shared.clock.now())

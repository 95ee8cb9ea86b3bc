"""Institutions outside of the centre: whom they help with what, and whose callers may be connected with them."""

from typing import Annotated

from fastapi import Path, Query

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.scenarios.transfer_targets_schemas import TargetIn, TargetOut
from api.schemas.etag import IfMatchWhereAsked, version_read
from core.rights import Right
from ivr.outside import transfer_store

router = Router(prefix="/api", tags=["transfer-targets"])

Chooser = Annotated[User, needs(Right.CHANGE_TRANSFER_TARGETS)]
TargetId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$", examples=["zus-bialystok"])]


@router.get("/transfer-targets", responses=answers(401, 403, 422))
async def get_transfer_targets(
    user: Staff,
    shared: Shared,
    deactivated: Annotated[bool, Query(description="Those that were taken off the list, too")] = False,
) -> list[TargetOut]:
    """The list of allowed numbers, by name. Everybody may see it: no number of a client's is on it."""
    found = await transfer_store.list_targets(shared.engine, also_off=deactivated)
    return [TargetOut.of(stored) for stored in found]


@router.put("/transfer-targets/{target_id}", responses=answers(401, 403, 412, 413, 422))
async def set_transfer_target(
    target_id: TargetId,
    wanted: TargetIn,
    user: Chooser,
    shared: Shared,
    if_match: IfMatchWhereAsked = None,
) -> TargetOut:
    """Put a number on the list, or change it; for administrators, because every call there costs money.

    422 with `target_refused` for a number that is no ordinary Polish one, or a line or office that does not exist;
    412 with `stale_version` if somebody else has changed it since it was read. It holds at once, and who said so
    is written down.
    """
    stored = await transfer_store.save_target(
        shared.engine,
        target_id,
        wanted.contact,
        wanted.number,
        wanted.lines,
        user.username,
        shared.clock.now(),
        version_read(if_match),
    )
    return TargetOut.of(stored)


@router.post("/transfer-targets/{target_id}/deactivate", responses=answers(401, 403, 404, 422))
async def deactivate_transfer_target(target_id: TargetId, user: Chooser, shared: Shared) -> TargetOut:
    """Take a number off the list; for administrators. Who is connected with it now stays so."""
    now = shared.clock.now()
    return TargetOut.of(await transfer_store.deactivate_target(shared.engine, target_id, user.username, now))


@router.post("/transfer-targets/{target_id}/restore", responses=answers(401, 403, 404, 422))
async def restore_transfer_target(target_id: TargetId, user: Chooser, shared: Shared) -> TargetOut:
    """Put it on the list again, as it was; for administrators."""
    now = shared.clock.now()
    return TargetOut.of(await transfer_store.restore_target(shared.engine, target_id, user.username, now))

"""Reasons of pauses, and what consultants dial for them."""

from typing import Annotated

from fastapi import Path, Query

from acd.pause_reasons import AFTER_LOGIN
from acd.staffing import pause_reason_store
from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.lists.lists_schemas import PauseReasonIn, PauseReasonOut
from api.schemas.etag import IfMatchWhereAsked, version_read
from core.rights import Right

router = Router(prefix="/api", tags=["lists"])

Manager = Annotated[User, needs(Right.MANAGE_LISTS)]
ReasonCode = Annotated[str, Path(pattern="^[a-z_]{1,40}$", examples=["meal"])]


@router.get("/pause-reasons", responses=answers(401, 403, 422))
async def get_pause_reasons(
    user: Staff,
    shared: Shared,
    deactivated: Annotated[bool, Query(description="Those that were deactivated, too")] = False,
) -> list[PauseReasonOut]:
    """The reasons that may be given with the wish `pause`, in their order."""
    found = await pause_reason_store.list_pause_reasons(shared.engine)
    return [
        PauseReasonOut.of(row)
        for row in found
        if row.reason.id != AFTER_LOGIN and (deactivated or row.deactivated_at is None)
    ]


@router.put("/pause-reasons/{code}", responses=answers(401, 403, 412, 413, 422))
async def set_pause_reason(
    code: ReasonCode,
    wanted: PauseReasonIn,
    user: Manager,
    shared: Shared,
    if_match: IfMatchWhereAsked = None,
) -> PauseReasonOut:
    """A new reason, or another title and dial code of one; for administrators. It can be dialled within seconds.

    422 with `settings_refused` for the code of a state (`*60`, `*61`, `*62`, `*69`), one that is kept for
    recordings (`*76` to `*79`), and one that another reason has. The reason `login` is given by logging in, and
    has no code. 412 with `stale_version` if somebody else has changed it since it was read.
    """
    stored = await pause_reason_store.save_pause_reason(
        shared.engine,
        code,
        wanted.name,
        wanted.dial_code,
        wanted.place,
        read_version=version_read(if_match),
    )
    await shared.lists.reload()
    return PauseReasonOut.of(stored)


@router.post("/pause-reasons/{code}/deactivate", responses=answers(401, 403, 404, 422))
async def deactivate_pause_reason(code: ReasonCode, user: Manager, shared: Shared) -> PauseReasonOut:
    """Nobody can give it any more, and its dial code is free; who pauses for it goes on."""
    stored = await pause_reason_store.deactivate_pause_reason(shared.engine, code, shared.clock.now())
    await shared.lists.reload()
    return PauseReasonOut.of(stored)


@router.post("/pause-reasons/{code}/restore", responses=answers(401, 403, 404, 422))
async def restore_pause_reason(code: ReasonCode, user: Manager, shared: Shared) -> PauseReasonOut:
    """It can be given again. 422 with `settings_refused` if another reason has its dial code by now."""
    stored = await pause_reason_store.restore_pause_reason(shared.engine, code)
    await shared.lists.reload()
    return PauseReasonOut.of(stored)

"""Proposals of corrections of clients' data: made in a conversation, decided by the client's office."""

from typing import Annotated

from fastapi import Path, Query

from api.auth import Shared, needs
from api.clients.client_viewer import viewer_of
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.clients.clients import ClientId
from api.routes.clients.contacts_schemas import (
    CorrectionIn,
    CorrectionOfClient,
    CorrectionOut,
    CorrectionPage,
    CorrectionQuery,
    DecisionIn,
)
from api.schemas.etag import IfMatch, version_of
from api.schemas.paging import cursor_of
from clients.contacts.correction_store import decide_correction, list_corrections, propose_correction
from core.rights import Right

router = Router(prefix="/api", tags=["contacts"])

Writer = Annotated[User, needs(Right.ENTER_CONTACTS)]
Decider = Annotated[User, needs(Right.DECIDE_CORRECTIONS)]
CorrectionId = Annotated[
    str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["correction-019ab3c4d5e0000-4f2a91c3d0"])
]


@router.post("/clients/{client_id}/corrections", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def propose_client_correction(
    client_id: ClientId, wanted: CorrectionIn, read_on: IfMatch, user: Writer, shared: Shared
) -> CorrectionOut:
    """Propose another value of a field that this account may see on the card now. Nothing of the card changes.

    `If-Match` is the ETag of the card that was read: 412 with `stale_version` if it has changed since. 422 with
    `correction_refused` for a value that cannot be one. The same proposal again is the one that stands.
    """
    shared.limits.take(user.username, "save")
    viewer, now = viewer_of(user, shared), shared.clock.now()
    row = await propose_correction(shared.engine, viewer, client_id, wanted.wanted(version_of(read_on)), now)
    return CorrectionOut.model_validate(row)


@router.get("/corrections", responses=answers(401, 403, 422, 429))
async def get_corrections(
    query: Annotated[CorrectionQuery, Query()], user: Decider, shared: Shared
) -> CorrectionPage:
    """Proposals about clients of the own offices, newest first, page by page; each look is written down."""
    shared.limits.take(user.username, "look")
    rows, after = await list_corrections(
        shared.engine,
        viewer_of(user, shared),
        query.state,
        shared.clock.now(),
        limit=query.limit,
        after=query.place(),
    )
    return CorrectionPage(
        corrections=[CorrectionOfClient.model_validate(row) for row in rows], next_cursor=cursor_of(after)
    )


@router.post("/corrections/{correction_id}/decide", responses=answers(401, 403, 404, 409, 413, 422, 429))
async def decide_client_correction(
    correction_id: CorrectionId, wanted: DecisionIn, user: Decider, shared: Shared
) -> CorrectionOfClient:
    """Say that the office takes a proposal over into its own system, or not; who said so is written down.

    409 with `correction_decided` if it was decided otherwise before.
    """
    shared.limits.take(user.username, "save")
    row = await decide_correction(
        shared.engine, viewer_of(user, shared), correction_id, wanted.decision, shared.clock.now()
    )
    return CorrectionOfClient.model_validate(row)

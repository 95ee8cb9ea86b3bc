"""What is told back to the offices: signed files, each row in exactly one of them."""

from typing import Annotated, Any

from fastapi import Path, Query, Response

from api.auth import Shared, needs
from api.clients import export_store
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.clients.exports_schemas import (
    BATCH_ID,
    ExportConfirmation,
    ExportOut,
    ExportPage,
    ExportQuery,
    PublicKey,
)
from api.schemas.paging import cursor_of
from clients.exporting.batch_store import confirm_batch, get_batch, list_batches
from core.rights import Right

router = Router(prefix="/api", tags=["exports"])

Teller = Annotated[User, needs(Right.DECIDE_CORRECTIONS)]
BatchId = Annotated[str, Path(pattern=BATCH_ID, examples=["export-019ab3c4d5e0000-4f2a91c3d0"])]
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"text/csv": {"schema": {"type": "string"}}}}
}


@router.get("/exports", responses=answers(401, 403, 422))
async def get_exports(query: Annotated[ExportQuery, Query()], user: Teller, shared: Shared) -> ExportPage:
    """The files for the own offices, newest first. They are made every night, of what was written down until the
    end of the day before."""
    page = await list_batches(
        shared.engine,
        user.offices_of(Right.DECIDE_CORRECTIONS),
        query.office,
        limit=query.limit,
        after=query.place(),
    )
    return ExportPage(
        exports=[ExportOut.model_validate(row) for row in page.batches],
        is_asked=await export_store.are_files_asked_for(shared.engine),
        next_cursor=cursor_of(page.after),
    )


@router.post("/exports", status_code=202, responses=answers(401, 403))
async def ask_for_exports(user: Teller, shared: Shared) -> None:
    """Make the files of all offices now and not at night: of what was written down until the end of yesterday."""
    await export_store.ask_for_files(shared.engine)


@router.get("/exports/key", responses=answers(401, 403, 404))
async def get_export_key(user: Teller, shared: Shared) -> PublicKey:
    """The key by which an office checks the signatures. 404 until the first files were made."""
    return PublicKey(pem=await export_store.public_key(shared.settings.exports))


@router.get(
    "/exports/{batch_id}/file", response_class=Response, responses={**_CSV, **answers(401, 403, 404, 422, 429)}
)
async def get_export_file(batch_id: BatchId, user: Teller, shared: Shared) -> Response:
    """The file itself, with clients' data in it: who fetched it stands in the access log, for each of them.

    404 also for a file of another office.
    """
    shared.limits.take(user.username, "search")
    content = await export_store.fetch(shared.engine, shared.settings.exports, batch_id, user, shared.clock.now())
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{batch_id}.csv"'},
    )


@router.post("/exports/{batch_id}/confirm", responses=answers(401, 403, 404, 409, 413, 422))
async def confirm_export(batch_id: BatchId, wanted: ExportConfirmation, user: Teller, shared: Shared) -> ExportOut:
    """Say that the office has taken the file in. Said again it changes nothing.

    409 with `other_file` if the sum is not the one of our file: it did not arrive whole.
    """
    offices = user.offices_of(Right.DECIDE_CORRECTIONS)
    await get_batch(shared.engine, batch_id, offices)
    await confirm_batch(shared.engine, batch_id, wanted.sha256, shared.clock.now())
    return ExportOut.model_validate(await get_batch(shared.engine, batch_id, offices))

"""Imports from the offices' own systems: asked for, watched, confirmed. The process `jobs` carries them out."""

from typing import Annotated, Any

from fastapi import Path, Query, Request, Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.extract_uploads import kept_upload
from api.http.routing import Router
from api.proposals import proposed
from api.reports.spreadsheet import csv_file
from api.request_user import User
from api.routes.clients.imports_schemas import (
    RUN_ID,
    ImportIn,
    ImportOut,
    ImportPage,
    ImportQuery,
    RejectOut,
    RejectPage,
    RepairOut,
    RepairPage,
    ReportQuery,
)
from api.schemas.paging import cursor_of
from api.schemas.proposals import ProposalOut
from api.services import Services
from clients.importing.asking_store import NIGHT, ask_for_import, ask_for_waiting, confirm_as_second, refuse
from clients.importing.run_store import check_quarantined, get_run, list_rejects, list_repairs, list_runs
from core.rights import Right
from core.two_persons.four_eyes import Act

router = Router(prefix="/api", tags=["imports"])

Importer = Annotated[User, needs(Right.IMPORT_CLIENTS)]
RunId = Annotated[str, Path(pattern=RUN_ID, examples=["import-019ab3c4d5e0000-4f2a91c3d0"])]
MOST_REJECTS = 100_000
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"text/csv": {"schema": {"type": "string"}}}}
}
_ZIP: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/imports", responses=answers(401, 403, 422))
async def get_imports(query: Annotated[ImportQuery, Query()], user: Importer, shared: Shared) -> ImportPage:
    """The imports of the own offices, newest first: those under way with their progress, and the history."""
    page = await list_runs(
        shared.engine,
        user.offices_of(Right.IMPORT_CLIENTS),
        query.office,
        limit=query.limit,
        after=query.place(),
    )
    return ImportPage(imports=[ImportOut.of(run) for run in page.runs], next_cursor=cursor_of(page.after))


@router.post("/imports", status_code=202, responses=answers(401, 403, 413, 422))
async def ask_for_imports(wanted: ImportIn, user: Importer, shared: Shared) -> list[ImportOut]:
    """Take in an extract that was delivered, or every one that waits, now and not at night.

    Answers at once with the imports that were asked for; how they go is told by them. The same extract is never
    taken in twice: asked for again, the import of before is told. 422 with `import_refused` for a folder that is
    not there or of an office that one may not ask for.
    """
    root, now = shared.settings.imports, shared.clock.now()
    if wanted.source is None:
        runs = await ask_for_waiting(shared.engine, root, _may(user), user.username, now)
    else:
        runs = [await ask_for_import(shared.engine, root, wanted.source, _may(user), user.username, now)]
    return [ImportOut.of(await get_run(shared.engine, run)) for run in runs]


@router.post(
    "/imports/upload",
    status_code=202,
    responses=answers(401, 403, 413, 422, 429),
    openapi_extra=_ZIP,
)
async def upload_import(request: Request, user: Importer, shared: Shared) -> ImportOut:
    """Take in an extract that is sent as one ZIP file with `manifest.json` and the files that it names.

    422 with `import_refused` for a file that is no such extract, or of an office that one may not ask for; nothing
    of it is kept then. 429 with `uploads_busy` while another one of the own office is being
    sent; 422 with `upload_too_slow` for one that takes more than 20 minutes to come.
    """
    root, now = shared.settings.imports, shared.clock.now()
    async with kept_upload(root, user.office, request.stream()) as upload:
        run = await ask_for_import(shared.engine, root, upload.source, _may(user), user.username, now)
        found = await get_run(shared.engine, run)
        # The same extract was sent before: the file of then is the one that counts.
        upload.is_wanted = found.source == upload.source
    return ImportOut.of(found)


@router.get("/imports/{run_id}", responses=answers(401, 403, 404, 422))
async def get_import(run_id: RunId, user: Importer, shared: Shared) -> ImportOut:
    """An import, and how far it is. One of another office is answered like one that does not exist."""
    return ImportOut.of(await get_run(shared.engine, run_id, user.offices_of(Right.IMPORT_CLIENTS)))


@router.get("/imports/{run_id}/rejects", responses=answers(401, 403, 404, 422))
async def get_import_rejects(
    run_id: RunId, query: Annotated[ReportQuery, Query()], user: Importer, shared: Shared
) -> RejectPage:
    """The rows that were not taken in: file, line, column and reason, so that the office can put them right."""
    await _own(run_id, user, shared)
    rows = await list_rejects(shared.engine, run_id, query.after, query.limit)
    return RejectPage(rejects=[RejectOut.of(row) for row in rows])


@router.get(
    "/imports/{run_id}/rejects/file", response_class=Response, responses={**_CSV, **answers(401, 403, 404, 422)}
)
async def get_import_rejects_file(run_id: RunId, user: Importer, shared: Shared) -> Response:
    """All of them as a CSV file for a spreadsheet, at most 100 000 rows: to be handed to who runs the office's own
    system. No value stands in it."""
    await _own(run_id, user, shared)
    rows = await list_rejects(shared.engine, run_id, 0, MOST_REJECTS)
    content = csv_file(
        ("plik", "wiersz", "kolumna", "powód"),
        ((row.file, None if row.line is None else str(row.line), row.column_name, row.reason_pl) for row in rows),
    )
    headers = {"Content-Disposition": 'attachment; filename="odrzucone.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/imports/{run_id}/repairs", responses=answers(401, 403, 404, 422))
async def get_import_repairs(
    run_id: RunId, query: Annotated[ReportQuery, Query()], user: Importer, shared: Shared
) -> RepairPage:
    """The values that were put right: in which file, line and column, and what was wrong."""
    await _own(run_id, user, shared)
    rows = await list_repairs(shared.engine, run_id, query.after, query.limit)
    return RepairPage(repairs=[RepairOut.of(query.after + number, row) for number, row in enumerate(rows, 1)])


@router.post(
    "/imports/{run_id}/confirm",
    status_code=202,
    responses=answers(401, 403, 404, 409, 422),
)
async def confirm_import(run_id: RunId, user: Importer, shared: Shared) -> ImportOut | ProposalOut:
    """Let an import through that would take much away: it is right so. Who said it is written down.

    It takes two persons: whoever has asked for the import, and another one, whose word lets it through at once.
    The word of the same person, and the first one of an import of the night, only proposes it (`ProposalOut`).
    403 with `second_person_refused`; 409 with `not_quarantined` for one that does not wait for a word.
    """
    run = await get_run(shared.engine, run_id, user.offices_of(Right.IMPORT_CLIENTS))
    check_quarantined(run)
    if run.asked_by in (NIGHT, user.username):
        return await proposed(shared, user, Act.ACCEPT_IMPORT, run.office, run_id, {})
    await confirm_as_second(shared.engine, run, user.username, shared.clock.now())
    return ImportOut.of(await get_run(shared.engine, run_id))


@router.post("/imports/{run_id}/refuse", responses=answers(401, 403, 404, 409, 422))
async def refuse_import(run_id: RunId, user: Importer, shared: Shared) -> ImportOut:
    """Do not let an import through that would take much away: it becomes `refused`, and nothing of it is taken in.

    One person is enough, since nothing changes. Who said it is written down. The same extract does not come again
    by itself, but may be asked for. 409 with `not_quarantined` for one that does not wait for a word.
    """
    run = await get_run(shared.engine, run_id, user.offices_of(Right.IMPORT_CLIENTS))
    await refuse(shared.engine, shared.settings.imports, run, user.username, shared.clock.now())
    return ImportOut.of(await get_run(shared.engine, run_id))


async def _own(run_id: str, user: User, shared: Services) -> None:
    await get_run(shared.engine, run_id, user.offices_of(Right.IMPORT_CLIENTS))


def _may(user: User) -> Any:
    return lambda office: user.may_for(Right.IMPORT_CLIENTS, office)

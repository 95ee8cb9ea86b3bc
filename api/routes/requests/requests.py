"""What persons ask of their data (GDPR Art. 15 to 20), worked off step by step; and legal holds.

Each step is made on the version of the request that was read (`If-Match`), and stands in its history for good.
What is of another office is answered like what does not exist.
"""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import Path, Query, Response
from fastapi.responses import JSONResponse, StreamingResponse

from api.aside import aside
from api.auth import Shared, needs
from api.clients import person_documents, person_recordings
from api.errors import answers
from api.http.routing import Router
from api.proposals import proposed
from api.request_user import User
from api.routes.requests.requests_schemas import (
    ApprovalIn,
    HoldOut,
    HoldPage,
    HoldQuery,
    LegalHoldIn,
    ReadmissionIn,
    RequestDetails,
    RequestIn,
    RequestOut,
    RequestPage,
    RequestQuery,
    StepIn,
)
from api.schemas.etag import IfMatch, tag_of, version_of
from api.schemas.paging import cursor_of
from api.schemas.proposals import ProposalOut
from clients.erasure.hashes import ErasedHashes
from clients.export_person.document import document_pdf
from clients.requests import desk_store, hold_store, readmission_store
from clients.requests.desk_store import Officer
from core.errors import NotAllowed
from core.rights import Right
from core.secrets import read_secrets
from core.two_persons.four_eyes import Act
from ivr.identity.pin import subject_of

router = Router(prefix="/api", tags=["requests"])

Worker = Annotated[User, needs(Right.WORK_REQUESTS)]
Approver = Annotated[User, needs(Right.APPROVE_ERASURE)]
Keeper = Annotated[User, needs(Right.MANAGE_HOLDS)]
_ID = "^[A-Za-z0-9-]{1,64}$"
RequestId = Annotated[str, Path(pattern=_ID, examples=["request-019ab3c4d5e0000-4f2a91c3d0"])]
HoldId = Annotated[str, Path(pattern=_ID, examples=["hold-019ab3c4d5e0000-4f2a91c3d0"])]

_PDF: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The document",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "FLAC files and a list",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def _officer(user: User, right: Right) -> Officer:
    return Officer(user.username, user.office, user.offices_of(right))


@router.get("/requests", responses=answers(401, 403, 422, 429))
async def get_requests(query: Annotated[RequestQuery, Query()], user: Worker, shared: Shared) -> RequestPage:
    """Requests to the own offices page by page, newest first or as `sort` says; of whose they are the initials."""
    shared.limits.take(user.username, "look")
    rows, after = await desk_store.listed(
        shared.engine,
        _officer(user, Right.WORK_REQUESTS),
        query.state,
        query.kind,
        is_open=query.is_open,
        limit=query.limit,
        after=query.place(),
        sort=query.sort,
    )
    return RequestPage(requests=[RequestOut.model_validate(row) for row in rows], next_cursor=cursor_of(after))


@router.post("/requests", status_code=201, responses=answers(401, 403, 404, 409, 413, 422, 429))
async def receive_request(wanted: RequestIn, user: Worker, shared: Shared, response: Response) -> RequestDetails:
    """Enter a request that has come in. It has to be answered within a month.

    409 with `request_exists` while another one of this kind by the same person is open.
    """
    shared.limits.take(user.username, "save")
    opened = await desk_store.receive(
        shared.engine, _officer(user, Right.WORK_REQUESTS), wanted.wanted(), shared.clock.now()
    )
    return _answer(opened, response)


@router.get("/requests/{request_id}", responses=answers(401, 403, 404, 422, 429))
async def get_request(request_id: RequestId, user: Worker, shared: Shared, response: Response) -> RequestDetails:
    """A request with its steps, and who asks. The look is written into the access log. The ETag is the version."""
    shared.limits.take(user.username, "look")
    opened = await desk_store.view(
        shared.engine, _officer(user, Right.WORK_REQUESTS), request_id, shared.clock.now()
    )
    return _answer(opened, response)


@router.post("/requests/{request_id}/steps", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def take_request_step(
    request_id: RequestId, wanted: StepIn, read_on: IfMatch, user: Worker, shared: Shared, response: Response
) -> RequestDetails:
    """Take the next step. 409 with `request_step_refused` if the request is not in the state for it; 412 if
    somebody has taken a step meanwhile; 422 with `request_refused` without the note that it takes."""
    shared.limits.take(user.username, "save")
    opened = await desk_store.step(
        shared.engine,
        _officer(user, Right.WORK_REQUESTS),
        request_id,
        wanted.action,
        version_of(read_on),
        wanted.note,
        shared.clock.now(),
    )
    return _answer(opened, response)


@router.post("/requests/{request_id}/approve", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def approve_erasure(
    request_id: RequestId, wanted: ApprovalIn, read_on: IfMatch, user: Approver, shared: Shared, response: Response
) -> RequestDetails:
    """Approve an erasure, which cannot be taken back: it is carried out at once, or as soon as no call of the
    person goes on. Until then nobody uses the data.

    403 with `four_eyes_needed` for whoever has taken a step of the request.
    """
    shared.limits.take(user.username, "save")
    opened = await desk_store.step(
        shared.engine,
        _officer(user, Right.APPROVE_ERASURE),
        request_id,
        "approve",
        version_of(read_on),
        wanted.note,
        shared.clock.now(),
    )
    return _answer(opened, response)


@router.post("/erasures/readmissions", status_code=204, responses=answers(401, 403, 404, 409, 413, 422, 429))
async def readmit_erased(wanted: ReadmissionIn, user: Worker, shared: Shared) -> None:
    """Who was erased has registered again under the same key: from the next import on the key is taken in again,
    as a new client's. What was erased does not come back. Done again, nothing changes.

    404 where that key was not erased, or is another office's; 409 with `readmission_refused` while a legal hold
    keeps something of the person.
    """
    shared.limits.take(user.username, "save")
    secrets = await to_thread.run_sync(read_secrets, shared.settings.home)
    hashes = ErasedHashes(secrets.pin_pepper, subject_of)
    officer = _officer(user, Right.WORK_REQUESTS)
    await readmission_store.readmit(shared.engine, officer, wanted.wanted(), hashes, shared.clock.now())


@router.get("/requests/{request_id}/export.json", responses=answers(401, 403, 404, 409, 422, 429))
async def get_person_export(request_id: RequestId, user: Worker, shared: Shared) -> JSONResponse:
    """A copy of everything that is kept of the person, by table. For a request of the kind `access` or `export`
    whose person is identified: else 409 with `request_step_refused`. It becomes a step of the request."""
    shared.limits.take(user.username, "look")
    told = await person_documents.export_of(shared, _officer(user, Right.WORK_REQUESTS), request_id)
    return JSONResponse(told, headers={"Content-Disposition": f'attachment; filename="{request_id}.json"'})


@router.get(
    "/requests/{request_id}/export.pdf",
    response_class=Response,
    responses={**answers(401, 403, 404, 409, 422, 429), **_PDF},
)
async def get_person_export_document(request_id: RequestId, user: Worker, shared: Shared) -> Response:
    """The same copy to read, in Polish."""
    shared.limits.take(user.username, "look")
    document = await person_documents.export_document(shared, _officer(user, Right.WORK_REQUESTS), request_id)
    return _pdf(await aside(document_pdf, document), "kopia-danych")


@router.get(
    "/requests/{request_id}/looks.pdf",
    response_class=Response,
    responses={**answers(401, 403, 404, 409, 422, 429), **_PDF},
)
async def get_looks_document(request_id: RequestId, user: Worker, shared: Shared) -> Response:
    """Who has seen the person's data, from the access log: to read, in Polish. As for the copy."""
    shared.limits.take(user.username, "look")
    document = await person_documents.accesses_of(shared, _officer(user, Right.WORK_REQUESTS), request_id)
    return _pdf(await aside(document_pdf, document), "kto-ogladal-dane")


@router.get(
    "/requests/{request_id}/recordings.zip",
    response_class=StreamingResponse,
    responses={**answers(401, 403, 404, 409, 422, 429), **_ZIP},
)
async def get_person_recordings(request_id: RequestId, user: Worker, shared: Shared) -> StreamingResponse:
    """The person's recordings, as files marked with who took them out, and a list of all there were. As for the
    copy; it takes the right to hear recordings, too, and each of them is an entry of the access log."""
    if not user.may(Right.LISTEN_TO_RECORDINGS):
        raise NotAllowed
    shared.limits.take(user.username, "listen")
    pieces = await person_recordings.recordings_of(shared, user, _officer(user, Right.WORK_REQUESTS), request_id)
    headers = {"Content-Disposition": f'attachment; filename="nagrania-{request_id}.zip"'}
    return StreamingResponse(pieces, headers=headers, media_type="application/zip")


@router.get("/holds", responses=answers(401, 403, 422, 429))
async def get_holds(query: Annotated[HoldQuery, Query()], user: Keeper, shared: Shared) -> HoldPage:
    """Legal holds of the own offices, newest first, page by page. Each is an entry of the access log."""
    shared.limits.take(user.username, "look")
    rows, after = await hold_store.list_holds(
        shared.engine,
        _officer(user, Right.MANAGE_HOLDS),
        is_in_force=query.in_force,
        now=shared.clock.now(),
        limit=query.limit,
        after=query.place(),
    )
    return HoldPage(holds=[HoldOut.model_validate(row) for row in rows], next_cursor=cursor_of(after))


@router.post("/holds", status_code=201, responses=answers(401, 403, 404, 413, 422, 429))
async def set_hold(wanted: LegalHoldIn, user: Keeper, shared: Shared, response: Response) -> HoldOut:
    """Say what may not be erased. A client's hold names categories; a call's keeps the call with recordings."""
    shared.limits.take(user.username, "save")
    officer = _officer(user, Right.MANAGE_HOLDS)
    row = await hold_store.set_hold(shared.engine, officer, wanted.wanted(), shared.clock.now())
    response.headers["ETag"] = tag_of(row.version)
    return HoldOut.model_validate(row)


@router.get("/holds/{hold_id}", responses=answers(401, 403, 404, 422, 429))
async def get_hold(hold_id: HoldId, user: Keeper, shared: Shared, response: Response) -> HoldOut:
    """A legal hold. The ETag is its version. That somebody looked is written down."""
    shared.limits.take(user.username, "look")
    row = await hold_store.get_hold(shared.engine, _officer(user, Right.MANAGE_HOLDS), hold_id, shared.clock.now())
    response.headers["ETag"] = tag_of(row.version)
    return HoldOut.model_validate(row)


@router.post("/holds/{hold_id}/end", status_code=202, responses=answers(401, 403, 404, 409, 412, 422, 429))
async def end_hold(hold_id: HoldId, read_on: IfMatch, user: Keeper, shared: Shared) -> ProposalOut:
    """Propose to end a hold; another person confirms it, since what it kept of somebody who was erased goes within
    a minute then. 409 with `hold_ended`, or with `no_second_person`."""
    shared.limits.take(user.username, "save")
    version = version_of(read_on)
    row = await hold_store.check_hold(shared.engine, _officer(user, Right.MANAGE_HOLDS), hold_id, version)
    return await proposed(shared, user, Act.END_HOLD, row.office, hold_id, {"version": version})


def _answer(opened: desk_store.OpenedRequest, response: Response) -> RequestDetails:
    told = RequestDetails.of(opened)
    response.headers["ETag"] = tag_of(told.version)
    return told


def _pdf(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)

"""Forms, procedures and standards of service: one set for the province, in versions, with who has read them."""

from collections.abc import AsyncIterable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Query, Request, Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.proposals import proposed
from api.request_user import User
from api.routes.guidance.standards_schemas import (
    Acknowledgements,
    EndIn,
    Reader,
    StandardIn,
    StandardOut,
    VersionIn,
    told,
)
from api.schemas.etag import IfMatch, tag_of, version_of
from api.schemas.proposals import ProposalOut
from api.services import Services
from core.errors import NotFound, S724Error
from core.rights import Right
from core.todo.work import day_in_warsaw
from core.two_persons.four_eyes import Act
from guidance.standards import standard_store
from guidance.standards.standard import MEDIA_TYPES, STANDARD_KINDS, Standard, StandardKind, StandardVersion

router = Router(prefix="/api/standards", tags=["guidance"])

Reads = Annotated[User, needs(Right.READ_STANDARDS)]
Edits = Annotated[User, needs(Right.EDIT_STANDARDS)]
SeesWho = Annotated[User, needs(Right.SEE_ACKNOWLEDGEMENTS)]
StandardId = Annotated[
    str, Path(pattern="^standard-[0-9a-z-]{1,60}$", examples=["standard-019ab3c4d5e0000-4f2a91c3d0"])
]
VersionId = Annotated[
    str,
    Path(pattern="^standard-version-[0-9a-z-]{1,60}$", examples=["standard-version-019ab3c4d5e0000-4f2a91c3d0"]),
]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/octet-stream": _BINARY}}}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": dict.fromkeys(MEDIA_TYPES.values(), _BINARY)}
}


@router.get("", responses=answers(401, 403, 422))
async def get_standards(
    user: Reads, shared: Shared, kind: Annotated[StandardKind | None, Query()] = None
) -> list[StandardOut]:
    """All of them, by kind and title, each with its versions and with what this account is asked to acknowledge.

    How many have acknowledged is counted in the offices for which the account may see it.
    """
    reader = await _reader(user, shared)
    found = await standard_store.list_standards(shared.engine, shared.clock.now())
    seen = [told(each, reader) for each in found if kind in (None, each.kind)]
    return sorted(
        (each for each in seen if each is not None),
        key=lambda each: (STANDARD_KINDS.index(each.kind), each.title.casefold(), each.id),
    )


@router.get("/{standard_id}", responses=answers(401, 403, 404, 422))
async def get_standard(standard_id: StandardId, user: Reads, shared: Shared, response: Response) -> StandardOut:
    """One of them, with all versions that were ever in force."""
    return await _answer(standard_id, user, shared, response)


@router.get(
    "/versions/{version_id}/file", response_class=Response, responses={**_FILES, **answers(401, 403, 404, 422)}
)
async def get_standard_file(version_id: VersionId, user: Reads, shared: Shared) -> Response:
    """The file of a version. One that waits for a second person is there only for who may propose or confirm."""
    file = await standard_store.read_file(shared.engine, version_id)
    if file.version.published_at is None and not _sees_waiting(user):
        raise NotFound
    name = file.version.file_name
    disposition = f"attachment; filename=\"{_plain(name)}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(
        file.content,
        media_type=MEDIA_TYPES[file.version.file_kind],
        headers={"Content-Disposition": disposition},
    )


@router.post("", status_code=202, responses=answers(401, 403, 409, 413, 422, 429), openapi_extra=_FILE)
async def propose_standard(
    query: Annotated[StandardIn, Query()], request: Request, user: Edits, shared: Shared
) -> ProposalOut:
    """Propose a new form, procedure or standard; another person confirms it. The body is the file: PDF, or a
    document of Word or LibreOffice without macros, at most 10 MB.

    422 with `standard_refused` for another file and for a day that is over.
    """
    return await _propose(shared, user, None, query.kind, 0, query, request.stream())


@router.post(
    "/{standard_id}/versions",
    status_code=202,
    responses=answers(401, 403, 404, 409, 412, 413, 422, 429),
    openapi_extra=_FILE,
)
async def propose_standard_version(
    standard_id: StandardId,
    query: Annotated[VersionIn, Query()],
    read_on: IfMatch,
    request: Request,
    user: Edits,
    shared: Shared,
) -> ProposalOut:
    """Propose a new version of one; another person confirms it. From its first day on it takes the place of the
    one before. As for a new one; 412 with `stale_version` if something was published meanwhile."""
    return await _propose(shared, user, standard_id, None, version_of(read_on), query, request.stream())


@router.post("/{standard_id}/end", responses=answers(401, 403, 404, 412, 413, 422, 429))
async def end_standard(
    standard_id: StandardId, wanted: EndIn, read_on: IfMatch, user: Edits, shared: Shared, response: Response
) -> StandardOut:
    """The version in force holds until that day. What is planned for later begins all the same. 422 with
    `standard_refused` if none is in force; 412 with `stale_version`."""
    shared.limits.take(user.username, "save")
    await standard_store.end_standard(
        shared.engine, standard_id, version_of(read_on), wanted.last_day, shared.clock.now()
    )
    return await _answer(standard_id, user, shared, response)


@router.post(
    "/versions/{version_id}/acknowledge", status_code=204, responses=answers(401, 403, 404, 409, 422, 429)
)
async def acknowledge_standard(version_id: VersionId, user: Reads, shared: Shared) -> None:
    """The account has read it. Once is enough. 409 with `not_asked` for who is not asked."""
    shared.limits.take(user.username, "save")
    await standard_store.acknowledge(
        shared.engine, version_id, user.username, user.role, user.office, shared.clock.now()
    )


@router.get("/versions/{version_id}/acknowledgements", responses=answers(401, 403, 404, 422))
async def get_acknowledgements(version_id: VersionId, user: SeesWho, shared: Shared) -> Acknowledgements:
    """Who of the own offices is asked, and who has acknowledged it when."""
    offices = user.offices_of(Right.SEE_ACKNOWLEDGEMENTS)
    return Acknowledgements.of(await standard_store.list_acknowledgements(shared.engine, version_id, offices))


async def _propose(
    shared: Services,
    user: User,
    standard_id: str | None,
    kind: StandardKind | None,
    version: int,
    wanted: VersionIn,
    body: AsyncIterable[bytes],
) -> ProposalOut:
    """The file is kept first: who confirms it looks into it."""
    shared.limits.take(user.username, "save")
    content = b"".join([piece async for piece in body])
    kept = await standard_store.put_version(
        shared.engine, standard_id, kind, version, wanted.wanted(), content, user.username, shared.clock.now()
    )
    try:
        return await proposed(shared, user, Act.PUBLISH_STANDARD, None, kept.title, _details(kept))
    except S724Error:
        await standard_store.drop_version(shared.engine, kept.id)
        raise


def _details(version: StandardVersion) -> dict[str, Any]:
    return {
        "version_id": version.id,
        "standard": version.standard,
        "valid_from": version.valid_from.isoformat(),
        "valid_until": None if version.valid_until is None else version.valid_until.isoformat(),
        "roles": list(version.roles),
        "changes": version.changes,
        "file_name": version.file_name,
    }


async def _answer(standard_id: str, user: User, shared: Services, response: Response) -> StandardOut:
    found: Standard = await standard_store.get_standard(shared.engine, standard_id, shared.clock.now())
    seen = told(found, await _reader(user, shared))
    if seen is None:
        raise NotFound
    response.headers["ETag"] = tag_of(seen.version)
    return seen


async def _reader(user: User, shared: Services) -> Reader:
    counts = None
    if user.may(Right.SEE_ACKNOWLEDGEMENTS):
        offices = user.offices_of(Right.SEE_ACKNOWLEDGEMENTS)
        counts = await standard_store.count_acknowledgements(shared.engine, offices)
    return Reader(
        role=user.role,
        today=day_in_warsaw(shared.clock.now()),
        acknowledged=await standard_store.acknowledged_by(shared.engine, user.username),
        counts=counts,
        sees_waiting=_sees_waiting(user),
        sees_people=user.may(Right.READ_WHAT_IS_NO_SECRET),
    )


def _sees_waiting(user: User) -> bool:
    return user.may(Right.EDIT_STANDARDS) or user.may(Right.PUBLISH_STANDARDS)


def _plain(name: str) -> str:
    """For programs that do not read `filename*` (RFC 6266)."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in " ._-") else "_" for sign in name)

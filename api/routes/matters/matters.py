"""Matters: what people have written to an office, and what is answered."""

from typing import Annotated, Any
from urllib.parse import quote

from anyio import to_thread
from fastapi import Path, Query, Response

from api.auth import Shared, needs, sees
from api.clients.access_notes import note_access_first
from api.errors import answers
from api.http.routing import Router
from api.reports.spreadsheet import csv_file
from api.request_user import User
from api.routes.matters.matters_file import MATTER_HEADER, matter_row
from api.routes.matters.matters_schemas import (
    Matter,
    MatterAnswerIn,
    MatterColleagues,
    MatterDetail,
    MatterDraftIn,
    MatterHolderIn,
    MatterPage,
    MatterPageQuery,
    MatterQuery,
    MatterStepIn,
)
from api.schemas.etag import IfMatch, tag_of, version_of
from api.schemas.paging import cursor_of
from api.services import Services
from clients.access_store import AccessEntry, StaffOutcome
from core.consents.addresses import AddressHashes
from core.errors import NotFound
from core.keys.secret_box import ValueBox
from core.rights import Right
from core.secrets import read_secrets
from ivr.hours.store import load_hours
from messaging.matters import holder_store, joining_store, reading_store, work_store
from messaging.matters.matter import BOX_OF_MAIL, MatterChannel, may_be_fetched
from messaging.matters.reading_store import MatterSeen, Wanted

router = Router(prefix="/api/matters", tags=["matters"])

Seer = Annotated[User, sees(Right.SEE_MATTERS)]
Answerer = Annotated[User, needs(Right.ANSWER_MATTERS)]
Assigner = Annotated[User, needs(Right.ASSIGN_MATTERS)]
RawReader = Annotated[User, needs(Right.SEE_UNREADABLE_MAIL)]
MatterId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["matter-019ab3c4d5e0000-4f2a91c3d0"])]
PartId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["file-019ab3c4d5e0000-4f2a91c3d0"])]

MOST_EXPORTED = 5000

_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"text/csv": {"schema": {"type": "string"}}}}
}
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The bytes as they came, never shown by a browser",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("", responses=answers(401, 422, 429))
async def get_matters(query: Annotated[MatterPageQuery, Query()], user: Seer, shared: Shared) -> MatterPage:
    """Matters of the own offices, page by page. What was written in them is told of each alone."""
    shared.limits.take(user.username, "look")
    if not user.may_for(Right.SEE_MATTERS, query.office or user.office):
        return MatterPage(matters=[], next_cursor=None)
    found, following = await reading_store.list_matters(
        shared.engine, _wanted(query, user), shared.clock.now(), limit=query.limit, after=query.place
    )
    return MatterPage(matters=[Matter.model_validate(one) for one in found], next_cursor=cursor_of(following))


@router.get("/export", response_class=Response, responses={**_CSV, **answers(401, 403, 422, 429)})
async def get_matters_file(query: Annotated[MatterQuery, Query()], user: Assigner, shared: Shared) -> Response:
    """The same as a CSV file for a spreadsheet, in Polish and in Poland's time, without titles and whose they are;
    at most 5000."""
    shared.limits.take(user.username, "export")
    now = shared.clock.now()
    found: list[MatterSeen] = []
    if user.may_for(Right.SEE_MATTERS, query.office or user.office):
        after = None
        while len(found) < MOST_EXPORTED:
            part, after = await reading_store.list_matters(
                shared.engine, _wanted(query, user), now, limit=100, after=after
            )
            found += part
            if after is None:
                break
    content = csv_file(MATTER_HEADER, (matter_row(one, now) for one in found[:MOST_EXPORTED]))
    return Response(
        content, media_type="text/csv", headers={"Content-Disposition": 'attachment; filename="sprawy.csv"'}
    )


@router.get("/{matter_id}", responses=answers(401, 404, 422, 429))
async def get_matter(matter_id: MatterId, user: Seer, shared: Shared, response: Response) -> MatterDetail:
    """A matter with all that was written. That somebody looked is written down."""
    shared.limits.take(user.username, "look")
    return await _told(matter_id, user, shared, response)


@router.post("/{matter_id}/answers", status_code=201, responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def answer_matter(
    matter_id: MatterId,
    wanted: MatterAnswerIn,
    read_on: IfMatch,
    user: Answerer,
    shared: Shared,
    response: Response,
) -> MatterDetail:
    """Answer who has written last, from the office's own address; it goes in ten seconds, and may be taken back
    until then (`take_back`).

    409 with `matter_refused` where nobody can be answered, no line is set up, or nothing may go to this address;
    412 with `stale_version` if somebody else was faster.
    """
    shared.limits.take(user.username, "save")
    secrets = await to_thread.run_sync(read_secrets, shared.settings.home)
    await work_store.answer(
        shared.engine,
        AddressHashes(secrets.pin_pepper),
        user.offices_of(Right.ANSWER_MATTERS),
        matter_id,
        version_of(read_on),
        wanted.text,
        user.username,
        shared.clock.now(),
        lines=_lines(shared),
    )
    return await _told(matter_id, user, shared, response, "written")


@router.post("/{matter_id}/steps", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def take_matter_step(
    matter_id: MatterId,
    wanted: MatterStepIn,
    read_on: IfMatch,
    user: Answerer,
    shared: Shared,
    response: Response,
) -> MatterDetail:
    """Note something for colleagues, close a matter, hand it on to another office, join it to another one by that
    one's number, take a joined one apart again, split some messages off, or take an answer back that has not gone.
    Joined, it is told of the other one; split, of the new one; handed on, it is the matter as it was told a last
    time.

    409 with `matter_refused` where that cannot be done now; 412 with `stale_version` if somebody else was faster.
    """
    shared.limits.take(user.username, "save")
    engine, offices, version = shared.engine, user.offices_of(Right.ANSWER_MATTERS), version_of(read_on)
    who, now = user.username, shared.clock.now()
    shown = matter_id
    if wanted.text is not None:
        await work_store.note(engine, offices, matter_id, version, wanted.text, who, now)
    elif wanted.outcome is not None:
        await work_store.close(engine, offices, matter_id, version, wanted.outcome, who, now)
    elif wanted.number is not None:
        shown = await joining_store.join(engine, offices, matter_id, version, wanted.number, who, now)
    elif wanted.step == "take_apart":
        await joining_store.undo_joining(engine, offices, matter_id, version, who, now)
    elif wanted.messages is not None and wanted.title is not None:
        hours = await load_hours(engine, is_always_open=shared.settings.is_always_open)
        shown = await joining_store.split(
            engine, offices, hours, matter_id, version, wanted.messages, wanted.title, who, now
        )
    elif wanted.message is not None:
        await work_store.take_back(engine, offices, matter_id, wanted.message, who, now)
    elif wanted.office is not None:
        told = await _told(matter_id, user, shared, response, "written")
        mailboxes = shared.settings.offices_of_mailboxes
        await work_store.hand_on(engine, offices, matter_id, version, wanted.office, mailboxes, who, now)
        return told.model_copy(update={"office": wanted.office})
    return await _told(shown, user, shared, response, "written")


@router.put("/{matter_id}/draft", status_code=204, responses=answers(401, 403, 404, 413, 422, 429))
async def keep_matter_draft(matter_id: MatterId, wanted: MatterDraftIn, user: Answerer, shared: Shared) -> None:
    """Put an answer aside as far as it is typed: for the own eyes alone, until it is sent or emptied."""
    shared.limits.take(user.username, "save")
    offices, now = user.offices_of(Right.ANSWER_MATTERS), shared.clock.now()
    await work_store.put_aside(shared.engine, offices, matter_id, wanted.text, user.username, now)


@router.get("/{matter_id}/colleagues", responses=answers(401, 403, 404, 422, 429))
async def get_matter_colleagues(matter_id: MatterId, user: Assigner, shared: Shared) -> MatterColleagues:
    """To whom it may be given: who answers matters of its office."""
    shared.limits.take(user.username, "look")
    offices = user.offices_of(Right.ASSIGN_MATTERS)
    return MatterColleagues.of(await holder_store.colleagues_for(shared.engine, offices, matter_id))


@router.put("/{matter_id}/holder", status_code=204, responses=answers(401, 403, 404, 409, 413, 422, 429))
async def assign_matter(matter_id: MatterId, wanted: MatterHolderIn, user: Assigner, shared: Shared) -> None:
    """Give it to somebody of the office, whoever has it, or to nobody. 409 with `matter_refused` for one that
    nobody has to answer, or for who does not answer matters of the office."""
    shared.limits.take(user.username, "save")
    offices, now = user.offices_of(Right.ASSIGN_MATTERS), shared.clock.now()
    await holder_store.assign(shared.engine, offices, matter_id, wanted.account, now)


@router.get(
    "/{matter_id}/files/{file_id}",
    response_class=Response,
    responses={**answers(401, 404, 422, 429), **_BYTES},
)
async def get_matter_file(matter_id: MatterId, file_id: PartId, user: Seer, shared: Shared) -> Response:
    """A file that came with a mail, to be saved. That somebody fetched it is written down.

    404 for one that a scanner has not found clean, or, where there is no scanner, of a kind that nobody should
    open unseen: it stays in the mail as it came.
    """
    shared.limits.take(user.username, "look")
    seen = await _seen(matter_id, user, shared)
    file, content = await reading_store.read_file(
        shared.engine, user.offices_of(Right.SEE_MATTERS), matter_id, file_id
    )
    if not may_be_fetched(file.kind, file.scan, has_scanner=bool(shared.settings.clamd)):
        raise NotFound("Tego pliku nie można otworzyć: nie wiadomo, czy jest bezpieczny.")
    await _note(seen, user, shared, "exported")
    return _to_save(content, file.name)


@router.get(
    "/{matter_id}/messages/{message_id}/mail",
    response_class=Response,
    responses={**answers(401, 403, 404, 422, 429), **_BYTES},
)
async def get_matter_mail(matter_id: MatterId, message_id: PartId, user: RawReader, shared: Shared) -> Response:
    """A mail as it came, to be saved: for what could not be read. 404 once its time is over. That somebody fetched
    it is written down."""
    shared.limits.take(user.username, "look")
    seen = await _seen(matter_id, user, shared)
    secrets = await to_thread.run_sync(read_secrets, shared.settings.home)
    box = ValueBox.derived_from(secrets.fact_key, BOX_OF_MAIL)
    offices = user.offices_of(Right.SEE_UNREADABLE_MAIL)
    content = await reading_store.read_raw(shared.engine, offices, matter_id, message_id, box)
    await _note(seen, user, shared, "exported")
    return _to_save(content, f"{seen.number.replace('/', '-')}.eml")


def _wanted(query: MatterQuery, user: User) -> Wanted:
    """Ask only for an office that the account may see."""
    return Wanted(
        offices=user.offices_of(Right.SEE_MATTERS) if query.office is None else {query.office},
        states=(query.state,) if query.state is not None else (),
        term=query.term,
        holder=query.holder,
        is_held=query.is_held,
        drafted_by=user.username if query.is_drafted else None,
    )


def _lines(shared: Services) -> list[MatterChannel]:
    """By which anything goes out here."""
    is_set: dict[MatterChannel, bool] = {
        "email": bool(shared.settings.smtp),
        "sms": shared.settings.sms == "smpp",
    }
    return [channel for channel, there in is_set.items() if there]


async def _seen(matter_id: str, user: User, shared: Services) -> MatterSeen:
    """One of another office is answered like none."""
    if not user.may(Right.SEE_MATTERS):
        raise NotFound
    seen, _ = await reading_store.read_matter(shared.engine, user.offices_of(Right.SEE_MATTERS), matter_id)
    return seen


async def _told(
    matter_id: str, user: User, shared: Services, response: Response, outcome: StaffOutcome = "found"
) -> MatterDetail:
    if not user.may(Right.SEE_MATTERS):
        raise NotFound
    offices = user.offices_of(Right.SEE_MATTERS)
    seen, messages = await reading_store.read_matter(shared.engine, offices, matter_id)
    draft = await reading_store.own_draft(shared.engine, matter_id, user.username)
    await _note(seen, user, shared, outcome)
    response.headers["ETag"] = tag_of(seen.version)
    return MatterDetail.whole(seen, messages, draft, has_scanner=bool(shared.settings.clamd))


async def _note(seen: MatterSeen, user: User, shared: Services, outcome: StaffOutcome) -> None:
    entry = AccessEntry(
        at=shared.clock.now(),
        who=user.username,
        client_id=seen.client_id,
        office=seen.office,
        topic="matter",
        purpose="matter_view",
        outcome=outcome,
        message_id=seen.id,
    )
    await note_access_first(shared, entry)


def _to_save(content: bytes, name: str) -> Response:
    """A browser saves it, and takes it for nothing that it could run."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type="application/octet-stream", headers=headers)

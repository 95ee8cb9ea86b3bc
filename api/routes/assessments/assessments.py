"""Conversations are drawn by lot, assessed on a sheet, given to the consultant, and answered by the consultant."""

from secrets import token_hex
from typing import Annotated

from fastapi import Path, Query, Response

from api.auth import Shared, needs, sees
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.assessments.assessments_schemas import (
    ASSESSMENT_ID,
    AnswerIn,
    AssessmentDetail,
    AssessmentOut,
    AssessmentPage,
    AssessmentQuery,
    AssessorOut,
    AssignIn,
    CorrectionOfSheetIn,
    SampleIn,
    SampleOut,
    SamplePage,
    SetAsideIn,
    SheetIn,
    SummaryOut,
    SummaryQuery,
)
from api.schemas.etag import IfMatch, tag_of, version_of
from api.schemas.paging import OFFICE, Cursor, cursor_of, place_of
from api.services import Services
from api.today import today
from assessments import sample_store, sheet_store
from assessments.sheet import WordsRefused
from assessments.sheet_store import Assessment, Seen
from assessments.summary_store import read_summary
from core.errors import NotAllowed
from core.rights import Reach, Right
from knowledge.personal import has_personal_number

router = Router(prefix="/api", tags=["assessments"])

Reader = Annotated[User, sees(Right.SEE_ASSESSMENTS)]
Answerer = Annotated[User, needs(Right.SEE_ASSESSMENTS)]
Assessor = Annotated[User, needs(Right.ASSESS_CONVERSATIONS)]
AssessmentId = Annotated[str, Path(pattern=ASSESSMENT_ID, examples=["assessment-019ab3c4d5e0000-4f2a91c3d0"])]


@router.post("/assessment-samples", status_code=201, responses=answers(401, 403, 413, 422, 429))
async def draw_assessment_sample(wanted: SampleIn, user: Assessor, shared: Shared) -> SampleOut:
    """Draw conversations of an office's own consultants by lot: for each the same number, or all where there are
    fewer, spread over days and topics, none twice. Each is assigned to one of the assessors, never to whoever led
    it. What may not be heard is assessed by its timeline.

    Nobody chooses the lot: the server's seed does, and stands with the sample.
    """
    shared.limits.take(user.username, "save")
    if not user.may_for(Right.ASSESS_CONVERSATIONS, wanted.office):
        raise NotAllowed
    stored = await sample_store.draw_sample(
        shared.engine,
        wanted.wanted(user.username),
        token_hex(8),
        user.username,
        shared.clock.now(),
        today(shared),
    )
    return SampleOut.of(stored)


@router.get("/assessment-samples", responses=answers(401, 403, 422, 429))
async def get_assessment_samples(
    user: Assessor,
    shared: Shared,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[Cursor | None, Query()] = None,
) -> SamplePage:
    """What was drawn in the own offices, newest first."""
    shared.limits.take(user.username, "look")
    offices = user.offices_of(Right.ASSESS_CONVERSATIONS)
    found, following = await sample_store.list_samples(shared.engine, offices, limit=limit, after=place_of(cursor))
    return SamplePage(samples=[SampleOut.of(stored) for stored in found], next_cursor=cursor_of(following))


@router.get("/assessors", responses=answers(401, 403, 422, 429))
async def get_assessors(
    user: Assessor, shared: Shared, office: Annotated[str, Query(pattern=OFFICE)]
) -> list[AssessorOut]:
    """Who may assess in an office that is one's own."""
    shared.limits.take(user.username, "look")
    if not user.may_for(Right.ASSESS_CONVERSATIONS, office):
        raise NotAllowed
    found = await sample_store.list_assessors(shared.engine, office)
    return [AssessorOut(username=username, display_name=name) for username, name in found]


@router.get("/assessments", responses=answers(401, 422, 429))
async def get_assessments(
    wanted: Annotated[AssessmentQuery, Query()], user: Reader, shared: Shared
) -> AssessmentPage:
    """Assessments, newest first: those of the own offices, and of the own conversations what was given. Drafts of
    the own conversations are nobody's to see."""
    shared.limits.take(user.username, "look")
    found, following = await sheet_store.list_assessments(
        shared.engine, _seen(user), wanted.wanted, limit=wanted.limit, after=wanted.place
    )
    return AssessmentPage(
        assessments=[AssessmentOut.model_validate(dict(row)) for row in found], next_cursor=cursor_of(following)
    )


@router.get("/assessments/summary", responses=answers(401, 422, 429))
async def get_assessment_summary(
    wanted: Annotated[SummaryQuery, Query()], user: Reader, shared: Shared
) -> SummaryOut:
    """Means with how many they are made of, of conversations of these days: by office, by consultant in the order
    of names, by criterion. Fewer than five have no mean. Consultants get their own alone."""
    shared.limits.take(user.username, "look")
    summary, names = await read_summary(
        shared.engine, _seen(user), wanted.office, wanted.first_day, wanted.last_day
    )
    return SummaryOut.of(summary, names)


@router.get("/assessments/{assessment_id}", responses=answers(401, 404, 422, 429))
async def get_assessment(
    assessment_id: AssessmentId, user: Reader, shared: Shared, response: Response
) -> AssessmentDetail:
    """An assessment with its criteria, every version of its sheet, the answers, and the conversation's timeline,
    without whose call it was. A consultant gets what was given."""
    shared.limits.take(user.username, "look")
    found = await sheet_store.get_assessment(shared.engine, _seen(user), assessment_id)
    return await _told(found, shared, response)


@router.post("/assessments/{assessment_id}/sheet", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def save_assessment_sheet(
    assessment_id: AssessmentId,
    wanted: SheetIn,
    read_on: IfMatch,
    user: Assessor,
    shared: Shared,
    response: Response,
) -> AssessmentDetail:
    """Save the draft as far as it is filled in; only its assessor does. 403 with `own_conversation`, 412 with
    `stale_version`, 422 for scores that the form does not know and for words that look like somebody's number."""
    shared.limits.take(user.username, "save")
    _check_words(wanted)
    saved = await sheet_store.save_draft(
        shared.engine, _seen(user), assessment_id, version_of(read_on), wanted.filled, shared.clock.now()
    )
    return await _told(saved, shared, response)


@router.post("/assessments/{assessment_id}/give", responses=answers(401, 403, 404, 409, 412, 422, 429))
async def give_assessment(
    assessment_id: AssessmentId, read_on: IfMatch, user: Assessor, shared: Shared, response: Response
) -> AssessmentDetail:
    """Give the draft to the assessed, who sees it from now on. 422 names the criteria that are not scored yet."""
    shared.limits.take(user.username, "save")
    given = await sheet_store.give(
        shared.engine, _seen(user), assessment_id, version_of(read_on), shared.clock.now()
    )
    return await _told(given, shared, response)


@router.post("/assessments/{assessment_id}/correct", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def correct_assessment(
    assessment_id: AssessmentId,
    wanted: CorrectionOfSheetIn,
    read_on: IfMatch,
    user: Assessor,
    shared: Shared,
    response: Response,
) -> AssessmentDetail:
    """A new version of a sheet that was given, with its reason; the one of before stays, and the consultant may
    answer to the new one."""
    shared.limits.take(user.username, "save")
    _check_words(wanted)
    _check_text("why", wanted.why)
    corrected = await sheet_store.correct(
        shared.engine,
        _seen(user),
        assessment_id,
        version_of(read_on),
        wanted.filled,
        wanted.why,
        shared.clock.now(),
    )
    return await _told(corrected, shared, response)


@router.post("/assessments/{assessment_id}/answer", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def answer_assessment(
    assessment_id: AssessmentId,
    wanted: AnswerIn,
    read_on: IfMatch,
    user: Answerer,
    shared: Shared,
    response: Response,
) -> AssessmentDetail:
    """What the assessed says to a sheet, once to each version of it; 409 for anybody else."""
    shared.limits.take(user.username, "save")
    _check_text("words", wanted.words)
    answered = await sheet_store.answer(
        shared.engine,
        _seen(user),
        assessment_id,
        version_of(read_on),
        wanted.kind,
        wanted.words,
        shared.clock.now(),
    )
    return await _told(answered, shared, response)


@router.post("/assessments/{assessment_id}/close", responses=answers(401, 403, 404, 409, 412, 422, 429))
async def close_assessment(
    assessment_id: AssessmentId, read_on: IfMatch, user: Assessor, shared: Shared, response: Response
) -> AssessmentDetail:
    """Close it after the answer, or 14 days after it was given."""
    shared.limits.take(user.username, "save")
    closed = await sheet_store.close(
        shared.engine, _seen(user), assessment_id, version_of(read_on), shared.clock.now()
    )
    return await _told(closed, shared, response)


@router.post("/assessments/{assessment_id}/set-aside", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def set_assessment_aside(
    assessment_id: AssessmentId,
    wanted: SetAsideIn,
    read_on: IfMatch,
    user: Assessor,
    shared: Shared,
    response: Response,
) -> AssessmentDetail:
    """There is nothing to assess in the conversation. It is not drawn again."""
    shared.limits.take(user.username, "save")
    aside = await sheet_store.set_aside(
        shared.engine, _seen(user), assessment_id, version_of(read_on), wanted.why, shared.clock.now()
    )
    return await _told(aside, shared, response)


@router.post("/assessments/{assessment_id}/assign", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def assign_assessment(
    assessment_id: AssessmentId,
    wanted: AssignIn,
    read_on: IfMatch,
    user: Assessor,
    shared: Shared,
    response: Response,
) -> AssessmentDetail:
    """Somebody else of the office assesses it, before it is given: oneself, or a colleague."""
    shared.limits.take(user.username, "save")
    assigned = await sheet_store.assign(
        shared.engine, _seen(user), assessment_id, version_of(read_on), wanted.assessor
    )
    return await _told(assigned, shared, response)


def _seen(user: User) -> Seen:
    match user.reach(Right.SEE_ASSESSMENTS):
        case Reach.PROVINCE:
            return Seen(user.username, None)
        case Reach.OFFICE:
            return Seen(user.username, user.offices)
        case _:
            return Seen(user.username)


async def _told(found: Assessment, shared: Services, response: Response) -> AssessmentDetail:
    response.headers["ETag"] = tag_of(found.row["version"])
    return AssessmentDetail.of(found, await shared.calls.timeline(found.row["call_id"]))


def _check_words(wanted: SheetIn) -> None:
    _check_text("remark", wanted.remark)
    for key, words in wanted.notes.items():
        _check_text(f"notes.{key}", words)


def _check_text(field: str, text: str) -> None:
    """Raises WordsRefused."""
    if has_personal_number(text):
        raise WordsRefused(field)

"""The help desk: what is reported, by whom it is worked on, and what was decided about proposed changes."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Path, Query, Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.helpdesk.help_reports_schemas import (
    HelpReport,
    HelpReportDetail,
    HelpReportIn,
    HelpReportPage,
    HelpReportQuery,
    HelpStepIn,
)
from api.schemas.etag import IfMatch, tag_of, version_of
from api.schemas.paging import cursor_of
from core.rights import Right
from helpdesk import report_store
from helpdesk.report import PersonalNumberRefused, open_steps
from helpdesk.report_store import NewReport, Report, Seer, Wanted
from knowledge.personal import has_personal_number

router = Router(prefix="/api/help-reports", tags=["help-desk"])

Reporter = Annotated[User, needs(Right.REPORT_PROBLEMS)]
ReportId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["report-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("", responses=answers(401, 403, 422, 429))
async def get_help_reports(
    query: Annotated[HelpReportQuery, Query()], user: Reporter, shared: Shared
) -> HelpReportPage:
    """Reports by age, the oldest first: all for who works at the help desk, proposed changes for who decides about
    them, and the own ones. `own`: these alone, the newest first."""
    shared.limits.take(user.username, "knowledge")
    seer = _seer(user)
    found, following = await report_store.list_reports(
        shared.engine,
        seer,
        Wanted(query.own, query.kind, query.states),
        limit=query.limit,
        after=query.place,
    )
    return HelpReportPage(reports=[HelpReport.of(row) for row in found], next_cursor=cursor_of(following))


@router.post("", status_code=201, responses=answers(401, 403, 413, 422, 429))
async def report_problem(
    wanted: HelpReportIn, user: Reporter, shared: Shared, response: Response
) -> HelpReportDetail:
    """Report a problem, or propose a change of the system. Nothing is kept but what stands in the request.

    422 with `settings_refused` for words that look as if they had a PESEL, a telephone number or a card number in
    them: whoever keeps the system going does not read clients' data. The words are never repeated in an error.
    """
    shared.limits.take(user.username, "save")
    _refuse_personal(wanted.words)
    new = NewReport(office=user.office, **wanted.model_dump())
    row = await report_store.report(shared.engine, new, user.username, shared.clock.now())
    return _detail(row, (), _seer(user), response)


@router.get("/{report_id}", responses=answers(401, 403, 404, 422, 429))
async def get_help_report(
    report_id: ReportId, user: Reporter, shared: Shared, response: Response
) -> HelpReportDetail:
    """A report with its steps, and what this account may do with it now."""
    shared.limits.take(user.username, "knowledge")
    seer = _seer(user)
    row, steps = await report_store.read_report(shared.engine, seer, report_id)
    return _detail(row, steps, seer, response)


@router.post("/{report_id}/steps", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def take_help_report_step(
    report_id: ReportId, wanted: HelpStepIn, read_on: IfMatch, user: Reporter, shared: Shared, response: Response
) -> HelpReportDetail:
    """Take a report one step further: take it up, ask, answer, solve, decide …

    409 with `work_taken` and the name of who of the help desk has it today, with `report_step_refused` where the
    state or the own part in it does not allow the step; 412 with `stale_version` if somebody else was faster; 422
    with `settings_refused` for words that are missing, or look as if a number of a person were in them.
    """
    shared.limits.take(user.username, "save")
    _refuse_personal(wanted.words)
    seer = _seer(user)
    row, steps = await report_store.take_step(
        shared.engine,
        seer,
        report_id,
        version_of(read_on),
        wanted.step,
        wanted.words,
        wanted.done_in,
        shared.clock.now(),
    )
    return _detail(row, steps, seer, response)


def _refuse_personal(words: str) -> None:
    """Raises PersonalNumberRefused."""
    if has_personal_number(words):
        raise PersonalNumberRefused


def _seer(user: User) -> Seer:
    return Seer(user.username, user.may(Right.WORK_HELP_DESK), user.may(Right.DECIDE_CHANGES))


def _detail(row: Report, steps: Sequence[Any], seer: Seer, response: Response) -> HelpReportDetail:
    response.headers["ETag"] = tag_of(row["version"])
    parts = seer.parts_in(row)
    may = open_steps(row["state"], parts, is_own=row["holder"] == seer.account)
    return HelpReportDetail.of_steps(row, steps, may=list(may))

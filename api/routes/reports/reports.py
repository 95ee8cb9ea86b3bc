"""Reports: which there are, their figures, the calls behind a figure, and what figures mean."""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import Query, Request, Response

from api.auth import ReadsLists, Shared, needs
from api.errors import answers
from api.http.disconnect import while_asked
from api.http.routing import Router
from api.reports.report_files import MEDIA_TYPES, Form
from api.request_user import User
from api.routes.calls.calls_schemas import cursor_to
from api.routes.calls.told_calls import raters_of, told_calls
from api.routes.reports.report_reader import (
    answer_cards,
    answer_question,
    note_agents,
    note_export,
    one_look,
    reader_of,
    reports_for,
)
from api.routes.reports.reports_schemas import (
    FigureCallOut,
    MetricOut,
    ReportCalls,
    ReportCallsQuestion,
    ReportFilters,
    ReportOut,
    ReportQuestion,
    SubjectOut,
    language_heads,
    sorted_heads,
)
from api.schemas.copying import copied
from api.services import Services
from core.errors import NotAllowed
from core.lists.topics import topic_title
from core.metrics.dictionary import METRICS, SUBJECTS
from core.rights import Right
from reports.answers.answer import ReportAnswer, encoded
from reports.answers.cards import ReportCards
from reports.answers.file_name import file_name
from reports.answers.label_store import read_choices
from reports.answers.question import ReportRequest, resolve_question
from reports.answers.report_run import opened_figure
from reports.calls.call_list_store import Page, page_of_calls
from reports.calls.call_visibility import CallVisibility

router = Router(prefix="/api", tags=["reports"])

Reads = Annotated[User, needs(Right.SEE_REPORTS)]
_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA_TYPES.values()},
    }
}


@router.get("/reports", responses=answers(401, 403))
async def get_reports(user: Reads) -> list[ReportOut]:
    """The reports that one may ask. Those of consultants one by one only where one has a right to them."""
    reader = reader_of(user)
    has_agents = reader.agent_offices != frozenset()
    return [ReportOut.of(report, has_agents=has_agents) for report in reports_for(reader)]


@router.get("/reports/cards", responses=answers(401, 403, 429))
async def get_report_cards(user: Reads, shared: Shared, request: Request) -> ReportCards:
    """The main figure of each report that one may ask: of the fourteen days before today, day by day, with its
    verdict against the target that holds today; and what it is today so far. Of one's own offices.

    One question of the sums by day for all of them. 503 as for a report.
    """
    shared.limits.take(user.username, "report")
    return await while_asked(request, answer_cards(shared, user))


@router.get("/reports/filters", responses=answers(401, 403))
async def get_report_filters(user: Reads, shared: Shared) -> ReportFilters:
    """What may be chosen in a report: only values that occur in the data and that the account may see."""
    reader = reader_of(user)
    async with one_look(shared) as connection:
        choices = await read_choices(connection, reader.offices, reader.agent_offices)
    return ReportFilters(
        offices=sorted_heads(choices.offices),
        agents=sorted_heads(choices.agents),
        topics=sorted_heads({topic: topic_title(topic) if topic else "bez tematu" for topic in choices.topics}),
        numbers=sorted_heads({number: number or "numer nieznany" for number in choices.numbers}),
        languages=language_heads(choices.languages),
        scenarios=sorted_heads({name: name or "bez scenariusza" for name in choices.scenarios}),
    )


@router.post("/reports/run", response_model=ReportAnswer, responses=answers(401, 403, 413, 422, 429))
async def run_one_report(wanted: ReportQuestion, user: Reads, shared: Shared, request: Request) -> Response:
    """The figures of a report, with the words that every export has, too.

    Offices that one may not see are left out, and `narrowed` says so; where none is left, one's own are shown.
    Consultants one by one are for whoever may see those of an office; each such look stands in the audit log.
    422 with `report_refused` for a question that has no answer, 503 with `report_too_slow` for one that takes
    too long, with `reports_busy` when others are read. Who hangs up ends the reading.
    """
    shared.limits.take(user.key_id or user.username, "report")
    answer = await while_asked(request, answer_question(shared, user, wanted.question()))
    return Response(await to_thread.run_sync(encoded, answer), media_type="application/json")


@router.post("/reports/calls", responses=answers(401, 403, 413, 422, 429))
async def get_calls_of_figure(
    wanted: ReportCallsQuestion, user: Reads, shared: Shared, request: Request
) -> ReportCalls:
    """The calls that a figure is made of, page by page, as the list of calls has them: of a line, or of the total.
    Their cases add up to `total`, which is the figure's own count. 403 for roles that see no calls; 422 with
    `report_refused` for more than 92 days."""
    reader = reader_of(user)
    if not reader.sees_calls or (wanted.only.rating_at_most is not None and raters_of(user) == frozenset()):
        raise NotAllowed
    shared.limits.take(user.username, "report")
    resolved = resolve_question(wanted.question(), reader)
    await note_agents(shared, user, resolved)
    total, page = await while_asked(request, _calls_of_figure(shared, user, resolved, wanted))
    calls = await told_calls(shared, user, page.calls)
    return ReportCalls(
        metric=wanted.metric,
        title=METRICS[wanted.metric].title_pl,
        total=total,
        calls=[copied(FigureCallOut, call, cases=page.cases[call.id]) for call in calls],
        next_cursor=cursor_to(page.after, wanted.order),
    )


async def _calls_of_figure(
    shared: Services, user: User, resolved: ReportRequest, wanted: ReportCallsQuestion
) -> tuple[int, Page]:
    """Whoever may read the figure may see its calls: `reader_of` has narrowed them."""
    async with one_look(shared) as connection:
        figure = await opened_figure(connection, resolved, wanted.metric, wanted.line)
        if figure is None:
            return 0, Page([], None)
        page = await page_of_calls(
            connection,
            wanted.only.wanted(),
            CallVisibility(everything=True),
            now=shared.clock.now(),
            limit=wanted.limit,
            order=wanted.order,
            after=wanted.position(),
            raters=raters_of(user),
            figure=figure,
        )
        return figure.total, page


@router.post(
    "/reports/export",
    response_class=Response,
    responses={**_FILES, **answers(401, 403, 413, 422, 429)},
)
async def export_report(
    form: Annotated[Form, Query(alias="format")],
    wanted: ReportQuestion,
    user: Reads,
    shared: Shared,
    request: Request,
) -> Response:
    """The same report as a file: `csv` for programs, `xlsx` with real numbers, `pdf` on A4 with its chart and the
    formulas. Its name says report, period and office; who has taken it out stands in the audit log.

    503 with `files_busy` when others are being made, 422 with `report_refused` for more than 1,500 lines as PDF.
    """
    shared.limits.take(user.username, "export")
    question = wanted.question()
    answer = await while_asked(request, answer_question(shared, user, question))
    content = await while_asked(request, shared.report_files.made(answer, question.compare, form))
    await note_export(shared, user, answer, form)
    return Response(
        content,
        media_type=MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{file_name(answer, form)}"'},
    )


@router.get("/metrics-dictionary", responses=answers(401, 403))
async def get_metrics_dictionary(user: ReadsLists) -> list[SubjectOut]:
    """What every figure means: its formula, what counts and what does not, and to which interval a case belongs.
    Board, reports and exports show these figures and these words."""
    return [
        SubjectOut(subject=subject, metrics=[MetricOut.of(metric) for metric in metrics])
        for subject, metrics in SUBJECTS.items()
    ]

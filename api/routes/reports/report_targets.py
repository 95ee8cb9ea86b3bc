"""Targets of reports: what a figure should be."""

from typing import Annotated

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.reports.report_views_schemas import ReportTargetIn, ReportTargetOut
from core.errors import NotAllowed
from core.metrics.dictionary import METRICS
from core.rights import Right
from ivr.office_store import get_office
from reports.answers.catalogue import better
from reports.answers.question import ReportRefused
from reports.answers.target_store import Target, list_targets, set_target
from reports.answers.words_pl import value_text

router = Router(prefix="/api/report-targets", tags=["reports"])


@router.get("", responses=answers(401, 403))
async def get_report_targets(
    user: Annotated[User, needs(Right.SEE_REPORTS)], shared: Shared
) -> list[ReportTargetOut]:
    """The province's targets and those of one's offices, by figure, office and first day. The newest whose day has
    come holds; one without a value ends the one before."""
    targets = await list_targets(shared.engine, user.offices_of(Right.SEE_REPORTS))
    told = [_told(target) for target in targets if target.metric in METRICS]
    if user.may(Right.READ_WHAT_IS_NO_SECRET):
        return told
    return [target.model_copy(update={"changed_by": ""}) for target in told]  # sums, and never a person


@router.put("", responses=answers(401, 403, 404, 413, 422, 429))
async def set_report_target(
    request: ReportTargetIn, user: Annotated[User, needs(Right.SET_REPORT_TARGETS)], shared: Shared
) -> ReportTargetOut:
    """Set a target of an office, or of the province for whose right reaches all of it. One of the same day is
    replaced. 422 with `report_refused` for a figure that has no good direction."""
    shared.limits.take(user.username, "report")
    if not user.may_for(Right.SET_REPORT_TARGETS, request.office):
        raise NotAllowed
    if request.metric not in METRICS:
        raise ReportRefused(f"Nie ma wskaźnika „{request.metric}”.")
    if better(request.metric) is None:
        raise ReportRefused(f"Wskaźnik „{METRICS[request.metric].title_pl}” nie może mieć celu.")
    if request.office is not None:
        await get_office(shared.engine, request.office)
    target = Target(
        metric=request.metric,
        office=request.office,
        value=request.value,
        valid_from=request.valid_from,
        changed_by=user.username,
        changed_at=shared.clock.now(),
    )
    await set_target(shared.engine, target)
    return _told(target)


def _told(target: Target) -> ReportTargetOut:
    metric = METRICS[target.metric]
    return ReportTargetOut.of(target, metric.title_pl, metric.unit, value_text(target.value, metric.unit))

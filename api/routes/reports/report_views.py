"""Saved views of reports: a question under a name, for oneself or for everybody who reads reports."""

from typing import Annotated

from fastapi import Path

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.reports.report_reader import reader_of
from api.routes.reports.report_views_schemas import ReportMail, ReportViewIn, ReportViewOut
from api.services import Services
from api.today import today
from core.rights import Right
from reports.answers import view_store
from reports.answers.question import ReportRefused, resolve_question
from reports.answers.view_store import StoredView

router = Router(prefix="/api/report-views", tags=["reports"])

Reads = Annotated[User, needs(Right.SEE_REPORTS)]
ViewId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["view-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("", responses=answers(401, 403))
async def get_report_views(user: Reads, shared: Shared) -> list[ReportViewOut]:
    """The own views and those that others share, by name."""
    views = await view_store.list_views(shared.engine, user.username)
    return [_told(stored, user, shared) for stored in views]


@router.post("", status_code=201, responses=answers(401, 403, 413, 422, 429))
async def save_report_view(wanted: ReportViewIn, user: Reads, shared: Shared) -> ReportViewOut:
    """Save a question under a name. One that names consultants cannot be shared. Whoever opens a shared one sees
    what the own rights show, and is told so where that is less. At most 200 of an account."""
    shared.limits.take(user.username, "save")
    _check(wanted, user)
    stored = await view_store.make_view(shared.engine, wanted.new, user.username, user.office, shared.clock.now())
    return _told(stored, user, shared)


@router.get("/{view_id}", responses=answers(401, 403, 404, 422))
async def get_report_view(view_id: ViewId, user: Reads, shared: Shared) -> ReportViewOut:
    """One view. 404 for what somebody else keeps for themselves."""
    stored = await view_store.get_view(shared.engine, view_id, user.username)
    return _told(stored, user, shared)


@router.put("/{view_id}", responses=answers(401, 403, 404, 413, 422, 429))
async def change_report_view(view_id: ViewId, wanted: ReportViewIn, user: Reads, shared: Shared) -> ReportViewOut:
    """Replace an own view. 403 for what somebody else shares."""
    shared.limits.take(user.username, "save")
    _check(wanted, user)
    stored = await view_store.change_view(shared.engine, view_id, wanted.new, user.username, shared.clock.now())
    return _told(stored, user, shared)


@router.delete("/{view_id}", status_code=204, responses=answers(401, 403, 404, 422))
async def delete_report_view(view_id: ViewId, user: Reads, shared: Shared) -> None:
    """Delete an own view. 403 for what somebody else shares."""
    await view_store.delete_view(shared.engine, view_id, user.username)


@router.put("/{view_id}/mail", responses=answers(401, 403, 404, 413, 422, 429))
async def mail_report_view(view_id: ViewId, wanted: ReportMail, user: Reads, shared: Shared) -> ReportViewOut:
    """Send an own view each Monday from the next one on, by the rights that one has on that day. 403 for what
    somebody else shares; 422 with `report_refused` where no mail goes out, or for an address that is not in the
    domain of an office's mailbox."""
    shared.limits.take(user.username, "save")
    domains = {address.partition("@")[2] for address in shared.settings.offices_of_mailboxes}
    if not shared.settings.smtp:
        raise ReportRefused("Poczta wychodząca nie jest tu ustawiona.")
    if wanted.address.rpartition("@")[2].casefold() not in domains:
        raise ReportRefused(f"Raport wyjdzie tylko na adres w domenie urzędu: {', '.join(sorted(domains))}.")
    now = shared.clock.now()
    stored = await view_store.mail_view(shared.engine, view_id, user.username, wanted.address, wanted.format, now)
    return _told(stored, user, shared)


@router.delete("/{view_id}/mail", responses=answers(401, 403, 404, 422))
async def end_mail_of_report_view(view_id: ViewId, user: Reads, shared: Shared) -> ReportViewOut:
    """Send an own view to nobody any more. Harmless a second time; 403 for what somebody else shares."""
    now = shared.clock.now()
    stored = await view_store.mail_view(shared.engine, view_id, user.username, None, None, now)
    return _told(stored, user, shared)


def _told(stored: StoredView, user: User, shared: Services) -> ReportViewOut:
    """Whoever sees sums and never a person is not told whose view it is."""
    view = ReportViewOut.of(stored, user.username, today(shared))
    is_told = view.is_own or user.may(Right.READ_WHAT_IS_NO_SECRET)
    return view if is_told else view.model_copy(update={"owner": "inna osoba"})


def _check(wanted: ReportViewIn, user: User) -> None:
    resolve_question(wanted.question.question(), reader_of(user))
    if wanted.is_shared and wanted.question.agents:
        raise ReportRefused("Widoku z wybranymi konsultantami nie można udostępnić.")

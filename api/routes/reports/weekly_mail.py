"""Saved reports by mail each Monday: by the rights that their owner has on that day, as a file of the export."""

from typing import TYPE_CHECKING, Final, cast

import anyio
import structlog

from api.accounts.session_store import user_named
from api.reports.report_files import FilesBusy, Form
from api.routes.reports.report_reader import ReportsBusy, answer_question, note_export
from api.routes.reports.report_views_schemas import ReportViewOut
from api.today import today
from core.acting import Acting, acts
from core.db.errors import DATABASE_AWAY
from core.errors import S724Error
from core.rights import Right
from messaging.report_mail_store import DueReport, due_reports, end_mail, forget_old, queue_report
from reports.answers import view_store
from reports.answers.file_name import file_name

if TYPE_CHECKING:
    from api.services import Services

log = structlog.get_logger()

LOOK_TIME: Final = 300.0
"""Seconds between two looks."""


async def mail_reports(shared: "Services") -> None:
    """Until cancelled; at once where no mail goes out."""
    while shared.settings.smtp:
        try:
            made = await mail_due_reports(shared)
            if made:
                log.info("saved reports go out", reports=made)
        except DATABASE_AWAY as error:
            log.warning("saved reports wait for the database", error=type(error).__name__)
        await anyio.sleep(LOOK_TIME)


async def mail_due_reports(shared: "Services") -> int:
    """Make and queue what is due; how many. Raises what the database raises."""
    now = shared.clock.now()
    made = 0
    for due in await due_reports(shared.engine, now):
        try:
            made += await _mail_one(shared, due)
        except (ReportsBusy, FilesBusy):
            continue  # at the next look
        except S724Error as error:
            log.warning("a saved report cannot be made", view=due.view_id, why=error.code)
            await queue_report(shared.engine, due, "", b"", now)
    await forget_old(shared.engine, now)
    return made


async def _mail_one(shared: "Services", due: DueReport) -> bool:
    now = shared.clock.now()
    user = await user_named(shared.engine, due.owner)
    if user is None or not user.may(Right.SEE_REPORTS):
        async with shared.engine.begin() as connection:
            await end_mail(connection, [due.view_id])
        log.warning("a saved report ends, since its owner reads none any more", view=due.view_id)
        return False
    acts(Acting(user.username, "mail_reports", now))
    try:
        view = await view_store.get_view(shared.engine, due.view_id, due.owner)
        question = ReportViewOut.of(view, user.username, today(shared)).question.question()
        answer = await answer_question(shared, user, question)
        form = cast(Form, due.form)
        content = await shared.report_files.made(answer, question.compare, form)
        queued = await queue_report(shared.engine, due, file_name(answer, form), content, now)
        if queued:
            await note_export(shared, user, answer, form)
        return queued
    finally:
        acts(None)

"""Whose figures somebody may read, and one look at the tables for an answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import fail_after

from api.request_user import User
from api.services import Services
from core.db.engine import Connection
from core.errors import S724Error
from core.rights import Reach, Right
from core.zone import WARSAW
from reports.answers.answer import ReportAnswer
from reports.answers.cards import ReportCards, build_cards, cards_query
from reports.answers.catalogue import REPORTS, Report
from reports.answers.question import Question, Reader, ReportRequest, resolve_question
from reports.answers.report_run import run_report
from reports.answers.target_store import targets_on
from reports.audit_store import note_order
from reports.figures.figure_store import read_sums
from reports.figures.figure_writing_store import progress

LOOKS = 2
WITHIN = 20.0
"""Seconds that somebody waits for those before."""


class ReportsBusy(S724Error):
    """Too many reports are being read; nothing was."""

    code = "reports_busy"
    message_pl = "Trwa liczenie innych raportów. Prosimy spróbować ponownie za chwilę."


class ReportTooSlow(S724Error):
    """A statement of a report has taken as long as one may (30 s); the database has broken it off."""

    code = "report_too_slow"
    message_pl = (
        "Liczenie tego raportu trwa zbyt długo. Prosimy wybrać krótszy okres albo mniej szczegółowy podział."
    )


def reader_of(user: User) -> Reader:
    """Consultants one by one only where the right to them reaches an office: it is their employer."""
    offices = user.offices_of(Right.SEE_REPORTS)
    sees_agents = user.reach(Right.SEE_AGENTS) >= Reach.OFFICE
    return Reader(
        offices=offices,
        agent_offices=user.offices_of(Right.SEE_AGENTS) if sees_agents else frozenset(),
        sees_calls=user.reach(Right.SEE_CALLS) >= Reach.OFFICE,
    )


@asynccontextmanager
async def one_look(shared: Services) -> AsyncIterator[Connection]:
    """Everything that is read inside is of one moment. At most `LOOKS` at once: a report may take seconds, and
    whoever answers a call needs the database, too. Raises ReportsBusy, ReportTooSlow."""
    try:
        with fail_after(WITHIN):
            await shared.report_looks.acquire()
    except TimeoutError:
        raise ReportsBusy from None
    try:
        async with shared.engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
            try:
                yield connection
            except TimeoutError:  # of a statement
                raise ReportTooSlow from None
    finally:
        shared.report_looks.release()


async def answer_question(shared: Services, user: User, question: Question) -> ReportAnswer:
    """The report, as this user may see it. Whoever looks at consultants one by one is written down.

    Raises ReportRefused, NotAllowed, ReportsBusy, ReportTooSlow.
    """
    request = resolve_question(question, reader_of(user))
    await note_agents(shared, user, request)
    async with one_look(shared) as connection:
        targets = await targets_on(connection, request.last)
        return await run_report(connection, request, targets)


def reports_for(reader: Reader) -> list[Report]:
    """Those of consultants one by one only for who may see them."""
    has_agents = reader.agent_offices != frozenset()
    return [report for report in REPORTS.values() if has_agents or not report.is_of_agents]


async def answer_cards(shared: Services, user: User) -> ReportCards:
    """The cards of the list of reports. Nothing of single consultants is in them.

    Raises ReportsBusy, ReportTooSlow.
    """
    reader = reader_of(user)
    reports, today = reports_for(reader), shared.clock.now().astimezone(WARSAW).date()
    offices = reader.offices
    office = next(iter(offices)) if offices is not None and len(offices) == 1 else ""
    async with one_look(shared) as connection:
        targets = await targets_on(connection, today)
        days = [sums for _, sums in await read_sums(connection, cards_query(reports, today, offices))]
        complete_until = (await progress(connection)).complete_until
    until = None if complete_until is None else complete_until.astimezone(WARSAW)
    return build_cards(reports, today, days, targets, office, until)


async def note_agents(shared: Services, user: User, request: ReportRequest) -> None:
    """An entry in the audit log before anything of single consultants is read."""
    if request.is_of_agents:
        whom = sorted(request.filters.agents or ())
        details = {"from": str(request.first), "to": str(request.last), "agents": whom}
        await note_order(shared.engine, "report_of_agents", request.report.key, office_of(user, request), details)


async def note_export(shared: Services, user: User, answer: ReportAnswer, form: str) -> None:
    """An entry in the audit log: a report has left as a file."""
    codes = answer.office_codes
    office = codes[0] if len(codes) == 1 else (user.office if codes else None)
    details = {"format": form, "from": str(answer.first), "to": str(answer.last), "by": answer.by}
    await note_order(shared.engine, "report_export", answer.report, office, {**details, "offices": list(codes)})


def office_of(user: User, request: ReportRequest) -> str | None:
    """Whose entry of the log it is: that of the one office that was looked at, else of nobody in particular."""
    offices = request.filters.offices
    if offices is not None and len(offices) == 1:
        return next(iter(offices))
    return None if offices is None else user.office

"""Which reports wait for the help desk, for those who decide about changes, and for an answer of who reported."""

from sqlalchemy import Text, cast

from core.db.tables.work_tables import HelpReportRow
from core.todo.work_store import Waiting, waiting
from helpdesk.report import IN_QUEUE, TO_DECIDE

_ROW = HelpReportRow.__table__.c


def _to_work_on() -> Waiting:
    """`what`: the state; `title`: the number."""
    return waiting(
        "help_report",
        subject=_ROW.id,
        office=_ROW.office,
        since=_ROW.reported_at,
        what=_ROW.state,
        title=cast(_ROW.number, Text),
        entered_by=_ROW.reported_by,
        holder=_ROW.holder,
        held_since=_ROW.held_since,
    )


def reports_to_work_on() -> Waiting:
    """Problems that nobody has solved, and of which nothing is asked now."""
    return _to_work_on().where(_ROW.state.in_(IN_QUEUE))


def changes_to_decide() -> Waiting:
    """Proposed changes."""
    return _to_work_on().where(_ROW.state.in_(TO_DECIDE))


def questions_to_answer(account: str) -> Waiting:
    """Own reports about which the help desk has asked something; nobody else can answer."""
    return waiting(
        "help_question",
        subject=_ROW.id,
        office=_ROW.office,
        since=_ROW.changed_at,
        title=cast(_ROW.number, Text),
        entered_by=_ROW.holder,
    ).where(_ROW.reported_by == account, _ROW.state == "waiting")

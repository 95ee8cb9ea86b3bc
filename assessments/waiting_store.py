"""Which assessments wait for whom: to be filled in, to be closed, to be answered."""

from sqlalchemy import Date, cast, func, select

from assessments.sheet import TIME_TO_ANSWER
from core.db.tables.assessment_tables import AssessmentRow, AssessmentSheetRow
from core.todo.work_store import Waiting, waiting
from core.zone import WARSAW

_ONE = AssessmentRow.__table__.c
_SHEET = AssessmentSheetRow.__table__.c
_GIVEN_AT = (
    select(func.max(_SHEET.given_at))
    .where(_SHEET.assessment_id == _ONE.id)
    .correlate(AssessmentRow)
    .scalar_subquery()
)


def assessments_to_work_on(account: str) -> Waiting:
    """Of which the account is the assessor. `what`: the state, of which `answered` is to be closed."""
    return waiting(
        "assessment",
        subject=_ONE.id,
        office=_ONE.office,
        since=_ONE.assigned_at,
        what=_ONE.state,
        holder=_ONE.assessor,
        held_since=_ONE.assigned_at,
    ).where(_ONE.assessor == account, _ONE.state.in_(("assigned", "draft", "answered")))


def assessments_to_answer(account: str) -> Waiting:
    """Of the account's own conversations, given and not answered yet; due with the time for an answer."""
    return waiting(
        "assessment",
        subject=_ONE.id,
        office=_ONE.office,
        since=func.coalesce(_GIVEN_AT, _ONE.assigned_at),
        due_on=cast(func.timezone(WARSAW.key, _GIVEN_AT + TIME_TO_ANSWER), Date),
        what=_ONE.state,
        holder=_ONE.agent,
        held_since=func.coalesce(_GIVEN_AT, _ONE.assigned_at),
    ).where(_ONE.agent == account, _ONE.state == "given")

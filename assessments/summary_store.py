"""Figures of assessments out of the database."""

from datetime import date

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from assessments.form import Criteria
from assessments.sheet import COUNTED
from assessments.sheet_store import Seen
from assessments.summary import Assessed, Summary, summarise
from core.db.tables.assessment_tables import AssessmentRow, AssessmentSheetRow
from core.db.tables.staff_tables import Agent

_ONE = AssessmentRow.__table__.c
_SHEET = AssessmentSheetRow.__table__.c


async def read_summary(
    engine: AsyncEngine, seen: Seen, office: str | None, first_day: date, last_day: date
) -> tuple[Summary, dict[str, str]]:
    """Of conversations of these days (both included), each by its newest sheet that was given; and the names of
    the consultants. Whoever sees only the own ones gets figures of those alone."""
    newest = (
        select(_SHEET.number)
        .where(_SHEET.assessment_id == _ONE.id, _SHEET.given_at.is_not(None))
        .order_by(_SHEET.number.desc())
        .limit(1)
        .correlate(AssessmentRow.__table__)
        .scalar_subquery()
    )
    query = (
        select(_ONE.office, _ONE.agent, _ONE.form, _SHEET.result, _SHEET.scores, Agent.display_name)
        .select_from(AssessmentRow.__table__)
        .join(AssessmentSheetRow.__table__, (_SHEET.assessment_id == _ONE.id) & (_SHEET.number == newest))
        .join(Agent, Agent.id == _ONE.agent, isouter=True)
        .where(_ONE.state.in_(COUNTED), _ONE.talked_on >= first_day, _ONE.talked_on <= last_day)
        .order_by(_ONE.talked_on, _ONE.id)
    )
    if office is not None:
        query = query.where(_ONE.office == office)
    names: dict[str, str] = {}
    assessed = []
    async with engine.connect() as connection:
        for row in await connection.execute(seen.limit(query)):
            names[row.agent] = row.display_name or row.agent
            content = msgspec.convert(row.form, type=Criteria)
            assessed.append(Assessed(row.office, row.agent, row.result, content.criteria, row.scores))
    return summarise(assessed), names

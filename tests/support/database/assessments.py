"""Conversations that can be assessed, and rows of assessments as they would stand in the database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from assessments.form import SHIPPED, SHIPPED_ID
from core.db.tables.assessment_tables import AssessmentRow, AssessmentSampleRow, AssessmentSheetRow
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.recording_tables import RecordingRow

WHOLE: dict[str, int | None] = {criterion.key: criterion.highest for criterion in SHIPPED.criteria}
"""The best scores of the form that ships."""

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


def call_row(call_id: str, agent: str, at: datetime, **more: Any) -> dict[str, Any]:
    """A call that was answered, of a caller of the consultant's office, and is over."""
    office = agent[1:6]
    return {
        "id": call_id,
        "dialled_number": "9510",
        "caller_number": "600100200",
        "started_at": at,
        "connected_at": at,
        "ended_at": at + timedelta(seconds=180),
        "talk_time": 170.0,
        "wait_time": 12.0,
        "office": office,
        "queue": office,
        "agent": agent,
        "topic": "unemployed",
        **more,
    }


async def put_calls(engine: AsyncEngine, agent: str, count: int, first: int = 0, **more: Any) -> list[str]:
    """Calls of a consultant, one a day and hour in turn."""
    calls = [f"call-{agent}-{number}" for number in range(first, first + count)]
    rows = [
        call_row(call, agent, MONDAY + timedelta(days=number % 4, hours=number % 6), **more)
        for number, call in enumerate(calls)
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(CallRow), rows)
    return calls


async def put_recording(engine: AsyncEngine, call_id: str, state: str = "packed", office: str = "20060") -> None:
    async with engine.begin() as connection:
        await connection.execute(
            insert(RecordingRow).values(
                id=f"rec-{call_id}",
                call_id=call_id,
                file=f"2026/11/16/{call_id}.wav",
                state=state,
                started_at=MONDAY,
                office=office,
            )
        )


def assessment_rows(
    assessment_id: str, agent: str, call_id: str, at: datetime, state: str = "given", **of_sheet: Any
) -> dict[Any, dict[str, Any]]:
    """A sample of one, the assessment, and its first sheet."""
    office, day = agent[1:6], at.date()
    return {
        AssessmentSampleRow: {
            "id": f"sample-of-{assessment_id}",
            "office": office,
            "first_day": day,
            "last_day": day,
            "per_consultant": 1,
            "seed": "seed",
            "counts": {},
            "drawn_by": f"kierownik-{office}",
            "drawn_at": at,
        },
        AssessmentRow: one_row(assessment_id, agent, call_id, at, state, f"sample-of-{assessment_id}"),
        AssessmentSheetRow: sheet_row(assessment_id, call_id, office, at, **of_sheet),
    }


def one_row(
    assessment_id: str, agent: str, call_id: str, at: datetime, state: str, sample: str, **more: Any
) -> dict[str, Any]:
    return {
        "id": assessment_id,
        "sample_id": sample,
        "office": agent[1:6],
        "agent": agent,
        "call_id": call_id,
        "basis": "timeline",
        "talked_on": at.date(),
        "assessor": f"kierownik-{agent[1:6]}",
        "form_id": SHIPPED_ID,
        "form": msgspec.to_builtins(SHIPPED),
        "state": state,
        "assigned_at": at,
        "version": 1,
        **more,
    }


def sheet_row(assessment_id: str, call_id: str, office: str, at: datetime, **more: Any) -> dict[str, Any]:
    """The first sheet, whole and given."""
    return {
        "assessment_id": assessment_id,
        "number": 1,
        "office": office,
        "call_id": call_id,
        "scores": WHOLE,
        "notes": {},
        "remark": "",
        "corrected_for": "",
        "result": 100.0,
        "by": f"kierownik-{office}",
        "saved_at": at,
        "given_at": at,
        "answer": "",
        **more,
    }

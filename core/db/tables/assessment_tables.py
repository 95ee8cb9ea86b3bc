"""Tables of assessments: forms, samples, what is assessed by whom, and the sheets. See `assessments`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, STAFF, Base, not_personal


class AssessmentFormRow(Base):
    """The criteria of an office or the province, for a topic or all; a history, so a row only ever ends sooner.

    Without an office it is the province's, without a topic that of all topics. `criteria`: none where the wider
    form holds again. `version`: the newest of a place is its ETag. One that ends where it begins was planned and
    then replaced."""

    __tablename__ = "assessment_form"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    topic: Mapped[str | None]
    version: Mapped[int]
    title: Mapped[str]
    criteria: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # not included
    changed_by: Mapped[str] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime]
    __table_args__ = (
        Index(
            "ix_assessment_form_version",
            "office",
            "topic",
            "version",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )


class AssessmentSampleRow(Base):
    """One drawing of conversations. The seed is the server's; with the same conversations it draws the same.

    `counts`: by consultant how many conversations there were, how many were drawn, and how many are nobody's to
    assess."""

    __tablename__ = "assessment_sample"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    first_day: Mapped[date]
    last_day: Mapped[date]  # included
    per_consultant: Mapped[int]
    seed: Mapped[str]
    counts: Mapped[dict[str, Any]] = mapped_column(info=STAFF)
    drawn_by: Mapped[str] = mapped_column(info=STAFF)
    drawn_at: Mapped[datetime]
    __table_args__ = (Index("ix_assessment_sample_office", "office", "drawn_at", "id"),)


class AssessmentRow(Base):
    """A conversation that was drawn, who assesses it, and how far that is. Its ETag is `version`.

    `basis`: recording, or timeline where nothing may be heard. `form`: title and criteria as they were in force on
    the day of the conversation. `state`: assigned, draft, given, answered, closed, set_aside."""

    __tablename__ = "assessment"
    id: Mapped[str] = mapped_column(primary_key=True)
    sample_id: Mapped[str] = mapped_column(ForeignKey("assessment_sample.id"))
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    agent: Mapped[str] = mapped_column(info=STAFF)
    call_id: Mapped[str] = mapped_column(unique=True)
    recording_id: Mapped[str | None]
    basis: Mapped[str]
    topic: Mapped[str | None]
    talked_on: Mapped[date]
    assessor: Mapped[str] = mapped_column(info=STAFF)
    form_id: Mapped[str]
    form: Mapped[dict[str, Any]]
    state: Mapped[str]
    assigned_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    set_aside_for: Mapped[str | None]  # one of a list
    version: Mapped[int]
    __table_args__ = (
        CheckConstraint(
            "state IN ('assigned', 'draft', 'given', 'answered', 'closed', 'set_aside')", name="assessment_state"
        ),
        CheckConstraint("basis IN ('recording', 'timeline')", name="assessment_basis"),
        CheckConstraint("assessor <> agent", name="assessment_not_ones_own"),
        Index("ix_assessment_office", "office", "assigned_at", "id"),
        Index("ix_assessment_agent", "agent", "assigned_at", "id"),
        Index("ix_assessment_sample", "sample_id"),
    )


class AssessmentSheetRow(Base):
    """A filled form. What was given is never written over: a correction is the next number, and says why.

    `scores`: by criterion a number, or none for "nie dotyczy". `result`: per cent; none if nothing applies.
    `answer_kind`: acknowledged, disputed. Free text names no client, and is marked since somebody might."""

    __tablename__ = "assessment_sheet"
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=not_personal("the place of a version among the others")
    )
    office: Mapped[str]
    call_id: Mapped[str]
    scores: Mapped[dict[str, Any]]
    notes: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    remark: Mapped[str] = mapped_column(info=PERSONAL)
    corrected_for: Mapped[str] = mapped_column(info=PERSONAL)
    result: Mapped[float | None]
    by: Mapped[str] = mapped_column(info=STAFF)
    saved_at: Mapped[datetime]
    given_at: Mapped[datetime | None]
    answer_kind: Mapped[str | None]
    answer: Mapped[str] = mapped_column(info=PERSONAL)
    answered_at: Mapped[datetime | None]
    __table_args__ = (
        CheckConstraint("answer_kind IN ('acknowledged', 'disputed')", name="assessment_sheet_answer"),
        Index("ix_assessment_sheet_call", "call_id"),
    )
